"""Two waves of one survey: what moved between them, on ordinal figures alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pemm.errors import PemmError
from pemm.model import Model
from pemm.scoring import Remark
from pemm.survey.counting import AspectCounts, Count, Counts, QuestionCounts
from pemm.survey.figures import AspectFigures, QuestionFigures, aspect_figures, question_figures
from pemm.survey.meanings import aspect_questions, meaning_in
from pemm.survey.survey import Survey


@dataclass(frozen=True, slots=True)
class QuestionWaves:
    """A question in both waves, with the same meaning; `shift` as in `shift` below."""

    id: str
    before: QuestionFigures
    after: QuestionFigures
    shift: Fraction | None


@dataclass(frozen=True, slots=True)
class AspectWaves:
    """The respondents' own averages in both waves; without a shift where the questions are not the same."""

    id: str
    name: str
    before: AspectFigures
    after: AspectFigures
    shift: Fraction | None
    is_comparable: bool


@dataclass(frozen=True, slots=True)
class GroupWaves:
    """A group that both waves show, aspect by aspect; `before` and `after` are numbers of respondents."""

    label: str
    before: int
    after: int
    aspects: tuple[AspectWaves, ...]


@dataclass(frozen=True, slots=True)
class Waves:
    """Two surveys side by side; `left_out` are ids that only one has, or that changed their meaning."""

    before: Survey
    after: Survey
    aspects: tuple[AspectWaves, ...]
    questions: tuple[QuestionWaves, ...]
    groups: tuple[GroupWaves, ...]
    left_out: tuple[str, ...]
    remarks: tuple[Remark, ...]


def compare(before: Survey, after: Survey, model: Model) -> Waves:
    """What moved from one survey to the other. Raises PemmError where they count different units."""
    if before.unit != after.unit:
        raise PemmError("survey-other-unit", one=before.unit, other=after.unit)
    sides = [{each.id: each for each in survey.total.questions} for survey in (before, after)]
    order = [each.id for each in (*model.questions, *model.retired) if any(each.id in side for side in sides)]
    shared = [
        id
        for id in order
        if all(id in side for side in sides) and meaning_in(before, model, id) == meaning_in(after, model, id)
    ]
    later = {group.label: group.counts for group in after.groups} if before.by == after.by else {}
    return Waves(
        before,
        after,
        _aspects(before, after, before.total, after.total, model),
        tuple(_question(sides[0][id], sides[1][id]) for id in shared),
        tuple(
            GroupWaves(
                group.label,
                group.counts.respondents,
                later[group.label].respondents,
                _aspects(before, after, group.counts, later[group.label], model),
            )
            for group in before.groups
            if group.label in later
        ),
        tuple(id for id in order if id not in shared),
        tuple(_remarks(before, after)),
    )


def _aspects(
    before: Survey, after: Survey, old: Counts, new: Counts, model: Model
) -> tuple[AspectWaves, ...]:
    found = []
    for aspect, one, other in zip(model.aspects, old.aspects, new.aspects, strict=True):
        asked = aspect_questions(before, model, aspect.id)
        same = bool(asked) and asked == aspect_questions(after, model, aspect.id)
        found.append(
            AspectWaves(
                aspect.id,
                aspect.name,
                aspect_figures(one, model.top),
                aspect_figures(other, model.top),
                shift(averages(one), averages(other)) if same else None,
                same,
            )
        )
    return tuple(found)


def _question(before: QuestionCounts, after: QuestionCounts) -> QuestionWaves:
    moved = shift(_levels(before), _levels(after))
    return QuestionWaves(before.id, question_figures(before), question_figures(after), moved)


def _levels(counts: QuestionCounts) -> dict[Fraction, Count]:
    return {Fraction(level): count for level, count in enumerate(counts.values, start=1)}


def averages(counts: AspectCounts) -> dict[Fraction, Count]:
    """How many respondents have each average of their own."""
    found: dict[Fraction, Count] = {}
    for (answered, total), count in counts.histogram.items():
        if answered:
            average = Fraction(total, answered)
            found[average] = found.get(average, 0) + count
    return found


def shift(before: Mapping[Fraction, Count], after: Mapping[Fraction, Count]) -> Fraction | None:
    """How far answers moved, from -1 (every later one is lower) to 1 (every later one is higher).

    Of all pairs of an earlier and a later answer, the share in which the later is higher less the share in
    which it is lower: it asks only for an order, so it suits ordinal levels. None where a side is empty.
    Cliff, Dominance statistics: ordinal analyses to answer ordinal questions, Psychological Bulletin 114
    (1993), 494-509.
    """
    pairs = sum(before.values()) * sum(after.values())
    if not pairs:
        return None
    moved: Count = 0
    for value, count in after.items():
        lower = sum(n for other, n in before.items() if other < value)
        higher = sum(n for other, n in before.items() if other > value)
        moved += count * (lower - higher)
    return Fraction(moved) / pairs


def _remarks(before: Survey, after: Survey) -> Iterable[Remark]:
    if before.subject and after.subject and before.subject.casefold() != after.subject.casefold():
        yield Remark("other-subject", {"before": before.subject, "after": after.subject})
    if before.last and after.first and before.last > after.first:
        yield Remark("waves-overlap", {"before": before.last, "after": after.first})
    if before.by != after.by:
        yield Remark("waves-breakdowns", {})
    if before.model.questions != after.model.questions:
        yield Remark("different-sets", {"before": before.model.questions, "after": after.model.questions})
