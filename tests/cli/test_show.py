"""pemm show and pemm export."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from support import Run


def test_show_prints_the_report_card(run: Run, after: Path) -> None:
    """The card goes to standard output, and nothing to standard error."""
    ran = run("show", after)
    assert ran.code == 0
    assert ran.out.startswith("Payments platform")
    assert "THREE THINGS TO DO NEXT" in ran.out
    assert ran.err == ""


def test_export_is_show_as_json(run: Run, after: Path) -> None:
    """Both print the same result; export can be told otherwise."""
    data = run("export", after).out
    assert data == run("show", after, "--json").out == run("show", after, "--format", "json").out
    assert json.loads(data)["format"] == "pemm-result/1"
    assert run("export", after, "--format", "csv").out.startswith("aspect,question,value,state")


def test_a_file_can_come_from_standard_input(run: Run, after: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """- reads standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(after.read_bytes())))
    assert json.loads(run("export", "-").out)["subject"] == "Payments platform"


def test_outputs_are_chosen_by_their_endings(run: Run, after: Path) -> None:
    """Several files at once; then standard output stays empty and a line on stderr names them."""
    ran = run("show", after, "-o", "a.json", "-o", "a.csv", "-o", "a.md", "-o", "A.PNG")
    assert (ran.code, ran.out, ran.err) == (0, "", "Wrote a.json, a.csv, a.md, A.PNG.\n")
    assert Path("A.PNG").read_bytes().startswith(b"\x89PNG")
    assert Path("a.md").read_text(encoding="utf-8").startswith("# Payments platform")


def test_an_existing_output_needs_force(run: Run, after: Path) -> None:
    """Nothing is replaced unasked, and no other output is written either."""
    Path("b.md").write_text("mine")
    ran = run("show", after, "-o", "a.json", "-o", "b.md")
    assert (ran.code, ran.out) == (1, "")
    assert "--force" in ran.err
    assert not Path("a.json").exists()
    assert Path("b.md").read_text() == "mine"
    assert run("show", after, "-o", "b.md", "--force").code == 0
    assert Path("b.md").read_text(encoding="utf-8").startswith("# Payments")


def test_the_assessment_is_never_its_own_report(run: Run, after: Path) -> None:
    """Even --force does not write a report over the answers."""
    mine = Path("mine.json")
    mine.write_bytes(after.read_bytes())
    ran = run("show", mine, "-o", "mine.json", "--force")
    assert ran.code == 1
    assert mine.read_bytes() == after.read_bytes()


@pytest.mark.parametrize(("output", "said"), [("gone/a.md", "no folder gone"), ("folder.md", "is a folder")])
def test_an_impossible_output_is_told_first(output: str, said: str, run: Run, after: Path) -> None:
    """Every path is checked before anything is written."""
    Path("folder.md").mkdir()
    ran = run("show", after, "-o", "fine.csv", "-o", output)
    assert ran.code == 1
    assert said in ran.err
    assert not Path("fine.csv").exists()


def test_fail_below_looks_at_the_average(run: Run, after: Path) -> None:
    """3 where an average is below its limit or missing, after the report was printed; 0 where it holds."""
    assert run("show", after, "--fail-below", "adoption=2.25").code == 0
    ran = run("show", after, "--fail-below", "adoption=2.25", "--fail-below", "investment=1.51")
    assert ran.code == 3
    assert ran.out.startswith("Payments platform")
    assert ran.err == "Below the limit: investment 1.50 from 4 of 4 < 1.51.\n"
    run("assess", "empty.json", "--no-input")
    assert run("show", "empty.json", "--fail-below", "investment=0").code == 3
    assert run("show", after, "--fail-below", "invest=2").code == 1
    too_high = run("show", after, "--fail-below", "investment=4.01")
    assert too_high.code == 1
    assert "the levels of this model end at 4" in too_high.err


def test_no_notes_anywhere(run: Run, after: Path) -> None:
    """--no-notes leaves out what was written beside the answers."""
    assert "CFO" in run("show", after, "--all").out
    assert "CFO" not in run("show", after, "--all", "--no-notes").out
    assert "CFO" not in run("export", after, "--no-notes").out


BAD = {
    "missing": (None, "no file"),
    "folder": ("FOLDER", "is a folder"),
    "empty": (b"", "empty"),
    "text": (b"hello", "not JSON"),
    "truncated": (b'{"format": "pemm-assessment/1", "id": "x"', "cut off"),
    "list": (b"[]", "not an assessment"),
    "other": (b'{"a": 1}', "not an assessment"),
    "encoding": (b'{"format": "\xff\xfe"}', "UTF-8"),
    "duplicate": (b'{"format": "pemm-assessment/1", "format": "pemm-assessment/1"}', "stands twice"),
    "newer": (b'{"format": "pemm-assessment/2"}', "newer pemm"),
    "result": (b'{"format": "pemm-result/1"}', "is what pemm made of"),
    "nan": (b'{"format": "pemm-assessment/1", "answers": {"x": {"value": NaN}}}', "not a number"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_one_sentence(kind: str, run: Run) -> None:
    """It says which file, what is wrong and what to do; the exit code is 1, and nothing is on stdout."""
    content, said = BAD[kind]
    path = Path("bad.json")
    if content == "FOLDER":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    ran = run("show", path)
    assert (ran.code, ran.out) == (1, "")
    assert "bad.json" in ran.err
    assert said in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (5, "its options are 1, 2, 3, 4"),
        (True, "answers.investment_1.value is true"),
        (2.0, "is 2.0"),
        ("2", 'is "2"'),
        (0, "is 0"),
        (-1, "is -1"),
    ],
)
def test_a_value_that_is_no_option_is_refused(value: object, said: str, run: Run, after: Path) -> None:
    """Neither a number beyond the options nor a boolean, a float or a text counts as an answer."""
    data = json.loads(after.read_text(encoding="utf-8"))
    data["answers"]["investment_1"]["value"] = value
    Path("bad.json").write_text(json.dumps(data))
    ran = run("show", "bad.json")
    assert ran.code == 1
    assert said in ran.err


