"""The columns of a CSV of responses: which holds a question, which a field, and which means nothing here."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pemm.errors import PemmError
from pemm.model import Question
from pemm.responsewords import AskedQuestion, Trouble, Unread, Wording, plain_cell, unwrapped
from pemm.texts import languages
from pemm.texts import load as load_texts
from pemm.wording import clean

FIELDS = ("id", "subject", "name", "role", "date", "language", "model", "questions")
MAX_COLUMNS = 16_384  # those of the largest sheet that a spreadsheet can hold
_ANSWERS = {"aspect", "question", "state"}  # columns that our own CSV of answers, or of a comparison, has
_TIMESTAMP = "timestamp"  # what forms call the date


@dataclass(frozen=True, slots=True)
class ResponseColumn:
    """A question's column: its place from 0, and what its title says."""

    place: int
    question: Question
    in_words: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns are: `questions` in the order of the model, `fields` by name to place."""

    titles: tuple[str, ...]
    questions: tuple[ResponseColumn, ...]
    fields: Mapping[str, int]
    ignored: tuple[str, ...]
    unread: tuple[Unread, ...]

    def title(self, place: int) -> str:
        """The title of a column, its letter where it has none."""
        return (place < len(self.titles) and self.titles[place]) or letters(place)

    def untitled(self, rows: Iterable[tuple[int, list[str]]]) -> tuple[str, ...]:
        """The letters of the columns without a title that hold something nevertheless."""
        places = [place for place, title in enumerate(self.titles) if not title]
        filled: set[int] = set()
        for _, cells in rows if places else ():
            within = bisect_left(places, len(cells))  # not all of them for every short row
            filled.update(place for place in places[:within] if cells[place].strip())
        return tuple(letters(place) for place in sorted(filled))


def layout(
    row: int, header: Sequence[str], name: str, columns: Mapping[str, str], wordings: Sequence[Wording]
) -> Layout:
    """What each column of the header, which stands in `row`, is. Raises PemmError without any question."""
    if len(header) > MAX_COLUMNS:
        raise PemmError("responses-columns", path=name, limit=MAX_COLUMNS)
    titles = tuple(plain_cell(cell) for cell in header)
    given = _given(columns, titles, name)
    fields: dict[str, int] = {}
    questions: dict[str, ResponseColumn] = {}
    ignored, unread = [], []
    for place, title in enumerate(titles):
        if not title or place in given.values():
            continue
        meant = meant_by(title, wordings)
        if isinstance(meant, Trouble):
            unread.append(Unread(row, title, title, meant.key, meant.data))
        elif isinstance(meant, AskedQuestion):
            id = meant.question.id
            if questions.setdefault(id, ResponseColumn(place, meant.question, meant.in_words)).place != place:
                raise _twice(name, id, titles, questions[id].place, place)
        elif meant is None or meant in given:
            ignored.append(title)
        elif fields.setdefault(meant, place) != place:
            raise _twice(name, meant, titles, fields[meant], place)
    if not questions:
        raise _no_questions(name, titles, wordings)
    fields |= given
    stamp = fields.pop(_TIMESTAMP, None)
    if stamp is not None and fields.setdefault("date", stamp) != stamp:
        ignored.append(titles[stamp])
    order = [questions[question.id] for question in wordings[0].questions if question.id in questions]
    return Layout(titles, tuple(order), fields, tuple(ignored), tuple(unread))


def meant_by(title: str, wordings: Sequence[Wording]) -> str | AskedQuestion | Trouble | None:
    """What a title names: a field or a question, None for neither; or what is the trouble with it."""
    known = field_named(title)
    if known is not None:
        return known
    ours, *theirs = wordings
    found = ours.asked_by(title)
    ids = list(dict.fromkeys(each.question.id for each in found))
    if len(ids) > 1:
        return Trouble("question", {"ids": ", ".join(ids)})
    if found:
        return found[0]
    fits = [wording.name for wording in theirs if wording.asked_by(title)]
    return Trouble("fits", {"models": listed(fits)}) if fits else None


def field_named(title: str) -> str | None:
    """The field that has this name, or is asked for in our words, whatever the case.

    But `ID` is how forms number their rows.
    """
    name = title if title.lower() == "id" else title.lower()
    if name in FIELDS or name == _TIMESTAMP:
        return name
    if len(title) > 200:  # far more than any question for a field
        return None
    asked = _fields_as_asked()
    return next((asked[words] for each in unwrapped(title) if (words := each.casefold()) in asked), None)


@cache
def _fields_as_asked() -> dict[str, str]:
    """The fields by the words in which a form made here asks for them, in every language."""
    return {
        " ".join(re.findall(r"\w+", texts(f"form.{field}"))).casefold(): field
        for texts in map(load_texts, languages())
        for field in ("subject", "role", "date")
    }


def _given(columns: Mapping[str, str], titles: Sequence[str], name: str) -> dict[str, int]:
    """The places of the columns that the caller names, by field."""
    places = {}
    for wanted, given in columns.items():
        known, title = wanted.lower(), plain_cell(given)
        if known not in FIELDS:
            raise PemmError("responses-no-field", given=short(wanted), known=", ".join(FIELDS))
        found = [place for place, each in enumerate(titles) if each == title]
        found = found or [place for place, each in enumerate(titles) if each.casefold() == title.casefold()]
        if not title or not found:
            there = listed([each for each in titles if each])
            raise PemmError("responses-no-column", path=name, given=short(given), field=known, known=there)
        if len(found) > 1:
            raise _twice(name, known, titles, *found[:2])
        places[known] = found[0]
    return places


def _twice(name: str, what: str, titles: Sequence[str], first: int, second: int) -> PemmError:
    one, other = (f'"{short(titles[place])}" (column {letters(place)})' for place in (first, second))
    return PemmError("responses-column-twice", path=name, what=what, first=one, second=other)


def _no_questions(name: str, titles: Sequence[str], wordings: Sequence[Wording]) -> PemmError:
    """The sentence that fits best for a header without a question."""
    if {title.lower() for title in titles} >= _ANSWERS:
        return PemmError("responses-answers", path=name)
    ours, *theirs = wordings
    fits = [wording.name for wording in theirs if any(map(wording.asked_by, titles))]
    if fits:
        return PemmError("responses-other-texts", path=name, models=listed(fits))
    example = next((question.id for question in ours.questions), "-")
    found = listed([title for title in titles if title])
    return PemmError("responses-no-questions", path=name, example=example, found=found)


def letters(place: int) -> str:
    """The letters that a spreadsheet gives to a column: A, ..., Z, AA, ..."""
    letters = ""
    while place >= 0:
        letters = chr(ord("A") + place % 26) + letters
        place = place // 26 - 1
    return letters


def short(text: str) -> str:
    """A text for a sentence, cut where it is long."""
    text = clean(text)
    return text if len(text) <= 40 else text[:39] + "…"


def listed(texts: Sequence[str]) -> str:
    """A list for a sentence: each shortened, and of a long list the beginning."""
    return ", ".join([*map(short, texts[:12]), *(["…"] if len(texts) > 12 else [])])
