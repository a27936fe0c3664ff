"""Respondents in a CSV: a row each, read as it streams by."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from pemm.assessment import Answer
from pemm.errors import PemmError
from pemm.meaning import UNKNOWN, looks_like_language
from pemm.responsecells import Cells
from pemm.responsecolumns import Layout, ResponseColumn, layout
from pemm.responsedates import Dates
from pemm.responsetable import delimiter_of, records_of, text_of
from pemm.responsewords import Trouble, Wording, plain_cell
from pemm.survey.counting import LEVELS, REASONS, UNANSWERED
from pemm.survey.records import CHANGED, Reader, Record, Unusable, short

_SAMPLE = 1 << 20  # bytes, in which the header must stand
Tell = Callable[[str, str, dict[str, Any]], None]


def records(
    file: BinaryIO, name: str, reader: Reader, tell: Tell
) -> Iterator[tuple[int, Record | PemmError]]:
    """The records of a CSV; a row that is none comes with its number and why.

    Columns and cells are those that `pemm.responses` reads; columns it does not know are keys of `about`.
    A date whose order of day and month shows in its column only needs a first pass over the file.
    Raises PemmError for what is no such CSV at all.
    """
    begun = beginning(file, name, reader)
    encoding, delimiter, columns = begun.encoding, begun.delimiter, begun.columns
    dates = _dates(columns, begun.first)
    if dates is None:
        place = columns.fields["date"]
        with _decoded(file, encoding) as text:
            rows = records_of(text, delimiter, name)
            every = ((row, cells) for row, cells in rows if row > begun.row)
            dates = Dates(_cells_at(place, every))
    with _decoded(file, encoding) as text:
        row_reader = RowReader(reader, columns, dates, tell)
        rows = records_of(text, delimiter, name)
        row = begun.row
        while True:
            try:
                row, cells = next(rows)
            except StopIteration:
                return
            except UnicodeDecodeError:
                yield row + 1, Unusable("encoding-rest")
                return
            except PemmError as error:  # a quotation mark gone wrong: nothing after it can be trusted
                yield row + 1, error
                return
            if row <= begun.row:
                continue
            try:
                yield row, row_reader.record(row, cells)
            except Unusable as error:
                yield row, error


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the beginning of a CSV shows: `row` is that of the header, `first` the row after it."""

    encoding: str
    delimiter: str
    row: int
    columns: Layout
    first: tuple[int, list[str]] | None


def beginning(file: BinaryIO, name: str, reader: Reader) -> Beginning:
    """Reads the beginning of a CSV. Raises PemmError for what is no CSV of respondents at all."""
    file.seek(0)
    start = file.read(_SAMPLE)
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    sample, named = text_of(_whole_lines(start, encoding), name)
    wording = Wording(reader.model)
    delimiter = named or delimiter_of(sample, [wording])
    with _decoded(file, encoding) as text:
        rows = records_of(text, delimiter, name)
        if named:
            next(rows)  # the line that names the delimiter
        number, header = next(rows, (0, []))
        if not header:
            raise PemmError("responses-empty", path=name)
        columns = layout(number, header, name, {}, [wording])
        return Beginning(encoding, delimiter, number, columns, next(rows, None))


def _whole_lines(start: bytes, encoding: str) -> bytes:
    """The start of a file, without the character that it may end in the middle of."""
    if len(start) < _SAMPLE:
        return start
    if encoding == "utf-16":
        high = start[-1] if start.startswith(b"\xff\xfe") else start[-2]
        return start[:-2] if 0xD8 <= high <= 0xDB else start  # the first half of a character of four bytes
    cut = start.rfind(b"\n")
    return start[: cut + 1] if cut > 0 else start


