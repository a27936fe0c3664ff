"""pemm model show, list and check."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture
from support import Run

MODELS = Path(__file__).parents[1] / "models"
GARDEN = MODELS / "garden.yaml"


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


def test_a_level_is_named_by_number_or_name(run: Run) -> None:
    """Both give the same page; a question has no levels."""
    assert run("model", "show", "adoption", "scalable").out == run("model", "show", "adoption", "3").out
    assert run("model", "show", "adoption_1", "3").code == 1


def test_two_files_of_one_name_are_told_apart_by_the_person(run: Run) -> None:
    """Neither is taken silently for the other."""
    Path("a.yaml").write_bytes(GARDEN.read_bytes())
    Path("b.yaml").write_bytes(GARDEN.read_bytes())
    ran = run("model", "show", "--model", "garden")
    assert ran.code == 1
    assert "a.yaml, b.yaml" in ran.err
    assert run("model", "show", "--model", "./b.yaml").code == 0


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


def test_a_file_of_the_community_is_a_model_like_any_other(run: Run) -> None:
    """It is checked, shown, asked and scored as it is, with its own stamp."""
    canteen, cantina = MODELS / "community-en.yaml", MODELS / "community-pt.yaml"
    checked = run("model", "check", canteen, cantina)
    assert (checked.code, checked.out.count("no errors")) == (0, 2)
    shown = run("model", "show", "--model", canteen)
    assert shown.out.startswith("The Canteen Assessment\n")
    assert "<" not in shown.out
    assert "Cooks & a host" in run("model", "show", "investment_1", "--model", canteen).out
    assert run("assess", "a.json", "--model", cantina, "--set", "interfaces_1=2").code == 0
    assessment = json.loads(Path("a.json").read_text(encoding="utf-8"))
    assert assessment["answers"]["interfaces_1"]["asked"] == "0.9.0/community/pt"
    assert assessment["answers"]["interfaces_1"]["answer"] == "Um de madeira"
    assert (assessment["model"]["id"], assessment["language"]) == ("platform-engineering", "pt")
    assert "Um de madeira" in run("show", "a.json", "--model", cantina, "--all").out


def test_check_reports_the_errors_of_a_file_of_the_community(run: Run) -> None:
    """With their places, as those of our own format."""
    text = (MODELS / "community-unversioned.yaml").read_text(encoding="utf-8")
    Path("questions-xx.yaml").write_text(
        text.replace("value: 3, level: In", "value: 7, level: In").replace("order: 2", "order: b"),
        encoding="utf-8",
    )
    ran = run("model", "check", "questions-xx.yaml")
    assert ran.code == 1
    assert [line.split(": ")[0] for line in ran.out.splitlines()] == [
        "questions-xx.yaml:9:12",
        "questions-xx.yaml:15:21",
    ]


def test_diff_tells_what_changed(run: Run) -> None:
    """Between two files, with what it weighs and what the files state."""
    Path("new.yaml").write_text(
        GARDEN.read_text(encoding="utf-8")
        .replace("version: 1.0.0", "version: 1.0.1")
        .replace("{value: 2, label: A visitor, goal: false}", "{value: 3, label: A visitor}"),
        encoding="utf-8",
    )
    ran = run("model", "diff", GARDEN, "new.yaml")
    assert ran.code == 0
    assert "A major change" in ran.out
    assert "Warning: " in ran.out
    assert "“A visitor” was 2, is now 3" in ran.out
    data = json.loads(run("model", "diff", GARDEN, "new.yaml", "--json").out)
    assert (data["format"], data["demanded"], data["stated"]) == ("pemm-model-diff/1", "major", "patch")
    rows = run("model", "diff", GARDEN, "new.yaml", "--format", "csv").out.splitlines()
    assert rows[0] == "aspect,question,state,value_before,value_after,before,after"


def test_diff_works_across_formats_and_by_id(run: Run) -> None:
    """The built-in model by its id, the community's by its path; two languages by structure."""
    ran = run("model", "diff", "platform-engineering", MODELS / "community-en.yaml")
    assert (ran.code, "only wording changed" in ran.out) == (0, True)
    ran = run("model", "diff", "platform-engineering", MODELS / "community-pt.yaml", "--lang", "pt")
    assert (ran.code, "in different languages (en and pt)" in " ".join(ran.out.split())) == (0, True)


