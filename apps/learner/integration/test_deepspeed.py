"""DeepSpeed in two processes against the torch engine: the same losses, norms and weights at every ZeRO stage."""

import os
import signal
import time
from pathlib import Path

import httpx
import numpy as np
import peft
import psutil
import pytest
import torch
from safetensors.torch import load_file

from cure_learner.engine.logprobs import response_logprobs
from cure_learner.engine.metrics import TokenTotals
from cure_learner.engine.micro_batches import micro_batches, trained_tokens
from cure_learner.engine.token_losses import token_losses
from cure_learner.engine.torch_engine import TorchEngine
from cure_learner.model import load_model, read_weights
from ranks import Ranks, arrays, batch, hello, settings, train

CPU = torch.device("cpu")
STEPS = range(1, 4)
COMPARED = ("loss", "entropy", "grad_norm", "sampling/importance_sampling_ratio/min")
OFFLOAD = {"offload_optimizer": {"device": "cpu"}}


def stage(number: int, **more: object) -> dict:
    return {"zero_optimization": {"stage": number} | more}


@pytest.fixture(scope="module")
def by_torch(llama_folder: Path) -> dict[str, tuple[list[dict[str, float]], dict[str, torch.Tensor]]]:
    """Metrics of every step and the weights after the last, of the torch engine, by preset."""
    results = {}
    for preset in ("cure", "modern"):
        loaded = load_model(str(llama_folder), CPU)
        engine = TorchEngine(loaded, settings(preset))
        metrics = [engine.update(batch(10 * step), lambda _: None, lambda: False) for step in STEPS]
        results[preset] = metrics, {name: value.clone() for name, value in loaded.model.state_dict().items()}
    return results


def weights(folder: Path | str) -> dict[str, torch.Tensor]:
    return load_file(Path(folder) / "model.safetensors")


def assert_same_weights(found: dict[str, torch.Tensor], expected: dict[str, torch.Tensor], atol: float) -> None:
    for name, value in found.items():
        torch.testing.assert_close(value.float(), expected[name].float(), atol=atol, rtol=0)


@pytest.mark.parametrize(
    ("config", "more"),
    [
        (stage(0), []),
        (stage(1), []),
        (stage(2), []),
        (stage(2, **OFFLOAD), []),
        (stage(3), ["--gradient-checkpointing"]),
        (stage(3, **OFFLOAD, offload_param={"device": "cpu"}, stage3_param_persistence_threshold=0), []),
    ],
    ids=["zero-0", "zero-1", "zero-2", "zero-2 offload", "zero-3 checkpointing", "zero-3 offload"],
)
@pytest.mark.parametrize("preset", ["cure"])
def test_losses_norms_and_weights_are_those_of_torch(
    llama_folder: Path, tmp_path: Path, by_torch: dict, config: dict, more: list[str], preset: str
) -> None:
    expected, expected_weights = by_torch[preset]
    with Ranks(llama_folder, tmp_path, config, *more) as learner:
        assert len(learner.rank_pids()) == 2
        replies = train(hello(learner, tmp_path / "checkpoints", preset), STEPS)
    for reply, metrics in zip(replies, expected, strict=True):
        assert set(reply["metrics"]) == set(metrics)
        assert metrics["grad_norm"] > 0.2, "clipping must matter"
        for name in (*COMPARED, "kl"):
            assert reply["metrics"][name] == pytest.approx(metrics[name], rel=1e-3, abs=1e-5), name
    found = weights(replies[-1]["checkpoint"])
    assert_same_weights(found, expected_weights, atol=2e-4)
    moved = weights(llama_folder)
    assert max(float((found[name] - moved[name]).abs().max()) for name in found) > 0.02


@pytest.mark.parametrize("number", [2, 3])
def test_bfloat16_is_near(llama_folder: Path, tmp_path: Path, by_torch: dict, number: int) -> None:
    config = stage(number) | {"bf16": {"enabled": True}, "data_types": {"grad_accum_dtype": "fp32"}}
    expected, expected_weights = by_torch["modern"]
    with Ranks(llama_folder, tmp_path, config) as learner:
        replies = train(hello(learner, tmp_path / "checkpoints", "modern"), STEPS)
    for reply, metrics in zip(replies, expected, strict=True):
        assert reply["metrics"]["entropy"] == pytest.approx(metrics["entropy"], rel=5e-3)
        assert reply["metrics"]["grad_norm"] == pytest.approx(metrics["grad_norm"], rel=0.1)
    found = weights(replies[-1]["checkpoint"])
    assert {value.dtype for value in found.values()} == {torch.bfloat16}
    # AdamW moves a weight by about the rate a step, whichever way noise pushes it: a few go another way.
    difference = torch.cat([(found[name].float() - expected_weights[name]).flatten() for name in found])
    assert difference.abs().mean() < 2e-3
    # What is trained is kept in float32 beside it, so that a resume loses nothing.
    kept = load_file(Path(replies[-1]["checkpoint"]) / "optimizer-00001.safetensors")
    assert {value.dtype for value in kept.values()} == {torch.float32}


