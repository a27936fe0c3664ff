"""Dissent and hands in every report of an assessment."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hostile import NOTES
from jsonschema import Draft202012Validator
from support import Make, Run

import pemm
from pemm.assessment import Answer, Dissent
from pemm.assessmentfile import dump

SCHEMA = Path(pemm.__file__).parent / "schemas"


@pytest.fixture
def agreed(make: Make, run: Run) -> Path:
    """One dissent where the report card suggests something, one where it does not, and a show of hands."""
    assessment = make({"investment_1": 1, "adoption_1": 4, "adoption_2": 2})
    answers = dict(assessment.answers)
    answers["investment_1"] = replace(
        answers["investment_1"], dissent=(Dissent(3, "consumer", "not over VPN"),)
    )
    answers["adoption_1"] = replace(
        answers["adoption_1"], dissent=(Dissent(1, None, "we never saw it"), Dissent(2, "leader"))
    )
    answers["adoption_2"] = replace(answers["adoption_2"], votes={"2": 3, "3": 4, "unsure": 1})
    path = Path("agreed.json")
    path.write_text(dump(replace(assessment, answers=answers, subject="Pay")), encoding="utf-8")
    return path


def test_dissent_stands_with_what_to_do_next(agreed: Path, run: Run) -> None:
    """A line below the improvement; what is not among them is listed, so that none is overlooked."""
    shown = run("show", agreed).out
    assert "dissent  3 Engineers, product, UX (consumer): “not over VPN”" in shown
    assert "\nDISSENT\n- adoption_1: agreed on 4 " in shown
    assert "(leader)" in shown
    assert "hands" not in shown


def test_every_answer_has_its_dissent_and_its_hands(agreed: Path, run: Run) -> None:
    """With --all, each beside its answer."""
    shown = run("show", agreed, "--all").out
    assert shown.count("dissent  3 Engineers") == 2  # with what to do next, and with its question
    assert "“we never saw it”" in shown
    assert "hands   0 3 4 0 u1" in shown
    assert "\nDISSENT\n" not in shown


@pytest.mark.parametrize("format", ["md", "html"])
def test_pages_to_pass_round_have_it_too(format: str, agreed: Path, run: Run) -> None:
    """In Markdown and HTML."""
    shown = run("show", agreed, "--format", format).out
    assert "not over VPN" in shown
    assert "we never saw it" in shown


def test_without_notes_only_the_level_is_left(agreed: Path, run: Run) -> None:
    """That not all agreed stays; role and note would tell who, and go."""
    for arguments in (
        [],
        ["--all"],
        ["--json"],
        ["--format", "csv"],
        ["--format", "html"],
        ["--format", "md"],
    ):
        shown = run("show", agreed, "--no-notes", *arguments).out
        assert "VPN" not in shown
        assert "never saw" not in shown
        assert "onsumer" not in shown.replace("No platform user", "")
    assert "dissent  3 Engineers, product, UX\n" in run("show", agreed, "--no-notes").out


def test_a_link_says_that_it_has_no_dissent(agreed: Path, run: Run) -> None:
    """Whoever sends the link must know that it tells less than the file."""
    assert "A link cannot carry dissent; it stands beside 2 answers." in run("link", agreed).err


def test_data_hold_to_their_schemas(agreed: Path, run: Run) -> None:
    """The result with dissent and votes, with notes and without, and the assessment itself."""
    for arguments in ([], ["--no-notes"]):
        data = json.loads(run("export", agreed, *arguments).out)
        Draft202012Validator(json.loads((SCHEMA / "result.schema.json").read_text())).validate(data)
    questions = {each["id"]: each for aspect in data["aspects"] for each in aspect["questions"]}
    assert questions["investment_1"]["dissent"] == [{"value": 3, "role": None, "note": None}]
    assert questions["adoption_2"]["votes"] == {"2": 3, "3": 4, "unsure": 1}
    assert (questions["adoption_3"]["dissent"], questions["adoption_3"]["votes"]) == ([], None)
    assessment = Draft202012Validator(json.loads((SCHEMA / "assessment.schema.json").read_text()))
    assessment.validate(json.loads(agreed.read_text()))
    wrong = json.loads(agreed.read_text())
    wrong["answers"]["adoption_2"]["votes"] = {"two": 1}
    assert not assessment.is_valid(wrong)


def test_in_csv_it_stands_in_the_column_of_notes(agreed: Path, run: Run) -> None:
    """The columns stay those that scripts know."""
    rows = {
        row["question"]: row
        for row in csv.DictReader(io.StringIO(run("export", agreed, "--format", "csv").out))
    }
    assert rows["investment_1"]["note"] == "dissent: 3 (consumer): not over VPN"
    assert rows["adoption_1"]["note"] == "dissent: 1: we never saw it; dissent: 2 (leader)"


@pytest.mark.parametrize("format", ["md", "html", "json", "csv"])
def test_hostile_dissent_is_harmless(format: str, make: Make, run: Run) -> None:
    """As every note is."""
    for note in NOTES:
        given = Answer(2, asked="0.9.0/pemm-1/en", dissent=(Dissent(3, note, note),))
        Path("a.json").write_text(dump(replace(make({}), answers={"adoption_1": given})), encoding="utf-8")
        shown = run("show", "a.json", "--format", format).out
        assert format == "csv" or "\x1b" not in shown  # CSV is data, and has notes as they were written
        if format == "html":
            assert "<script>alert" not in shown
            assert "<img src=x" not in shown
            assert "<iframe" not in shown
        if format == "md":
            assert "[click](javascript" not in shown
        on_screen = run("show", "a.json", "--all").out
        assert "\x1b" not in on_screen
