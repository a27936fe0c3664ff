"""What can go wrong for a reason that a person can find out about.

An error holds a key and data; the sentence, and what to do next, stand in `texts/<lang>.yaml`
under `error`, so that they can be said in another language. Exit codes are those of the contract:
1 what takes a file, a model or the system to find out, 2 the command line alone, 3 a condition
that was asked for does not hold.
"""

from __future__ import annotations

from typing import Any


class PemmError(Exception):
    """Something is wrong with a file, a model, a value or the system. Exit code 1."""

    exit_code = 1

    def __init__(self, key: str, /, **data: Any) -> None:
        super().__init__(key)
        self.key = key
        self.data = data

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.key, self.data)  # errors come out of other processes, too

    def __str__(self) -> str:
        from pemm.texts import load

        return self.sentence(load("en"))

    def sentence(self, texts: Any) -> str:
        """What is wrong and where, then what to do next, in the language of `texts`."""
        return str(texts(f"error.{self.key}", **self.data))


def _again(kind: type[PemmError], key: str, data: dict[str, Any]) -> PemmError:
    return kind(key, **data)


class UsageError(PemmError):
    """The command line contradicts itself, before anything was read. Exit code 2."""

    exit_code = 2


class ConditionError(PemmError):
    """A condition that was asked for (`--fail-below`, `--fail-on-drop`) does not hold. Exit code 3."""

    exit_code = 3
