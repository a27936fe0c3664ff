"""From the record of one respondent, an assessment or a flat row, to what a survey counts of it.

Only what is counted is looked at: a survey of a million is no place to check everything that an assessment
may hold. What cannot be read is told to `Troubles` with its place; the rest is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from math import isnan
from operator import getitem
from typing import Any, NamedTuple

from pemm.assessment import Assessment
from pemm.errors import PemmError
from pemm.meaning import UNKNOWN, looks_like_language, means_the_same
from pemm.model import Model
from pemm.survey.counting import LEVELS, NOT_APPLICABLE, REASONS, UNANSWERED, UNSURE
from pemm.wording import clean

FIELDS = ("id", "subject", "name", "role", "date", "language", "model", "questions")
NEVER_BY = ("name", "id")  # a breakdown by these would show persons
WORDS = {"unsure": UNSURE, "na": NOT_APPLICABLE, "not_applicable": NOT_APPLICABLE, "": UNANSWERED}
CHANGED = "~"  # inside this module: an answer whose question has changed its meaning since

_ISO = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-\d\d)?(?:[T ].*)?", re.DOTALL)
_MOST_KEYS = 10_000  # that are remembered
_MOST_ABOUT = 30
_MAX_LABEL = 80  # characters of a group's name


class Record(NamedTuple):
    """What a survey counts of one respondent.

    `pattern` has a character per question (see `counting`); `date` is ISO 8601, or its beginning; `group`
    is what the breakdown asks for, `key` what `--one-per` asks for; `notes` are (question id, note).
    """

    pattern: str
    subject: str | None = None
    group: str = ""
    date: str | None = None
    key: str | None = None
    notes: tuple[tuple[str, str], ...] = ()


class Noted(NamedTuple):
    """What a reader noted of all its records: ids that the model does not have, answers to questions that
    have changed their meaning, respondents without a question set, answers that could not be read.
    """

    unknown_ids: Mapping[str, int]
    changed: Mapping[str, int]
    without_set: int
    unread: int


class Unusable(PemmError):
    """A record, or something in it, that cannot be read; the sentence says why, and not where."""

    def sentence(self, texts: Any) -> str:
        """Why it cannot be read: what follows after its place."""
        return str(texts(f"survey.why.{self.key}", **self.data))


TellTrouble = Callable[[str, str, dict[str, Any]], None]  # place in the file, key of the texts, values


class Reader:
    """Makes records of plain values, by the rules of one survey.

    `by` and `one_per` name a field or any key of `about`. Respondents say the same things over and over:
    what a stamp, a cell or a value means is found out once.
    """

    def __init__(
        self, model: Model, tell: TellTrouble, by: str | None = None, one_per: str | None = None
    ) -> None:
        self.model = model
        self.by, self.one_per = by, one_per
        self.ids = tuple(question.id for question in model.questions)
        self.unknown_ids: dict[str, int] = {}
        self.changed: dict[str, int] = {}
        self.changed_answers = 0
        self.about: set[str] = set()  # what else is known of respondents: the keys alone
        self.without_set = 0
        self.unread = 0
        self._tell = tell
        self._known = {question.id for question in (*model.questions, *model.retired)}
        self._expected = {*self._known, *FIELDS}  # keys of a row that are nothing to tell of
        self._options = {question.id: frozenset(question.values) for question in model.questions}
        self._same: dict[tuple[str, str], bool] = {}
        self._changed_in: dict[tuple[str, str], tuple[str, ...]] = {}
        self._nothing = UNANSWERED * len(self.ids)
        # Numbers as text, as `jsonlines` reads them: 1 and true would be the same key.
        self._tables_by_id: dict[str, dict[str | None, str]] = {}
        for question in model.questions:
            table: dict[str | None, str] = {None: UNANSWERED}
            table.update(WORDS)
            table.update((str(value), LEVELS[value - 1]) for value in question.values)
            self._tables_by_id[question.id] = table
        self._answers: tuple[tuple[str, dict[Any, str]], ...] = tuple((id, {}) for id in self.ids)
        self._tables = tuple(self._tables_by_id.values())

    def record(self, data: Any, place: str, *, with_notes: bool = False) -> Record:
        """The record of a JSON value: an assessment, or an object with the columns of a flat row.

        `place` names it in messages. Raises Unusable.
        """
        if not isinstance(data, dict):
            raise Unusable("no-record")
        if data.get("format") is not None or data.get("answers") is not None:
            return self.assessment(data, place, with_notes=with_notes)
        return self.flat(data, place)

    def flat(self, row: Mapping[str, Any], place: str) -> Record:
        """The record of a flat row: question ids and FIELDS to values; any other key is a key of `about`."""
        get = row.get
        self.check_model(get("model"))
        try:
            pattern = "".join(map(getitem, self._tables, map(get, self.ids)))
        except (KeyError, TypeError):  # something is written otherwise
            pattern = "".join([self._character(id, get(id), place) for id in self.ids])
        if pattern == self._nothing:
            if not any(get(name) is not None for name in (*self.ids, *FIELDS)):
                raise Unusable("no-record" if row else "empty-record")
            raise Unusable("nothing-answered")
        questions, language = get("questions"), get("language")
        if not questions or questions == UNKNOWN:
            self.without_set += 1
        if changed := self.changed_ids(questions, language):
            pattern = self._without(pattern, changed)
        if not row.keys() <= self._expected:
            self.note_keys(row)
        return self.described(pattern, get, get("role"), self.date(get("date"), place), language)

    def described(
        self, pattern: str, get: Callable[[str], Any], role: Any, date: str | None, language: Any
    ) -> Record:
        """The record of a pattern, with what the survey asks for besides; `get` finds a field by its name."""
        return Record(
            pattern,
            text(get("subject")),
            "" if self.by is None else group_label(_value(self.by, get, role, date, language)),
            date,
            None if self.one_per is None else text(_value(self.one_per, get, role, date, language)),
        )

    def assessment(self, data: Mapping[str, Any], place: str, *, with_notes: bool = False) -> Record:
        """The record of a whole assessment, as `pemm assess` writes it."""
        check_format(data.get("format"))
        used, answers = part(data, "model"), data.get("answers")
        if not isinstance(answers, dict):
            raise Unusable("no-answers")
        self.check_model(used.get("id"))
        if used.get("questions") == used.get("texts") == UNKNOWN:
            self.without_set += 1
        sitting = f"{used.get('questions')}/{used.get('texts')}/{data.get('language') or 'en'}"
        characters, notes, changed = [], [], self.changed_answers
        for id, known in self._answers:
            answer = answers.get(id)
            if answer is None:
                characters.append(UNANSWERED)
                continue
            try:
                value = answer["value"]
                characters.append(known[value, answer["asked"]] if type(value) is int else known[None])
            except (KeyError, TypeError):  # not seen before, or no level at all
                characters.append(self._answer(id, known, answer, sitting, place))
                if not isinstance(answer, dict):
                    continue
            if with_notes and "note" in answer and isinstance(answer["note"], str) and clean(answer["note"]):
                notes.append((id, clean(answer["note"])))
        if not answers.keys() <= self._known:
            for id in answers.keys() - self._known:
                self.unknown_ids[id] = self.unknown_ids.get(id, 0) + 1
        respondent, about = part(data, "respondent"), part(data, "about")
        if respondent.get("group") is True:
            raise Unusable("group")
        if about and len(self.about) < _MOST_ABOUT:
            self.about.update(map(short, about))
        fields = {
            **about,
            "id": data.get("id"),
            "subject": data.get("subject"),
            "name": respondent.get("name"),
        }
        self.check_answered(characters, changed)
        date = self.date(data.get("assessed"), place)
        described = self.described(
            "".join(characters), fields.get, respondent.get("role"), date, data.get("language")
        )
        return described._replace(notes=tuple(notes)) if notes else described

    def _answer(self, id: str, known: dict[Any, str], answer: Any, sitting: str, place: str) -> str:
        """The character of an answer in an assessment; one that is as it should be is remembered."""
        if not isinstance(answer, dict):
            return self.no_answer(id, answer, place)
        value, asked = answer.get("value"), answer.get("asked")
        if value is None:
            reason = answer.get("reason")
            return REASONS.get(reason, UNANSWERED) if isinstance(reason, str) else UNANSWERED
        if type(value) is not int or value not in self._options[id]:
            return self.no_answer(id, value, place)
        if not self.same(id, asked if isinstance(asked, str) else sitting):
            return self.note_changed(id)
        if isinstance(asked, str) and len(known) < _MOST_KEYS:
            known[value, asked] = LEVELS[value - 1]
        return LEVELS[value - 1]

    def pattern(self, assessment: Assessment) -> str:
        """The pattern of an assessment that was read as a whole."""
        characters = []
        for id in self.ids:
            answer = assessment.answers.get(id)
            if answer is None:
                characters.append(UNANSWERED)
            elif answer.value is None:
                characters.append(REASONS.get(answer.reason or "", UNANSWERED))
            elif answer.value not in self._options[id]:
                characters.append(self.no_answer(id, answer.value, ""))
            elif not self.same(id, answer.asked or ""):
                characters.append(self.note_changed(id))
            else:
                characters.append(LEVELS[answer.value - 1])
        return "".join(characters)

    @property
    def noted(self) -> Noted:
        """What was noted besides the records."""
        return Noted(self.unknown_ids, self.changed, self.without_set, self.unread)

    def add_noted(self, other: Noted) -> None:
        """Adds what another reader of the same survey noted."""
        for mine, theirs in ((self.unknown_ids, other.unknown_ids), (self.changed, other.changed)):
            for id, n in theirs.items():
                mine[id] = mine.get(id, 0) + n
        self.without_set += other.without_set
        self.unread += other.unread

    def same(self, id: str, stamp: str) -> bool:
        """Whether an answer with this stamp means what it means today."""
        key = (id, stamp)
        if key not in self._same:
            if stamp.startswith(f"{UNKNOWN}/{UNKNOWN}/"):  # numbers out of a table, as in a flat row
                stamp = self.model.questions_version + stamp.removeprefix(UNKNOWN)
            question = self.model.question(id)
            self._same[key] = question is not None and means_the_same(self.model, question, stamp)
        return self._same[key]

    def note_changed(self, id: str) -> str:
        """Counts an answer whose question means something else today; it is not compared, so not counted."""
        self.changed[id] = self.changed.get(id, 0) + 1
        self.changed_answers += 1
        return UNANSWERED

    def check_answered(self, characters: Iterable[str], changed: int) -> None:
        """Raises Unusable for a record without any answer: it would make others look like more than they are.

        `changed` is the number of changed answers before it; they are answers, though not counted.
        """
        if self.changed_answers == changed and all(each == UNANSWERED for each in characters):
            raise Unusable("nothing-answered")

    def changed_ids(self, questions: Any, language: Any) -> tuple[str, ...]:
        """The questions whose answers mean something else today, in a row of this set and language."""
        said = str(questions or UNKNOWN)
        key = (said, language if isinstance(language, str) else "")
        if key not in self._changed_in:
            given = self.model.questions_version if said == UNKNOWN else said.replace("/", " ")
            spoken = key[1] if looks_like_language(key[1]) else "en"
            stamp = f"{given}/{UNKNOWN}/{spoken}"
            self._changed_in[key] = tuple(id for id in self.ids if not self.same(id, stamp))
        return self._changed_in[key]

    def _without(self, pattern: str, changed: tuple[str, ...]) -> str:
        characters = list(pattern)
        for id in changed:
            place = self.ids.index(id)
            if characters[place] in LEVELS:
                characters[place] = self.note_changed(id)
        return "".join(characters)

    def check_model(self, id: Any) -> None:
        """Raises Unusable for the id of another model."""
        if id is not None and id != "" and str(id).casefold() != self.model.id.casefold():
            raise Unusable("other-model", found=short(id), expected=self.model.id)

    def plain_character(self, id: str, text: str) -> str | None:
        """The character of an answer that is written as text; None for what is no answer."""
        table = self._tables_by_id[id]
        return table.get(text) or table.get(text.strip().lower())

    def _character(self, id: str, value: Any, place: str) -> str:
        """The character of a value however it is written; what is no answer is told, and unanswered."""
        if isinstance(value, float) and isnan(value):  # what tables call a number that is not there
            return UNANSWERED
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, (int, str)) and not isinstance(value, bool):
            value = str(value).strip().lower()
        if value is None or isinstance(value, str):
            found = self._tables_by_id[id].get(value)
            if found is not None:
                return found
        return self.no_answer(id, value, place)

    def no_answer(self, id: str, value: Any, place: str) -> str:
        """Tells of an answer that cannot be read, and gives the character of none."""
        self.unread += 1
        options = ", ".join(map(str, sorted(self._options[id])))
        self._tell(place, "no-answer", {"question": id, "found": short(value), "options": options})
        return UNANSWERED

    def note_keys(self, keys: Iterable[str]) -> None:
        """Counts keys that look like the id of a question and are none: a typing error would lose answers."""
        for key in keys:
            if key in self._expected:
                continue
            if "_" in key and key.rpartition("_")[2].isdigit():
                self.unknown_ids[key] = self.unknown_ids.get(key, 0) + 1
            elif len(self._expected) < _MOST_KEYS:
                self._expected.add(key)
                if len(self.about) < _MOST_ABOUT:
                    self.about.add(short(key))

    def date(self, value: Any, place: str) -> str | None:
        """The date if it is ISO 8601; another is told."""
        if value is None or value == "":
            return None
        found = str(value)
        if _ISO.fullmatch(found):
            return found
        self._tell(place, "no-date", {"found": short(value)})
        return None


def _value(name: str, get: Callable[[str], Any], role: Any, date: str | None, language: Any) -> Any:
    """What a record says of that which a survey goes by."""
    if name == "role":
        return role
    if name == "month":
        return date[:7] if date else None
    if name == "language":
        return language
    return get(name)


def check_format(format: Any) -> None:
    """Raises Unusable for what is no assessment of a format that is known here."""
    if not isinstance(format, str) or not format.startswith("pemm-assessment/"):
        if isinstance(format, str) and format.startswith("pemm-survey/"):
            raise Unusable("is-survey")
        raise Unusable("format", found=short(format))
    if format != "pemm-assessment/1":
        raise Unusable("newer", found=short(format))


def part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside an object; empty where there is none. Raises Unusable for anything else."""
    found = data.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Unusable("part", part=name)
    return found


def text(value: Any) -> str | None:
    """A value as text, None for none."""
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else str(value)


def group_label(value: Any) -> str:
    """A value as the name of a group: on one line, and no longer than can be shown."""
    found = text(value)
    return clean(found)[:_MAX_LABEL] if found else ""


def short(value: Any) -> str:
    """A value for a message."""
    shown = clean(str(value))
    return shown if len(shown) <= 40 else shown[:39] + "…"
