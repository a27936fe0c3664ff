"""pemm plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import Run

from pemm.assessment import load


def test_plan_prints_the_route(run: Run, after: Path) -> None:
    """Steps to the stored targets, and the commands that go on from here."""
    Path("a.json").write_bytes(after.read_bytes())
    ran = run("plan", "a.json")
    assert (ran.code, ran.err) == (0, "")
    assert "FOR NOW" in ran.out
    assert "Get the platform a budget line" in ran.out
    assert "pemm plan a.json -o plan.md" in ran.out


def test_a_what_if_stores_nothing(run: Run, after: Path) -> None:
    """Names, numbers, stay, none and one level for all; the file stays as it was."""
    Path("a.json").write_bytes(after.read_bytes())
    content = Path("a.json").read_bytes()
    wanted = ["--target", "3", "--target", "adoption=Optimizing", "--target", "operations=stay"]
    route = json.loads(run("plan", "a.json", *wanted, "--target", "measurement=none", "--json").out)
    assert route["targets"] == {"investment": 3, "adoption": 4, "interfaces": 3, "operations": "stay"}
    assert {step["aspect"] for step in route["steps"]} == {"investment", "adoption", "interfaces"}
    assert any("what-if" in remark for remark in route["remarks"])
    assert Path("a.json").read_bytes() == content


def test_every_format(run: Run, after: Path) -> None:
    """Files in one go; there is no picture of a route."""
    assert run("plan", after, "-o", "plan.json", "-o", "plan.md", "-o", "plan.csv").code == 0
    assert json.loads(Path("plan.json").read_text(encoding="utf-8"))["format"] == "pemm-route/1"
    assert "1. [ ] **" in Path("plan.md").read_text(encoding="utf-8")
    assert (
        Path("plan.csv").read_text(encoding="utf-8").startswith("title,description,labels,parent,owner,due\n")
    )
    ran = run("plan", after, "-o", "plan.png")
    assert (ran.code, "no picture" in ran.err) == (1, True)


def test_later_is_short_unless_asked_for(run: Run, before: Path) -> None:
    """--all tells every step in full on the terminal; formats always do."""
    short, full = run("plan", before, "--target", "3"), run("plan", before, "--target", "3", "--all")
    assert len(short.out) < len(full.out)
    assert "pemm plan" in short.out
    plain = run("plan", before, "--target", "3", "--plain")
    assert "Investment: mean 1.00, aim level 3, Scalable, 4 steps." in plain.out


def test_no_notes(run: Run, after: Path) -> None:
    """Notes and evidence stay at home."""
    assert "CFO" in run("plan", after).out
    for form in (["--plain"], ["--json"], ["--format", "csv"], ["--format", "md"]):
        assert "CFO" not in run("plan", after, "--no-notes", *form).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--target", "money=2"], 'no aspect "money"'),
        (["--target", "investment=9"], 'no level "9"'),
    ],
)
def test_what_the_model_lacks_is_refused(arguments: list[str], said: str, run: Run, after: Path) -> None:
    """With a sentence and exit code 1."""
    ran = run("plan", after, *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


def test_without_targets_it_says_how_to_set_one(run: Run) -> None:
    """The report card's three, and the commands."""
    run("assess", "a.json", "--set", "investment_1=1")
    ran = run("plan", "a.json")
    assert "No aspect has an aim yet" in ran.out
    assert "Give the platform a lasting team" in ran.out
    assert "pemm assess a.json --targets" in ran.out
    assert load(Path("a.json"))[0].targets == {}
