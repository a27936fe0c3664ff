"""Trend: one subject over time, from many results of the same model.

An aspect's averages can be laid side by side only where they rest on the same questions with the same
meaning. So each aspect has one set of comparable questions, the same at every point; an assessment that
did not answer all of them is a gap there, never a guess. What each assessment says by itself (its own
average, how much was answered) stands beside it. See docs/statistics.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import TypeVar

from pemm.errors import PemmError
from pemm.meaning import meaning
from pemm.model import Model
from pemm.scoring import AspectResult, Remark, Result, average

T = TypeVar("T")

EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One assessment in the trend of an aspect.

    `average` is that of the aspect's comparable questions, `comparable` their ids; None and empty
    where this assessment did not answer all of them: a gap. `own_average` is that of all it answered,
    `answered` of `asked` questions: what it says by itself.
    """

    assessed: str
    average: Fraction | None
    comparable: tuple[str, ...]
    own_average: Fraction | None
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class AspectTrend:
    """One aspect over time; `points` stand in the order of the assessments.

    `comparable` are the questions that every average rests on, in the order of the model. `left_out`
    were answered somewhere and are not among them; of these, `changed_meaning` meant something else at
    different times.
    """

    id: str
    name: str
    comparable: tuple[str, ...]
    left_out: tuple[str, ...]
    changed_meaning: tuple[str, ...]
    points: tuple[TrendPoint, ...]

    @property
    def change(self) -> Fraction | None:
        """The last step: the latest average less the nearest earlier one.

        None where the latest assessment is a gap, or nothing stands before it.
        """
        earlier = [point.average for point in self.points[:-1] if point.average is not None]
        latest = self.points[-1].average
        return latest - earlier[-1] if latest is not None and earlier else None


@dataclass(frozen=True, slots=True)
class Trend:
    """Results in the order of time, and each aspect over them. There is no overall trend."""

    results: tuple[Result, ...]
    remarks: tuple[Remark, ...]
    aspects: tuple[AspectTrend, ...]

    @property
    def latest(self) -> Result:
        """The assessment that was made last."""
        return self.results[-1]


def trend(results: Sequence[Result], model: Model) -> Trend:
    """The results, one or more, in the order of when they were assessed; equal times keep the given order.

    Per aspect, the comparable questions are those answered, with the same meaning, in every assessment
    that answered anything of the aspect. Where there is no such question, the largest group of
    assessments that share one takes its place (of equal groups the one that reaches closest to today),
    and the others are gaps: so one short assessment among full ones does not empty the whole trend.

    Raises PemmError for results of different models and for one without a date.
    """
    known = [aspect.id for aspect in model.aspects]
    for number, result in enumerate(results, start=1):
        # Two files can call themselves by one id: the aspects tell what the id does not.
        if result.model.id != model.id or [aspect.id for aspect in result.aspects] != known:
            raise PemmError("different-models", before=result.model.id, after=model.id)
        if moment(result.assessed) is None:
            raise PemmError("no-date", which=result.subject or f"#{number}")
    ordered = tuple(in_order(results, lambda result: result.assessed))
    aspects = tuple(_aspect(ordered, aspect.id, aspect.name, model) for aspect in model.aspects)
    return Trend(ordered, _remarks(ordered), aspects)


def in_order(things: Iterable[T], assessed: Callable[[T], str | None]) -> list[T]:
    """The things by when they were assessed; equal times keep their order, no time comes first."""
    return sorted(things, key=lambda thing: moment(assessed(thing)) or EARLIEST)


def moment(assessed: str | None) -> datetime | None:
    """The point in time of an `assessed` such as `2026-10-02T14:02:11Z`, in UTC where it names no zone.

    None for what is no time, like None itself or the thirtieth of February.
    """
    try:
        found = datetime.fromisoformat(assessed or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _aspect(results: tuple[Result, ...], id: str, name: str, model: Model) -> AspectTrend:
    sides = [result.aspect(id) for result in results]
    # Who gave an answer to which question, in which of its meanings.
    given: dict[tuple[str, frozenset[int]], list[int]] = {}
    for place, side in enumerate(sides):
        for question in side.questions:
            if question.value is not None:
                means = meaning(model, question.id, question.asked)
                given.setdefault((question.id, means), []).append(place)
    # The group that shares a question: the larger, then the one that reaches closest to today.
    group = max(given.values(), key=lambda places: (len(places), places[::-1]), default=[])
    shared = {question for (question, _), places in given.items() if places == group}
    order = [question.id for question in (*model.questions, *model.retired) if question.aspect == id]
    answered = [question for question, _ in given]
    return AspectTrend(
        id=id,
        name=name,
        comparable=tuple(question for question in order if question in shared),
        left_out=tuple(question for question in order if question in answered and question not in shared),
        changed_meaning=tuple(
            question for question in order if answered.count(question) > 1 and question not in shared
        ),
        points=tuple(
            _point(result, side, shared if place in group else set())
            for place, (result, side) in enumerate(zip(results, sides, strict=True))
        ),
    )


def _point(result: Result, side: AspectResult, shared: set[str]) -> TrendPoint:
    counted = [question for question in side.questions if question.id in shared]
    return TrendPoint(
        assessed=result.assessed or "",
        average=average([question.value for question in counted if question.value is not None]),
        comparable=tuple(question.id for question in counted),
        own_average=side.average,
        answered=side.answered,
        asked=side.asked,
    )


def _remarks(results: tuple[Result, ...]) -> tuple[Remark, ...]:
    # What is to be known of any of them, once; that their sets differ is said for all below.
    remarks: list[Remark] = []
    for result in results:
        remarks += [remark for remark in result.remarks if remark not in remarks]
    sets = _several([result.model.questions for result in results])
    if sets:
        remarks = [remark for remark in remarks if remark.key not in ("other-set", "unknown-set")]
        remarks.append(Remark("several-sets", {"found": sets}))
    if subjects := _several([result.subject or "-" for result in results]):
        remarks.append(Remark("several-subjects", {"found": subjects}))
    if roles := _several([result.respondent.role or "-" for result in results]):
        remarks.append(Remark("several-roles", {"found": roles}))
    times = [result.assessed or "" for result in results]
    for time in dict.fromkeys(time for time in times if times.count(time) > 1):
        remarks.append(Remark("same-time", {"time": time}))
    return tuple(remarks)


def _several(found: list[str]) -> str:
    """The different ones in the order of time, where there is more than one; else nothing."""
    different = list(dict.fromkeys(found))
    return ", ".join(different) if len(different) > 1 else ""
