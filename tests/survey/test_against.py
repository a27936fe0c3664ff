"""One assessment in its field: a place in a spread, and only where the questions are the same."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from people import MODEL, ndjson, rows

from pemm.assessment import Answer
from pemm.quick import quick
from pemm.scoring import score
from pemm.survey.against import against
from pemm.survey.rules import Rules
from pemm.survey.sources import gather
from pemm.survey.troubles import Troubles


@pytest.fixture
def field(tmp_path):
    """Four respondents: their averages are 1, 2, 2 and 4 in every aspect."""
    path = ndjson(tmp_path / "a.ndjson", rows(["1", "2", "2", "4"]))
    return gather([str(path)], MODEL, Rules(), Troubles())


def test_each_aspect_has_its_place_in_the_spread(field, make):
    result = score(make({"investment_1": 2, "adoption_1": 3}), MODEL)
    investment, adoption, interfaces, *_ = against(result, field, MODEL).aspects
    assert (investment.below, investment.same) == (Fraction(1, 4), Fraction(1, 2))
    assert (adoption.below, adoption.same) == (Fraction(3, 4), 0)
    assert (interfaces.average, interfaces.below) == (None, None)


def test_an_aspect_with_an_answer_that_meant_something_else_is_not_compared(field, make):
    old = replace(make({}), answers={"interfaces_1": Answer(3, asked="0.8.0/community/en")})
    found = {each.id: each for each in against(score(old, MODEL), field, MODEL).aspects}
    assert not found["interfaces"].is_comparable
    assert found["interfaces"].below is None
    assert found["investment"].is_comparable


def test_a_quick_assessment_is_not_compared_with_a_full_survey(field, make):
    few = quick(MODEL)
    result = score(make({few.questions[0].id: 2}, of=few), few)
    assert not any(each.is_comparable for each in against(result, field, few).aspects)


def test_an_assessment_stands_there_with_its_own_figures_beside_the_spread(field, make):
    """Its average and how much of the aspect was answered, and the field's quartiles."""
    result = score(make({"investment_1": 2, "investment_2": 3, "investment_3": "unsure"}), MODEL)
    found = against(result, field, MODEL)
    assert found.survey is field
    assert [(each.id, each.name) for each in found.aspects] == [
        (each.id, each.name) for each in MODEL.aspects
    ]
    first = found.aspects[0]
    assert (first.average, first.answered, first.asked) == (Fraction(5, 2), 2, 4)
    assert (first.field.low, first.field.median, first.field.high) == (1, 2, 4)


def test_an_answer_that_was_given_today_is_compared_where_the_meaning_once_changed(field, make):
    """interfaces_1 has a history; an answer to today's question has its place in the field."""
    found = against(score(make({"interfaces_1": 3}), MODEL), field, MODEL).aspects[2]
    assert (found.id, found.is_comparable, found.below) == ("interfaces", True, Fraction(3, 4))
