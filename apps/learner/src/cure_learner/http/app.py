"""`/health`, `/v1/models` and `/v1/completions`."""

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cure_learner.compute import Compute
from cure_learner.errors import Cancelled, RequestError
from cure_learner.generation.generator import Generator
from cure_learner.generation.text import ResponseText
from cure_learner.http.admission import Admission
from cure_learner.http.request import CompletionRequest, read_request
from cure_learner.http.response import write_response
from cure_learner.model import LoadedModel

_MAX_BODY_BYTES = 64 << 20


class App:
    """Handlers that read a request, queue it for the compute thread and write the answer."""

    def __init__(
        self,
        loaded: LoadedModel,
        compute: Compute,
        policy_version: Callable[[], int],
        token: str | None,
        bridge_counts: Callable[[], dict[str, int]],
        samples: bool = True,
    ):
        """`samples`: whether `loaded` has weights to sample from; else completions are refused."""
        self._loaded = loaded
        self._compute = compute
        self._policy_version = policy_version
        self._token = token
        self._bridge_counts = bridge_counts
        self._text = ResponseText(loaded.tokenizer, loaded.end_ids)
        self._generator = Generator(loaded, self._text) if samples else None

    def starlette(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/health", self._health),
                Route("/v1/models", self._models),
                Route("/v1/completions", self._completions, methods=["POST"]),
            ],
            exception_handlers={404: _not_found, 405: _not_found},
            middleware=[Middleware(Admission, token=self._token)],
        )

    async def _health(self, _request: Request) -> Response:
        health = {"status": "ok", "policy_version": self._policy_version(), "bridge_refused": self._bridge_counts()}
        return JSONResponse(health)

    async def _models(self, _request: Request) -> Response:
        model = {"id": self._loaded.name, "object": "model", "owned_by": "cure-ts", "created": 0}
        model["max_model_len"] = self._loaded.max_tokens
        return JSONResponse({"object": "list", "data": [model]})

    async def _completions(self, request: Request) -> Response:
        if self._generator is None:
            return _error(400, "This learner only trains: sample from another server, named by sampler.baseUrl.")
        try:
            asked = read_request(await _read_json(request), self._loaded)
        except RequestError as error:
            return _error(400, str(error), error.parameter)
        cancelled = threading.Event()
        future = self._compute.submit(lambda: self._answer(asked, cancelled))
        answer = asyncio.wrap_future(future)
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                return Response(status_code=499)
            return Response(await answer, media_type="application/json")
        except (Cancelled, asyncio.CancelledError):
            return _error(503, "The learner is stopping: start it again and repeat the request.")
        except Exception as error:
            return _error(500, f"Sampling failed: {' '.join(str(error).split())[:300]}")
        finally:
            cancelled.set()
            answer.cancel()
            gone.cancel()

    def _answer(self, asked: CompletionRequest, cancelled: threading.Event) -> bytes:
        completions = self._generator.generate(
            asked.prompts, asked.settings, lambda: cancelled.is_set() or self._compute.stopping
        )
        body = write_response(asked, completions, self._policy_version(), self._loaded.name, self._text)
        return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()


async def _read_json(request: Request) -> Any:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY_BYTES:
            raise RequestError(f"The body is larger than {_MAX_BODY_BYTES >> 20} MiB: send several requests.")
    try:
        return json.loads(bytes(body))
    except ValueError as error:
        raise RequestError("The body is no JSON: send a JSON object with a prompt.") from error


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _not_found(request: Request, _error_: Exception) -> Response:
    return _error(404, f"{request.method} {request.url.path} is not served: use POST /v1/completions or GET /health.")


def _error(status: int, message: str, parameter: str | None = None) -> Response:
    kind = "invalid_request_error" if status < 500 else "server_error"
    error = {"message": message, "type": kind, "param": parameter, "code": status}
    return JSONResponse({"error": error}, status_code=status)