def lora_by_hand(model_folder: Path, rank: int) -> tuple[list[float], dict[str, torch.Tensor]]:
    """Losses and merged weights of peft and AdamW alone, in one process, without DeepSpeed."""
    asked = settings("modern")
    model = read_weights(model_folder).eval()
    torch.manual_seed(asked.seed)
    config = peft.LoraConfig(task_type="CAUSAL_LM", r=rank, lora_alpha=2 * rank, target_modules="all-linear")
    model = peft.get_peft_model(model, config)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    adamw = torch.optim.AdamW(parameters, lr=asked.learning_rate, betas=(0.9, 0.95), weight_decay=asked.weight_decay)
    losses = []
    for step in STEPS:
        trained_T = trained_tokens(batch(10 * step), False)
        (micro,) = micro_batches(batch(10 * step), trained_T, 10_000, 0, CPU)
        totals = TokenTotals(int(trained_T.sum()))
        loss_R = token_losses(asked, micro, *response_logprobs(model, micro, 1.0), None, totals)
        loss_R.mean().backward()
        torch.nn.utils.clip_grad_norm_(parameters, asked.gradient_clip)
        adamw.step()
        adamw.zero_grad()
        losses.append(totals.means()["loss"])
    return losses, model.merge_and_unload().state_dict()


@pytest.mark.parametrize("config", [stage(2), stage(3, stage3_param_persistence_threshold=0)], ids=["zero-2", "zero-3"])
def test_adapters_are_trained_and_merged_as_peft_does(llama_folder: Path, tmp_path: Path, config: dict) -> None:
    losses, merged = lora_by_hand(llama_folder, rank=4)
    with Ranks(llama_folder, tmp_path, config, "--lora-rank", "4", "--gradient-checkpointing") as learner:
        replies = train(hello(learner, tmp_path / "checkpoints", "modern"), STEPS)
    assert [reply["metrics"]["loss"] for reply in replies] == pytest.approx(losses, rel=1e-3, abs=1e-5)
    folder = Path(replies[-1]["checkpoint"])
    assert_same_weights(weights(folder), merged, atol=2e-4)
    # The adapters alone, put onto the initial weights by peft, give the merged model.
    adapted = peft.PeftModel.from_pretrained(read_weights(llama_folder), folder / "adapter").eval()
    token_ids = torch.tensor([[5, 17, 3, 90]])
    with torch.no_grad():
        torch.testing.assert_close(
            adapted(token_ids).logits, read_weights(folder).eval()(token_ids).logits, atol=1e-3, rtol=1e-4
        )
    assert sum(value.numel() for value in load_file(folder / "optimizer-00001.safetensors").values()) < 20_000


@pytest.mark.parametrize(
    ("config", "more"),
    [(stage(3), []), (stage(1), []), (stage(2), ["--lora-rank", "4"])],
    ids=["zero-3", "zero-1", "lora"],
)
def test_resuming_with_another_number_of_ranks(
    llama_folder: Path, tmp_path: Path, config: dict, more: list[str]
) -> None:
    """Two ranks, then one, then two: as if nothing had happened."""
    with Ranks(llama_folder, tmp_path, config, *more) as learner:
        straight = train(hello(learner, tmp_path / "straight"), range(1, 4))
    replies = []
    for processes, step in ((2, 1), (1, 2), (2, 3)):
        with Ranks(llama_folder, tmp_path, config, *more, processes=processes) as learner:
            dealer = hello(learner, tmp_path / "resumed", resume=True)
            replies += train(dealer, range(step, step + 1))
    for one, other in zip(straight, replies, strict=True):
        assert one["policyVersion"] == other["policyVersion"]
        for name in (*COMPARED, "kl"):
            assert other["metrics"][name] == pytest.approx(one["metrics"][name], rel=1e-3, abs=1e-5), name
    assert_same_weights(weights(replies[-1]["checkpoint"]), weights(straight[-1]["checkpoint"]), atol=2e-4)


