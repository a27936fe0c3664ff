"""The report of a route."""

from __future__ import annotations

import csv as csv_reader
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pytest_regressions.file_regression import FileRegressionFixture
from support import SAMPLES, Make

import pemm
from pemm.assessment import STAY, Answer, load
from pemm.model import Model
from pemm.planning import Route
from pemm.planning import plan as planned
from pemm.report import plan, terminal
from pemm.report.formats import csv, markdown
from pemm.scoring import score
from pemm.texts import load as load_texts

EN = load_texts("en")


@pytest.fixture
def route(model: Model) -> Route:
    """Steps now and later, a conflict, something planned first, an aspect that stays, one without a target."""
    result = score(load(SAMPLES / "payments-2025.json")[0], model)
    wanted = {"investment": 2, "adoption": STAY, "interfaces": 2, "operations": None, "measurement": 3}
    return planned(result, model, wanted)


def shown(
    route: Route, model: Model, width: int, *, plain: bool = False, every: bool = False, ascii: bool = False
) -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding="ascii" if ascii else "utf-8", errors="replace")
    document = plan.document(route, model, EN, every_step=every, notes=True)
    terminal.write(document, terminal.console_for(file, width=width), plain=plain)
    file.seek(0)
    return file.read()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_on_a_terminal(
    route: Route, model: Model, width: int, file_regression: FileRegressionFixture
) -> None:
    """The route at three widths; what is for later is short."""
    text = shown(route, model, width)
    assert max(len(line) for line in text.splitlines()) <= width
    file_regression.check(text, extension=".txt")


def test_in_ascii(route: Route, model: Model) -> None:
    """An output without any sign beyond ASCII loses nothing but the shape of quotation marks."""
    assert shown(route, model, 80, ascii=True).isascii()


def test_in_plain_sentences(route: Route, model: Model, file_regression: FileRegressionFixture) -> None:
    """For ears: the table is sentences."""
    file_regression.check(shown(route, model, 80, plain=True), extension=".txt")


def test_as_markdown(route: Route, model: Model, file_regression: FileRegressionFixture) -> None:
    """A checklist: every step and every action can be ticked off, and later steps are told in full."""
    report = plan.report(route, model, EN, every_step=True, notes=True)
    text = markdown.write(report, "md").decode()
    assert text.count(". [ ] **") == len(route.steps)
    listed = [*(step.improvement for step in route.steps), *route.suggested]
    assert text.count("     - [ ] ") == sum(len(each.next.steps) for each in listed)
    file_regression.check(text, extension=".md")


def test_as_csv(route: Route, model: Model, file_regression: FileRegressionFixture) -> None:
    """Issues with a parent per aspect, and owner and due left to the people."""
    text = csv.write(plan.report(route, model, EN, every_step=True, notes=True), "csv").decode()
    rows = list(csv_reader.DictReader(io.StringIO(text)))
    assert list(rows[0]) == ["title", "description", "labels", "parent", "owner", "due"]
    assert all(row["owner"] == row["due"] == "" for row in rows)
    titles = {row["title"] for row in rows if not row["parent"]}
    assert {row["parent"] for row in rows if row["parent"]} == titles
    assert sum(row["labels"].endswith((",now", ",later")) for row in rows) == len(route.steps)
    file_regression.check(text, extension=".csv")


