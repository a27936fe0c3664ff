"""The figures of a survey: what follows from counts. Definitions and vectors are those of docs/statistics.md.

Levels are ordinal, 1..k, with k the number of levels of the model. Figures are exact (fractions) but for
consensus, which has logarithms in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, log2

from pemm.survey.counting import AspectCounts, Count, Counts, QuestionCounts

FEW = 10  # respondents, up to whom a range of two levels is reason enough to talk
# The consensus of a third at one end and two thirds at the other, whatever the number of levels.
TWO_CAMPS = 1 + log2(2 / 3) * 2 / 3 + log2(1 / 3) / 3
_TOLERANCE = 1e-9  # of consensus: an even split may come out a hair below itself


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """What the answers to a question amount to; all None without an answer.

    `median` is the lower and the upper middle value (the same but for an even number of answers with two
    different ones in the middle); `range` the lowest and highest value; `near` the share, 0..1, within one
    level of the median; `consensus` 0 (half at each end) to 1 (all the same). `discuss` flags a question
    for the meeting.
    """

    counts: QuestionCounts
    median: tuple[int, int] | None
    range: tuple[int, int] | None
    near: Fraction | None
    consensus: float | None
    discuss: bool

    @property
    def id(self) -> str:
        """The question's id."""
        return self.counts.id


@dataclass(frozen=True, slots=True)
class AspectFigures:
    """The distribution of respondents' own averages in an aspect, on the scale of the levels.

    `answered` respondents have an average, `none` have none. `low` to `high` is the whole range,
    `lower` to `upper` the middle half; all None without an average. `bands` counts the averages from
    each level up to the next (the last band is the top level alone).
    """

    counts: AspectCounts
    answered: Count
    none: Count
    low: Fraction | None
    lower: Fraction | None
    median: Fraction | None
    upper: Fraction | None
    high: Fraction | None
    bands: tuple[Count, ...]

    @property
    def id(self) -> str:
        """The aspect's id."""
        return self.counts.id


def question_figures(counts: QuestionCounts) -> QuestionFigures:
    """The figures of one question."""
    values = counts.values
    middle, extremes = median(values), extent(values)
    agreed = consensus(values)
    few = counts.answered <= FEW and extremes is not None and extremes[1] - extremes[0] >= 2
    split = agreed is not None and agreed < even_split(len(values)) - _TOLERANCE
    return QuestionFigures(counts, middle, extremes, near(values), agreed, few or split)


def median(values: Sequence[Count]) -> tuple[int, int] | None:
    """The lower and the upper middle value of counts at the levels 1..k; None without any."""
    total = sum(values)
    if not total:
        return None
    reached: Count = 0
    low = None
    for level, count in enumerate(values, start=1):
        reached += count
        if low is None and 2 * reached >= total:
            low = level
        if 2 * reached > total:
            assert low is not None
            return low, level
    raise AssertionError("counts below zero")


def extent(values: Sequence[Count]) -> tuple[int, int] | None:
    """The lowest and the highest level that anybody gave; None without any."""
    given = [level for level, count in enumerate(values, start=1) if count]
    return (given[0], given[-1]) if given else None


def near(values: Sequence[Count]) -> Fraction | None:
    """The share of the answers, 0..1, that lie within one level of the median; of two, of their midpoint."""
    middle = median(values)
    if middle is None:
        return None
    centre = Fraction(sum(middle), 2)
    within = sum(count for level, count in enumerate(values, start=1) if abs(level - centre) <= 1)
    return Fraction(within) / Fraction(sum(values))


def consensus(values: Sequence[Count]) -> float | None:
    """Consensus of counts at the levels 1..k, 0 (half at each end) to 1 (all the same); None without any.

    Tastle and Wierman, Consensus and dissention: a measure of ordinal dispersion, International Journal of
    Approximate Reasoning 45 (2007), 531-545: 1 + sum p_i log2(1 - |i - mean| / (k - 1)).
    """
    total = Fraction(sum(values))
    if not total:
        return None
    mean = sum(level * count for level, count in enumerate(values, start=1)) / total
    width = len(values) - 1
    found = 1 + fsum(
        float(count / total) * log2(1 - abs(level - mean) / width)
        for level, count in enumerate(values, start=1)
        if count
    )
    return min(1.0, max(0.0, found))


def even_split(levels: int) -> float:
    """The consensus of an even split over two neighbouring levels of k: below it lies what to discuss."""
    return 1 + log2(1 - 0.5 / (levels - 1))


