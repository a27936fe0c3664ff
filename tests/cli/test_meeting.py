"""pemm assess --with and --votes without a terminal."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support import Make, Run

from pemm.assessment import Respondent, load
from pemm.assessmentfile import dump


@pytest.fixture
def team(tmp_path: Path, make: Make) -> Path:
    """Three people who differ on operations_1."""
    folder = tmp_path / "team"
    folder.mkdir()
    for number, value in enumerate((1, 4, 4)):
        given = make({"operations_1": value, "adoption_1": 2}, respondent=Respondent(f"P{number}", "leader"))
        (folder / f"{number}.json").write_text(dump(replace(given, subject="Pay")), encoding="utf-8")
    return folder


def type_lines(monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))


def test_the_agreed_answers_have_a_file_of_their_own(
    team: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Subject from the others, no role, the most disputed first; the others' files stay as they were."""
    before = {path: path.read_bytes() for path in team.iterdir()}
    type_lines(monkeypatch, "s\n4\nd\n1 leader: too dear\nq\n")
    ran = run("assess", "agreed.json", "--with", "team")
    assert (ran.code, ran.out) == (0, "")
    assert "question 1 of 20 by disagreement, Operations." in ran.err
    assert "P0" not in ran.err
    assert ran.err.endswith("Go on with: pemm assess agreed.json --with team\n")
    assessment, _ = load(Path("agreed.json"))
    assert (assessment.subject, assessment.respondent.role) == ("Pay", None)
    assert list(assessment.answers) == ["operations_1"]
    assert {path: path.read_bytes() for path in team.iterdir()} == before


def test_the_file_may_lie_among_those_of_the_others(
    team: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gone on with, it does not count as one of them."""
    for _ in range(2):
        type_lines(monkeypatch, "q\n")
        assert "3 have answered" in run("assess", "team/agreed.json", "--with", "team").err


def test_names_are_for_the_room(team: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --room the spread says who; what to go on with says --room again."""
    type_lines(monkeypatch, "s\nq\n")
    ran = run("assess", "agreed.json", "--with", "team/0.json", "--with", "team", "--room")
    assert "leader, P0" in ran.err
    assert "--with team/0.json --with team --room" in ran.err


def test_what_cannot_be_read_is_told(team: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken file, by its name, and how many were left out."""
    (team / "broken.json").write_text("{", encoding="utf-8")
    type_lines(monkeypatch, "q\n")
    ran = run("assess", "agreed.json", "--with", "team")
    assert "team/broken.json ends in line 1 before it is complete" in ran.err
    assert "One record could not be used and is left out." in ran.err


def test_a_show_of_hands(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hands, answer, and the report card with --all says both."""
    type_lines(monkeypatch, "Pay\n0 3 4 1 u2\n2\nd\n3 consumer: why\nq\n")
    ran = run("assess", "agreed.json", "--votes")
    assert ran.err.endswith("pemm assess agreed.json --votes\n")
    shown = run("show", "agreed.json", "--all").out
    assert "hands    0 3 4 1 u2" in shown
    assert "dissent  3 Engineers, product, UX (consumer): “why”" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--with", "team"], "Which file do you agree on?"),
        (["--votes"], "Which file do you agree on?"),
        (["a.json", "--with", "team", "--votes"], "Give one of them"),
        (["a.json", "--room"], "Give --with too"),
        (["a.json", "--votes", "--room"], "Give --with too"),
        (["a.json", "--with", "-"], "Name a file"),
        (["a.json", "--with", "team", "--set", "adoption_1=2"], "--set asks nothing"),
        (["a.json", "--with", "team", "--no-input"], "--no-input asks nothing"),
        (["a.json", "--votes", "--dissent", "adoption_1=2"], "--dissent asks nothing"),
        (["a.json", "--votes", "--targets"], "--targets asks nothing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_meant_exits_with_2(arguments: list[str], said: str, run: Run) -> None:
    """Before anything is read or written."""
    ran = run("assess", *arguments)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nobody", "There is no file nobody"),
        ("empty", "Nobody answered"),
        ("agreed.json", "that you agree on"),
    ],
)
def test_others_that_are_none_exit_with_1(path: str, said: str, run: Run) -> None:
    """A path that is not there, a folder without anybody, the file itself; nothing is changed."""
    Path("empty").mkdir()
    run("assess", "agreed.json", "--no-input")
    before = Path("agreed.json").read_bytes()
    ran = run("assess", "agreed.json", "--with", path)
    assert (ran.code, said in ran.err) == (1, True), ran.err
    assert Path("agreed.json").read_bytes() == before


def test_last_time_and_the_others(team: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """--from beside --with: Enter keeps what was agreed last time, in the order of disagreement."""
    run("assess", "old.json", "--set", "operations_1=3", "--subject", "Pay")
    type_lines(monkeypatch, "\nq\n")
    ran = run("assess", "new.json", "--from", "old.json", "--with", "team")
    assert "Last time: 3" in ran.err
    assert load(Path("new.json"))[0].answers["operations_1"].value == 3
