"""Makes `.venv-deepspeed`, once: DeepSpeed and peft on top of the main environment, whose torch they use.

DeepSpeed comes as source, and compiles parts of itself as they are first used: that needs g++ and ninja.
"""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv-deepspeed"
# As in pyproject.toml; setuptools that builds DeepSpeed without looking for torch elsewhere.
PACKAGES = ["deepspeed==0.19.8", "peft==0.21.2", "accelerate==1.15.0"]
SETUPTOOLS = "setuptools==84.2.1"


def main() -> int:
    ready = VENV / ".ready"
    if ready.exists() and ready.read_text() == " ".join(PACKAGES):
        return 0
    if shutil.which("g++") is None:
        print("g++ is missing, with which DeepSpeed compiles its parts: say apt-get install g++.", file=sys.stderr)
        return 2
    print("installing DeepSpeed into .venv-deepspeed", flush=True)
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    main_packages = Path(sysconfig.get_path("purelib"))
    own_packages = VENV / main_packages.relative_to(sys.prefix)
    (own_packages / "main-environment.pth").write_text(f"{main_packages}\n")
    pip = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, SETUPTOOLS], check=True)
    subprocess.run([*pip, "--no-build-isolation", *PACKAGES], check=True)
    ready.write_text(" ".join(PACKAGES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
