"""`cure_learner doctor`: what this machine offers."""

import json
import platform

import torch
import transformers

from cure_learner import __version__


def doctor(as_json: bool) -> None:
    """Print versions and the device that `--device auto` would take."""
    cuda = torch.cuda.is_available()
    facts = {
        "learner": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "device": "cuda" if cuda else "cpu",
        "deviceName": torch.cuda.get_device_name() if cuda else platform.processor() or platform.machine(),
        "threads": torch.get_num_threads(),
    }
    print(json.dumps(facts) if as_json else "\n".join(f"{name}: {value}" for name, value in facts.items()))
