"""pemm import."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from support import Run

from pemm.assessment import load

LINK = "https://cloud-native-platform-engineering.github.io/pemm-assessment/?investment_1=2&adoption_3=4&v=0.9.0&view=results"


def test_a_link_becomes_an_assessment(run: Run) -> None:
    """With what is known of its subject; nothing is on standard output."""
    ran = run(
        "import", LINK, "-o", "a.json", "--subject", "X", "--role", "consumer", "--about", "sector=bank"
    )
    assert (ran.code, ran.out, ran.err) == (0, "", "Wrote a.json: 2 of 20 answered.\n")
    assessment, _ = load(Path("a.json"))
    assert (assessment.subject, assessment.respondent.role, assessment.about) == (
        "X",
        "consumer",
        {"sector": "bank"},
    )
    assert "the community's wording" in " ".join(run("show", "a.json").out.split())


def test_a_link_comes_from_a_file_or_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One link in either is one assessment."""
    Path("link.txt").write_text(LINK + "\n")
    assert run("import", "link.txt", "-o", "a.json").code == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINK.encode())))
    assert run("import", "-", "-o", "b.json").code == 0
    assert load(Path("a.json"))[0].answers == load(Path("b.json"))[0].answers


def test_a_link_may_be_longer_than_a_name(run: Run) -> None:
    """All twenty answers, and more, without a host in front."""
    link = "?" + "&".join(
        f"{aspect}_{n}=2" for aspect in ("investment", "adoption", "interfaces") for n in (1, 2, 3, 4)
    )
    assert run("import", link + "&x=" + "y" * 5000, "-o", "a.json").code == 0
    assert len(load(Path("a.json"))[0].answers) == 12


def test_without_an_output_the_name_follows_from_the_subject(run: Run) -> None:
    """As with pemm assess, and never over what is there."""
    assert run("import", LINK, "--subject", "Payments").code == 0
    assert run("import", LINK, "--subject", "Payments").code == 0
    assert len(list(Path().glob("payments-*.json"))) == 2


def test_values_that_are_no_options_are_refused_by_name(run: Run) -> None:
    """Nothing is written; --skip-invalid leaves them out and says so."""
    bad = "?investment_1=9&adoption_1=abc&adoption_2=3"
    ran = run("import", bad, "-o", "a.json")
    assert ran.code == 1
    assert "investment_1=9, adoption_1=abc" in ran.err
    assert not Path("a.json").exists()
    ran = run("import", bad, "-o", "a.json", "--skip-invalid")
    assert ran.code == 0
    assert "investment_1=9" in ran.err
    assert list(load(Path("a.json"))[0].answers) == ["adoption_2"]


def test_foreign_parameters_are_left_out_and_reported(run: Run) -> None:
    """So is a version that the link does not name."""
    ran = run("import", "?utm_source=mail&investment_5=4&investment_1=1", "-o", "a.json")
    assert ran.code == 0
    assert "utm_source=mail, investment_5=4" in ran.err
    assert "unknown with which question set" in ran.err
    remarks = json.loads(run("export", "a.json").out)["remarks"]
    assert "unknown with which question set" in remarks[0]


def test_a_workshop_of_eight_links(run: Run) -> None:
    """Eight lines become eight files in a folder, named by place and role, or eight lines of one file."""
    roles = ["builder", "leader", "consumer", ""]
    lines = [f"{roles[i % 4]}\t?investment_1={1 + i % 4}&v=0.9.0" for i in range(8)]
    Path("links.txt").write_text("\n".join(lines))
    ran = run("import", "links.txt", "--subject", "Payments")
    assert (ran.code, ran.err) == (0, "Wrote 8 assessments to links.\n")
    names = sorted(path.name for path in Path("links").iterdir())
    assert names[:4] == ["01-builder.json", "02-leader.json", "03-consumer.json", "04-payments.json"]
    assert load(Path("links/02-leader.json"))[0].answers["investment_1"].value == 2
    assert run("import", "links.txt", "--subject", "Payments").code == 1  # what is there is not replaced
    assert run("import", "links.txt", "-o", "all.ndjson").code == 0
    assert [json.loads(line)["respondent"]["role"] for line in Path("all.ndjson").read_text().splitlines()][
        :3
    ] == roles[:3]


@pytest.mark.parametrize(
    ("output", "made"),
    [("one.json", ["one.json"]), ("fold/", ["fold"]), ("a.ndjson", ["a.ndjson"]), ("there", ["there"])],
)
def test_one_link_goes_where_it_is_sent(output: str, made: list[str], run: Run) -> None:
    """A name with a slash, or a folder that is there, is a folder; .ndjson is a line."""
    if output == "there":
        Path("there").mkdir()
    assert run("import", LINK, "-o", output).code == 0
    assert [path.name for path in Path().iterdir()] == made
    if output == "a.ndjson":
        assert len(Path("a.ndjson").read_text().splitlines()) == 1
    if output in ("fold/", "there"):
        assert len(list(Path(output).glob("*.json"))) == 1


