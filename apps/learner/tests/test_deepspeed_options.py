"""What is refused of DeepSpeed's configuration, before any process is started."""

import json
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from cure_learner.engine import deepspeed_options
from cure_learner.engine.deepspeed_options import read_options, whole_config
from cure_learner.errors import LearnerError


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default environment has no DeepSpeed; what is read here does not need it."""
    monkeypatch.setattr(deepspeed_options, "find_spec", lambda name: ModuleSpec(name, None))


def written(folder: Path, config: object) -> str:
    path = folder / "zero.json"
    path.write_text(config if isinstance(config, str) else json.dumps(config))
    return str(path)


def test_what_is_given_is_passed_through_and_the_learners_own_added(tmp_path: Path) -> None:
    given = {"zero_optimization": {"stage": 2, "offload_optimizer": {"device": "cpu"}}, "bf16": {"enabled": True}}
    options = read_options(written(tmp_path, given), False, 8)
    assert (options.stage, options.bfloat16, options.offloads_optimizer, options.lora_rank) == (2, True, True, 8)
    whole = whole_config(options, 0.5)
    assert whole.items() >= given.items() and whole["gradient_clipping"] == 0.5
    assert read_options(written(tmp_path, {}), False, None).stage == 0


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ("{", "cannot be read as JSON"),
        ([], "no JSON object"),
        ({"gradient_clipping": 1}, "learner.gradientClip"),
        ({"train_micro_batch_size_per_gpu": "auto"}, "maxTokensPerMicroBatch"),
        ({"fp16": {"enabled": True}}, "say bf16"),
        ({"optimizer": {"type": "Adam"}}, "learner.learningRate"),
        ({"zero_optimization": {"stage": 4}}, "0, 1, 2 or 3"),
        ({"zero_optimization": 2}, "must be an object"),
        ({"bf16": {"enabled": True}}, "needs zero_optimization"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(tmp_path: Path, config: object, sentence: str) -> None:
    with pytest.raises(LearnerError, match=sentence):
        read_options(written(tmp_path, config), False, None)


def test_a_missing_file_or_package_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LearnerError, match="--deepspeed-config FILE"):
        read_options(None, False, None)
    with pytest.raises(LearnerError, match="cannot be read"):
        read_options(str(tmp_path / "nothing"), False, None)
    monkeypatch.setattr(deepspeed_options, "find_spec", lambda _: None)
    with pytest.raises(LearnerError, match="deepspeed is not installed: the learner"):
        read_options(written(tmp_path, {}), False, None)
