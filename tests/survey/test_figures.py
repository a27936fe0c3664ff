"""The figures of a survey: the published vectors, and what must hold whatever people answer."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemm.survey.counting import AspectCounts, Counts, QuestionCounts
from pemm.survey.figures import (
    agenda,
    alpha,
    aspect_figures,
    below,
    consensus,
    even_split,
    extent,
    median,
    near,
    quantile,
    question_figures,
)

VECTORS = [
    ((10, 0, 0, 0), 1.0),
    ((5, 0, 0, 5), 0.0),
    ((5, 5, 0, 0), 0.736966),
    ((0, 5, 5, 0), 0.736966),
    ((1, 1, 1, 1), 0.368483),
    ((0, 1, 3, 1), 0.766015),
    ((0, 2, 2, 1), 0.633809),
    ((2, 0, 0, 3), 0.029049),
    ((4, 0, 0, 1), 0.278072),
    ((9, 0, 0, 1), 0.531004),
]
KRIPPENDORFF = (
    "1,1,NA,1  2,2,3,2  3,3,3,3  3,3,3,3  2,2,2,2  1,2,3,4  4,4,4,4  1,1,2,1  2,2,2,2  "
    "NA,5,5,5  NA,NA,1,1  NA,NA,3,NA"
)
FIVE = "1,1,2,1 2,2,2,3 3,3,4,3 1,4,1,4 2,3,2,2"
FIVE_WITH_GAPS = "1,1,2,1 2,2,2,3 3,3,4,3 NA,4,1,NA 2,3,2,NA"
counts = st.lists(st.integers(0, 50), min_size=2, max_size=7).map(tuple)


def units(text: str, k: int) -> list[list[int]]:
    """`1,1,NA  2,3,2` as counts at the levels of each unit."""
    return [[unit.split(",").count(str(level)) for level in range(1, k + 1)] for unit in text.split()]


@pytest.mark.parametrize(("values", "expected"), VECTORS)
def test_consensus_is_that_of_the_vectors(values, expected):
    assert consensus(values) == pytest.approx(expected, abs=5e-7)


def test_consensus_of_seven_levels_is_that_of_the_paper():
    assert consensus((30, 40, 210, 130, 530, 50, 10)) == pytest.approx(0.7256876, abs=5e-8)


@given(counts)
def test_consensus_lies_between_nothing_and_all_and_does_not_care_for_direction(values):
    found = consensus(values)
    if not sum(values):
        assert found is None
        return
    assert found is not None
    assert 0 <= found <= 1
    assert found == pytest.approx(consensus(values[::-1]))
    assert found == pytest.approx(consensus([7 * each for each in values]))


@pytest.mark.parametrize(
    ("text", "k", "expected"),
    [(KRIPPENDORFF, 5, 0.815388), (FIVE, 4, 0.281192), (FIVE_WITH_GAPS, 4, 0.262745)],
)
def test_alpha_is_that_of_the_vectors(text, k, expected):
    found = alpha(units(text, k))
    assert found is not None
    assert float(found) == pytest.approx(expected, abs=5e-7)


def test_alpha_is_undefined_where_nobody_varies_or_nothing_can_be_compared():
    assert alpha([(0, 3, 0, 0), (0, 3, 0, 0)]) is None
    assert alpha([(1, 0, 0, 0), (0, 1, 0, 0)]) is None
    assert alpha([]) is None


def pairwise_alpha(table: list[list[int | None]], k: int) -> Fraction | None:
    """Alpha by its definition: pair by pair within units, against pair by pair over all."""
    rated = [[value for value in unit if value is not None] for unit in table]
    rated = [unit for unit in rated if len(unit) > 1]
    values = [value for unit in rated for value in unit]
    n = [values.count(level) for level in range(1, k + 1)]

    def distance(one: int, other: int) -> Fraction:
        low, high = sorted((one, other))
        return (sum(n[low - 1 : high]) - Fraction(n[low - 1] + n[high - 1], 2)) ** 2

    observed = sum(
        Fraction(distance(unit[i], unit[j]), len(unit) - 1)
        for unit in rated
        for i, j in product(range(len(unit)), repeat=2)
        if i != j
    )
    expected = sum(distance(values[i], values[j]) for i, j in product(range(len(values)), repeat=2) if i != j)
    if not expected:
        return None
    return 1 - (len(values) - 1) * Fraction(observed) / expected


@given(
    st.lists(st.lists(st.sampled_from([None, 1, 2, 3, 4]), min_size=3, max_size=3), min_size=1, max_size=5)
)
def test_alpha_from_counts_is_alpha_pair_by_pair(table):
    counted = [[unit.count(level) for level in (1, 2, 3, 4)] for unit in table]
    assert alpha(counted) == pairwise_alpha(table, 4)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=30))
def test_median_range_and_near_follow_from_the_sorted_answers(answers):
    values = [answers.count(level) for level in (1, 2, 3, 4)]
    ordered = sorted(answers)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    assert median(values) == (low, high)
    assert extent(values) == (ordered[0], ordered[-1])
    centre = Fraction(low + high, 2)
    assert near(values) == Fraction(sum(abs(each - centre) <= 1 for each in answers), len(answers))


def test_without_an_answer_there_is_no_figure():
    figures = question_figures(QuestionCounts("q", (0, 0, 0, 0), unsure=3))
    assert (figures.median, figures.range, figures.near, figures.consensus) == (None, None, None, None)
    assert not figures.discuss


@pytest.mark.parametrize(
    ("values", "flagged"),
    [
        ((5, 5, 0, 0), False),  # an even split over neighbours is the limit, not below it
        ((0, 5, 5, 0), False),
        ((9, 0, 1, 0), True),  # up to ten respondents, two levels apart
        ((19, 0, 1, 0), False),
        ((10, 0, 0, 10), True),
        ((0, 0, 0, 4), False),
    ],
)
def test_a_question_is_flagged_below_an_even_split_or_for_a_wide_range_among_few(values, flagged):
    assert question_figures(QuestionCounts("q", values)).discuss is flagged


def test_the_limit_of_the_flag_depends_on_the_number_of_levels():
    assert even_split(4) == pytest.approx(0.736966, abs=5e-7)
    assert even_split(3) == pytest.approx(0.584963, abs=5e-7)


def test_an_aspect_is_the_distribution_of_the_respondents_own_averages():
    # averages: 1.5, 2, 2, 3 1/3; one without any answer
    counts = AspectCounts("a", {(0, 0): 1, (2, 3): 1, (4, 8): 2, (3, 10): 1})
    figures = aspect_figures(counts, 4)
    assert (figures.answered, figures.none) == (4, 1)
    assert (figures.low, figures.median, figures.high) == (Fraction(3, 2), 2, Fraction(10, 3))
    assert (figures.lower, figures.upper) == (Fraction(7, 4), Fraction(8, 3))
    assert figures.bands == (1, 2, 1, 0)


def test_an_aspect_that_nobody_answered_has_no_averages():
    figures = aspect_figures(AspectCounts("a", {(0, 0): 4}), 4)
    assert (figures.answered, figures.none, figures.median) == (0, 4, None)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=20))
def test_the_median_of_averages_is_the_usual_one(values):
    ordered = sorted(values)
    half = Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2)
    assert quantile([(Fraction(each), 1) for each in ordered], Fraction(1, 2)) == half


def test_quantile_needs_a_value():
    with pytest.raises(ValueError, match=r"^no values$"):
        quantile([], Fraction(1, 2))


def test_below_says_how_many_stand_lower_and_how_many_on_the_same_spot():
    figures = aspect_figures(AspectCounts("a", {(2, 2): 1, (2, 4): 2, (4, 12): 1, (0, 0): 5}), 4)
    assert below(figures, Fraction(2)) == (Fraction(1, 4), Fraction(1, 2))
    assert below(aspect_figures(AspectCounts("a", {}), 4), Fraction(2)) is None


def test_a_question_has_all_its_figures_at_once():
    """Half at 2, a few at 3 and 4: two middle values, the whole range, and who is close to the middle."""
    figures = question_figures(QuestionCounts("q", (0, 3, 2, 1)))
    assert (figures.median, figures.range, figures.near) == ((2, 3), (2, 4), Fraction(5, 6))
    assert figures.consensus == pytest.approx(consensus((0, 3, 2, 1)))


def test_the_agenda_begins_with_least_consensus_and_ends_with_what_nobody_answered():
    """Equal consensus is ordered by the range, then by who was unsure, then as the model has it."""
    questions = (
        QuestionCounts("nobody", (0, 0, 0, 0), unsure=1),
        QuestionCounts("agreed", (0, 9, 0, 0), unsure=5),
        QuestionCounts("neighbours", (0, 5, 5, 0)),
        QuestionCounts("nobody, more unsure", (0, 0, 0, 0), unsure=4),
        QuestionCounts("split", (5, 0, 0, 5)),
        QuestionCounts("neighbours, more unsure", (5, 5, 0, 0), unsure=2),
        QuestionCounts("neighbours again", (0, 0, 5, 5)),
    )
    assert [each.id for each in agenda(Counts(10, 10, questions, ()))] == [
        "split",
        "neighbours, more unsure",
        "neighbours",
        "neighbours again",
        "agreed",
        "nobody, more unsure",
        "nobody",
    ]


def test_a_band_has_its_lower_end_and_an_average_of_many_shapes_counts_once():
    """2 of 1, 4 of 2 and 12 of 6 answers' sums are one average; who was subtracted leaves no trace."""
    counts = AspectCounts("a", {(0, 0): 0, (1, 1): 0, (1, 2): 1, (2, 4): 2, (4, 8): 3, (4, 16): 1})
    figures = aspect_figures(counts, 4)
    assert (figures.answered, figures.none, figures.bands) == (7, 0, (0, 6, 0, 1))
    assert (figures.low, figures.median, figures.high) == (2, 2, 4)
    assert below(figures, Fraction(2)) == (0, Fraction(6, 7))
    assert below(figures, Fraction(4)) == (Fraction(6, 7), Fraction(1, 7))


