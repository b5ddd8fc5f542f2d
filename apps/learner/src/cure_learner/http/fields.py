"""Reading typed, bounded fields out of a JSON body."""

from typing import Any

from cure_learner.errors import RequestError


class Fields:
    """A JSON object whose fields are read one by one. An absent or null field has its default."""

    def __init__(self, body: Any):
        if not isinstance(body, dict):
            raise RequestError("The body is no JSON object: send an object with a prompt.")
        self._body = body

    def value(self, name: str) -> Any:
        return self._body.get(name)

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number in [low, high]. Raises RequestError."""
        value = self._body.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise RequestError(f"'{name}' must be a whole number from {low} to {high}.", name)
        return value

    def number(self, name: str, default: float, low: float, high: float) -> float:
        """A number in [low, high]. Raises RequestError."""
        value = self._body.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise RequestError(f"'{name}' must be a number from {low:g} to {high:g}.", name)
        return float(value)

    def boolean(self, name: str, default: bool) -> bool:
        """true or false. Raises RequestError."""
        value = self._body.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise RequestError(f"'{name}' must be true or false.", name)
        return value

    def strings(self, name: str) -> tuple[str, ...]:
        """A text or a list of texts, none of them empty; absent is (). Raises RequestError."""
        value = self._body.get(name)
        if value is None:
            return ()
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(item, str) and item for item in values):
            raise RequestError(f"'{name}' must be a text or a list of texts, none of them empty.", name)
        return tuple(values)
