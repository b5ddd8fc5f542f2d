"""Who may ask: with a token, those who bring it; without one, this machine alone."""

import hmac
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cure_learner.addresses import is_loopback
from cure_learner.errors import LearnerError

_VARIABLE = "CURE_LEARNER_TOKEN"
_SHORTEST_TOKEN = 16


def read_token(environment: Mapping[str, str]) -> str | None:
    """The token of CURE_LEARNER_TOKEN, None where it is not set. Raises LearnerError where it is too short."""
    token = environment.get(_VARIABLE)
    if token is not None and len(token) < _SHORTEST_TOKEN:
        raise LearnerError(f"{_VARIABLE} has to have {_SHORTEST_TOKEN} characters or more.")
    return token


class Admission:
    """Lets requests through to an app, or answers 401 or 403.

    Without a token the Host header has to name this machine too: a web page whose name was pointed at 127.0.0.1 (DNS
    rebinding) names itself.
    """

    def __init__(self, app: ASGIApp, token: str | None):
        self._app = app
        self._token = None if token is None else _digest(token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(Request(scope)) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> JSONResponse | None:
        if self._token is None:
            here = request.client is not None and is_loopback(request.client.host)
            if here and is_loopback(_name(request.headers.get("host", ""))):
                return None
            return _refused(403, f"This learner has no token and answers its own machine only: set one in {_VARIABLE}.")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if hmac.compare_digest(_digest(given if scheme.lower() == "bearer" else ""), self._token):
            return None
        return _refused(401, f"Send the token of {_VARIABLE} as 'Authorization: Bearer TOKEN'.")


def _name(host: str) -> str:
    """Of a Host header, without its port. What cannot be read names nobody."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


def _refused(status: int, message: str) -> JSONResponse:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": status}
    return JSONResponse({"error": error}, status_code=status)