def band(agreed: float, levels: int) -> str:
    """Which of five words a consensus of a question with so many levels is told by.

    The limits are distributions that everybody can picture; docs/statistics.md has them.
    """
    spread_evenly = consensus((1,) * levels)
    assert spread_evenly is not None
    shown = round(agreed, 2)  # as it is printed: one figure must not have two words
    if shown <= round(TWO_CAMPS, 2):
        return "split"
    if agreed >= 1 - _TOLERANCE:
        return "alike"
    if shown >= round(even_split(levels), 2):
        return "close"
    return "mixed" if shown >= round(spread_evenly, 2) else "apart"


def agenda(counts: Counts) -> tuple[QuestionFigures, ...]:
    """The questions as a meeting should take them: least consensus first.

    Among equals the wider range comes first, then what more people were unsure of, then the order of the
    model. Questions that nobody gave a level come last.
    """
    figures = [question_figures(each) for each in counts.questions]
    return tuple(sorted(figures, key=_urgency))


def _urgency(figures: QuestionFigures) -> tuple[float, int, Count]:
    if figures.consensus is None or figures.range is None:
        return (2.0, 0, -figures.counts.unsure)
    width = figures.range[1] - figures.range[0]
    return (round(figures.consensus, 9), -width, -figures.counts.unsure)


def aspect_figures(counts: AspectCounts, levels: int) -> AspectFigures:
    """The figures of one aspect in a model of so many levels."""
    averages: dict[Fraction, Count] = {}
    none: Count = 0
    for (answered, total), count in counts.histogram.items():
        if not count:
            continue
        if answered:
            average = Fraction(total, answered)
            averages[average] = averages.get(average, 0) + count
        else:
            none += count
    ordered = sorted(averages.items())
    bands = tuple(
        sum(count for average, count in ordered if level <= average < level + 1)
        for level in range(1, levels + 1)
    )
    if not ordered:
        return AspectFigures(counts, 0, none, None, None, None, None, None, bands)
    return AspectFigures(
        counts,
        sum(count for _, count in ordered),
        none,
        ordered[0][0],
        quantile(ordered, Fraction(1, 4)),
        quantile(ordered, Fraction(1, 2)),
        quantile(ordered, Fraction(3, 4)),
        ordered[-1][0],
        bands,
    )


def quantile(ordered: Sequence[tuple[Fraction, Count]], share: Fraction) -> Fraction:
    """The value below which that share (0..1) of counted values lies; `ordered` has values with counts.

    Where the share falls exactly between two values, their midpoint (Hyndman and Fan's definition 2, which
    gives the usual median). Raises ValueError without any value.
    """
    aim = share * sum(count for _, count in ordered)
    reached: Count = 0
    for place, (value, count) in enumerate(ordered):
        reached += count
        if reached > aim:
            return value
        if reached == aim and place + 1 < len(ordered):
            return (value + ordered[place + 1][0]) / 2
    if not ordered:
        raise ValueError("no values")
    return ordered[-1][0]


def below(figures: AspectFigures, average: Fraction) -> tuple[Fraction, Fraction] | None:
    """The shares of respondents whose own average is below this one, and equal to it; None without any."""
    if not figures.answered:
        return None
    lower: Count = 0
    same: Count = 0
    for (answered, total), count in figures.counts.histogram.items():
        if answered and Fraction(total, answered) < average:
            lower += count
        elif answered and Fraction(total, answered) == average:
            same += count
    whole = Fraction(figures.answered)
    return Fraction(lower) / whole, Fraction(same) / whole


def alpha(questions: Iterable[Sequence[int]]) -> Fraction | None:
    """Krippendorff's alpha for ordinal values, from the counts at the levels 1..k of each question.

    1 is perfect agreement, 0 what chance would give. Missing values are allowed: a question with fewer than
    two answers says nothing. None where it is undefined, because nobody varies or nothing can be compared.
    Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), with the ordinal metric.
    """
    units = [tuple(values) for values in questions if sum(values) > 1]
    if not units:
        return None
    k = len(units[0])
    coincidences = [
        [
            sum(Fraction(unit[c] * (unit[d] - (c == d)), sum(unit) - 1) for unit in units) + Fraction(0)
            for d in range(k)
        ]
        for c in range(k)
    ]
    margins = [sum(row) + Fraction(0) for row in coincidences]
    total = sum(margins)

    def distance(c: int, d: int) -> Fraction:
        c, d = min(c, d), max(c, d)
        return (sum(margins[c : d + 1]) - (margins[c] + margins[d]) / 2) ** 2

    pairs = [(c, d, distance(c, d)) for c in range(k) for d in range(k) if c != d]
    expected = sum(margins[c] * margins[d] * apart for c, d, apart in pairs)
    if not expected:
        return None
    observed = sum(coincidences[c][d] * apart for c, d, apart in pairs)
    return 1 - (total - 1) * observed / expected
