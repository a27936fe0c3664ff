"""Counting answers: patterns while respondents stream by, counts when they are through.

A pattern is what one respondent answered, a character per question: `1`..`9`, `A`.. for the levels above,
`u` unsure, `x` not applicable, `.` unanswered. Patterns are counted, not kept: a survey file never has any.
Counts add up, so surveys merge by adding them. They are whole numbers, or fractions where every subject
weighs the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter

from pemm.model import Model

LEVELS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
UNSURE, NOT_APPLICABLE, UNANSWERED = "u", "x", "."
CHARACTERS = frozenset(LEVELS + UNSURE + NOT_APPLICABLE + UNANSWERED)
REASONS = {"unsure": UNSURE, "not_applicable": NOT_APPLICABLE, "unanswered": UNANSWERED}

_TOGETHER = 1_024  # respondents that are counted at once
_FOLD_AT = 20_000  # patterns of an aspect, of which four questions of four levels have at most 2,401

Count = int | Fraction


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """How a question was answered: `values` has a count per level, lowest first."""

    id: str
    values: tuple[Count, ...]
    unsure: Count = 0
    not_applicable: Count = 0
    unanswered: Count = 0

    @property
    def answered(self) -> Count:
        """How many gave a level."""
        return sum(self.values)

    def __add__(self, other: QuestionCounts) -> QuestionCounts:
        return QuestionCounts(
            self.id,
            tuple(one + two for one, two in zip(self.values, other.values, strict=True)),
            self.unsure + other.unsure,
            self.not_applicable + other.not_applicable,
            self.unanswered + other.unanswered,
        )


@dataclass(frozen=True, slots=True)
class AspectCounts:
    """How many respondents answered `answered` questions of an aspect with values adding up to `sum`.

    `histogram` is keyed by (answered, sum), in order; a respondent's own average is sum / answered.
    """

    id: str
    histogram: Mapping[tuple[int, int], Count]

    def __add__(self, other: AspectCounts) -> AspectCounts:
        keys = sorted({*self.histogram, *other.histogram})
        added = {key: self.histogram.get(key, 0) + other.histogram.get(key, 0) for key in keys}
        return AspectCounts(self.id, added)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a group of respondents answered, question by question and aspect by aspect.

    `respondents` are people. Where each subject weighs the same, `weight` is the number of subjects and
    the counts add up to it; else it is the number of respondents.
    """

    respondents: int
    weight: Count
    questions: tuple[QuestionCounts, ...]
    aspects: tuple[AspectCounts, ...]

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.respondents + other.respondents,
            self.weight + other.weight,
            tuple(one + two for one, two in zip(self.questions, other.questions, strict=True)),
            tuple(one + two for one, two in zip(self.aspects, other.aspects, strict=True)),
        )

    def __sub__(self, other: Counts) -> Counts:
        """What is left without a part of it."""
        return self + other.scaled(-1)

    def scaled(self, factor: Count) -> Counts:
        """Every count times a factor; the number of respondents only changes its sign with it."""
        return Counts(
            self.respondents if factor > 0 else -self.respondents,
            self.weight * factor,
            tuple(
                QuestionCounts(
                    each.id,
                    tuple(count * factor for count in each.values),
                    each.unsure * factor,
                    each.not_applicable * factor,
                    each.unanswered * factor,
                )
                for each in self.questions
            ),
            tuple(
                AspectCounts(each.id, {key: count * factor for key, count in each.histogram.items()})
                for each in self.aspects
            ),
        )


class Tally:
    """Counts patterns as they come, in memory that does not grow with the number of respondents."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._patterns: list[tuple[slice, Counter[str]]] = []
        start = 0
        for aspect in model.aspects:
            end = start + len(aspect.questions)
            self._patterns.append((slice(start, end), Counter()))
            start = end
        self._folded: Counts | None = None
        self._waiting: list[str] = []

    def add(self, pattern: str) -> None:
        """Counts one respondent: a character per question, in the order of the model."""
        self._waiting.append(pattern)
        if len(self._waiting) >= _TOGETHER:
            self._take_in()

    def _take_in(self) -> None:
        """Counts what waits: many at once cost a third of one by one."""
        for part, patterns in self._patterns:
            patterns.update(map(itemgetter(part), self._waiting))
        self._waiting.clear()
        if any(len(patterns) > _FOLD_AT for _, patterns in self._patterns):
            self._fold()

    def merge(self, other: Tally) -> None:
        """Adds what another tally of the same model counted."""
        other._take_in()
        for (_, mine), (_, theirs) in zip(self._patterns, other._patterns, strict=True):
            mine.update(theirs)
        if other._folded is not None:
            self._folded = other._folded if self._folded is None else self._folded + other._folded

    def add_counted(self, aspect: int, pattern: str, n: int) -> None:
        """Counts `n` respondents with the same pattern in one aspect, the place of which is given."""
        self._patterns[aspect][1][pattern] += n

    def counts(self) -> Counts:
        """What was counted so far."""
        self._take_in()
        self._fold()
        assert self._folded is not None
        return self._folded

    def _fold(self) -> None:
        found = folded(self._model, [patterns for _, patterns in self._patterns])
        self._folded = found if self._folded is None else self._folded + found
        for _, patterns in self._patterns:
            patterns.clear()


def folded(model: Model, patterns: Iterable[Mapping[str, int]]) -> Counts:
    """The counts that follow from counted patterns, one mapping per aspect of the model."""
    top = model.top
    questions: list[QuestionCounts] = []
    aspects: list[AspectCounts] = []
    respondents = 0
    for aspect, counted in zip(model.aspects, patterns, strict=True):
        histogram: Counter[tuple[int, int]] = Counter()
        columns: list[Counter[str]] = [Counter() for _ in aspect.questions]
        for pattern, n in counted.items():
            values = [LEVELS.index(char) + 1 for char in pattern if char in LEVELS]
            histogram[len(values), sum(values)] += n
            for column, char in zip(columns, pattern, strict=True):
                column[char] += n
        respondents = max(respondents, sum(counted.values()))
        aspects.append(AspectCounts(aspect.id, dict(sorted(histogram.items()))))
        questions += [
            QuestionCounts(
                question.id,
                tuple(column[char] for char in LEVELS[:top]),
                column[UNSURE],
                column[NOT_APPLICABLE],
                column[UNANSWERED],
            )
            for question, column in zip(aspect.questions, columns, strict=True)
        ]
    return Counts(respondents, respondents, tuple(questions), tuple(aspects))


def nobody(model: Model) -> Counts:
    """The counts of no respondent at all: what one begins to add to."""
    return folded(model, [{} for _ in model.aspects])
