"""Responses: a CSV with a respondent a row, as survey forms export it, becomes assessments.

Nothing is guessed, and nothing is dropped without being named: a cell is an answer only if it says so in
the words of the model, what cannot be read is listed with its place, and columns that mean nothing here
are listed too. Whether to go on with the rest is for the caller to say.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pemm.assessment import Answer, Assessment, ModelUsed, Respondent
from pemm.errors import PemmError
from pemm.meaning import UNKNOWN, version
from pemm.model import Model
from pemm.responsecells import Cells, language_of
from pemm.responsecolumns import FIELDS, MAX_COLUMNS, Layout, layout
from pemm.responsedates import Dates
from pemm.responsetable import delimiter_of, records_of, text_of
from pemm.responsewords import Trouble, Unread, Wording, plain_cell
from pemm.wording import clean

__all__ = ["FIELDS", "MAX_COLUMNS", "MAX_ROWS", "Responses", "Unread", "read"]

MAX_ROWS = 200_000  # about 1.5 GB of assessments
MAX_CELLS = 6_000_000
MAX_HEADER = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class Responses:
    """What a CSV of responses says.

    `assessments` are in the order of the rows; a cell in `unread` is unanswered, or empty, in them.
    `ignored` are the titles of the columns that are neither a question nor a field.
    """

    assessments: tuple[Assessment, ...]
    unread: tuple[Unread, ...]
    ignored: tuple[str, ...]


def read(
    content: bytes,
    name: str,
    model: Model,
    now: str,
    *,
    columns: Mapping[str, str] = {},
    others: Iterable[Model] = (),
) -> Responses:
    """The responses in `content`, the bytes of the file `name`, read at `now` (UTC, ISO 8601).

    **Columns.** A question's column has for title its id or its text; around either there may be numbers
    and punctuation ("3. Who builds the platform?"), and id and text may stand together; the name of the
    aspect may stand before them. A field's column has the field's name (FIELDS; `Timestamp` is a date), the
    words in which a form of ours asks for it, or the title that `columns` gives for the field.
    Exact titles come first, then those that differ in case. A title that would be a question of `others`
    (the same model in other texts or languages, other models), or of two of ours, is unread.

    **Cells** are an option's value, `unsure`, `na`, an option's label, its description, or both, also with
    the value before them; or what the interface calls the two in any language; or empty.
    A role is an id, a name, or name and summary. A date is ISO, or year, month, day in this order, or
    day.month.year, or with slashes or dashes if the column as a whole shows which is the day; a time
    without a zone is UTC.
    A row of another model, or with more cells than the header, is unread and left out as a whole.

    **Stamps.** Who was asked in our words, because the column has the question's text or the cell an
    option's, has answered `<set>/<our texts>/<language of the question>`, where the set is that of the
    row's `questions`, and ours without it; question and label are kept. A number (or `unsure`, `na`)
    under an id says nothing of the wording: `<questions or unknown>/unknown/<language or en>`, and no
    wording. An assessment has our set and texts if all its answers do. `questions` is `unknown` if it is
    no x.y.z.

    **Ids** are those of the id column, else made from the name and the row, so that the same file gives
    the same ids again.

    Raises PemmError for what is no such CSV (no text, no CSV, no question, no row, an assessment's
    answers), for two columns that are the same question or field, and for `columns` that are not there.
    """
    text, delimiter = text_of(content, name)
    if not re.search(r"[\r\n]", text[:MAX_HEADER]) and len(text) > MAX_HEADER:
        raise PemmError("responses-columns", path=name, limit=MAX_COLUMNS)
    wordings = [Wording(each) for each in (model, *others)]
    delimiter = delimiter or delimiter_of(text[:MAX_HEADER], wordings)
    if text.count(delimiter) > MAX_CELLS:
        raise PemmError("responses-cells", path=name, limit=MAX_CELLS)
    records = records_of(io.StringIO(text, newline=""), delimiter, name)
    row, header = next(records, (0, []))
    if not header:
        raise PemmError("responses-empty", path=name)
    laid_out = layout(row, header, name, columns, wordings)
    rows = list(islice(records, MAX_ROWS + 1))
    if not rows:
        raise PemmError("responses-header-only", path=name)
    if len(rows) > MAX_ROWS:
        raise PemmError("responses-rows", path=name, limit=MAX_ROWS)
    reader = _Reader(name, now, laid_out, rows, wordings)
    assessments = [reader.assessment(row, cells) for row, cells in rows]
    return Responses(
        assessments=tuple(each for each in assessments if each is not None),
        unread=tuple(reader.unread),
        ignored=(*laid_out.ignored, *laid_out.untitled(rows)),
    )


class _Reader:
    """Makes assessments of rows, and notes what could not be read."""

    def __init__(
        self,
        name: str,
        now: str,
        layout: Layout,
        rows: Sequence[tuple[int, list[str]]],
        wordings: Sequence[Wording],
    ) -> None:
        self.unread = list(layout.unread)
        self._name, self._now, self._layout = name, now, layout
        self._cells = Cells(wordings)
        self._model = wordings[0].model
        place = layout.fields.get("date")
        self._dates = Dates([] if place is None else (_cell(cells, place) for _, cells in rows))
        self._times: Counter[tuple[str, ...]] = Counter()

    def assessment(self, row: int, cells: list[str]) -> Assessment | None:
        """The assessment of a row; None for one that cannot be ours."""
        width = len(self._layout.titles)
        beyond = next((place for place in range(width, len(cells)) if cells[place].strip()), None)
        if beyond is not None:
            self._note(row, beyond, cells[beyond], Trouble("cells"))
            return None
        model = self._field(cells, "model")
        if model and model.casefold() != self._model.id.casefold():
            place = self._layout.fields["model"]
            self._note(row, place, cells[place], Trouble("model", {"model": self._model.id}))
            return None
        language = self._read(row, cells, "language", language_of)
        given = self._field(cells, "questions")
        questions = (given if version(given) and given.isascii() else UNKNOWN) if given else None
        answers = {}
        for column in self._layout.questions:
            cell = _cell(cells, column.place)
            answer = self._cells.answer(column, cell, questions, language) if cell else None
            if isinstance(answer, Answer):
                answers[column.question.id] = answer
            elif answer is not None:
                self._note(row, column.place, cell, answer)
        # An answer keeps the question's wording exactly if it was given in our words.
        in_words = bool(answers) and all(answer.question is not None for answer in answers.values())
        model_used = ModelUsed(
            id=self._model.id,
            version=self._model.version,
            questions=questions or (self._model.questions_version if in_words else UNKNOWN),
            texts=self._model.texts_version if in_words else UNKNOWN,
        )
        return Assessment(
            id=clean(self._field(cells, "id")) or self._made_id(cells),
            subject=clean(self._field(cells, "subject")) or None,
            respondent=Respondent(
                clean(self._field(cells, "name")) or None, self._read(row, cells, "role", self._cells.role)
            ),
            about={},
            model=model_used,
            language=language or (self._model.language if in_words else "en"),
            created=self._now,
            updated=self._now,
            assessed=self._read(row, cells, "date", self._dates.read),
            answers=answers,
        )

    def _field(self, cells: Sequence[str], name: str) -> str:
        place = self._layout.fields.get(name)
        return plain_cell(_cell(cells, place)) if place is not None else ""

    def _read(
        self, row: int, cells: Sequence[str], name: str, reading: Callable[[str], str | Trouble]
    ) -> str | None:
        """What a field says; None for an empty one, and for one that was noted as unread."""
        text = self._field(cells, name)
        found = reading(text) if text else None
        if isinstance(found, Trouble):
            place = self._layout.fields[name]
            self._note(row, place, cells[place], found)
            return None
        return found

    def _note(self, row: int, place: int, found: str, trouble: Trouble) -> None:
        self.unread.append(Unread(row, self._layout.title(place), found, trouble.key, trouble.data))

    def _made_id(self, cells: Sequence[str]) -> str:
        """The same for the same row of the same file; two rows that say the same differ by their order."""
        end = len(cells)
        while end and not cells[end - 1]:
            end -= 1
        content = tuple(cells[:end])
        self._times[content] += 1
        source = json.dumps([self._name, content, self._times[content]])
        return hashlib.sha256(source.encode()).hexdigest()[:16]


def _cell(cells: Sequence[str], place: int) -> str:
    """The cell at a place; what a short row lacks is empty."""
    return cells[place] if place < len(cells) else ""
