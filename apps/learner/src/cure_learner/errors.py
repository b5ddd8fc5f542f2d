"""Faults that a person can do something about. Every message is one sentence that says what to do."""


class LearnerError(Exception):
    """A fault of set-up: the command prints the sentence and exits with code 2."""


class RequestError(Exception):
    """A request that cannot be served as asked.

    `parameter` is the offending JSON field or None; HTTP answers 400 with OpenAI's error object.
    """

    def __init__(self, message: str, parameter: str | None = None):
        super().__init__(message)
        self.parameter = parameter


class BridgeError(Exception):
    """A message of the bridge that is refused; the peer gets ERROR with `code` and the sentence.

    `code` is one of BAD_MESSAGE, PROTOCOL, CONFLICT, OUT_OF_ORDER, BUSY, FENCED, TOO_LARGE.
    """

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


class UpdateFailed(Exception):
    """An update that did not happen: weights and optimiser are as before. `retriable` says whether to try again."""

    def __init__(self, message: str, retriable: bool):
        super().__init__(message)
        self.retriable = retriable


class Cancelled(Exception):
    """Work that nobody waits for any more."""
