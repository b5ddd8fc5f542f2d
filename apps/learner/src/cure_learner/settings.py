"""Training settings as HELLO carries them."""

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

from cure_learner.errors import BridgeError


@dataclass(frozen=True)
class TrainSettings:
    """How to train. Rates and coefficients are pure numbers.

    `clip_low`/`clip_high` bound the ratio in [1 - low, 1 + high]; `importance_cap` bounds exp(o - s), None leaves that
    weight out; `gradient_clip` is a norm; a micro-batch holds at most `max_tokens_per_micro_batch` tokens, padding
    counted;
    every `save_every`-th step is a commit point with a checkpoint in `checkpoint_dir` (None: nothing is written),
    of which the last `keep_checkpoints` are kept.
    """

    preset: str
    learning_rate: float
    kl_coefficient: float
    clip_low: float
    clip_high: float
    importance_cap: float | None
    gradient_clip: float
    weight_decay: float
    max_tokens_per_micro_batch: int
    save_every: int
    keep_checkpoints: int
    seed: int
    checkpoint_dir: str | None
    resume: bool


_SHARED: dict[str, Any] = {
    "learningRate": 1e-6,
    "gradientClip": 1.0,
    "weightDecay": 0.0,
    # On two cores 2,048 to 4,096 is a tenth faster than 8,192: activations stay in the cache.
    "maxTokensPerMicroBatch": 4096,
    "saveEvery": 1,
    "keepCheckpoints": 2,
    "seed": 0,
    "checkpointDir": None,
    "resume": False,
}
# method.md section 5: what each preset means where HELLO says nothing else.
PRESETS: dict[str, dict[str, Any]] = {
    "cure": _SHARED | {"klCoefficient": 0.01, "clipLow": 0.2, "clipHigh": 0.2, "importanceCap": None},
    "modern": _SHARED | {"klCoefficient": 0.0, "clipLow": 0.2, "clipHigh": 0.28, "importanceCap": 2.0},
}
_POSITIVE = ("learningRate", "gradientClip")
_NOT_NEGATIVE = ("klCoefficient", "clipLow", "clipHigh", "weightDecay")
_COUNTS = ("maxTokensPerMicroBatch", "saveEvery", "keepCheckpoints")


def read_settings(fields: Any) -> TrainSettings:
    """Check HELLO's `settings` and fill in the preset's. Raises BridgeError BAD_MESSAGE naming the field."""
    if not isinstance(fields, dict) or fields.get("preset") not in PRESETS:
        raise BridgeError("BAD_MESSAGE", f"settings.preset must be one of {', '.join(PRESETS)}.")
    values = PRESETS[fields["preset"]] | fields
    unknown = set(fields) - set(PRESETS[fields["preset"]]) - {"preset"}
    if unknown:
        raise BridgeError("BAD_MESSAGE", f"settings.{min(map(str, unknown))} is not a setting of this learner.")
    for name in _POSITIVE + _NOT_NEGATIVE:
        _require(name, _is_number(values[name]) and (values[name] > 0 or (name in _NOT_NEGATIVE and values[name] == 0)))
    for name in _COUNTS:
        _require(name, type(values[name]) is int and values[name] >= 1)
    cap = values["importanceCap"]
    _require("importanceCap", (cap is None and values["preset"] == "cure") or (_is_number(cap) and cap > 0))
    _require("klCoefficient", values["preset"] == "cure" or values["klCoefficient"] == 0)
    _require("seed", type(values["seed"]) is int and 0 <= values["seed"] < 2**63)
    _require("resume", type(values["resume"]) is bool)
    _require("checkpointDir", values["checkpointDir"] is None or _is_path(values["checkpointDir"]))
    names = {_camel(field.name): field.name for field in dataclasses.fields(TrainSettings)}
    return TrainSettings(**{names[name]: value for name, value in values.items()})


def _require(name: str, right: bool) -> None:
    if not right:
        raise BridgeError("BAD_MESSAGE", f"settings.{name} has a wrong type or is out of range.")


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("/") and "\0" not in value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