@contextmanager
def _decoded(file: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    """The file as text; leaving it does not close the file."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield text
    finally:
        text.detach()


def _dates(columns: Layout, first: tuple[int, list[str]] | None) -> Dates | None:
    """How to read dates; None if the whole column must show which is the day."""
    place = columns.fields.get("date")
    if place is None or first is None or place >= len(first[1]):
        return Dates([])
    return Dates([]) if first[1][place].strip()[:4].isdecimal() else None


def _cells_at(place: int, rows: Iterable[tuple[int, list[str]]]) -> Iterator[str]:
    """The cells of a column, up to where the file cannot be read any more: that is told with its row."""
    try:
        for _, cells in rows:
            if len(cells) > place:
                yield cells[place]
    except (UnicodeDecodeError, PemmError):
        return


class RowReader:
    """Makes records of rows."""

    def __init__(self, reader: Reader, columns: Layout, dates: Dates, tell: Tell) -> None:
        self._reader, self._columns, self._cells = reader, columns, Cells([Wording(reader.model)])
        self._dates, self._tell = dates, tell
        by_id = {column.question.id: column for column in columns.questions}
        self._questions = [by_id.get(id) for id in reader.ids]
        self._in_words = all(column.in_words for column in columns.questions)  # then the set is ours
        self._known: dict[tuple[int, str, str, str], str | None] = {}
        used = {*columns.fields.values(), *(column.place for column in columns.questions)}
        about = {title: place for place, title in enumerate(columns.titles) if place not in used and title}
        self.places = {**about, **columns.fields}

    def record(self, row: int, cells: Sequence[str]) -> Record:
        """The record of a row. Raises Unusable."""
        width = len(self._columns.titles)
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            raise Unusable("cells", n=len(cells), width=width)
        get = self._field(cells)
        if not any(map(str.strip, cells)):
            raise Unusable("empty-record")
        self._reader.check_model(get("model"))
        questions, language = get("questions") or "", get("language") or ""
        if not questions or questions == UNKNOWN:
            self._reader.without_set += not self._in_words
            questions = self._reader.model.questions_version
        changed = self._reader.changed_answers
        characters = [
            UNANSWERED if column is None else self._character(row, column, cells, questions, language)
            for column in self._questions
        ]
        self._reader.check_answered(characters, changed)
        role, date = get("role"), get("date")
        if role:
            known = self.role(role)
            if known is None:
                self._tell(str(row), "no-role", {"found": short(role)})
            role = known
        if date:
            moment = self._dates.read(date)
            if isinstance(moment, Trouble):
                self._tell(str(row), "no-date", {"found": short(date)})
            date = None if isinstance(moment, Trouble) else moment
        return self._reader.described("".join(characters), get, role, date, language)

    def role(self, text: str) -> str | None:
        """The id of the role that a cell names, None for none."""
        found = self._cells.role(text)
        return None if isinstance(found, Trouble) else found

    def _field(self, cells: Sequence[str]) -> Callable[[str], str | None]:
        places = self.places

        def get(name: str) -> str | None:
            place = places.get(name, -1)
            return plain_cell(cells[place]) or None if 0 <= place < len(cells) else None

        return get

    def _character(
        self, row: int, column: ResponseColumn, cells: Sequence[str], questions: str, language: str
    ) -> str:
        cell = cells[column.place] if column.place < len(cells) else ""
        if not cell:
            return UNANSWERED
        key = (column.place, cell, questions, language)
        if key not in self._known:
            self._known[key] = self.find(column, cell, questions, language)
        character = self._known[key]
        if character is None:
            return self._reader.no_answer(column.question.id, cell, str(row))
        return self._reader.note_changed(column.question.id) if character == CHANGED else character

    def find(self, column: ResponseColumn, cell: str, questions: str, language: str) -> str | None:
        """The character of a cell; None for what is no answer."""
        spoken = language if looks_like_language(language) else None
        answer = self._cells.answer(column, cell, questions, spoken)
        if answer is None:
            return UNANSWERED
        if not isinstance(answer, Answer):
            return None
        if answer.value is None:
            return REASONS[answer.reason or "unanswered"]
        same = self._reader.same(column.question.id, answer.asked or "")
        return LEVELS[answer.value - 1] if same else CHANGED
