"""What configs/ gives the learner: DeepSpeed's files, and the command of the compose file."""

from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
import yaml

from cure_learner import cli
from cure_learner.engine import deepspeed_options
from cure_learner.engine.deepspeed_options import read_options

CONFIGS = Path(__file__).resolve().parents[3] / "configs"


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default environment has no DeepSpeed; what is read here does not need it."""
    monkeypatch.setattr(deepspeed_options, "find_spec", lambda name: ModuleSpec(name, None))


@pytest.mark.parametrize(
    ("name", "stage", "offloads"), [("zero1", 1, False), ("zero3", 3, False), ("zero3-offload", 3, True)]
)
def test_deepspeeds_files_are_accepted(name: str, stage: int, offloads: bool) -> None:
    options = read_options(str(CONFIGS / f"deepspeed/{name}.json"), True, None)
    assert (options.stage, options.offloads_optimizer, options.bfloat16) == (stage, offloads, True)
    # Else micro-batches would be summed in bfloat16.
    assert options.config["data_types"]["grad_accum_dtype"] == "fp32"


def test_the_compose_files_learner_is_one_that_starts() -> None:
    services = yaml.safe_load((CONFIGS / "compose/compose.yaml").read_text())["services"]
    python, module, name, *words = services["learner"]["command"]
    assert (python, module, name) == ("python", "-m", "cure_learner")
    arguments = cli._parser().parse_args(words)
    assert arguments.keys and arguments.bridge == "tcp://0.0.0.0:5555"
    assert arguments.http == "127.0.0.1:0", "without a token its HTTP is for itself alone"
    assert Path(arguments.deepspeed_config).relative_to("/app/configs") == Path("deepspeed/zero3.json")
    (device,) = services["learner"]["deploy"]["resources"]["reservations"]["devices"]
    assert arguments.processes == len(device["device_ids"]), "a rank a GPU"
