"""Large files of flat rows, NDJSON and CSV, counted by the engine if they are perfectly ordinary."""

from __future__ import annotations

import os
from threading import Thread
from typing import Any, BinaryIO

from pemm.errors import PemmError
from pemm.responsedates import Dates
from pemm.responsewords import plain_cell
from pemm.survey import engine
from pemm.survey.counting import LEVELS
from pemm.survey.engine import Found, NotOrdinary, Rows, literal, name
from pemm.survey.gathering import Gathering
from pemm.survey.jsonlines import MAX_LINE, parse
from pemm.survey.records import CHANGED, FIELDS, Reader, Unusable
from pemm.survey.respondentcsv import RowReader, beginning

# As `records` reads them, and as `responsedates` does where there is nothing to be found out.
JSON_DATE = r"\d{4}-(0[1-9]|1[0-2])(-\d\d)?((?s)[T ].*)?"
_CSV_DATE = r"[1-9]\d{3}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?"
_MAX_LINE_OF_CSV = 131_072  # bytes: as long as Python's reader lets a cell be
_BLOCK = 1 << 18
_WHOLE = ("format", "answers")  # keys that only an assessment has


def count_ndjson(path: str, start: bytes, reader: Reader, gathering: Gathering) -> None:
    """Counts a file with a flat row a line. Raises NotOrdinary, and then has counted nothing."""
    _check_start(start)
    by = [] if reader.by in (None, "month", *FIELDS, *reader.ids) else [str(reader.by)]
    wanted = [*reader.ids, "subject", "date", "language", "model", "questions", *_WHOLE, *by]
    if reader.by in ("role", "id", "name"):
        wanted.append(reader.by)
    if len({each.casefold() for each in wanted}) < len(wanted):
        raise NotOrdinary("names")
    columns = ", ".join(f"{literal(each)}: 'VARCHAR'" for each in wanted)
    source = (
        f"read_ndjson({_file(path)}, columns = {{{columns}}}, compression = 'none', "
        f"maximum_object_size = {MAX_LINE})"
    )
    whole = " AND ".join(f"{name(key)} IS NULL" for key in _WHOLE)
    rows = Rows(
        source,
        [name(id) for id in reader.ids],
        {each: name(each) for each in wanted},
        f"{whole} AND (coalesce(\"date\", '') = '' OR regexp_full_match(\"date\", {literal(JSON_DATE)}))",
        reads_plainly(reader),
        engine.text_of_json,
    )
    seen = _Bytes(path)
    with engine.connection() as connected:
        seen.start()
        found = engine.find(connected, rows, reader)
        seen.join()
        if seen.is_careless:
            raise NotOrdinary("comma")
        if seen.underscores != _explained(found, reader):
            keys = (
                f"SELECT DISTINCT unnest(json_keys(json)) FROM read_ndjson_objects({_file(path)}, "
                f"compression = 'none', maximum_object_size = {MAX_LINE})"
            )
            reader.note_keys([key for (key,) in engine.asked(connected, keys)])
    engine.add(found, reader, gathering)


def _check_start(start: bytes) -> None:
    """Raises NotOrdinary for whole assessments, and for careless writing, which the engine forgives."""
    for line in start.splitlines()[:-1][:100]:
        try:
            data = parse(line.decode("utf-8")) if line.strip() else {}
        except (Unusable, UnicodeDecodeError):
            raise NotOrdinary("line") from None
        if not isinstance(data, dict) or any(data.get(key) is not None for key in _WHOLE):
            raise NotOrdinary("line")


class _Bytes(Thread):
    """Looks at the bytes of a file for what the engine does not tell, while the engine reads it.

    It says nothing of keys that it was not asked for, and a misspelt id would lose answers unseen. Ids have
    underscores: if there are just those of the answers that were found, there is no other id, and nobody
    needs to look at every key of every row. It also forgives a comma before the brace.
    """

    def __init__(self, path: str) -> None:
        super().__init__(daemon=True)
        self._path = path
        self.underscores = -1
        self.is_careless = False

    def run(self) -> None:
        """Reads the file once."""
        block = bytearray(_BLOCK)
        underscores, last = 0, b""
        with open(self._path, "rb", buffering=0) as file:
            while length := file.readinto(block):
                underscores += block.count(b"_", 0, length)
                if block.find(b",}", 0, length) >= 0 or last + block[:1] == b",}":
                    self.is_careless = True
                    return
                last = bytes(block[length - 1 : length])
        self.underscores = underscores


def _explained(found: Found, reader: Reader) -> int:
    """The underscores of the answers that were found, and of their keys."""
    return sum(
        n * (reader.ids[place].count("_") + cell.count("_"))
        for (place, cell), n in found.cells.items()
        if cell
    )


def reads_plainly(reader: Reader) -> Any:
    """How cells of flat rows are read: as texts, under the row's question set and language."""

    def read(place: int, cell: str, questions: str | None, language: str | None) -> str | None:
        id = reader.ids[place]
        character = reader.plain_character(id, cell)
        is_level = character is not None and character in LEVELS
        return CHANGED if is_level and id in reader.changed_ids(questions, language) else character

    return read


def count_csv(file: BinaryIO, path: str, reader: Reader, gathering: Gathering) -> None:
    """Counts a CSV with a respondent a row. Raises NotOrdinary, and then has counted nothing."""
    try:
        begun = beginning(file, path, reader)
    except PemmError:
        raise NotOrdinary("header") from None
    titles = begun.columns.titles
    if begun.encoding != "utf-8-sig" or begun.row != 1:
        raise NotOrdinary("header")
    rows_of = RowReader(reader, begun.columns, Dates([]), lambda *_: None)
    by_id = {column.question.id: column for column in begun.columns.questions}
    columns = [by_id.get(id) for id in reader.ids]

    def read(place: int, cell: str, questions: str | None, language: str | None) -> str | None:
        column = columns[place]
        assert column is not None
        return rows_of.find(column, cell, questions or reader.model.questions_version, language or "")

    def role(text: str) -> str:
        known = rows_of.role(text)
        if known is None:
            raise NotOrdinary("role")
        return known

    types = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(titles)))
    source = (
        f"read_csv({_file(path)}, auto_detect = false, header = true, columns = {{{types}}}, "
        f"delim = {literal(begun.delimiter)}, quote = '\"', escape = '\"', strict_mode = true, "
        f"compression = 'none', max_line_size = {_MAX_LINE_OF_CSV})"
    )
    fields = {title: f"c{place}" for title, place in rows_of.places.items()}
    date = fields.get("date")
    is_date = (
        f"coalesce({date}, '') = '' OR (regexp_full_match({date}, {literal(_CSV_DATE)}) "
        f"AND try_cast({date} AS TIMESTAMP) IS NOT NULL)"
    )
    rows = Rows(
        source,
        [None if column is None else f"c{column.place}" for column in columns],
        fields,
        is_date if date else "true",
        read,
        plain_cell,
        role,
    )
    with engine.connection() as connected:
        found = engine.find(connected, rows, reader)
    engine.add(found, reader, gathering)


def _file(path: str) -> str:
    """A path in a query. The engine would take some characters in it for a pattern of names."""
    full = os.path.realpath(path)
    if any(character in full for character in "*?[]{}"):
        raise NotOrdinary("path")
    return literal(full)
