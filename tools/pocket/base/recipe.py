"""Where the recipe and what it makes lie, and how a prompt is written."""

import json
from pathlib import Path

from jinja2 import Environment, StrictUndefined

TOOL = Path(__file__).resolve().parents[1]
CACHE = TOOL / ".cache"
MODEL = TOOL.parents[1] / "models" / "pocket"
DATASETS = TOOL.parents[1] / "datasets" / "pocket"
PROMPTS = ("coder", "tester", "repair-test")
END, PAD = "<|end|>", "<|pad|>"


def read_recipe() -> dict:
    """`recipe.json` as it stands: seeds, sizes, phases."""
    return json.loads((TOOL / "recipe.json").read_text())


def read_lines(path: Path, limit: int | None = None):
    """Yields the JSON records of a JSONL file, the first `limit` of them if given."""
    with path.open() as lines:
        for index, line in enumerate(lines):
            if index == limit:
                return
            yield json.loads(line)


class Prompts:
    """The prompt templates that the model ships with, so that it is trained on exactly what it will be asked."""

    def __init__(self):
        environment = Environment(undefined=StrictUndefined)
        self.templates = {
            name: environment.from_string((MODEL / "prompts" / f"{name}.jinja").read_text()) for name in PROMPTS
        }

    def render(self, name: str, **variables) -> str:
        return self.templates[name].render(examples=[], **variables)
