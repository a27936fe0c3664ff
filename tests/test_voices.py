"""Dissent and hands as they are typed, in a file, and in a script."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import NOW, Make, Run

from pemm import library, voices
from pemm.assessment import Answer, Dissent, answer, load, remark
from pemm.assessmentfile import dump, parse
from pemm.errors import PemmError
from pemm.model import Model
from pemm.scoring import score

MODEL = library.load(library.find(library.DEFAULT))
QUESTION = MODEL.questions[4]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("3", Dissent(3)),
        ("3 consumer: not over VPN", Dissent(3, "consumer", "not over VPN")),
        ("3,Consumer:not over VPN", Dissent(3, "consumer", "not over VPN")),
        ("3 service provider: slow", Dissent(3, "service-provider", "slow")),
        ("3 End User", Dissent(3, "end-user")),
        ("3 end user it is slow", Dissent(3, "end-user", "it is slow")),
        ("3 leader - too dear", Dissent(3, "leader", "too dear")),
        ("3: see https://a.example: twice", Dissent(3, None, "see https://a.example: twice")),
        ("3 https://a.example", Dissent(3, None, "https://a.example")),
        ("3 we waited a week: for a database", Dissent(3, None, "we waited a week: for a database")),
        ("  3 = consumer  ", Dissent(3, "consumer")),
        ("3 only one note", Dissent(3, None, "only one note")),
    ],
)
def test_a_dissent_is_read_leniently(line: str, meant: Dissent) -> None:
    """Level, role by id or name, and a note, with whatever stands between them."""
    assert voices.dissent(line, MODEL, QUESTION) == meant


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("", "dissent-form"),
        ("consumer 3", "dissent-form"),
        ("3.5 consumer", "dissent-form"),
        ("30000 x", "dissent-form"),
        ("9 consumer", "dissent-level"),
        ("0", "dissent-level"),
        ("3 king: off with it", "dissent-role"),
    ],
)
def test_a_line_that_cannot_be_meant_is_told(line: str, error: str) -> None:
    """It is an error with a sentence, and no guess."""
    with pytest.raises(PemmError) as raised:
        voices.dissent(line, MODEL, QUESTION)
    assert raised.value.key == error
    assert str(raised.value)


def test_without_roles_in_the_model_everything_is_a_note(small_model: Model) -> None:
    """Where nobody has a role there is none to mistake a word for."""
    model = replace(small_model, roles=())
    question = model.questions[0]
    level = question.values[0]
    assert voices.dissent(f"{level} king: no", model, question) == Dissent(level, None, "king: no")


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("0 3 4 1", {"2": 3, "3": 4, "4": 1}),
        ("0,3,4,1", {"2": 3, "3": 4, "4": 1}),
        ("0/3/4/1 u2 x1", {"2": 3, "3": 4, "4": 1, "unsure": 2, "not_applicable": 1}),
        ("0 3 4 1 2u X=1", {"2": 3, "3": 4, "4": 1, "unsure": 2, "not_applicable": 1}),
        ("0 0 0 0 u4", {"unsure": 4}),
    ],
)
def test_a_show_of_hands_is_read(line: str, meant: dict[str, int]) -> None:
    """As many numbers as options, and beside them who gave no level; it can be typed back."""
    assert voices.votes(line, QUESTION) == meant
    assert voices.votes(voices.hands(meant, QUESTION), QUESTION) == meant


@pytest.mark.parametrize(
    "line", ["0 3 4", "0 3 4 1 1", "a b c d", "0 0 0 0", "", "0 3 4 1 u1 u2", "1 2 3 999999999"]
)
def test_hands_that_cannot_be_meant_are_told(line: str) -> None:
    """Too few numbers, too many, words, nobody at all, the unsure twice, more than a room holds."""
    with pytest.raises(PemmError, match="Type 4 numbers, like 0 3 4 1"):
        voices.votes(line, QUESTION)


@settings(max_examples=200)
@given(line=st.text(max_size=60))
def test_any_line_is_read_or_told(line: str) -> None:
    """Whatever is typed: a value or a sentence."""
    said = []
    for read in (lambda: voices.dissent(line, MODEL, QUESTION), lambda: voices.votes(line, QUESTION)):
        try:
            read()
        except PemmError as error:
            said.append(str(error))
    assert all(said)


def test_dissent_and_votes_survive_the_file(make: Make, model: Model) -> None:
    """They are written behind the evidence, read back as they were, with the keys that are not known."""
    assessment = answer(make({}), model, QUESTION, NOW, value=2)
    kept = (Dissent(3, "consumer", "nicht über VPN", {"since": 2025}), Dissent(4))
    assessment = remark(assessment, model, QUESTION, NOW, dissent=kept, votes={"2": 3, "unsure": 1})
    text = dump(assessment)
    assert parse(text.encode(), "a.json") == assessment
    data = json.loads(text)["answers"][QUESTION.id]
    assert list(data)[-2:] == ["dissent", "votes"]
    assert data["dissent"][0] == {"value": 3, "role": "consumer", "note": "nicht über VPN", "since": 2025}


@pytest.mark.parametrize(
    ("beside", "where"),
    [
        ({"dissent": "3"}, "dissent"),
        ({"dissent": [3]}, "dissent[0]"),
        ({"dissent": [{}]}, "dissent[0].value"),
        ({"dissent": [{"value": True}]}, "dissent[0].value"),
        ({"dissent": [{"value": 2.0}]}, "dissent[0].value"),
        ({"dissent": [{"value": 3, "role": 1}]}, "dissent[0].role"),
        ({"dissent": [{"value": 3, "note": []}]}, "dissent[0].note"),
        ({"votes": [1, 2]}, "votes"),
        ({"votes": {"two": 1}}, "votes.two"),
        ({"votes": {"2": -1}}, "votes.2"),
        ({"votes": {"2": True}}, "votes.2"),
        ({"votes": {"2": 1.5}}, "votes.2"),
        ({"votes": {"2": 10**9}}, "votes.2"),
    ],
    ids=str,
)
def test_what_is_no_dissent_is_refused(beside: dict[str, object], where: str, make: Make) -> None:
    """Kinds are strict, and the sentence says where."""
    data = json.loads(dump(make({QUESTION.id: 2})))
    data["answers"][QUESTION.id] |= beside
    with pytest.raises(PemmError) as raised:
        parse(json.dumps(data).encode(), "a.json")
    assert f"answers.{QUESTION.id}.{where} is" in str(raised.value)


@pytest.mark.parametrize(
    "given",
    [Answer(2, dissent=(Dissent(9),)), Answer(None, "unsure", votes={"7": 1})],
    ids=["dissent", "votes"],
)
def test_a_level_that_is_no_option_is_refused(given: Answer, make: Make, model: Model) -> None:
    """As it is for an answer itself."""
    with pytest.raises(PemmError) as raised:
        score(replace(make({}), answers={QUESTION.id: given}), model)
    assert raised.value.key == "no-option"


def test_dissent_that_was_agreed_to_since_stays_in_the_file_and_is_none(make: Make, model: Model) -> None:
    """Whoever changes the answer by mistake and back has lost nothing."""
    assessment = answer(make({}), model, QUESTION, NOW, value=2)
    assessment = remark(assessment, model, QUESTION, NOW, dissent=(Dissent(3, None, "x"), Dissent(4)))
    agreed = answer(assessment, model, QUESTION, NOW, value=3)
    found = {each.id: each for each in score(agreed, model).questions}[QUESTION.id]
    assert [each.value for each in found.dissent] == [4]
    back = answer(agreed, model, QUESTION, NOW, value=2)
    assert [each.value for each in back.answers[QUESTION.id].standing_dissent] == [3, 4]


def test_a_script_records_what_the_prompt_does(run: Run) -> None:
    """--dissent several times per question, --vote, once however often it is run; none takes it away."""
    command = (
        *("assess", "a.json", "--set", "adoption_3=2", "--vote", "adoption_3=0 3 4 1 u2"),
        *("--dissent", "adoption_3=3 consumer: not over VPN", "--dissent", "adoption_3=1,leader:too early"),
    )
    for _ in range(2):
        assert run(*command).code == 0
        given = load(Path("a.json"))[0].answers["adoption_3"]
        assert given.dissent == (Dissent(3, "consumer", "not over VPN"), Dissent(1, "leader", "too early"))
        assert given.votes == {"2": 3, "3": 4, "4": 1, "unsure": 2}
    first = Path("a.json").read_bytes()
    assert run("assess", "a.json", "--dissent", "adoption_3=3 consumer: not over VPN").code == 0
    assert Path("a.json").read_bytes() == first
    assert run("assess", "a.json", "--dissent", "adoption_3=none").code == 0
    assert load(Path("a.json"))[0].answers["adoption_3"].dissent == ()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--dissent", "adoption_3"], 2, "Write it as ID=LEVEL"),
        (["--vote", "adoption_3"], 2, "Write it as ID=HANDS"),
        (["--vote", "adoption_3=1 1 1 1", "--vote", "adoption_3=2 2 2 2"], 2, "a second time"),
        (["--dissent", "adoption_9=3"], 1, 'no question "adoption_9"'),
        (["--dissent", "adoption_3=3"], 1, "adoption_3 has no answer yet"),
        (["--set", "adoption_3=3", "--dissent", "adoption_3=3"], 1, "3 is what was agreed"),
        (["--set", "adoption_3=3", "--dissent", "adoption_3=7"], 1, "adoption_3 has no option 7"),
        (["--set", "adoption_3=3", "--dissent", "adoption_3=2 king: no"], 1, 'no role "king"'),
        (["--set", "adoption_3=3", "--vote", "adoption_3=1 2"], 1, "Type 4 numbers"),
    ],
)
def test_what_a_script_gets_wrong_records_nothing(
    arguments: list[str], code: int, said: str, run: Run
) -> None:
    """All or nothing, with a sentence."""
    ran = run("assess", "a.json", *arguments)
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert not Path("a.json").exists()


def test_a_file_of_answers_may_hold_dissent_and_votes(run: Run) -> None:
    """In YAML as lines that one would type, or in full; in an assessment as they are stored."""
    Path("given.yaml").write_text(
        "adoption_1: {value: 2, dissent: ['3 consumer: slow', {value: 4, role: leader}], votes: 0 3 4 1}\n"
        "adoption_2: {value: 2, dissent: 1, votes: {2: 3, unsure: 1}}\n"
    )
    assert run("assess", "a.json", "--answers", "given.yaml").err.startswith("Recorded")
    answers = load(Path("a.json"))[0].answers
    assert answers["adoption_1"].dissent == (Dissent(3, "consumer", "slow"), Dissent(4, "leader"))
    assert answers["adoption_1"].votes == {"2": 3, "3": 4, "4": 1}
    assert (answers["adoption_2"].dissent, answers["adoption_2"].votes) == (
        (Dissent(1),),
        {"2": 3, "unsure": 1},
    )
    assert run("assess", "b.json", "--answers", "a.json").code == 0
    assert load(Path("b.json"))[0].answers == answers
    Path("wrong.yaml").write_text("adoption_1: {value: 2, dissent: {value: 9}}\n")
    assert run("assess", "c.json", "--answers", "wrong.yaml").code == 1
    Path("wrong.yaml").write_text("adoption_1: {value: 2, dissent: [{value: 9}]}\n")
    assert "no option 9" in run("assess", "c.json", "--answers", "wrong.yaml").err
