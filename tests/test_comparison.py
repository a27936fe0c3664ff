"""A comparison counts only what is comparable, and tells the rest apart."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pemm.assessment import REASONS, Answer, Respondent, new
from pemm.comparison import Comparison, compare
from pemm.errors import PemmError
from pemm.model import Model
from pemm.model import load as load_model
from pemm.scoring import Remark, Result, score

STAMPS = (None, "0.8.0/community/en", "0.9.0/pemm-1/en", "0.9.0/community/zh", "0.9.0/community/pt")
LEADER = Respondent(role="leader")
ASKED = [f"{aspect}_{n}" for aspect in ("investment", "interfaces") for n in range(1, 5)]

answers = st.builds(
    lambda given, stamp: Answer(given, asked=stamp) if isinstance(given, int) else Answer(None, given, stamp),
    st.sampled_from([1, 2, 3, 4, *REASONS]),
    st.sampled_from(STAMPS),
)
sheets = st.dictionaries(st.sampled_from(ASKED), answers)
relaxed = settings(database=None, deadline=None, max_examples=80)


def result(model: Model, given: dict[str, Answer]) -> Result:
    return score(replace(new(model, "2026-01-01T00:00:00Z"), answers=given), model)


def compared(model, make, before, after) -> Comparison:
    return compare(score(make(before), model), score(make(after), model), model)


def test_only_questions_answered_both_times_are_compared(model, make):
    """New coverage and dropped answers stand beside the change and are never in it."""
    found = compared(
        model,
        make,
        {"investment_1": 1, "investment_2": 2, "investment_3": 4, "investment_4": "unsure"},
        {"investment_1": 3, "investment_2": 2, "investment_3": "unsure", "investment_4": 4},
    ).aspects[0]
    assert found.comparable == ("investment_1", "investment_2")
    assert (found.before, found.after, found.change) == (Fraction(3, 2), Fraction(5, 2), 1)
    assert found.newly_answered == ("investment_4",)
    assert found.no_longer_answered == ("investment_3",)
    assert found.changed_meaning == ()


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        (2, 2, "unchanged"),
        (2, 3, "changed"),
        ("unsure", "unsure", "not_answered"),
        ("unsure", "not_applicable", "changed"),
        ("unanswered", 1, "newly_answered"),
        (1, "not_applicable", "no_longer_answered"),
    ],
)
def test_each_question_is_in_one_state(model, make, before, after, state):
    """What happened to a question has one name, and only what moved is listed as changed."""
    found = compared(model, make, {"adoption_2": before}, {"adoption_2": after})
    assert {each.id: each.state for each in found.questions}["adoption_2"] == state
    assert [(each.id, each.aspect) for each in found.questions] == [(q.id, q.aspect) for q in model.questions]
    moved = state not in ("unchanged", "not_answered")
    assert [each.id for each in found.changed] == (["adoption_2"] if moved else [])


@pytest.mark.parametrize(
    ("question", "before", "after"),
    [
        ("interfaces_1", "0.8.0/community/en", "0.9.0/pemm-1/en"),
        ("interfaces_1", None, "0.9.0/pemm-1/en"),
        ("interfaces_1", "0.9.0/community/zh", "0.9.0/community/en"),
        ("interfaces_3", "0.9.0/community/pt", "0.9.0/pemm-1/en"),
    ],
)
def test_an_answer_that_meant_something_else_is_not_compared(model, question, before, after):
    """A changed meaning takes the question out of the averages and is told; the other questions stay."""
    found = compare(
        result(model, {question: Answer(3, asked=before), "interfaces_4": Answer(1, asked=before)}),
        result(model, {question: Answer(4, asked=after), "interfaces_4": Answer(2, asked=after)}),
        model,
    ).aspects[2]
    assert (found.changed_meaning, found.comparable, found.change) == ((question,), ("interfaces_4",), 1)


def test_nothing_comparable_has_no_figures(model, make):
    """Where no question was answered both times there is no before, no after and no change."""
    found = compared(model, make, {"investment_1": 1}, {"investment_2": 1})
    assert not found.comparable
    assert all((a.before, a.after, a.change) == (None, None, None) for a in found.aspects)


@given(sheets)
@relaxed
def test_an_assessment_compared_with_itself_has_not_changed(model, sheet):
    """compare(x, x) has a change of zero wherever something was answered, and nothing that moved."""
    same = result(model, sheet)
    found = compare(same, same, model)
    assert found.changed == ()
    assert {aspect.change for aspect in found.aspects} <= {None, Fraction(0)}
    assert [aspect.before for aspect in found.aspects] == [aspect.average for aspect in same.aspects]


@given(sheets, sheets)
@relaxed
def test_turning_the_order_round_turns_the_change_round(model, one, other):
    """compare(a, b) and compare(b, a) mirror each other: change, averages, and what else moved."""
    there = compare(result(model, one), result(model, other), model)
    back = compare(result(model, other), result(model, one), model)
    for a, b in zip(there.aspects, back.aspects, strict=True):
        assert (a.comparable, a.before, a.after) == (b.comparable, b.after, b.before)
        assert a.change == (None if b.change is None else -b.change)
        assert (a.newly_answered, a.no_longer_answered) == (b.no_longer_answered, b.newly_answered)
        assert a.changed_meaning == b.changed_meaning


def test_other_models_are_refused(model, small_model, make):
    """Results of different models have nothing in common."""
    with pytest.raises(PemmError, match=r"different models \(platform-engineering and garden\)"):
        compare(score(make({}), model), score(make({}, of=small_model), small_model), model)


def test_different_question_sets_are_compared_where_they_agree(tmp_path: Path):
    """A question that only one set has counts as newly or no longer answered, and the sets are told."""
    text = (Path(__file__).parent / "models" / "garden.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 1.0.0", "version: 2.0.0")
    text = text.replace("- id: neighbours_1", "- id: neighbours_1\n        until: 2.0.0")
    text = text.replace("- id: neighbours_2", "- id: neighbours_2\n        since: 2.0.0")
    (tmp_path / "garden.yaml").write_text(text, encoding="utf-8")
    model = load_model(tmp_path / "garden.yaml")

    def of_set(questions: str, value: int) -> Result:
        begun = new(model, "2026-01-01T00:00:00Z")
        given = {"neighbours_1": Answer(4), "neighbours_2": Answer(5), "neighbours_3": Answer(value)}
        return score(replace(begun, model=replace(begun.model, questions=questions), answers=given), model)

    old, now = of_set("1.0.0", 1), of_set("2.0.0", 5)
    found = compare(old, now, model)
    aspect = found.aspects[2]
    assert (aspect.comparable, aspect.change) == (("neighbours_3",), 4)
    assert (aspect.newly_answered, aspect.no_longer_answered) == (("neighbours_2",), ("neighbours_1",))
    assert [remark.key for remark in found.remarks] == ["different-sets"]
    order = [question.id for question in found.questions]
    assert order == [question.id for question in compare(now, old, model).questions]


def test_what_must_be_known_of_either_side_is_told_once(model):
    """A remark on one result, or the same on both, is one of the comparison; a set is told as the difference."""
    used = replace(new(model, "").model, questions="0.8.0")
    strange = {"strange_1": Answer(1)}
    plain = result(model, {})
    one = score(replace(new(model, ""), answers=strange, model=used), model)
    both = score(replace(new(model, ""), answers=strange), model)
    assert [remark.key for remark in compare(both, both, model).remarks] == ["unknown-questions"]
    for found in (compare(plain, one, model), compare(one, plain, model)):
        assert [remark.key for remark in found.remarks] == ["unknown-questions", "different-sets"]


@pytest.mark.parametrize(
    ("before", "after", "remarks"),
    [
        ({}, {}, []),
        ({"subject": "A"}, {"subject": "B"}, [("other-subject", {"before": "A", "after": "B"})]),
        ({"subject": "A"}, {}, [("other-subject", {"before": "A", "after": "-"})]),
        ({}, {"subject": "B"}, [("other-subject", {"before": "-", "after": "B"})]),
        ({"respondent": LEADER}, {}, [("other-role", {"before": "leader", "after": "-"})]),
        ({}, {"respondent": LEADER}, [("other-role", {"before": "-", "after": "leader"})]),
        ({"assessed": "2026-10-02T00:00:00Z"}, {"assessed": "2026-10-01T00:00:00Z"}, [("wrong-order", {})]),
        ({"assessed": "2026-10-02T00:00:00Z"}, {"assessed": "2026-10-02T00:00:00Z"}, []),
        ({"assessed": None}, {"assessed": "2026-10-01T00:00:00Z"}, []),
    ],
)
def test_what_makes_two_results_less_alike_is_remarked(model, make, before, after, remarks):
    """Another subject, another role and the wrong order are told, and nothing is refused for them."""
    found = compare(score(make({}, **before), model), score(make({}, **after), model), model)
    assert [(remark.key, remark.data) for remark in found.remarks] == remarks


def test_a_comparison_holds_both_results_and_names_its_aspects(model, make):
    """Each aspect stands there by its own id and name, between the two results that it is about."""
    before, after = score(make({"investment_1": 1}), model), score(make({"investment_1": 2}), model)
    found = compare(before, after, model)
    assert (found.before, found.after) == (before, after)
    assert [(each.id, each.name) for each in found.aspects] == [
        (each.id, each.name) for each in model.aspects
    ]


def test_a_question_that_only_one_set_has_is_unanswered_in_the_other(tmp_path: Path):
    """On the other side it has the same wording and aspect, and no answer, note, evidence or stamp."""
    text = (Path(__file__).parent / "models" / "garden.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 1.0.0", "version: 2.0.0")
    text = text.replace("- id: soil_2", "- id: soil_2\n        since: 2.0.0")
    (tmp_path / "garden.yaml").write_text(text, encoding="utf-8")
    model = load_model(tmp_path / "garden.yaml")
    begun = replace(
        new(model, ""), answers={"soil_1": Answer(3), "soil_2": Answer(4, note="well", evidence=("u",))}
    )
    old, now = (
        score(replace(begun, model=replace(begun.model, questions=each)), model)
        for each in ("1.0.0", "2.0.0")
    )
    found = compare(old, replace(now, remarks=()), model)
    pair = next(each for each in found.questions if each.id == "soil_2")
    assert pair.before == replace(
        pair.after, value=None, reason="unanswered", answer=None, note=None, evidence=(), asked=None
    )
    remark = found.remarks[-1]
    assert (remark.key, remark.data) == ("different-sets", {"before": "1.0.0", "after": "2.0.0"})


def test_questions_that_the_model_does_not_know_come_first(model, make):
    """Two results of a fuller model, compared in one that lacks a question: it stands before the others."""
    result = score(make({"investment_3": 2}), model)
    first, *others = model.aspects
    questions = tuple(question for question in first.questions if question.id != "investment_3")
    fewer = replace(model, aspects=(replace(first, questions=questions), *others))
    order = [each.id for each in compare(result, result, fewer).questions][:4]
    assert order == ["investment_3", "investment_1", "investment_2", "investment_4"]


@pytest.mark.parametrize("keys", [("other-set",), ("unknown-set",), ("partly-other-set",)])
def test_where_the_sets_differ_no_side_speaks_of_its_own(model, make, keys):
    """The difference is said once, for both."""
    plain = score(make({}), model)
    odd = replace(plain, remarks=tuple(Remark(key, {}) for key in keys))
    other = replace(odd, model=replace(odd.model, questions="0.8.0"))
    assert [remark.key for remark in compare(odd, plain, model).remarks] == list(keys)
    assert [remark.key for remark in compare(plain, other, model).remarks] == ["different-sets"]