def test_an_update_that_is_no_number_changes_nothing_and_training_goes_on(llama_folder: Path, tmp_path: Path) -> None:
    with Ranks(llama_folder, tmp_path, stage(2)) as learner:
        dealer = hello(learner, tmp_path / "checkpoints", "modern")
        train(dealer, range(1, 2))
        huge = arrays(20)
        huge["advantages"][:] = 3e38
        huge["sampler_logprobs"][:] = -90
        dealer.batch(2, arrays=huge)
        (_, failed) = dealer.receive_answers(2)
        assert (failed["type"], failed["retriable"]) == ("STEP_FAILED", False)
        assert "not finite" in failed["message"]
        train(dealer, range(2, 4))
        after = weights(tmp_path / "checkpoints" / "step-000003")
        text = dealer.ask("PUBLISH", step=3)
        assert dealer.ask("PUBLISH", step=3)["path"] == text["path"]
        refused = httpx.post(learner.ready["http"] + "/v1/completions", json={"prompt": "a"})
        assert refused.status_code == 400 and "sampler.baseUrl" in refused.json()["error"]["message"]
        second = learner.dealer("another").hello()
        assert (second["type"], second["code"]) == ("ERROR", "CONFLICT")
    with Ranks(llama_folder, tmp_path, stage(2)) as learner:
        dealer = hello(learner, tmp_path / "undisturbed", "modern")
        expected = weights(train(dealer, range(1, 4))[-1]["checkpoint"])
    assert_same_weights(after, expected, atol=2e-4)
    assert_same_weights(weights(text["path"]), expected, atol=2e-4)
    with torch.no_grad():
        token_ids = torch.tensor([text["canary"]["tokenIds"]])
        logprobs = read_weights(Path(tmp_path / "checkpoints" / "step-000003")).eval()(token_ids).logits.log_softmax(-1)
    said = logprobs[0, :-1].gather(-1, token_ids[0, 1:, None])[:, 0]
    np.testing.assert_allclose(text["canary"]["logprobs"], said.numpy(), atol=1e-3)


def test_the_death_of_one_rank_ends_all_and_names_it(llama_folder: Path, tmp_path: Path) -> None:
    learner = Ranks(llama_folder, tmp_path, stage(2))
    dealer = hello(learner, tmp_path / "checkpoints")
    train(dealer, range(1, 2))
    pids = learner.rank_pids()
    dealer.batch(2, arrays=arrays(20))
    os.kill(pids[1], signal.SIGKILL)
    assert learner.process.wait(timeout=60) == 2
    assert f"Rank 1 (process {pids[1]}) was killed by SIGKILL" in learner.said.splitlines()[-1]
    assert_gone(pids)


def test_ranks_end_with_a_launcher_that_is_killed(llama_folder: Path, tmp_path: Path) -> None:
    learner = Ranks(llama_folder, tmp_path, stage(2))
    pids = learner.rank_pids()
    learner.process.kill()
    learner.process.wait(timeout=60)
    assert_gone(pids)


def test_ranks_listen_on_loopback_alone_and_leave_nothing_when_the_pipeline_ends(
    llama_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    learner = Ranks(llama_folder, tmp_path, stage(2), "--parent-pid-watch")
    train(hello(learner, tmp_path / "checkpoints"), range(1, 2))
    pids = learner.rank_pids()
    sockets = [
        socket
        for pid in (learner.process.pid, *pids.values())
        for socket in psutil.Process(pid).net_connections("inet")
        if socket.status == psutil.CONN_LISTEN
    ]
    assert len(sockets) >= 3 and {socket.laddr.ip for socket in sockets} <= {"127.0.0.1", "::1"}
    learner.process.stdin.close()
    assert learner.process.wait(timeout=60) == 0
    assert_gone(pids)
    assert not [path.name for path in temporary.iterdir() if path.name.startswith(("torchelastic", "cure-learner"))]


# DeepSpeed's launcher asks the first host for its name and address by ssh; here that host is this machine.
_SSH = """#!/bin/sh
case "$*" in *"localhost hostname -I") echo 127.0.0.1 ;; *"localhost hostname") hostname ;; *) exit 255 ;; esac
"""


def test_ranks_of_a_hostfile(
    llama_folder: Path, tmp_path: Path, by_torch: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By DeepSpeed's own launcher, on the one machine there is."""
    ssh = tmp_path / "bin" / "ssh"
    ssh.parent.mkdir()
    ssh.write_text(_SSH)
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ssh.parent}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "hosts").write_text("localhost slots=2\n")
    more = ["--hostfile", str(tmp_path / "hosts"), "--parent-pid-watch"]
    learner = Ranks(llama_folder, tmp_path, stage(1), *more, processes=None)
    below = psutil.Process(learner.process.pid).children(recursive=True)
    pids = dict(enumerate(process.pid for process in below))
    (reply,) = train(hello(learner, tmp_path / "checkpoints"), range(1, 2))
    assert reply["metrics"]["grad_norm"] == pytest.approx(by_torch["cure"][0][0]["grad_norm"], rel=1e-3)
    learner.process.stdin.close()
    assert learner.process.wait(timeout=120) == 0
    assert_gone(pids)


def assert_gone(pids: dict[int, int]) -> None:
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in pids.values()):
        assert time.monotonic() < deadline, f"processes {pids} live on"
        time.sleep(0.1)
