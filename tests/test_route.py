"""The next improvements: below target first, lowest next, and no aspect that always wins."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from pemm.route import improvement, next_goal, next_improvements
from pemm.scoring import score


@pytest.fixture
def following(model, make):
    """The (question, next value) pairs for answers, all others being 4, and targets."""

    def following(answers: dict[str, int | str], targets=None, limit: int = 3) -> list[tuple[str, int]]:
        full = {question.id: 4 for question in model.questions} | answers
        result = score(make(full, targets=targets or {}), model)
        return [(each.question.id, each.next.value) for each in next_improvements(result, model, limit)]

    return following


def test_the_lowest_answers_come_first(following):
    """Without targets the order is that of the answers, whatever the aspect."""
    found = following({"investment_1": 3, "adoption_1": 1, "operations_1": 2})
    assert found == [("adoption_1", 2), ("operations_1", 3), ("investment_1", 4)]


def test_aspects_below_their_target_come_before_lower_answers(following):
    """An aspect whose average is below its target goes first, even where another has a lower answer."""
    below = {f"adoption_{n}": 3 for n in range(1, 5)}
    found = following({**below, "investment_1": 1}, {"adoption": 4}, limit=5)
    assert {id.split("_")[0] for id, _ in found[:4]} == {"adoption"}
    assert found[4] == ("investment_1", 2)


def test_a_target_that_the_average_has_reached_gives_no_precedence(following):
    """Answers below the target count on, but an aspect that is there on average does not go first."""
    exactly = {"investment_1": 2, "investment_2": 3, "investment_3": 3}  # and a 4: the mean is 3
    assert following({**exactly, "adoption_1": 1}, {"investment": 3})[0] == ("adoption_1", 2)


@pytest.mark.parametrize("target", [1, 2, "stay"])
def test_what_has_reached_its_target_or_stays_gives_nothing(following, target):
    """An answer at or above its target, and an aspect that is to stay, suggest no improvement."""
    assert following({"investment_1": 2}, {"investment": target}) == []


@pytest.mark.parametrize("state", ["unsure", "not_applicable", "unanswered"])
def test_what_was_not_answered_gives_nothing(following, state):
    """Nobody can be led on from an answer that is not there."""
    assert following({"investment_1": state}) == []


def test_all_at_the_top_leaves_nothing_to_suggest(following):
    """The highest option has nothing after it."""
    assert following({}) == []


@pytest.mark.parametrize("id", ["measurement_1", "adoption_2", "adoption_3", "operations_2"])
def test_a_stage_that_is_no_goal_is_passed_over(following, model, id):
    """From below a stage that nobody should aim at, the next improvement is the goal above it."""
    assert model.question(id).option(2).goal is False
    assert following({id: 1}) == [(id, 3)]


def test_a_goal_is_the_lowest_above_that_is_offered(small_model):
    """Options need not be levels in a row: from 1 the next may be 3 or 4, and after the last is none."""
    soil_1, soil_2 = small_model.question("soil_1"), small_model.question("soil_2")
    assert [next_goal(soil_1, value).value for value in (1, 3)] == [3, 5]
    assert next_goal(soil_1, 5) is None
    assert next_goal(soil_2, 1).value == 4


def test_ties_spread_over_the_aspects(model, make):
    """With all answers equal, three improvements are of three aspects, and five of five."""
    result = score(make({question.id: 1 for question in model.questions}), model)
    for limit in (3, 5):
        aspects = [each.aspect for each in next_improvements(result, model, limit)]
        assert len(set(aspects)) == limit
    twenty = next_improvements(result, model, 100)
    assert len({each.question.id for each in twenty}) == 20


def test_the_same_answers_give_the_same_list_and_others_another(model, make):
    """The lot of equal improvements hangs on the answers alone: repeatable, and not always the same."""
    lists = set()
    for value in (1, 2, 3):
        answers = {question.id: value for question in model.questions}
        first = next_improvements(score(make(answers), model), model)
        again = next_improvements(score(make(answers, subject="another", id="f" * 16), model), model)
        assert [each.question.id for each in first] == [each.question.id for each in again]
        lists.add(tuple(each.question.id for each in first))
    assert len(lists) == 3


def test_no_aspect_and_no_question_always_wins(model, make):
    """Over 200 assessments that tie all over, every aspect comes first about as often as any other."""
    random = Random(20261002)
    firsts, seconds = Counter(), Counter()
    for _ in range(200):
        # One answer of 2 to 4 per aspect at a random question: five aspects alike, each with three ones.
        answers = {question.id: 1 for question in model.questions}
        for aspect in model.aspects:
            answers[random.choice(aspect.questions).id] = random.randint(2, 4)
        first, second, _ = next_improvements(score(make(answers), model), model)
        firsts[first.aspect] += 1
        seconds[second.aspect] += 1
        assert first.now.value == 1
    for counter in (firsts, seconds):
        assert len(counter) == 5
        assert max(counter.values()) < 200 * 0.35  # 0.2 expected; five standard deviations above


def test_an_improvement_tells_now_next_note_and_evidence(model, make):
    """What it takes to show an improvement is in it."""
    assessment = make({"investment_1": 1}, targets={"investment": 2})
    answer = assessment.answers["investment_1"]
    answer = replace(answer, note="Two of us", evidence=("https://example.org",))
    result = score(replace(assessment, answers={"investment_1": answer}), model)
    (found,) = next_improvements(result, model)
    assert (found.now.value, found.next.value, found.below_target) == (1, 2, True)
    assert (found.note, found.evidence) == ("Two of us", ("https://example.org",))


def test_every_answer_below_the_top_goal_leads_somewhere(model, make):
    """For any question and answer, the improvement has steps and a sign that it is reached."""
    for question, value in product(model.questions, (1, 2, 3)):
        (found,) = next_improvements(score(make({question.id: value}), model), model)
        assert found.next.value > value
        assert found.next.goal
        assert found.next.steps
        assert found.next.done_when


def test_equal_answers_take_turns_all_the_way_down(model, make):
    """With all answers equal, every five in a row are of five aspects, to the twentieth."""
    result = score(make({question.id: 1 for question in model.questions}), model)
    aspects = [each.aspect for each in next_improvements(result, model, 20)]
    assert [len(set(aspects[start : start + 5])) for start in (0, 5, 10, 15)] == [5, 5, 5, 5]


@pytest.mark.parametrize(("id", "value"), [("investment_1", None), ("investment_9", 2), ("investment_1", 4)])
def test_what_cannot_be_raised_has_no_improvement(model, make, id, value):
    """No answer, a question that the model does not know, and the highest option lead nowhere."""
    aspect = score(make({"investment_1": 1}), model).aspect("investment")
    given = replace(aspect.questions[0], id=id, value=value)
    assert improvement(aspect, given, model) is None
