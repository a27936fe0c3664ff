"""The two-minute question set."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from support import NOW, Make, Run

from pemm.assessment import load
from pemm.comparison import compare
from pemm.model import Model
from pemm.questionnaire.conversation import Outcome, Stage, begin, press
from pemm.quick import is_quick, quick
from pemm.scoring import score


def test_every_model_has_a_quick_set(model: Model, small_model: Model) -> None:
    """One question per aspect, whose options are the cells of the model's table."""
    for each in (model, small_model):
        short = quick(each)
        assert [question.id for question in short.questions] == [
            f"{aspect.id}_quick" for aspect in each.aspects
        ]
        for aspect, question in zip(each.aspects, short.questions, strict=True):
            assert [option.label for option in question.options] == [cell.title for cell in aspect.levels]
    assert is_quick(quick(model).questions_version)
    assert not is_quick(model.questions_version)


def test_five_keys_are_a_quick_assessment(make: Make, model: Model) -> None:
    """The conversation is the same, only shorter."""
    short = quick(model)
    now = begin(make({}, of=short), short)
    for key in "12341":
        now = press(now, key, NOW)
    assert now.stage is Stage.LIST
    assert press(now, "enter", NOW).outcome is Outcome.REPORT
    assert {answer.asked for answer in now.assessment.answers.values()} == {"quick-1/pemm-1/en"}


def test_quick_and_full_are_not_mixed(make: Make, model: Model) -> None:
    """No question is in both, so no change is computed."""
    short = quick(model)
    one = score(make({"investment_quick": 4}, of=short), short)
    other = score(make({"investment_1": 1}), model)
    compared = compare(one, other, model)
    assert not compared.comparable
    assert compared.aspects[0].change is None


def test_quick_on_the_command_line(run: Run, after: Path) -> None:
    """The file says which set it is, and every command reads it with that set."""
    assert (
        run("assess", "q.json", "--quick", "--set", "investment_quick=2", "--set", "adoption_quick=3").code
        == 0
    )
    assert load(Path("q.json"))[0].model.questions == "quick-1"
    result = json.loads(run("export", "q.json").out)
    assert (result["answered"], result["asked"], result["aspects"][0]["level"]["title"]) == (
        2,
        5,
        "Dedicated team",
    )
    assert run("assess", "q.json", "--set", "interfaces_quick=1").code == 0
    for pair in (("q.json", after), (after, "q.json")):
        ran = run("compare", *pair)
        assert ran.code == 0
        assert "no change is computed" in ran.out
        assert "Dedicated team." in ran.out
    assert run("compare", "q.json", after, "--fail-on-drop").code == 1
    assert run("link", "q.json").code == 1


def test_a_full_assessment_does_not_become_a_quick_one(run: Run, after: Path) -> None:
    """Its answers are to other questions."""
    Path("a.json").write_bytes(after.read_bytes())
    ran = run("assess", "a.json", "--quick", "--set", "investment_quick=2")
    assert ran.code == 1
    assert Path("a.json").read_bytes() == after.read_bytes()


def test_quick_and_full_make_no_picture_and_no_trend(run: Run, after: Path) -> None:
    """Nothing is drawn or gated on questions of two kinds; answers of one kind do not carry over."""
    run("assess", "q.json", "--quick", "--set", "investment_quick=3")
    assert run("compare", "q.json", after, "-o", "x.png").code == 1
    assert run("compare", "q.json", after, "-o", "x.html").code == 0
    assert "<svg" not in Path("x.html").read_text(encoding="utf-8")
    ran = run("trend", "q.json", after, "--fail-below", "investment=1")
    assert ran.code == 1
    assert "q.json" in ran.err
    assert run("trend", "q.json").code == 0
    assert run("assess", "new.json", "--quick", "--from", after, "--no-input").code == 1
    assert not Path("new.json").exists()


def test_a_quick_question_says_what_the_models_table_says(model: Model, small_model: Model) -> None:
    """The guiding question (else the aspect's name), its summary as help, and the cells with theirs."""
    aspect = model.aspects[0]
    question = quick(model).questions[0]
    assert (question.text, question.help) == (aspect.question, aspect.summary)
    assert [(option.value, option.description, option.title) for option in question.options] == [
        (cell.value, cell.summary, f"{aspect.name}: {cell.title}") for cell in aspect.levels
    ]
    water = next(each for each in small_model.aspects if each.id == "water")
    assert not water.question
    assert quick(small_model).question("water_quick").text == "Water"


def test_a_quick_set_has_no_past(model: Model) -> None:
    """No question of it was ever retired, and none has changed its meaning."""
    retired = replace(model, retired=(model.questions[0],))
    assert (quick(retired).retired, quick(retired).history) == ((), ())
    assert model.history
