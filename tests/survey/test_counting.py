"""Counting: patterns come in, counts come out, and counts add up."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemm import library
from pemm.survey import counting
from pemm.survey.counting import QuestionCounts, Tally, folded, nobody

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
    rest = tally(one + other) - tally(other)
    assert rest.questions == tally(one).questions
    assert (rest.respondents, rest.weight) == (len(one), len(one))


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


def test_a_scaled_count_is_of_the_same_questions_and_aspects():
    """Half of everything, unsure and open answers too, under the ids that they had."""
    counts = tally(["ux.1" * 5] * 4)
    half = counts.scaled(Fraction(1, 2))
    assert [each.id for each in half.questions] == [each.id for each in counts.questions]
    assert [each.id for each in half.aspects] == [each.id for each in counts.aspects]
    unsure, not_applicable, unanswered, answered = half.questions[:4]
    assert (unsure.unsure, not_applicable.not_applicable, unanswered.unanswered) == (2, 2, 2)
    assert answered.answered == 2
    assert half.aspects[0].histogram == {(1, 1): 2}


def test_respondents_counted_elsewhere_are_added_as_if_they_had_come_one_by_one():
    """A pattern of one aspect and how many have it, given in one go."""
    made = Tally(MODEL)
    for place in range(len(MODEL.aspects)):
        made.add_counted(place, "12ux", 2)
        made.add_counted(place, "12ux", 1)
        made.add_counted(place, "4444", 1)
    assert made.counts() == tally(["12ux" * 5] * 3 + ["4" * 20])


def test_counts_of_another_shape_are_never_added_or_folded_silently():
    """Fewer levels, questions or aspects on one side are a mistake, not a smaller sum."""
    counts = tally(["1" * 20])
    with pytest.raises(ValueError, match="zip"):
        QuestionCounts("q", (1, 2, 3)) + QuestionCounts("q", (1, 2, 3, 4))
    with pytest.raises(ValueError, match="zip"):
        counts + replace(counts, questions=counts.questions[:-1])
    with pytest.raises(ValueError, match="zip"):
        counts + replace(counts, aspects=counts.aspects[:-1])
    with pytest.raises(ValueError, match="zip"):
        folded(MODEL, [{}] * (len(MODEL.aspects) - 1))
    with pytest.raises(ValueError, match="zip"):
        folded(MODEL, [{"123": 1}, *[{}] * (len(MODEL.aspects) - 1)])


def test_a_tally_remembers_no_more_patterns_than_it_may_and_folds_no_few(monkeypatch):
    """Memory does not grow with respondents, and those who answer alike are folded once, at the end."""
    sizes: list[int] = []

    def watched(model, patterns):
        sizes.append(max(len(each) for each in patterns))
        return folded(model, patterns)

    monkeypatch.setattr(counting, "_FOLD_AT", 8)
    monkeypatch.setattr(counting, "_TOGETHER", 8)
    monkeypatch.setattr(counting, "folded", watched)
    different = ["".join(each) * 5 for each in product("1234", repeat=4)]
    assert tally(different).respondents == len(different) == 256
    *while_counting, _ = sizes
    assert len(while_counting) >= 256 // 16 - 1
    assert all(8 < size <= 16 for size in while_counting)
    sizes.clear()
    assert tally(["1" * 20] * 100).respondents == 100
    assert sizes == [1]
