"""The state machine, without a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import NOW, Make

from pemm import library
from pemm.assessment import new
from pemm.model import Model
from pemm.questionnaire.conversation import (
    Conversation,
    Outcome,
    Stage,
    begin,
    press,
    type_line,
)

MODEL = library.load(library.find(library.DEFAULT))
LATER = "2026-10-02T15:00:00Z"


def pressed(now: Conversation, keys: Iterable[str]) -> Conversation:
    for key in keys:
        now = press(now, key, LATER)
    return now


@pytest.fixture
def fresh(model: Model) -> Conversation:
    return begin(new(model, NOW), model)


def test_twenty_keystrokes_answer_twenty_questions(fresh: Conversation, model: Model) -> None:
    """One key answers a question and goes on; after the last comes the list, and Enter ends it."""
    done = pressed(fresh, "12341234123412341234")
    assert done.stage is Stage.LIST
    assert [done.assessment.answers[q.id].value for q in model.questions] == [1, 2, 3, 4] * 5
    assert press(done, "enter", LATER).outcome is Outcome.REPORT


def test_an_answer_keeps_the_wording_that_was_seen(fresh: Conversation) -> None:
    """The file shows question and label as they stood on the screen, with the stamp of their set."""
    answer = press(fresh, "2", LATER).assessment.answers["investment_1"]
    assert (answer.question, answer.answer) == (fresh.question.text, fresh.question.options[1].label)
    assert answer.asked == "0.9.0/pemm-1/en"


def test_what_was_answered_is_echoed(fresh: Conversation) -> None:
    """The next screen knows which question was answered just now; going back forgets it."""
    assert press(fresh, "2", LATER).echo == "investment_1"
    assert pressed(fresh, ["2", "b"]).echo is None


@pytest.mark.parametrize(("key", "reason"), [("u", "unsure"), ("x", "not_applicable"), ("U", "unsure")])
def test_unsure_and_not_applicable_are_answers(fresh: Conversation, key: str, reason: str) -> None:
    """Neither is a value, and both go on to the next question; capitals count too."""
    after = press(fresh, key, LATER)
    assert (after.assessment.answers["investment_1"].value, after.place) == (None, 1)
    assert after.assessment.answers["investment_1"].reason == reason


@pytest.mark.parametrize("key", ["b", "left"])
def test_back_goes_to_the_question_before_and_keeps_answers(fresh: Conversation, key: str) -> None:
    """Back shows the last answer, and another key replaces it."""
    back = pressed(fresh, ["3", key])
    assert back.place == 0
    assert back.given is not None
    assert back.given.value == 3
    assert press(back, "1", LATER).assessment.answers["investment_1"].value == 1


def test_back_on_the_first_question_says_so(fresh: Conversation) -> None:
    """There is nothing before the first question."""
    now = press(fresh, "b", LATER)
    assert now.place == 0
    assert now.notice is not None
    assert now.notice.key == "first-question"


@pytest.mark.parametrize("key", ["5", "0", "9", "z", " ", "é", "²", "escape"])
def test_a_key_without_meaning_answers_nothing(fresh: Conversation, key: str) -> None:
    """The question stays, nothing is recorded, and the keys that count are told."""
    now = press(fresh, key, LATER)
    assert (now.place, now.assessment) == (0, fresh.assessment)
    assert now.notice is not None


def test_enter_keeps_an_answer_and_takes_no_open_question(fresh: Conversation) -> None:
    """Enter goes on from an answered question unchanged, and not from one without an answer."""
    assert press(fresh, "enter", LATER).place == 0
    back = pressed(fresh, ["3", "b"])
    on = press(back, "enter", LATER)
    assert (on.place, on.assessment) == (1, back.assessment)


def test_arrows_point_and_enter_takes(fresh: Conversation) -> None:
    """Down, down, Enter is the second option; the pointer stops at the ends."""
    assert pressed(fresh, ["down", "down", "enter"]).assessment.answers["investment_1"].value == 2
    assert pressed(fresh, ["down"] * 9).pointed == 4
    assert pressed(fresh, ["up"]).pointed == 4


def test_right_leaves_a_question_open(fresh: Conversation) -> None:
    """Going forward without an answer records none."""
    now = press(fresh, "right", LATER)
    assert (now.place, dict(now.assessment.answers)) == (1, {})


def test_a_note_is_kept_and_can_be_removed(fresh: Conversation) -> None:
    """A note stands without an answer, survives the answer, and an empty line removes it."""
    noted = type_line(press(fresh, "n", LATER), "  hours lost  ", LATER)
    assert noted.assessment.answers["investment_1"].reason == "unanswered"
    answered = pressed(noted, "2b")
    assert answered.given is not None
    assert (answered.given.note, answered.given.value) == ("hours lost", 2)
    assert press(answered, "n", LATER).draft == "hours lost"
    removed = type_line(press(answered, "n", LATER), "", LATER)
    assert removed.given is not None
    assert removed.given.note is None


def test_a_removed_note_leaves_no_empty_answer(fresh: Conversation) -> None:
    """What holds neither an answer nor a note is not kept."""
    noted = type_line(press(fresh, "n", LATER), "x", LATER)
    assert dict(type_line(press(noted, "n", LATER), "", LATER).assessment.answers) == {}


def test_evidence_takes_addresses_only(fresh: Conversation) -> None:
    """Several addresses are kept in order; what is no address is refused and stays to be mended."""
    asking = press(fresh, "e", LATER)
    kept = type_line(asking, "https://a.example/1 http://b.example", LATER)
    assert kept.given is not None
    assert kept.given.evidence == ("https://a.example/1", "http://b.example")
    refused = type_line(asking, "https://a.example javascript:alert(1)", LATER)
    assert refused.stage is Stage.EVIDENCE
    assert refused.notice is not None
    assert refused.notice.data["given"] == "javascript:alert(1)"


def test_help_answers_nothing(fresh: Conversation) -> None:
    """Any key leaves the help for the question, and none is taken for an answer."""
    assert press(fresh, "?", LATER).stage is Stage.HELP
    back = pressed(fresh, ["?", "3"])
    assert (back.stage, back.place, back.assessment) == (Stage.QUESTION, 0, fresh.assessment)


def test_leaving_keeps_everything(fresh: Conversation) -> None:
    """After q the conversation is over, and begins again at the first open question."""
    left = pressed(fresh, "1u3q")
    assert left.outcome is Outcome.LEFT
    assert begin(left.assessment, left.model).place == 3


def test_a_question_picked_from_the_list_leads_back_to_it(fresh: Conversation) -> None:
    """A number and Enter show the question; its answer leads back to the list."""
    listed = pressed(fresh, "11111111111111111111")
    picked = pressed(listed, ["1", "2", "enter"])
    assert (picked.question.id, picked.changing) == ("interfaces_4", True)
    changed = press(picked, "3", LATER)
    assert (changed.stage, changed.assessment.answers["interfaces_4"].value) == (Stage.LIST, 3)
    assert pressed(listed, ["1", "2", "enter", "b"]).stage is Stage.LIST


@pytest.mark.parametrize("typed", ["21", "99", "123456"])
def test_a_number_that_is_no_question_picks_nothing(fresh: Conversation, typed: str) -> None:
    """Enter behind it says so and stays in the list; it does not end the conversation."""
    now = pressed(pressed(fresh, "11111111111111111111"), [*typed, "enter"])
    assert (now.stage, now.outcome, now.typed) == (Stage.LIST, None, "")
    assert now.notice is not None
    assert now.notice.key == "no-such-number"


def test_zeros_alone_are_no_number(fresh: Conversation) -> None:
    """They are as good as nothing typed."""
    assert pressed(pressed(fresh, "11111111111111111111"), "00").typed == ""


def test_a_complete_assessment_begins_at_the_list(make: Make, model: Model) -> None:
    """A finished assessment is shown to be looked over, and q leaves it as it is."""
    assessment = make(dict.fromkeys((q.id for q in model.questions), 2))
    now = begin(assessment, model)
    assert now.stage is Stage.LIST
    assert press(now, "q", LATER).assessment is assessment


def test_only_a_changed_answer_moves_the_date(make: Make, model: Model) -> None:
    """`assessed` stays for the same answer and for a note, and moves for another answer."""
    now = begin(make({"investment_1": 2}), model)
    back = press(now, "b", LATER)
    assert press(back, "2", LATER).assessment.assessed == NOW
    assert type_line(press(back, "n", LATER), "x", LATER).assessment.assessed == NOW
    assert press(back, "3", LATER).assessment.assessed == LATER


def test_a_model_of_another_shape_is_asked_by_its_own_values(small_model: Model) -> None:
    """Only the values that a question offers answer it."""
    now = begin(new(small_model, NOW), small_model)
    assert now.question.values == (1, 3, 5)
    assert press(now, "2", LATER).place == 0
    assert press(now, "5", LATER).assessment.answers["soil_1"].value == 5


@settings(max_examples=200, deadline=None)
@given(
    keys=st.lists(
        st.sampled_from([*"01234569unxebq?z", "enter", "left", "right", "up", "down", "escape"]), max_size=60
    )
)
def test_no_order_of_keys_breaks_the_conversation(keys: list[str]) -> None:
    """Whatever is pressed, the state stays sound and only options are recorded."""
    model = MODEL
    now = begin(new(model, NOW), model)
    for key in keys:
        now = (
            type_line(now, "https://x.example", LATER)
            if now.stage in (Stage.NOTE, Stage.EVIDENCE)
            else press(now, key, LATER)
        )
        assert 0 <= now.place < len(model.questions)
        if now.outcome:
            break
    for id, answer in now.assessment.answers.items():
        question = model.question(id)
        assert question is not None
        assert answer.value is None or question.option(answer.value)


def test_a_question_that_changed_its_meaning_is_to_be_confirmed(make: Make, model: Model) -> None:
    """The conversation begins at it, tells what changed, and Enter gives the answer anew."""
    assessment = make(dict.fromkeys((q.id for q in model.questions), 3))
    old = replace(assessment.answers["interfaces_1"], asked="0.8.0/community/en")
    now = begin(replace(assessment, answers={**assessment.answers, "interfaces_1": old}), model)
    assert (now.question.id, now.to_confirm(now.question)) == ("interfaces_1", True)
    assert any("tailor" in what for what in now.changes)
    kept = press(now, "enter", LATER)
    assert kept.assessment.answers["interfaces_1"].asked == "0.9.0/pemm-1/en"
    assert kept.assessment.answers["interfaces_1"].value == 3
    assert begin(kept.assessment, model).stage is Stage.LIST


def test_another_wording_alone_needs_no_confirming(make: Make, model: Model) -> None:
    """Answers from a link of the same set are taken as they are."""
    answers = make(dict.fromkeys((q.id for q in model.questions), 3)).answers
    linked = {id: replace(answer, asked="0.9.0/community/en") for id, answer in answers.items()}
    assert begin(replace(make({}), answers=linked), model).stage is Stage.LIST


def test_a_reassessment_shows_last_time_and_enter_keeps_it(make: Make, model: Model) -> None:
    """Kept with note and evidence, as an answer of today; another key answers anew, without them."""
    old = make({"investment_1": 2, "investment_2": 3, "investment_3": "unsure"})
    noted = replace(old.answers["investment_1"], note="n", evidence=("https://a.example",))
    now = begin(new(model, LATER), model, {**old.answers, "investment_1": noted, "investment_2": noted})
    assert now.last_time is noted
    assert press(now, "n", LATER).draft == "n"
    done = pressed(now, ["enter", "4", "enter", "enter"])
    first, second, third = (done.assessment.answers[f"investment_{i}"] for i in (1, 2, 3))
    assert (first.value, first.note, first.evidence) == (2, "n", ("https://a.example",))
    assert (second.value, second.note) == (4, None)
    assert third.reason == "unsure"
    assert done.question.id == "investment_4"  # where nothing was answered, Enter keeps nothing
    assert old.answers["investment_1"].note is None


def test_confirming_asks_only_what_has_to_be_confirmed(make: Make, model: Model) -> None:
    """Where all is answered, confirming leads from one such question to the next, then to the list."""
    assessment = make(dict.fromkeys((q.id for q in model.questions), 3))
    stamps = {"interfaces_1": "0.9.0/community/pt", "interfaces_3": "0.9.0/community/pt-BR"}
    old = {id: replace(assessment.answers[id], asked=stamp) for id, stamp in stamps.items()}
    now = begin(replace(assessment, answers={**assessment.answers, **old}), model)
    assert now.question.id == "interfaces_1"
    now = press(now, "enter", LATER)
    assert now.question.id == "interfaces_3"
    assert press(now, "2", LATER).stage is Stage.LIST


def test_a_note_of_today_is_shown_in_a_reassessment(make: Make, model: Model) -> None:
    """Before the question is answered, too; it replaces last time's."""
    old = make({"investment_1": 2})
    noted = replace(old.answers["investment_1"], note="then")
    now = begin(new(model, LATER), model, {"investment_1": noted})
    assert now.note == "then"
    now = type_line(press(now, "n", LATER), "today", LATER)
    assert now.note == "today"
    assert press(now, "enter", LATER).assessment.answers["investment_1"].note == "today"