def test_diff_writes_files(run: Run) -> None:
    """As every report does, but for pictures."""
    canteen = MODELS / "community-en.yaml"
    assert run("model", "diff", canteen, canteen, "-o", "d.md", "-o", "d.json").code == 0
    assert "Nothing that is asked has changed" in Path("d.md").read_text(encoding="utf-8")
    assert run("model", "diff", canteen, canteen, "-o", "d.md").code == 1
    assert run("model", "diff", canteen, canteen, "-o", "d.md", "--force").code == 0
    assert run("model", "diff", canteen, canteen, "-o", "d.png").code == 1
    assert run("model", "diff", canteen, canteen, "-o", "d.docx").code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch", "platform-engineering"], "no model"),
        (["./nosuch.yaml", "platform-engineering"], "nosuch.yaml"),
        (["platform-engineering", str(GARDEN)], "different models"),
        (["platform-engineering", "platform-engineering", "--lang", "xx"], '"xx"'),
    ],
)
def test_diff_of_what_is_not_there_is_told(arguments: list[str], said: str, run: Run) -> None:
    """In a sentence, with exit code 1."""
    ran = run("model", "diff", *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


def test_diff_takes_its_language_from_the_surroundings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """PEMM_LANG is refused like --lang where nothing speaks it."""
    monkeypatch.setenv("PEMM_LANG", "xx")
    assert run("model", "diff", "platform-engineering", "platform-engineering").code == 1
    monkeypatch.setenv("PEMM_LANG", "en")
    assert run("model", "diff", "platform-engineering", "platform-engineering").code == 0


def test_form_goes_to_the_terminal_or_to_files(run: Run) -> None:
    """Questions with ids for eyes, and every text format; a picture there is none."""
    shown = run("model", "form")
    assert (shown.code, shown.err) == (0, "")
    assert "[ ]    Does not apply" in shown.out
    assert run("model", "form", "-o", "f.md", "-o", "f.csv", "-o", "f.json", "-o", "f.html").code == 0
    assert all(Path(f"f.{ending}").stat().st_size > 5000 for ending in ("md", "csv", "json", "html"))
    assert run("model", "form", "-o", "f.md").code == 1
    assert run("model", "form", "-o", "f.png").code == 1


def test_form_is_that_of_the_model_and_language_named(run: Run) -> None:
    """As for model show: --model by path, --lang with a refusal that lists what there is."""
    cantina = run("model", "form", "--model", MODELS / "community-pt.yaml").out
    assert ("Quem cozinha?" in cantina, "Who builds" in cantina) == (True, False)
    refused = run("model", "form", "--lang", "xx")
    assert (refused.code, refused.out) == (1, "")
    assert "en" in refused.err


def test_a_filled_sheet_imports(run: Run) -> None:
    """The header alone, as CSV without asking; blank it has no row, filled it is a respondent a row."""
    header = run("model", "form", "--sheet").out
    assert header.startswith("id,subject,name,role,date,language,model,questions,investment_1,")
    assert run("model", "form", "--sheet", "-o", "sheet.csv").code == 0
    assert Path("sheet.csv").read_text(encoding="utf-8") == header
    assert "no row under it" in run("import", "sheet.csv").err
    row = ["", "Payments", "Ada", "builder", "2026-10-02", "", "", "0.9.0", *["2"] * 18, "unsure", "na"]
    Path("sheet.csv").write_text(f"{header}{','.join(row)}\n", encoding="utf-8")
    assert run("import", "sheet.csv", "-o", "ada.json").code == 0
    ada = json.loads(Path("ada.json").read_text(encoding="utf-8"))
    assert (ada["subject"], ada["respondent"]) == ("Payments", {"name": "Ada", "role": "builder"})
    assert [each["value"] for each in ada["answers"].values()] == [2] * 18 + [None] * 2
    assert [each.get("reason") for each in ada["answers"].values()][18:] == ["unsure", "not_applicable"]


def test_what_a_web_form_exports_imports_whole(run: Run) -> None:
    """From the CSV to a form, to its export with a time stamp, to assessments: nothing is unread or ignored."""
    assert run("model", "form", "-o", "form.csv").code == 0
    with open("form.csv", encoding="utf-8", newline="") as file:
        _, role, *questions = csv.reader(file)
    asked = [(f"{row[1]} {number}. {row[2]}", row) for number, row in enumerate(questions, start=1)]
    with open("responses.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Timestamp", role[2], *(title for title, _ in asked)])
        for place in range(6):
            chosen = [[cell for cell in row[4:] if cell][place] for _, row in asked]
            writer.writerow(["2026/10/02 2:02:11 PM GMT+2", role[4:][place], *chosen])
    ran = run("import", "responses.csv", "--subject", "Payments", "-o", "out")
    assert (ran.code, "left out" in ran.err) == (0, False)
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path("out").iterdir())]
    roles = ["builder", "enabler", "consumer", "end-user", "service-provider", "leader"]
    assert [each["respondent"]["role"] for each in found] == roles
    said = [
        [(answer["value"], answer.get("reason")) for answer in each["answers"].values()] for each in found
    ]
    meant = [(1, None), (2, None), (3, None), (4, None), (None, "unsure"), (None, "not_applicable")]
    assert said == [[answer] * 20 for answer in meant]
    assert {each["assessed"] for each in found} == {"2026-10-02T12:02:11Z"}
