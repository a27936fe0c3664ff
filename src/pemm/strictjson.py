"""JSON read strictly: what a careless reader would let pass changes answers silently."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from pemm.errors import PemmError


def read_object(content: bytes, name: str) -> dict[str, Any]:
    """The JSON object in `content`, the bytes of the file `name`.

    Raises PemmError with the place for: an empty file, wrong encoding, broken JSON, duplicate keys,
    NaN and Infinity, nesting too deep to read, anything but an object.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PemmError("not-utf8", path=name, line=line) from None
    if not text.strip():
        raise PemmError("empty-file", path=name)
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        key = "cut-off" if not text[error.pos :].strip() else "not-json"
        raise PemmError(key, path=name, line=error.lineno, column=error.colno, reason=error.msg) from None
    except _Refused as refused:
        raise PemmError(refused.key, path=name, found=refused.found) from None
    except RecursionError:
        raise PemmError("too-deep", path=name) from None
    except ValueError:  # a number of thousands of digits
        raise PemmError("huge-number", path=name) from None
    if not isinstance(data, dict):
        raise PemmError("no-assessment", path=name)
    return data


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


def _no_number(constant: str) -> NoReturn:
    raise _Refused("no-number", constant)
