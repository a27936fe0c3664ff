"""The route: only to goals, only below targets, what it rests on first, and the same every time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import NOW

from pemm import library
from pemm.assessment import STAY, Answer, new
from pemm.model import Need
from pemm.planning import CONFLICT, NO_TARGET, PLANNED, lower_remarks, plan, rests_on
from pemm.planning import NOW as NOW_LIMIT
from pemm.route import next_improvements
from pemm.scoring import score

MODEL = library.load(library.find(library.DEFAULT))
ASPECTS = [aspect.id for aspect in MODEL.aspects]

answers = st.fixed_dictionaries(
    {q.id: st.sampled_from([1, 2, 3, 4, "unsure", "not_applicable", None]) for q in MODEL.questions}
)
aims = st.dictionaries(st.sampled_from(ASPECTS), st.sampled_from([1, 2, 3, 4, STAY]))


def result_of(given: dict[str, int | str | None]):
    """A scored assessment of these answers."""
    made = {
        id: Answer(*((value, None) if isinstance(value, int) else (None, value)), asked="0.9.0/pemm-1/en")
        for id, value in given.items()
        if value is not None
    }
    return score(replace(new(MODEL, NOW), answers=made), MODEL)


def full(**changed: int):
    """Answers of 4 everywhere but for whole aspects: `full(investment=1)`."""
    return result_of({q.id: changed.get(q.aspect, 4) for q in MODEL.questions})


def all_rested_on(step, steps) -> list:
    """The steps that a step rests on, and what these rest on, and so on."""
    found = [step]
    for each in found:
        found += [other for other in steps if rests_on(each, other) and other not in found]
    return found[1:]


def test_a_step_past_a_stage_gives_way():
    """measurement_1 leads from 1 to 3 and rests on investment at 3, which rests on measurement at 2."""
    given = {"investment_1": 2, "measurement_1": 1, "measurement_4": 1}
    route = plan(result_of(given), MODEL, {"investment": 3, "measurement": 2})
    assert ids(route) == ["measurement_4", "investment_1", "measurement_1"]


def ids(route) -> list[str]:
    return [step.question for step in route.steps]


@settings(max_examples=150, deadline=None)
@given(answers, aims)
def test_every_step_is_meant(answers, aims):
    """A step for each answered question below its target, to the next goal, and no other."""
    result = result_of(answers)
    route = plan(result, MODEL, aims)
    wanted = {
        q.id
        for q in result.questions
        if q.value is not None and isinstance(aims.get(q.aspect), int) and q.value < aims[q.aspect]
    }
    assert set(ids(route)) == wanted
    assert len(route.steps) == len(wanted)
    for step in route.steps:
        assert step.improvement.next.goal
        between = range(step.value + 1, step.to)
        assert not any(o.goal for o in step.improvement.question.options if o.value in between)
        assert step.gap == aims[step.aspect] - step.value


@settings(max_examples=150, deadline=None)
@given(answers, aims)
def test_what_a_step_rests_on_comes_first(answers, aims):
    """No step stands before one that it rests on, over the short list and the rest together.

    But for one that leads past the level that is needed, and in turn rests on what waits for it.
    """
    route = plan(result_of(answers), MODEL, aims)
    for row in (route.steps, (*route.now, *route.later)):
        for place, step in enumerate(row):
            for after in row[place:]:
                assert not rests_on(step, after, exactly=True)
                assert not rests_on(step, after) or step in all_rested_on(after, route.steps)


@settings(max_examples=100, deadline=None)
@given(answers, aims, st.sampled_from(ASPECTS), st.sampled_from([1, 2, 3, 4, STAY]))
def test_another_target_takes_no_step_of_the_others(answers, aims, aspect, target):
    """Steps of an aspect hang on its own target alone."""
    result = result_of(answers)
    before, after = (plan(result, MODEL, wanted) for wanted in (aims, {**aims, aspect: target}))
    others = [{step.question for step in route.steps if step.aspect != aspect} for route in (before, after)]
    assert others[0] == others[1]


@settings(max_examples=100, deadline=None)
@given(answers, aims)
def test_the_same_gives_the_same_and_a_quarter_is_short(answers, aims):
    """Twice the same route; at most five steps for now, at most two of an aspect, and one if there is any."""
    result = result_of(answers)
    route = plan(result, MODEL, aims)
    assert route == plan(result, MODEL, dict(reversed(aims.items())))
    assert len(route.now) <= NOW_LIMIT
    assert max((sum(s.aspect == a for s in route.now) for a in ASPECTS), default=0) <= 2
    assert bool(route.now) == bool(route.steps)


@settings(max_examples=100, deadline=None)
@given(answers, aims)
def test_what_is_not_known_is_to_be_found_out(answers, aims):
    """Unsure and unanswered questions, but for what does not apply and aspects that stay."""
    result = result_of(answers)
    found = {question.id for question in plan(result, MODEL, aims).find_out}
    wanted = {
        q.id for q in result.questions if q.state in ("unsure", "unanswered") and aims.get(q.aspect) != STAY
    }
    assert found == wanted


def test_without_targets_only_the_cards_three():
    """No steps, and the same suggestions as on the report card."""
    result = full(investment=1, measurement=2)
    route = plan(result, MODEL)
    assert route.steps == ()
    assert route.suggested == next_improvements(result, MODEL)


def test_an_aspect_with_a_target_is_not_suggested_beside():
    """Suggestions are of aspects without a target."""
    route = plan(full(investment=1, measurement=2), MODEL, {"investment": STAY})
    assert {each.aspect for each in route.suggested} == {"measurement"}


def test_a_stored_target_counts_and_a_what_if_replaces_or_takes_it_away():
    """`targets` names what is other than in the assessment; the result itself stays."""
    result = full(investment=1, adoption=1)
    aspects = tuple(replace(a, target=2 if a.id == "investment" else None) for a in result.aspects)
    stored = replace(result, aspects=aspects)
    assert {step.aspect for step in plan(stored, MODEL).steps} == {"investment"}
    assert {step.aspect for step in plan(stored, MODEL, {"adoption": 2}).steps} == {"investment", "adoption"}
    assert plan(stored, MODEL, {"investment": None}).steps == ()
    assert stored.aspect("investment").target == 2


def test_the_largest_gap_goes_first_then_the_order_of_the_model():
    """Where nothing rests on anything."""
    given = {q.id: 4 for q in MODEL.questions} | {"adoption_4": 2, "operations_4": 1, "investment_2": 2}
    targets = {"adoption": 3, "operations": 3, "investment": 3}
    assert ids(plan(result_of(given), MODEL, targets)) == ["operations_4", "investment_2", "adoption_4"]


def test_the_next_goal_may_lie_above_the_target():
    """A stage that nobody should aim at is passed over, also if the target is that stage."""
    route = plan(full(measurement=1), MODEL, {"measurement": 2})
    (step,) = (step for step in route.steps if step.question == "measurement_1")
    assert (step.value, step.to, step.gap, step.beyond) == (1, 3, 1, ())


def test_goals_beyond_the_next_are_named():
    """From 1 to a target of 4 the step is to 2, with 3 and 4 left."""
    route = plan(full(investment=1), MODEL, {"investment": 4})
    assert [option.value for option in route.steps[0].beyond] == [3, 4]


@pytest.mark.parametrize(
    ("target", "state"), [(2, PLANNED), (3, PLANNED), (1, CONFLICT), (STAY, CONFLICT), (None, NO_TARGET)]
)
def test_what_another_aspect_must_reach(target, state):
    """Interfaces at 2 rest on investment at 2: planned, in conflict with its target, or without one."""
    targets = {"interfaces": 2} | ({"investment": target} if target else {})
    route = plan(full(interfaces=1, investment=1), MODEL, targets)
    step = next(step for step in route.steps if step.aspect == "interfaces")
    (blocker,) = step.blocked_by
    assert (blocker.state, blocker.need.needed, blocker.need.needed_level) == (state, "investment", 2)
    steps_there = [step for step in route.steps if step.aspect == "investment"]
    assert bool(steps_there) == (state == PLANNED)


def test_what_is_reached_blocks_nothing():
    """A need that the other aspect's average has reached is not spoken of."""
    route = plan(full(interfaces=1, investment=2), MODEL, {"interfaces": 2})
    assert all(step.blocked_by == () for step in route.steps)


