"""pemm model show, list and check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture
from support import Run

GARDEN = Path(__file__).parents[1] / "models" / "garden.yaml"


@pytest.mark.parametrize(
    "arguments",
    [[], ["investment"], ["investment", "2"], ["investment_1"], ["--plain"], ["--format", "md"]],
    ids=" ".join,
)
def test_show(arguments: list[str], run: Run, file_regression: FileRegressionFixture) -> None:
    """The table, an aspect, a level of it, a question; for eyes and ears."""
    ran = run("model", "show", *arguments)
    assert ran.code == 0
    file_regression.check(ran.out, extension=".txt")


def test_the_table_names_the_official_text(run: Run) -> None:
    """The address of the model's authors stands below the table and below every cell."""
    for arguments in ([], ["investment"], ["measurement", "4"]):
        assert "https://tag-app-delivery.cncf.io/" in run("model", "show", *arguments).out


@pytest.mark.parametrize(
    ("arguments", "said"), [(["money"], "investment, adoption"), (["investment", "7"], "1 Provisional")]
)
def test_what_is_not_in_the_model_is_told(arguments: list[str], said: str, run: Run) -> None:
    """With the list of what is."""
    ran = run("model", "show", *arguments)
    assert ran.code == 1
    assert said in ran.err


def test_show_as_json_holds_the_whole_model(run: Run) -> None:
    """Every option of every question is in it."""
    data = json.loads(run("model", "show", "--json").out)
    assert sum(len(q["options"]) for a in data["aspects"] for q in a["questions"]) == 80


def test_list_names_models_and_where_they_are(run: Run) -> None:
    """Built in, and in this folder; one with errors is left out, and told."""
    Path("mine.yaml").write_bytes(GARDEN.read_bytes())
    Path("broken.yaml").write_text("format: pemm-model/1\nid: broken\n")
    Path("other.yaml").write_text("kind: Deployment\n")
    ran = run("model", "list", "--json")
    assert [each["id"] for each in json.loads(ran.out)["models"]] == ["platform-engineering", "garden"]
    assert "broken.yaml" in ran.err
    assert "other.yaml" not in ran.err


def test_check_reports_every_error_with_its_place(run: Run) -> None:
    """All errors of all files in one run, one line each, as compilers write them."""
    text = GARDEN.read_text().replace("id: soil_2", "id: soil_1").replace("goal: false", "goal: no")
    Path("bad.yaml").write_text(text + "colour: green\n")
    ran = run("model", "check", "bad.yaml", GARDEN)
    lines = ran.out.splitlines()
    assert ran.code == 1
    assert len(lines) == 4
    assert [line.split(": ")[0].rsplit(":", 2)[0] for line in lines[:3]] == ["bad.yaml"] * 3
    assert all(": " in line and "expected" in line for line in lines[:3])
    assert "no errors" in lines[3]


def test_check_of_a_missing_file(run: Run) -> None:
    """Is an error like any other."""
    ran = run("model", "check", "nosuch.yaml")
    assert ran.code == 1
    assert "nosuch.yaml" in ran.err