def test_without_an_average_every_band_is_empty():
    """A drawing of an aspect that nobody answered has its levels all the same."""
    assert aspect_figures(AspectCounts("a", {(0, 0): 4}), 4).bands == (0, 0, 0, 0)


def test_quarters_of_averages_lie_between_their_neighbours():
    """Of four different averages the middle half begins and ends between two, and so does the median."""
    figures = aspect_figures(AspectCounts("a", {(1, 1): 1, (1, 2): 1, (1, 3): 1, (1, 4): 1}), 4)
    assert (figures.lower, figures.median, figures.upper) == (Fraction(3, 2), Fraction(5, 2), Fraction(7, 2))


def test_no_share_lies_below_the_lowest_and_all_below_the_highest():
    """The ends of the scale of shares are the ends of the values."""
    values = [(Fraction(1), 1), (Fraction(2), 3), (Fraction(4), 2)]
    assert quantile(values, Fraction(0)) == 1
    assert quantile(values, Fraction(1)) == 4


def test_of_questions_with_the_same_consensus_the_wider_range_goes_first():
    """One at 2 with three at 4 agree as much as eight from 1 to 4, who are further apart."""
    narrow, wide = QuestionCounts("narrow", (0, 1, 0, 3), unsure=9), QuestionCounts("wide", (1, 3, 3, 1))
    assert consensus(narrow.values) == pytest.approx(consensus(wide.values), abs=1e-12)
    assert [each.id for each in agenda(Counts(9, 9, (narrow, wide), ()))] == ["wide", "narrow"]


def test_one_voice_far_off_weighs_less_than_two_halves_side_by_side():
    """Consensus itself decides, and the range only where it is the same."""
    questions = (QuestionCounts("far off", (19, 0, 1, 0)), QuestionCounts("halves", (0, 10, 10, 0)))
    assert [each.id for each in agenda(Counts(20, 20, questions, ()))] == ["halves", "far off"]