def test_what_waits_for_a_later_step_is_later_too():
    """Four steps of investment do not fit into a quarter, so what rests on them is not for now."""
    route = plan(full(interfaces=1, investment=1), MODEL, {"interfaces": 2, "investment": 2})
    assert [step.aspect for step in route.now] == ["investment", "investment"]


def test_other_answers_give_another_route():
    """Three assessments, three routes to the same targets."""
    targets = dict.fromkeys(ASPECTS, 3)
    routes = [
        tuple(ids(plan(full(**low), MODEL, targets)))
        for low in ({"investment": 1}, {"adoption": 2}, {"operations": 1, "measurement": 2})
    ]
    assert len(set(routes)) == 3


@pytest.mark.parametrize(("target", "said"), [(1, True), (2, True), (3, False), (4, False), (STAY, False)])
def test_a_target_below_today_is_said(target, said):
    """Lower than the level that the average has reached; 3 is no lower than a mean of 3.00."""
    route = plan(full(adoption=3), MODEL, {"adoption": target})
    assert bool(lower_remarks(route.result, MODEL)) == said
    assert bool(route.steps) == (target == 4)


def test_steps_that_wait_for_each_other_are_ordered_all_the_same():
    """Needs without a circle can hold each other up where a stage is passed over; the route still ends."""
    needs = (
        Need("measurement", 3, "adoption", 2, "why"),
        Need("adoption", 3, "measurement", 2, "why"),
    )
    odd = replace(MODEL, needs=needs)
    given = {"measurement_1": 1, "adoption_2": 1}
    route = plan(result_of(given), odd, {"measurement": 3, "adoption": 3})
    assert ids(route) == ["adoption_2", "measurement_1"]
    assert all(rests_on(one, other) for one, other in pairwise(route.steps))
    assert len(route.now) == 2


