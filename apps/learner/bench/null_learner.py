"""A learner that does nothing with a batch: the real bridge, session, checks and journal around an empty update.

Beside it the same batch is taken as JSON over HTTP, `POST /batch`, for `bridge.mjs` to compare with.
"""

import argparse
import json
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from cure_learner.bridge.server import BridgeServer
from cure_learner.bridge.session import Session
from cure_learner.compute import Compute
from cure_learner.http.server import HttpServer
from cure_learner.memory import keep_freed_memory
from cure_learner.parent import watch_parent
from cure_learner.policy import Policy

_DTYPES = {
    "token_ids": "i4", "cu_seqlens": "i4", "loss_mask": "u1", "sampler_logprobs": "f4", "advantages": "f4",
    "truncated": "u1",
}  # fmt: skip


class NullEngine:
    """Counts updates, each of which takes `update_seconds`."""

    policy_version = 0

    def __init__(self, update_seconds: float):
        self._update_seconds = update_seconds

    def update(self, _batch, _progress, _cancelled) -> dict[str, float]:
        time.sleep(self._update_seconds)
        self.policy_version += 1
        return {"loss": 0.0}

    def save(self, _folder: Path) -> dict:
        return {"policyVersion": self.policy_version}

    def load(self, _folder: Path, state: dict) -> None:
        self.policy_version = state["policyVersion"]


async def take_json(request: Request) -> JSONResponse:
    """A batch as a JSON object of arrays, to numpy arrays."""
    body = json.loads(await request.body())
    arrays = {name: np.array(body[name], dtype) for name, dtype in _DTYPES.items()}
    return JSONResponse({"tokens": len(arrays["token_ids"])})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--max-tokens", type=int, default=4096)
    parser.add_argument("--update-ms", type=float, default=0, help="how long an update takes")
    arguments = parser.parse_args()
    stop = threading.Event()
    watch_parent(stop.set)
    keep_freed_memory()
    loaded = SimpleNamespace(
        model_hash="0" * 64, tokenizer_hash="0" * 64, vocab_size=152_000, max_tokens=arguments.max_tokens,
        device=SimpleNamespace(type="cpu"),
    )  # fmt: skip
    bridge, compute = BridgeServer("tcp://127.0.0.1:0"), Compute(1)
    engine = NullEngine(arguments.update_ms / 1000)
    session = Session(
        loaded, compute, Policy(), lambda _: engine, lambda settings: settings, bridge.send, bridge.post,
        stop.set, bridge.tally, [],
    )  # fmt: skip
    bridge.start(session.handle)
    http = HttpServer("127.0.0.1", 0, Starlette(routes=[Route("/batch", take_json, methods=["POST"])]))
    http.start()
    print(json.dumps({"type": "ready", "http": http.address, "bridge": bridge.address}), flush=True)
    stop.wait()
    compute.stop()
    http.stop()
    bridge.stop()


if __name__ == "__main__":
    main()
