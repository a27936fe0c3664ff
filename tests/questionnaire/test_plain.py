"""The conversation in plain lines, with text streams."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture
from support import NOW, Make

from pemm.assessment import Assessment, load, new
from pemm.model import Model
from pemm.questionnaire import plain
from pemm.questionnaire.conversation import Conversation, Outcome, begin
from pemm.questionnaire.keeper import Keeper
from pemm.texts import load as load_texts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.json"


def hold(
    model: Model, path: Path, lines: str, assessment: Assessment | None = None
) -> tuple[Conversation, str]:
    output = io.StringIO()
    keeper = Keeper(path, None, None, clock=lambda: NOW)
    now = begin(assessment or new(model, NOW), model)
    now = plain.hold(now, keeper, load_texts("en"), input=io.StringIO(lines), output=output)
    return now, output.getvalue()


def test_a_short_conversation(model: Model, path: Path, file_regression: FileRegressionFixture) -> None:
    """What a person hears: how to answer, questions, echoes, a note, the help, and leaving."""
    _, said = hold(model, path, "2\nu\nn\nwe ask on Fridays\n3\n?\n9\nb\n\nq\n")
    file_regression.check(said, extension=".txt")


def test_twenty_lines_are_a_whole_assessment(model: Model, path: Path) -> None:
    """Twenty lines and an empty one end with the report."""
    now, said = hold(model, path, "1\n2\n3\n4\n" * 5 + "\n")
    assert now.outcome is Outcome.REPORT
    assert [answer.value for answer in load(path)[0].answers.values()] == [1, 2, 3, 4] * 5
    assert "20. How does the platform team know" in said


def test_the_end_of_the_input_leaves_with_everything_saved(model: Model, path: Path) -> None:
    """A pipe that ends is as good as q."""
    now, _ = hold(model, path, "1\n2\n")
    assert now.outcome is Outcome.LEFT
    assert len(load(path)[0].answers) == 2


def test_nothing_in_lines_draws(model: Model, path: Path) -> None:
    """No escape sequence and no mark that only an eye understands is printed."""
    _, said = hold(model, path, "1\nx\nq\n")
    assert said.isascii()
    assert "\x1b" not in said


def test_a_number_in_the_list_picks_a_question(make: Make, model: Model, path: Path) -> None:
    """In the list a number changes an answer, and leads back to the list."""
    assessment = make(dict.fromkeys((q.id for q in model.questions), 2))
    now, said = hold(model, path, "12\n4\n99\n\n", assessment)
    assert now.outcome is Outcome.REPORT
    assert load(path)[0].answers["interfaces_4"].value == 4
    assert "There is no question 99" in said


def test_evidence_is_added_to_and_removed(model: Model, path: Path) -> None:
    """Each line adds addresses, a dash removes them all, an empty line changes nothing."""
    hold(model, path, "e\nhttps://a.example\ne\nhttps://b.example\ne\n\nq\n")
    assert load(path)[0].answers["investment_1"].evidence == ("https://a.example", "https://b.example")
    path.unlink()
    hold(model, path, "2\nb\ne\nhttps://a.example\ne\n-\nq\n")
    assert load(path)[0].answers["investment_1"].evidence == ()