def test_a_model_of_another_shape(small_model, make):
    """Options that skip levels, and aspects that need no other."""
    result = score(make({"soil_1": 1, "soil_2": 1}, of=small_model), small_model)
    route = plan(result, small_model, {"soil": 3})
    assert {(step.question, step.to) for step in route.steps} == {("soil_1", 3), ("soil_2", 4)}


def test_a_doubtful_answer_is_to_be_found_out(model):
    """An answer given when the question meant something else is no place to start from."""
    answer = Answer(1, asked="0.8.0/community/en")
    made = replace(new(model, NOW), answers={"interfaces_1": answer}, targets={"interfaces": 3})
    route = plan(score(made, model), model)
    assert "interfaces_1" not in [step.question for step in route.steps]
    assert "interfaces_1" in [question.id for question in route.find_out]


def with_needs(*needs: Need):
    """The built-in model with these needs and no others."""
    return replace(MODEL, needs=needs)


def answered(**low: int):
    """Answers of 4 but for these questions."""
    return result_of({q.id: 4 for q in MODEL.questions} | low)


def test_what_others_wait_for_goes_before_a_larger_gap():
    """Interfaces wait for Investment, which is but one level short; Adoption has further to go and waits."""
    odd = with_needs(Need("interfaces", 2, "investment", 4, "why"))
    result = answered(adoption_1=1, investment_1=3, interfaces_1=1)
    route = plan(result, odd, {"adoption": 4, "investment": 4, "interfaces": 2})
    assert ids(route) == ["investment_1", "adoption_1", "interfaces_1"]


def test_a_step_rests_on_answers_below_the_needed_level_alone():
    """Of an aspect that is short of 2 on average, an answer that is at 2 is not what is waited for."""
    odd = with_needs(Need("interfaces", 2, "investment", 2, "why"))
    result = answered(investment_1=2, investment_2=1, investment_3=1, investment_4=1, interfaces_1=1)
    steps = {step.question: step for step in plan(result, odd, {"investment": 3, "interfaces": 2}).steps}
    waiting = steps["interfaces_1"]
    assert rests_on(waiting, steps["investment_2"])
    assert not rests_on(waiting, steps["investment_1"])
    assert not rests_on(waiting, waiting)


