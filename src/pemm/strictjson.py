"""JSON read strictly: what a careless reader would let pass changes answers silently."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from pemm.errors import PemmError

MAX_VALUES = 200_000  # each takes many times its bytes in memory; an assessment has a few hundred
MAX_DEPTH = 100  # what can be read must be written again, and writing takes more of the stack

_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)

# What is left of a word or a number where a file was cut off in the middle of it.
_STUMP = re.compile(r"t(ru?)?|f(a(ls?)?)?|n(ul?)?|-|\.|[eE][+-]?|\\?u[0-9a-fA-F]{0,4}")


def read_object(content: bytes, name: str) -> dict[str, Any]:
    """The JSON object in `content`, the bytes of the file `name`.

    Raises PemmError with the place for: an empty file, wrong encoding, broken JSON, duplicate keys,
    NaN and Infinity, numbers too large to keep, nesting deeper than MAX_DEPTH, more than MAX_VALUES,
    anything but an object.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        key = "cut-off" if error.reason == "unexpected end of data" else "not-utf8"
        raise PemmError(key, path=name, line=line) from None
    if not text.strip():
        raise PemmError("empty-file", path=name)
    if _is_crowded(content):
        raise PemmError("too-many-values", path=name, limit=MAX_VALUES)
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError as error:
        key = "cut-off" if _is_cut_off(text, error) else "not-json"
        raise PemmError(key, path=name, line=error.lineno, column=error.colno, reason=error.msg) from None
    except _Refused as refused:
        raise PemmError(refused.key, path=name, found=refused.found) from None
    except RecursionError:
        raise PemmError("too-deep", path=name) from None
    except ValueError:  # a number of thousands of digits
        raise PemmError("huge-number", path=name) from None
    if _is_deep(data):
        raise PemmError("too-deep", path=name)
    if not isinstance(data, dict):
        raise PemmError("no-assessment", path=name)
    return data


def _is_cut_off(text: str, error: json.JSONDecodeError) -> bool:
    rest = text[error.pos :].strip()
    return not rest or error.msg.startswith("Unterminated string") or _STUMP.fullmatch(rest) is not None


def _is_crowded(content: bytes) -> bool:
    """Whether there are more than MAX_VALUES values; commas and brackets within texts are none."""

    def signs(of: bytes) -> int:
        return sum(map(of.count, (b",", b"[", b"{")))

    return signs(content) > MAX_VALUES and signs(_TEXT.sub(b"", content)) > MAX_VALUES


def _is_deep(data: Any) -> bool:
    level = [data]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for each in level
            if isinstance(each, (dict, list))
            for child in (each.values() if isinstance(each, dict) else each)
        ]
    return bool(level)


class _Refused(Exception):
    def __init__(self, key: str, found: str) -> None:
        super().__init__(key)
        self.key = key
        self.found = found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in pairs:
        if key in data:
            raise _Refused("duplicate-key", key)
        data[key] = value
    return data


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):  # 1e999: read as infinity, it could not be written again
        raise _Refused("huge-number", number)
    return value


def _no_number(constant: str) -> NoReturn:
    raise _Refused("no-number", constant)
