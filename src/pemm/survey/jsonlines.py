"""Respondents in JSON: a file with one, or a file with one a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from json.scanner import make_scanner
from typing import Any, BinaryIO, NoReturn

from pemm.errors import PemmError
from pemm.survey.records import Reader, Record, Unusable

MAX_LINE = 4_000_000  # bytes: far beyond any assessment; what is longer is no line
_BLOCK = 1 << 18

_Scan = Callable[[str, int], tuple[Any, int]]


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


# Whole numbers stay text in flat rows: then 2 and true cannot be taken for each other, and are read faster.
# NaN is what tables call a number that is not there, so flat rows may have it.
_flat_decoder = json.JSONDecoder(parse_int=str)
_decoder = json.JSONDecoder(parse_constant=_no_number)
# The scanner alone is a third faster; what it is not content with, `decode` explains.
_scan_flat: _Scan = make_scanner(_flat_decoder)  # type: ignore[arg-type]  # the stub's own class is meant
_scan: _Scan = make_scanner(_decoder)  # type: ignore[arg-type]  # as above


def parse(text: str) -> Any:
    """The value of a JSON text. Raises Unusable for what is none, and for what is nested too deep."""
    is_whole = '"answers"' in text
    decoder, scan = (_decoder, _scan) if is_whole else (_flat_decoder, _scan_flat)
    text = text.rstrip(" \t\r\n")
    try:
        value, end = scan(text, 0)
        if end == len(text):
            return value
    except (StopIteration, ValueError, RecursionError):
        pass  # the slow way says what it is
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        raise Unusable("no-json", reason=error.msg, column=error.colno) from None
    except RecursionError:
        raise Unusable("deep") from None
    except ValueError:  # NaN, Infinity, a number of thousands of digits
        raise Unusable("number") from None


def records(
    file: BinaryIO, reader: Reader, *, with_notes: bool = False
) -> Iterator[tuple[int, Record | PemmError]]:
    """The records of a file with a JSON value a line; what is none comes with its line number and why."""
    for number, line in lines(file):
        if isinstance(line, Unusable):
            yield number, line
            continue
        text = line.strip()
        if not text:
            continue
        try:
            yield number, reader.record(parse(text), f"{number}", with_notes=with_notes)
        except Unusable as error:
            yield number, error


def lines(file: BinaryIO) -> Iterator[tuple[int, str | Unusable]]:
    """The lines of a file with their numbers, whatever ends them; in memory that a long one cannot grow."""
    number, rest, skipping = 0, b"", False
    while True:
        block = file.read(_BLOCK)
        parts = (rest + block).split(b"\n")
        rest = parts.pop() if block else b""
        for part in parts:
            number += 1
            if skipping:  # the end of a line that was too long, and was told of
                skipping = False
                continue
            pieces = part.rstrip(b"\r").split(b"\r") if b"\r" in part else (part,)
            number += len(pieces) - 1
            for place, line in enumerate(pieces, start=number - len(pieces) + 1):
                try:
                    yield place, line.decode("utf-8-sig" if place == 1 else "utf-8")
                except UnicodeDecodeError:
                    yield place, Unusable("encoding")
        if len(rest) > MAX_LINE:
            if not skipping:
                yield number + 1, Unusable("long", limit=MAX_LINE // 1_000_000)
            rest, skipping = b"", True
        if not block:
            return
