"""Counting: patterns come in, counts come out, and counts add up."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pemm import library
from pemm.survey import counting
from pemm.survey.counting import Tally, folded, nobody

MODEL = library.load(library.find(library.DEFAULT))
patterns = st.lists(st.text("1234ux.", min_size=20, max_size=20), min_size=1, max_size=30)


def tally(given):
    made = Tally(MODEL)
    for pattern in given:
        made.add(pattern)
    return made.counts()


@given(patterns)
def test_every_answer_is_counted_once_at_its_question(given):
    counts = tally(given)
    assert counts.respondents == counts.weight == len(given)
    for place, question in enumerate(counts.questions):
        column = [pattern[place] for pattern in given]
        assert question.values == tuple(column.count(level) for level in "1234")
        assert question.unsure == column.count("u")
        assert question.not_applicable == column.count("x")
        assert question.unanswered == column.count(".")


@given(patterns)
def test_an_aspect_counts_respondents_by_answered_and_sum(given):
    counts = tally(given)
    for place, aspect in enumerate(counts.aspects):
        for (answered, total), n in aspect.histogram.items():
            own = [
                [int(char) for char in pattern[4 * place : 4 * place + 4] if char in "1234"]
                for pattern in given
            ]
            assert n == sum(len(each) == answered and sum(each) == total for each in own)
        assert sum(aspect.histogram.values()) == len(given)


@given(patterns, patterns)
def test_counting_together_is_adding_counts(one, other):
    assert tally(one + other) == tally(one) + tally(other)
    assert (tally(one + other) - tally(other)).questions == tally(one).questions


def test_a_tally_folds_what_it_remembers_before_it_grows(monkeypatch):
    monkeypatch.setattr(counting, "_FOLD_AT", 8)
    given = ["1234ux..1111222233334444"[i : i + 4] * 5 for i in range(17)] * 3
    expected = [{} for _ in MODEL.aspects]
    for pattern in given:
        for each in expected:
            each[pattern[:4]] = each.get(pattern[:4], 0) + 1
    assert tally(given) == folded(MODEL, expected)


def test_nobody_is_where_adding_begins():
    counts = tally(["1" * 20])
    assert nobody(MODEL) + counts == counts


def test_counts_may_be_scaled_so_that_a_subject_weighs_as_one():
    counts = tally(["1" * 20, "2" * 20]).scaled(Fraction(1, 2))
    assert counts.weight == 1
    assert counts.respondents == 2
    assert counts.questions[0].values == (Fraction(1, 2), Fraction(1, 2), 0, 0)