def test_unknown_models_and_languages_are_refused_with_what_there_is(run: Run, after: Path) -> None:
    """The list is in the sentence."""
    assert "There is: platform-engineering" in run("show", after, "--model", "nosuch").err
    assert "There are: en" in run("show", after, "--lang", "xx").err
    assert "There are: en" in run("show", after, "--lang", "../../etc/passwd").err


def test_an_unknown_language_of_the_file_is_remarked(run: Run, after: Path) -> None:
    """It stays in the file; the report is shown in English and says so."""
    Path("a.json").write_text(
        after.read_text(encoding="utf-8").replace('"language": "en"', '"language": "tlh"'), encoding="utf-8"
    )
    ran = run("show", "a.json")
    assert ran.code == 0
    assert 'no texts in "tlh"' in ran.out
    assert json.loads(run("export", "a.json").out)["language"] == "tlh"


def test_unknown_questions_are_kept_reported_and_not_scored(run: Run, after: Path) -> None:
    """An id that the model lacks is no error."""
    data = json.loads(after.read_text(encoding="utf-8"))
    data["answers"]["investment_9"] = {"value": 4}
    Path("a.json").write_text(json.dumps(data))
    exported = json.loads(run("export", "a.json").out)
    assert "investment_9" in exported["remarks"][0]
    assert exported["asked"] == 20
    assert run("assess", "a.json", "--set", "investment_1=3").code == 0
    assert json.loads(Path("a.json").read_text())["answers"]["investment_9"] == {
        "value": 4,
        "asked": None,
        "question": None,
        "answer": None,
    }


def test_a_model_of_ones_own_runs_through_every_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three aspects by five levels: assess, show, export, pictures, compare, model show, check, list."""
    garden = Path(__file__).parents[1] / "models" / "garden.yaml"
    for name, value in (("a.json", 1), ("b.json", 5)):
        assert (
            run("assess", name, "--model", garden, "--set", f"soil_1={value}", "--set", "water_1=3").code == 0
        )
    assert "There is: platform-engineering" in run("show", "a.json").err
    Path("garden.yaml").write_bytes(garden.read_bytes())  # beside the file
    assert "Garden Maturity Model 2.1" in run("show", "a.json").out
    assert json.loads(run("export", "b.json").out)["aspects"][0]["counts"] == {
        "1": 0,
        "2": 0,
        "3": 0,
        "4": 0,
        "5": 1,
    }
    assert run("show", "b.json", "-o", "b.png", "-o", "b.svg").code == 0
    assert run("compare", "a.json", "b.json", "-o", "c.pdf", "-o", "c.md").code == 0
    assert "Dug earth" in run("model", "show", "--model", "garden").out
    assert run("model", "check", "garden.yaml").code == 0
    Path("garden.yaml").unlink()
    monkeypatch.setenv("PEMM_MODELS", str(garden.parent))
    assert "garden" in run("model", "list").out
    assert run("show", "a.json").code == 0


def test_the_status_table_shows_the_teams_own_words(run: Run, after: Path) -> None:
    """Own words are recorded by assess, shown by show --table, and asked for where there are none."""
    mine = Path("mine.json")
    mine.write_bytes(after.read_bytes())
    assert "--aspect-note investment=" in run("show", mine, "--table").out
    ran = run("assess", mine, "--aspect-note", "investment=Four people, paid.")
    assert (ran.code, ran.err) == (0, "Recorded in mine.json: 19 of 20 answered.\n")
    shown = run("show", mine, "--table").out
    assert "Four people, paid." in shown
    assert "--aspect-note" not in shown
    assert "Four people" not in run("show", mine, "--table", "--no-notes").out
    assert run("show", mine, "--table", "--all").code == 2
    assert run("assess", mine, "--aspect-note", "investment=").code == 0
    assert json.loads(mine.read_text(encoding="utf-8"))["aspect_notes"] == {}


def test_a_title_page_by_option(run: Run, after: Path) -> None:
    """Client and author stand below the title in HTML and Markdown; the terminal leaves them out."""
    options = ("--client", "The board", "--author", "Ada")
    assert run("show", after, *options, "-o", "a.html", "-o", "a.md").code == 0
    assert 'class="title-page"' in Path("a.html").read_text(encoding="utf-8")
    assert "- for: The board\n- by: Ada\n" in Path("a.md").read_text(encoding="utf-8")
    assert run("show", after, *options).out == run("show", after).out
    assert run("show", after, "-o", "b.html").code == 0
    assert 'class="title-page"' not in Path("b.html").read_text(encoding="utf-8")