@pytest.mark.parametrize("output", ["all.json", "all.md"])
def test_several_do_not_fit_into_one_file(output: str, run: Run) -> None:
    """Neither as JSON nor as anything else but NDJSON."""
    Path("links.txt").write_text("?investment_1=1\n?investment_1=2\n")
    assert run("import", "links.txt", "-o", output).code == 1
    assert not Path(output).exists()


def test_what_the_source_says_stands(run: Run) -> None:
    """--role and --subject say what the source does not."""
    Path("links.txt").write_text("builder\t?investment_1=1\n?investment_1=2\n")
    assert run("import", "links.txt", "-o", "w/", "--role", "leader").code == 0
    roles = [load(path)[0].respondent.role for path in sorted(Path("w").iterdir())]
    assert roles == ["builder", "leader"]


def test_doubtful_answers_are_told_at_once(run: Run) -> None:
    """Whoever imports an old link learns which answers to look at."""
    ran = run("import", "?interfaces_1=3&v=0.8.0", "-o", "a.json")
    assert "interfaces_1 may have meant something else" in ran.err
    card = run("show", "a.json").out
    assert "They take one package" not in card


def test_links_are_found_behind_a_byte_order_mark(run: Run) -> None:
    """As a text editor on Windows saves them, with a comment first; UTF-16 too."""
    for name, encoding in (("a.txt", "utf-8-sig"), ("b.txt", "utf-16")):
        Path(name).write_text("# workshop\n" + LINK + "\n", encoding=encoding)
        assert run("import", name, "-o", f"{name}.json").code == 0


def test_two_links_on_a_line_are_told(run: Run) -> None:
    """None of them is lost silently."""
    ran = run("import", f"{LINK} {LINK}", "-o", "a.json")
    assert ran.code == 1
    assert "more than one link" in ran.err
    assert run("import", f"{LINK}\n{LINK}", "-o", "w/").code == 0


def test_an_assessment_needs_no_import(run: Run, after: Path) -> None:
    """It is told so, and not taken for a table."""
    assert "needs no import" in run("import", after).err


def test_bad_lines_of_a_file_are_told_together(run: Run) -> None:
    """With their numbers, and nothing is written."""
    Path("links.txt").write_text("?investment_1=9\n?investment_1=1\n?adoption_1=x\n")
    ran = run("import", "links.txt")
    assert ran.code == 1
    assert "line 1: investment_1=9; line 3: adoption_1=x" in ran.err
    assert not Path("links").exists()


def test_a_csv_of_responses_becomes_assessments(run: Run) -> None:
    """A row each, by ids and by the questions' own texts, numbers or labels."""
    Path("responses.csv").write_text(
        "name,role,investment_1,What starts the work on a new capability?\nAda,builder,2,A plan\nBob,leader,unsure,1\n"
    )
    ran = run("import", "responses.csv", "-o", "out")
    assert ran.code == 0
    ada, _ = load(Path("out/01-ada.json"))
    assert (ada.answers["investment_1"].value, ada.answers["investment_2"].value) == (2, 3)
    bob, _ = load(Path("out/02-bob.json"))
    assert (bob.answers["investment_1"].reason, bob.respondent.role) == ("unsure", "leader")


def test_cells_that_are_no_answers_are_listed(run: Run) -> None:
    """By row and column; nothing is guessed and nothing written, unless asked to leave them out."""
    Path("responses.csv").write_text("investment_1,investment_2\n2,Perhaps\n7,1\n")
    ran = run("import", "responses.csv", "-o", "out")
    assert ran.code == 1
    assert 'row 2, column "investment_2": "Perhaps"' in ran.err
    assert 'row 3, column "investment_1": "7"' in ran.err
    assert not Path("out").exists()
    assert run("import", "responses.csv", "-o", "out", "--skip-invalid").code == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty.csv"),
        ("sheet.csv", b"PK\x03\x04" + b"\0" * 50, "sheet.csv"),
        ("answers.csv", b"aspect,question,value,state,wording,answer,note,evidence\n", "answers.csv"),
        ("none.csv", b"a,b\n1,2\n", "none.csv"),
        ("empty.txt", b"", "empty.txt"),
        ("binary.txt", b"\x00\xff?=&", "binary.txt"),
    ],
)
def test_a_file_that_is_nothing_to_import(name: str, content: bytes, said: str, run: Run) -> None:
    """A sentence, and nothing written."""
    Path(name).write_bytes(content)
    ran = run("import", name)
    assert ran.code == 1
    assert said in ran.err
    assert [path.name for path in Path().iterdir()] == [name]


def test_a_missing_file_is_no_link(run: Run) -> None:
    """A word without the signs of an address is the name of a file."""
    ran = run("import", "links.txt")
    assert ran.code == 1
    assert "no file links.txt" in ran.err
