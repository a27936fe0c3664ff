"""Gathering: records go in one by one, a survey comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from pemm.errors import PemmError
from pemm.model import Model
from pemm.scoring import Remark
from pemm.survey.counting import Counts, Tally, nobody
from pemm.survey.publishing import COMMENTS_FROM, shown
from pemm.survey.records import Reader, Record, Unusable
from pemm.survey.rules import RESPONDENT, SUBJECT, Rules
from pemm.survey.survey import NOT_GIVEN, Group, Survey, SurveyModel

MAX_GROUPS = 2_000  # a breakdown by what everybody has for himself is a mistake
MAX_COMMENTS = 12  # per question: what can be read in a meeting


class TooManyGroups(PemmError):
    """The survey was asked for a breakdown by what everybody has for himself."""


class Gathering:
    """Counts records as they come. What it remembers grows with groups, not with respondents.

    Only `one_per` and the unit SUBJECT remember more: a record, or a tally, for each value.
    """

    def __init__(self, model: Model, rules: Rules) -> None:
        self._model, self._rules = model, rules
        self._tallies: dict[tuple[str, str], Tally] = {}
        self._newest: dict[str, Record] = {}
        self._subjects: set[str] = set()
        self._subject: str | None = None
        self._first: str | None = None
        self._last: str | None = None
        self._comments: dict[str, list[str]] = {}
        self.seen = 0  # records

    def add(self, record: Record) -> None:
        """Counts a record; with `one_per`, the newest of each value is counted in the end.

        Of two that are as new as each other the later one counts. Raises Unusable for a record without a
        subject where each subject weighs the same, TooManyGroups for a breakdown that is none.
        """
        if record.subject is None and self._rules.unit == SUBJECT:
            raise Unusable("no-subject")
        self.seen += 1
        if record.key is None:
            self._count(record)
            return
        known = self._newest.get(record.key)
        if known is None or (record.date or "") >= (known.date or ""):
            self._newest[record.key] = record

    def add_counted(self, group: str, aspect: int, pattern: str, n: int) -> None:
        """Counts `n` respondents at once, who have the same pattern in an aspect (its place in the model)."""
        self._tally(group, "").add_counted(aspect, pattern, n)

    def add_facts(self, respondents: int, subjects: Iterable[str], dates: Iterable[str]) -> None:
        """What was found out about respondents that were counted elsewhere."""
        self.seen += respondents
        for subject in subjects:
            self._note_subject(subject)
        for date in dates:
            self._note_date(date)

    def merge(self, other: Gathering) -> None:
        """Adds what another gathering by the same rules has, as if its records had come after those here.

        Raises ValueError with `one_per`, where the newest of all would have to be found.
        """
        if self._rules.one_per is not None:
            raise ValueError("one_per")
        self.seen += other.seen
        for (group, subject), tally in other._tallies.items():
            self._tally(group, subject).merge(tally)
        self._subject = self._subject or other._subject
        self._subjects |= other._subjects
        for date in (other._first, other._last):
            if date is not None:
                self._note_date(date)
        for question, notes in other._comments.items():
            kept = self._comments.setdefault(question, [])
            kept += [note for note in notes if note not in kept][: MAX_COMMENTS - len(kept)]

    def _count(self, record: Record) -> None:
        if record.subject is not None:
            self._note_subject(record.subject)
        if record.date is not None:
            self._note_date(record.date)
        subject = (record.subject or "").casefold() if self._rules.unit == SUBJECT else ""
        self._tally(record.group, subject).add(record.pattern)
        for question, note in record.notes:
            kept = self._comments.setdefault(question, [])
            if len(kept) < MAX_COMMENTS and note not in kept:
                kept.append(note)

    def _tally(self, group: str, subject: str) -> Tally:
        tally = self._tallies.get((group, subject))
        if tally is None:
            if self._rules.by and len(self._tallies) >= MAX_GROUPS and self._rules.unit == RESPONDENT:
                raise TooManyGroups("survey-many-groups", by=self._rules.by, limit=MAX_GROUPS)
            tally = self._tallies[group, subject] = Tally(self._model)
        return tally

    def _note_subject(self, subject: str) -> None:
        if len(self._subjects) < 2 and subject.casefold() not in self._subjects:
            self._subjects.add(subject.casefold())
            self._subject = self._subject or subject

    def _note_date(self, date: str) -> None:
        month = date[:7]
        if self._first is None or month < self._first:
            self._first = month
        if self._last is None or month > self._last:
            self._last = month

    def survey(self, reader: Reader, left_out: int) -> Survey:
        """The survey of everything that was added, with nothing in it that must not be shown."""
        for record in self._newest.values():
            self._count(record)
        self._newest.clear()
        total, groups = self._totals()
        rules = self._rules
        visible = tuple(groups) if rules.is_room else shown(groups, rules.threshold)
        by_size = sorted(visible, key=lambda label: (-groups[label].respondents, label))
        is_one = len(self._subjects) <= 1 and not rules.is_field and rules.unit == RESPONDENT
        may_comment = rules.is_room or total.respondents >= max(COMMENTS_FROM, rules.threshold)
        return Survey(
            model=SurveyModel(self._model.id, self._model.version, self._model.questions_version),
            total=total,
            subject=self._subject if is_one else None,
            one_subject=is_one,
            unit=rules.unit,
            threshold=rules.threshold,
            first=self._first,
            last=self._last,
            by=rules.by,
            groups=tuple(Group(label, groups[label]) for label in by_size) if rules.by else (),
            hidden=total.respondents - sum(groups[label].respondents for label in visible) if rules.by else 0,
            left_out=left_out,
            unread=reader.unread,
            fresh=total.respondents,
            is_open=rules.is_room,
            comments={id: tuple(notes) for id, notes in self._comments.items()} if may_comment else {},
            remarks=tuple(_remarks(reader, is_one=is_one, named=self._subject is not None)),
        )

    def check_keys(self, reader: Reader) -> None:
        """Raises PemmError where nobody has what `by` or `one_per` goes by: it is a misspelling."""
        known = ", ".join(sorted(reader.about)) or "nothing"
        if self._rules.one_per is not None and not self._newest:
            raise PemmError("survey-no-key", key=self._rules.one_per, option="--one-per", known=known)
        labels = {group for group, _ in self._tallies} | {each.group for each in self._newest.values()}
        if self._rules.by is not None and labels == {NOT_GIVEN}:
            raise PemmError("survey-no-key", key=self._rules.by, option="--by", known=known)

    def _totals(self) -> tuple[Counts, dict[str, Counts]]:
        """The counts of everybody, and of each group."""
        by_group: dict[str, Counts] = {}
        if self._rules.unit == RESPONDENT:
            for (group, _), tally in self._tallies.items():
                by_group[group] = tally.counts()
            return _added(self._model, by_group.values()), by_group
        people: dict[str, Counts] = {}
        for (group, subject), tally in self._tallies.items():
            counts = tally.counts()
            people[subject] = people[subject] + counts if subject in people else counts
            weighed = _as_one(counts)
            by_group[group] = by_group[group] + weighed if group in by_group else weighed
        return _added(self._model, map(_as_one, people.values())), by_group


def _as_one(counts: Counts) -> Counts:
    """The counts of a subject, scaled so that it weighs as much as any other."""
    return counts.scaled(Fraction(1, counts.respondents))


def _added(model: Model, parts: Iterable[Counts]) -> Counts:
    total = nobody(model)
    for each in parts:
        total = total + each
    return total


def _remarks(reader: Reader, *, is_one: bool, named: bool) -> Iterable[Remark]:
    if reader.changed:
        yield Remark("survey-changed", {"n": sum(reader.changed.values()), "ids": _listed(reader.changed)})
    if reader.unknown_ids:
        yield Remark("survey-unknown", {"ids": _listed(reader.unknown_ids)})
    if reader.without_set and any(change.version for change in reader.model.history):
        yield Remark("survey-no-set", {"n": reader.without_set, "questions": reader.model.questions_version})
    if is_one and not named:
        yield Remark("survey-no-subject", {})


def _listed(counted: Mapping[str, int]) -> str:
    shown_first = sorted(counted)[:8]
    return ", ".join(shown_first) + (", …" if len(counted) > len(shown_first) else "")
