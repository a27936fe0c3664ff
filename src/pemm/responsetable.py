"""The table in a CSV of responses: its encoding, its delimiter, its records."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from pemm.errors import PemmError
from pemm.responsecolumns import MAX_COLUMNS, field_named
from pemm.responsewords import Wording, plain_cell

_DELIMITERS = (",", ";", "\t")
_NOTHING = "".join(_DELIMITERS) + ' "\r\n'  # what an empty sheet may be exported as
_SPREADSHEETS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, empty, .xls
_DELIMITER_LINE = re.compile(r"sep=([,;\t|])(?:\r\n|\n|\r)")  # Excel's, before the header


def text_of(content: bytes, name: str) -> tuple[str, str | None]:
    """The text of the file, and the delimiter if the file names it."""
    if content.startswith(_SPREADSHEETS):
        raise PemmError("responses-spreadsheet", path=name)
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(encoding, errors="replace").count("\n") + 1
        raise PemmError("responses-encoding", path=name, line=line) from None
    if "\0" in text:
        raise PemmError("responses-nul", path=name)
    if not text.strip(_NOTHING):
        raise PemmError("responses-empty", path=name)
    named = _DELIMITER_LINE.match(text)
    return (text[named.end() :], named[1]) if named else (text, None)


def records_of(lines: Iterable[str], delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The records that are not empty, with their numbers from 1; empty ones count, as in a spreadsheet."""
    # Strict: else a quotation mark that is not closed would swallow all rows after it.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    row = 0
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(name, row, str(error)) from None
        if any(map(str.strip, cells)):
            yield row, cells


def _broken(name: str, row: int, reason: str) -> PemmError:
    if reason == "unexpected end of data":
        return PemmError("responses-open-quote", path=name, row=row)
    if reason.startswith("field larger"):
        return PemmError("responses-long-cell", path=name, row=row, limit=csv.field_size_limit())
    return PemmError("responses-broken", path=name, row=row, reason=reason)


def delimiter_of(text: str, wordings: Sequence[Wording]) -> str:
    """The delimiter that makes columns we know of the header; of two, the one that makes more columns.

    Counting alone would be misled by questions with commas between semicolons.
    """
    best, most = _DELIMITERS[0], (-1, -1)
    for delimiter in _DELIMITERS:
        try:
            _, header = next(records_of(io.StringIO(text, newline=""), delimiter, ""), (0, []))
        except PemmError:
            continue  # with this delimiter the quotation marks are wrong
        titles = [plain_cell(cell) for cell in header[:MAX_COLUMNS]]
        known = sum(_is_known(title, wordings) for title in titles)
        if (known, len(header)) > most:
            best, most = delimiter, (known, len(header))
    return best


def _is_known(title: str, wordings: Sequence[Wording]) -> bool:
    return field_named(title) is not None or any(wording.asked_by(title) for wording in wordings)
