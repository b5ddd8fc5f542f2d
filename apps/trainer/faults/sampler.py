"""`sampler.py MODEL --http ADDRESS`: serves the weights of a folder under one name, whatever the folder's.

A server that is started again with other weights must list the same model; our learner lists its folder's name.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

model, *rest = sys.argv[1:]
policy = Path(tempfile.mkdtemp(prefix="sampler-", dir=os.environ["FAULT_FOLDER"])) / "policy"
shutil.copytree(model, policy)
command = [sys.executable, "-m", "cure_learner", "serve", "--model", str(policy), "--threads", "1", *rest]
os.execv(sys.executable, command)
