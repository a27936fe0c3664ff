"""The assessment: answering, remarking, and what is still open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pemm.assessment import (
    Answer,
    Respondent,
    again,
    answer,
    first_open,
    is_complete,
    load,
    new,
    ordered,
    remark,
    save,
)
from pemm.errors import PemmError

EARLIER, NOW, LATER = "2026-10-01T08:00:00Z", "2026-10-02T14:02:11Z", "2026-10-03T09:30:00Z"


@pytest.fixture
def begun(model):
    return new(model, EARLIER)


@pytest.fixture
def first(model):
    return model.question("investment_1")


def test_a_new_assessment_is_empty_and_has_an_id_of_its_own(model, begun):
    """It names the model of today, has no answers and no date of assessment, and no other has its id."""
    assert (begun.model.id, begun.model.version, begun.model.questions, begun.model.texts) == (
        *("platform-engineering", "1.0", "0.9.0", "pemm-1"),
    )
    assert (begun.answers, begun.assessed, begun.subject, begun.created) == ({}, None, None, EARLIER)
    assert (begun.updated, len(begun.id)) == (EARLIER, 16)
    assert len({new(model, EARLIER).id for _ in range(100)}) == 100


def test_an_answer_keeps_the_wording_and_the_stamp(model, begun, first):
    """What was seen, in which set, texts and language, is kept with the value."""
    given = answer(begun, model, first, NOW, value=2).answers["investment_1"]
    assert given == Answer(2, None, "0.9.0/pemm-1/en", first.text, first.option(2).label)


@pytest.mark.parametrize("reason", ["unsure", "not_applicable"])
def test_no_value_has_a_reason(model, begun, first, reason):
    """Unsure and not applicable are answers of their own, without a wording of an option."""
    given = answer(begun, model, first, NOW, reason=reason).answers["investment_1"]
    assert (given.value, given.reason, given.state, given.answer) == (None, reason, reason, None)


@pytest.mark.parametrize(
    "wrong",
    [
        *({}, {"value": 5}, {"value": 0}, {"reason": "tired"}),
        *({"value": 2, "reason": "unsure"}, {"value": 9, "reason": "unsure"}),
    ],
)
def test_what_cannot_be_an_answer_is_a_fault_of_the_program(model, begun, first, wrong):
    """Neither value nor reason, both, a value outside the options and an unknown reason raise."""
    with pytest.raises(ValueError, match="investment_1"):
        answer(begun, model, first, NOW, **wrong)


def test_only_another_answer_moves_the_date_of_assessment(model, begun, first):
    """`assessed` moves with a changed answer, `updated` with every sitting; notes leave `assessed`."""
    one = answer(begun, model, first, NOW, value=2)
    same = answer(one, model, first, LATER, value=2)
    noted = remark(one, model, first, LATER, note="x")
    other = answer(one, model, first, LATER, reason="unsure")
    assert (one.assessed, one.updated) == (NOW, NOW)
    assert (same.assessed, same.updated) == (NOW, LATER)
    assert (noted.assessed, noted.updated) == (NOW, LATER)
    assert (other.assessed, other.updated) == (LATER, LATER)


def test_note_and_evidence_outlive_a_changed_answer(model, begun, first):
    """Answering again keeps what was noted, and what was not understood."""
    noted = remark(begun, model, first, NOW, note=" why ", evidence=("https://a.example",))
    noted = replace(noted, answers={"investment_1": replace(noted.answers["investment_1"], extra={"x": 1})})
    given = answer(noted, model, first, LATER, value=3).answers["investment_1"]
    assert (given.note, given.evidence, given.extra) == ("why", ("https://a.example",), {"x": 1})


def test_a_note_without_an_answer_is_kept_as_unanswered(model, begun, first):
    """A note alone makes an answer whose reason is `unanswered`; removing it leaves nothing behind."""
    noted = remark(begun, model, first, NOW, note="ask Ann")
    assert noted.answers["investment_1"] == Answer(
        None, "unanswered", "0.9.0/pemm-1/en", first.text, note="ask Ann"
    )
    assert noted.assessed is None
    assert first_open(noted, model) == first
    assert remark(noted, model, first, NOW, note="  ").answers == {}


def test_answers_stand_in_the_order_of_the_model(model, begun):
    """Whatever the order of answering; those to unknown questions come last."""
    given = replace(begun, answers={"strange_1": Answer(1), "adoption_2": Answer(1)})
    given = answer(given, model, model.question("investment_3"), NOW, value=1)
    assert list(given.answers) == ["investment_3", "adoption_2", "strange_1"]
    assert list(ordered({"b": Answer(1), "a": Answer(1)}, model)) == ["b", "a"]


def test_complete_means_every_question_of_today(model, begun):
    """Unsure and not applicable count as answered, a note alone does not; other questions do not matter."""
    states = ["unsure", "not_applicable"]
    full = {q.id: Answer(None, states[place % 2]) for place, q in enumerate(model.questions)}
    assert is_complete(replace(begun, answers=full), model)
    open_one = {**full, "operations_2": Answer(None, "unanswered", note="?")}
    assert first_open(replace(begun, answers=open_one), model).id == "operations_2"
    del full["measurement_4"]
    assert first_open(replace(begun, answers={**full, "x": Answer(1)}), model).id == "measurement_4"


def test_begun_again_it_is_of_the_same_subject_and_without_answers(model, begun, make):
    """A new assessment takes over all that is not an answer, under an id and dates of its own."""
    fields = {
        "subject": "S",
        "about": {"a": "b"},
        "targets": {"investment": 2},
        "aspect_notes": {"adoption": "x"},
    }
    old = make({"investment_1": 2}, language="de", respondent=Respondent("Ada", "builder"), **fields)
    new_one = again(begun, old)
    assert {name: getattr(new_one, name) for name in fields} == fields
    assert (new_one.language, new_one.respondent) == ("de", old.respondent) != ("de", begun.respondent)
    assert (new_one.answers, new_one.assessed, new_one.id, new_one.created) == ({}, None, begun.id, EARLIER)


def test_saved_and_loaded_it_is_the_same(model, begun, first, tmp_path):
    """`load` gives what `save` was given, and the digest that the next `save` asks for."""
    given = answer(begun, model, first, NOW, value=4)
    digest = save(given, tmp_path / "a.json", None, NOW)
    loaded, read = load(tmp_path / "a.json")
    assert (loaded, read) == (given, digest)
    assert save(loaded, tmp_path / "a.json", read, NOW) == digest


def test_a_file_that_is_not_there_has_a_sentence(tmp_path):
    """Loading names the file that is missing, and how to begin one."""
    with pytest.raises(PemmError, match=r"no file .*a\.json.* pemm assess .*a\.json"):
        load(tmp_path / "a.json")
    with pytest.raises(PemmError, match="is a folder"):
        load(tmp_path)


def test_leaving_open_what_was_open_moves_no_date(model, begun, first):
    """A question that has no answer yet is as unanswered as one whose reason says so."""
    left = answer(begun, model, first, NOW, reason="unanswered")
    assert (left.assessed, left.updated, left.answers) == (None, NOW, {})


def test_evidence_alone_is_kept_and_so_is_what_was_not_understood(model, begun, first):
    """Without an answer and without a note there is still something to keep."""
    linked = remark(begun, model, first, NOW, evidence=("https://a.example",))
    assert linked.answers["investment_1"].evidence == ("https://a.example",)
    strange = replace(begun, answers={"investment_1": Answer(None, "unanswered", extra={"x": 1})})
    assert remark(strange, model, first, NOW, note="").answers["investment_1"].extra == {"x": 1}


def test_a_sitting_is_of_today_s_questions_and_keeps_what_it_does_not_know(model, begun, first):
    """With an answer or a note the file names today's model, set, texts and language."""
    old = replace(begun.model, version="0.1", questions="0.8.0", texts="community", extra={"x": 1})
    old = replace(begun, model=old, language="zh")
    for now in (answer(old, model, first, NOW, value=1), remark(old, model, first, NOW, note="x")):
        assert now.model == replace(begun.model, extra={"x": 1})
        assert now.language == model.language == "en"


def test_a_broken_file_is_named_and_a_conflict_has_the_time_in_its_name(model, begun, tmp_path):
    """Which file could not be read, and when it was saved beside another's."""
    (tmp_path / "a.json").write_text('{"format": "pemm-assessment/1", "model": 3}')
    with pytest.raises(PemmError, match=r"a\.json"):
        load(tmp_path / "a.json")
    with pytest.raises(PemmError) as conflict:
        save(begun, tmp_path / "a.json", None, NOW)
    assert conflict.value.data["beside"].name == "a.conflict-20261002T140211Z.json"