def test_a_step_that_ends_at_the_needed_level_leads_exactly_there():
    """To the level that is needed is exactly; past it, over a stage that nobody should aim at, is not."""
    odd = with_needs(Need("interfaces", 2, "measurement", 2, "why"))
    low = {f"measurement_{n}": 1 for n in range(1, 5)}
    steps = {
        step.question: step
        for step in plan(answered(**low, interfaces_1=1), odd, {"measurement": 2, "interfaces": 2}).steps
    }
    waiting, there, past = steps["interfaces_1"], steps["measurement_4"], steps["measurement_1"]
    assert (there.to, past.to) == (2, 3)
    assert rests_on(waiting, there, exactly=True)
    assert rests_on(waiting, past)
    assert not rests_on(waiting, past, exactly=True)


def test_only_levels_that_a_step_enters_have_needs():
    """From 2 to 3, the needs of 2 are behind and those of 4 ahead; of those of 3, each unmet one counts."""
    needs = tuple(
        Need("interfaces", level, needed, 3, f"{level} {needed}")
        for level in (2, 3, 4)
        for needed in ("adoption", "investment", "operations")
    )
    result = full(interfaces=2, investment=2, operations=1)  # adoption is there
    aims = {"interfaces": 3, "operations": 2}
    step = next(step for step in plan(result, with_needs(*needs), aims).steps if step.aspect == "interfaces")
    assert [(b.need.why, b.state, b.average, b.target) for b in step.blocked_by] == [
        ("3 investment", NO_TARGET, 2, None),
        ("3 operations", CONFLICT, 1, 2),
    ]


def test_a_need_of_what_nobody_answered_is_not_met():
    """Where nothing is known there is no average, and nothing that could be rested on."""
    odd = with_needs(Need("interfaces", 3, "investment", 2, "why"))
    result = result_of({"interfaces_1": 2})
    (step,) = plan(result, odd, {"interfaces": 3}).steps
    assert [(b.state, b.average) for b in step.blocked_by] == [(NO_TARGET, None)]


def test_beyond_the_next_goal_nothing_above_the_target_is_named():
    """From 1 to a target of 3 the step is to 2, with 3 left and no word of 4."""
    route = plan(full(investment=1), MODEL, {"investment": 3})
    assert [option.value for option in route.steps[0].beyond] == [3]


def test_no_more_than_a_quarter_holds_is_for_now():
    """Of ten steps, two an aspect, five are for now and the rest for later, in the same order."""
    low = {f"{aspect}_{n}": 3 for aspect in ASPECTS for n in (1, 2)}
    route = plan(answered(**low), with_needs(), dict.fromkeys(ASPECTS, 4))
    assert (len(route.steps), len(route.now), len(route.later)) == (10, 5, 5)
    assert (*route.now, *route.later) == route.steps


def test_what_is_open_in_an_aspect_with_a_target_is_found_out_first():
    """Then that of aspects without one; both in the order of the model."""
    open_ones = {f"{aspect}_1": "unsure" for aspect in ("investment", "interfaces", "operations")}
    result = result_of({q.id: 4 for q in MODEL.questions} | open_ones)
    found = plan(result, MODEL, {"operations": 3, "interfaces": 4}).find_out
    assert [question.id for question in found] == ["interfaces_1", "operations_1", "investment_1"]


def test_a_doubtful_answer_holds_up_no_other_of_its_aspect(model):
    """Only the question whose meaning changed is to be confirmed first; the next one has its step."""
    given = {
        "interfaces_1": Answer(1, asked="0.8.0/community/en"),
        "interfaces_2": Answer(1, asked="0.9.0/pemm-1/en"),
    }
    made = replace(new(model, NOW), answers=given, targets={"interfaces": 3})
    assert ids(plan(score(made, model), model)) == ["interfaces_2"]


def test_steps_take_no_suggestion_from_aspects_without_a_target():
    """However many answers are below a target, three of the other aspects are suggested."""
    route = plan(full(investment=1, measurement=2), MODEL, {"investment": 4})
    assert [each.aspect for each in route.suggested] == ["measurement"] * 3


def test_a_target_below_today_is_said_with_name_target_and_average():
    """What a reader needs to judge it; an aspect without a target, or without an answer, is not spoken of."""
    result = plan(
        result_of({"adoption_1": 3, "adoption_2": 4}), MODEL, {"adoption": 2, "operations": 1}
    ).result
    assert [(remark.key, remark.data) for remark in lower_remarks(result, MODEL)] == [
        ("target-lower", {"aspect": "Adoption", "target": "2 Operational", "average": "3.50"})
    ]