@pytest.mark.parametrize("notes", [True, False])
def test_json_holds_to_its_schema(
    route: Route, model: Model, small_model: Model, make: Make, notes: bool
) -> None:
    """The JSON of a full, an empty and another model's route is what the schema describes."""
    schema = json.loads((Path(pemm.__file__).parent / "schemas" / "route.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    empty = planned(score(make({}), model), model)
    for each in (route, empty, planned(route.result, model, {"adoption": 1})):
        data = plan.report(each, model, EN, every_step=True, notes=notes).data()
        Draft202012Validator(schema).validate(json.loads(json.dumps(data)))
    garden = score(make({"soil_1": 1, "soil_2": "unsure"}, of=small_model, targets={"soil": 4}), small_model)
    data = plan.report(planned(garden, small_model), small_model, EN, every_step=True, notes=notes).data()
    Draft202012Validator(schema).validate(json.loads(json.dumps(data)))
    data = plan.report(route, model, EN, every_step=True, notes=notes).data()
    assert [step["question"] for step in data["steps"]] == [step.question for step in route.steps]
    assert any(step["note"] for step in data["steps"]) == notes


def test_a_conflict_is_shown(route: Route, model: Model) -> None:
    """Where what is needed lies above the other aspect's target, both are named, and that it is our judgement."""
    text = " ".join(shown(route, model, 80, every=True).split())
    assert "Conflict: Investment at level 3, Scalable (1.00 today), but its aim is 2" in text
    assert "This is our judgement" in text


@pytest.mark.parametrize(
    ("answers", "targets", "said"),
    [
        ({"investment_1": 1}, {}, "No aspect has an aim yet"),
        ({"adoption_1": 1}, {"investment": 3}, "nothing is answered of what has an aim"),
        ({"investment_1": 3}, {"investment": 3}, "no answer lies below an aim"),
        ({"investment_1": 3}, {"investment": STAY}, "no answer lies below an aim"),
        ({"investment_1": 3}, {"investment": 1}, "lower than where it stands today (3.00)"),
    ],
)
def test_no_steps_and_why(answers: dict, targets: dict, said: str, make: Make, model: Model) -> None:
    """A route without steps says why there are none."""
    route = planned(score(make(answers), model), model, targets)
    assert said in " ".join(shown(route, model, 80).split())


def test_who_might_know(make: Make, model: Model, small_model: Model) -> None:
    """By aspect for the built-in model, else the other roles of the model, else anybody."""
    route = planned(score(make({"investment_1": "unsure"}), model), model, {"investment": 2})
    assert "A leader, who knows the people" in shown(route, model, 120)
    other = planned(score(make({"soil_1": "unsure"}, of=small_model), small_model), small_model, {"soil": 2})
    text = shown(other, small_model, 120)
    names = ", ".join(role.name for role in small_model.roles)
    assert (f"perhaps: {names}." in text) if names else ("Somebody else who works" in text)


def test_every_aspect_of_the_built_in_model_has_somebody_who_knows(model: Model) -> None:
    """The texts name somebody for each aspect."""
    for aspect in model.aspects:
        assert EN.has(f"plan.who-knows.{model.id}.{aspect.id}")


def test_hostile_notes_are_only_text(route: Route, model: Model) -> None:
    """Markup, escapes and formulas in a note are harmless in each format, and left out if asked for."""
    hostile = "=cmd()\n<script>alert(1)</script> [bold]\x1b[31mred @ada"
    step = route.steps[0]
    steps = (replace(step, improvement=replace(step.improvement, note=hostile)), *route.steps[1:])
    bad = replace(route, steps=steps)
    assert "\x1b" not in shown(bad, model, 80)
    report = plan.report(bad, model, EN, every_step=True, notes=True)
    assert "<script>" not in markdown.write(report, "md").decode().replace("\\<", "")
    for row in csv_reader.reader(io.StringIO(csv.write(report, "csv").decode())):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
        assert not any("\x1b" in cell for cell in row)
    quiet = plan.report(bad, model, EN, every_step=True, notes=False)
    assert "alert" not in str(quiet.data()) + str(quiet.rows()) + str(quiet.document())


def test_the_note_on_an_aspect_is_said_once(make: Make, model: Model) -> None:
    """It concerns all steps of its aspect."""
    made = make({"investment_1": 1}, targets={"investment": 2}, aspect_notes={"investment": "Two people."})
    route = planned(score(made, model), model)
    assert shown(route, model, 80).count("On Investment: “Two people.”") == 1


def test_a_note_on_an_open_question_is_told(make: Make, model: Model) -> None:
    """It may say who knows."""
    made = make({}, targets={"investment": 2})
    made = replace(made, answers={"investment_1": Answer(None, "unsure", note="Ask Ada")})
    assert "“Ask Ada”" in shown(planned(score(made, model), model), model, 80)
