"""`pemm survey`, and what `show` and `compare` do with a survey file."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from people import MODEL, file, ndjson, row, rows, table
from support import SAMPLES

from pemm.assessment import Respondent

SIX = rows(["1", "1", "2", "3", "4", "u"], subject="Payments")


def survey_json(run, *arguments: object) -> dict[str, Any]:
    ran = run("survey", *arguments, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_a_survey_counts_every_answer(run, tmp_path):
    found = survey_json(run, ndjson(tmp_path / "a.ndjson", SIX))
    assert found["format"] == "pemm-survey/1"
    assert found["total"]["respondents"] == 6
    first = found["total"]["questions"][0]
    assert first["counts"] == {"1": 2, "2": 1, "3": 1, "4": 1}
    assert (first["unsure"], first["median"], first["range"]) == (1, [2, 2], [1, 4])


CONSENSUS = [
    ((10, 0, 0, 0), 1.0),
    ((5, 0, 0, 5), 0.0),
    ((5, 5, 0, 0), 0.736966),
    ((0, 5, 5, 0), 0.736966),
    ((0, 1, 3, 1), 0.766015),
    ((0, 2, 2, 1), 0.633809),
    ((2, 0, 0, 3), 0.029049),
    ((4, 0, 0, 1), 0.278072),
    ((9, 0, 0, 1), 0.531004),
]


@pytest.mark.parametrize(("counts", "expected"), CONSENSUS)
def test_the_vectors_of_consensus_come_out_of_the_command(run, tmp_path, counts, expected):
    patterns = [str(level) for level, n in enumerate(counts, start=1) for _ in range(n)]
    found = survey_json(run, ndjson(tmp_path / "a.ndjson", rows(patterns)))
    assert found["total"]["questions"][0]["consensus"] == pytest.approx(expected, abs=5e-7)


def test_the_vectors_of_alpha_come_out_of_the_command(run, tmp_path):
    """Five questions by four respondents."""
    given = [[1, 1, 2, 1], [2, 2, 2, 3], [3, 3, 4, 3], [None, 4, 1, None], [2, 3, 2, None]]
    ids = [question.id for question in MODEL.questions[:5]]
    found = [dict(zip(ids, column, strict=True)) for column in zip(*given, strict=True)]
    path = ndjson(tmp_path / "a.ndjson", found)
    assert survey_json(run, path, "--threshold", 4)["total"]["alpha"] == pytest.approx(0.262745, abs=5e-7)


def test_a_file_of_fewer_than_the_threshold_is_refused_and_the_screen_is_not(run, tmp_path):
    path = ndjson(tmp_path / "a.ndjson", SIX[:4])
    assert run("survey", path).code == 0
    for arguments in (["--json"], ["-o", "a.md"], ["--format", "csv"], ["--json", "--room"]):
        ran = run("survey", path, *arguments)
        assert (ran.code, ran.out) == (1, "")
        assert "Only 4 respondents" in ran.err
    assert not Path("a.md").exists()
    assert run("survey", path, "--json", "--threshold", 4).code == 0


@pytest.mark.parametrize(
    "arguments",
    [["--threshold", 2], ["--by", "name"], ["--by", "id"], ["--unit", "team"], ["--top", -1]],
)
def test_what_would_show_persons_or_means_nothing_is_a_usage_error(run, tmp_path, arguments):
    assert run("survey", ndjson(tmp_path / "a.ndjson", SIX), *arguments).code == 2


def secrets(found: list[dict[str, Any]], tmp_path: Path, run) -> list[str]:
    """Everything that the command writes of a survey by sector, on the screen and in files."""
    path = ndjson(tmp_path / "a.ndjson", found)
    outputs = [run("survey", path, "--by", "sector", *more) for more in ([], ["--plain"], ["--top", 20])]
    texts = [each.out + each.err for each in outputs]
    for name in ("a.json", "a.md", "a.html", "a.csv"):
        assert run("survey", path, "--by", "sector", "-o", name, "--force").code == 0
        texts.append(Path(name).read_text(encoding="utf-8"))
    return texts


def test_a_hidden_group_is_named_and_counted_nowhere(run, tmp_path):
    """Three from a small sector, who alone chose 4; they are hidden, and so is who would give them away."""
    found = [
        *rows(["1"] * 9, sector="bank", subject="P"),
        *rows(["2"] * 6, sector="rail", subject="P"),
        *rows(["4"] * 3, sector="zebra-farm", subject="P"),
    ]
    for text in secrets(found, tmp_path, run):
        assert "zebra" not in text
        assert "rail" not in text
    data = json.loads(Path("a.json").read_text(encoding="utf-8"))
    assert [(group["group"], group["respondents"]) for group in data["groups"]] == [("bank", 9)]
    assert data["hidden"] == 9
    with open("a.csv", encoding="utf-8", newline="") as stream:
        assert {line.get("group", "") for line in csv.DictReader(stream)} <= {"", "bank"}


def test_no_name_is_written_anywhere(run, tmp_path, make):
    for n in range(12):
        respondent = Respondent(f"Xenia{n}", "builder")
        file(tmp_path / f"{n}.json", make({"investment_1": 1 + n % 4}, subject="P", respondent=respondent))
    outputs = [
        run("survey", tmp_path, *more).out for more in ([], ["--by", "role"], ["--json"], ["--format", "md"])
    ]
    assert not any("Xenia" in text for text in outputs)


def test_those_in_one_room_see_every_group_on_the_screen_and_files_do_not(run, tmp_path):
    found = [*rows(["1"] * 5, role="builder"), *rows(["4"] * 2, role="consumer")]
    path = ndjson(tmp_path / "a.ndjson", found)
    assert run("survey", path, "--by", "role", "-o", "a.json", "--room").code == 0
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["groups"] == []


def test_what_cannot_be_read_is_listed_and_the_rest_is_used(run, tmp_path):
    path = ndjson(tmp_path / "a.ndjson", SIX)
    path.write_text(path.read_text() + '{"broken\n{"investment_1": 9, "investment_2": 1}\n')
    ran = run("survey", path, "--json")
    assert ran.code == 0
    assert "a.ndjson:7: broken at column" in ran.err
    assert 'a.ndjson:8: investment_1: "9" is no answer' in ran.err
    assert "One record could not be used" in ran.err
    assert run("survey", path, "--json", "--strict").code == 1
    assert run("survey", ndjson(tmp_path / "b.ndjson", SIX), "--strict").code == 0


def test_a_csv_of_answers_is_sent_to_the_command_that_wants_it(run, tmp_path):
    run("assess", "a.json", "--set", "investment_1=2")
    run("show", "a.json", "-o", "a.csv")
    ran = run("survey", "a.csv")
    assert ran.code == 1
    assert "a.csv" in ran.err


def test_a_source_that_is_not_there_is_an_error(run):
    ran = run("survey", "nowhere.json")
    assert (ran.code, ran.out) == (1, "")
    assert "nowhere.json" in ran.err


def test_two_survey_files_pool(run, tmp_path):
    for name, found in (("one", SIX), ("two", SIX[::-1][:5] + SIX[:1])):
        source = ndjson(tmp_path / f"{name}.ndjson", found)
        assert run("survey", source, "-o", f"{name}.survey.json").code == 0
    assert survey_json(run, "one.survey.json", "two.survey.json")["total"]["respondents"] == 12


def test_a_few_new_ones_beside_a_survey_file_are_shown_and_not_written(run, tmp_path):
    """Whoever has the file could subtract it."""
    assert run("survey", ndjson(tmp_path / "a.ndjson", SIX), "-o", "a.survey.json").code == 0
    few = ndjson(tmp_path / "b.ndjson", SIX[:2])
    assert run("survey", "a.survey.json", few).code == 0
    assert run("survey", "a.survey.json", few, "--json").code == 1


def test_an_assessment_is_shown_in_the_field_of_a_survey(run, tmp_path):
    path = table(tmp_path / "a.csv", rows(["1", "2", "2", "3", "4"]))
    assert run("survey", path, "-o", "field.survey.json").code == 0
    sample = SAMPLES / "payments-2026.json"
    ran = run("show", sample, "--against", "field.survey.json")
    assert ran.code == 0
    assert "IN THE FIELD" in ran.out
    data = json.loads(run("show", sample, "--against", "field.survey.json", "--json").out)
    first = data["against"]["aspects"][0]
    assert (first["id"], first["below"], first["median"]) == ("investment", 0.2, 2.0)
    assert run("show", sample, "--against", sample).code == 1
    assert run("show", sample, "--against", "field.survey.json", "--table").code == 2


def test_two_waves_are_compared(run, tmp_path):
    for name, patterns in (("one", ["1"] * 5), ("two", ["2"] * 6)):
        source = ndjson(
            tmp_path / f"{name}.ndjson", rows(patterns, subject="Payments", date=f"2026-0{len(patterns)}-01")
        )
        assert run("survey", source, "-o", f"{name}.survey.json").code == 0
    ran = run("compare", "one.survey.json", "two.survey.json")
    assert ran.code == 0
    assert "2026-05, then 2026-06" in ran.out
    assert "+1.00" in ran.out
    data = json.loads(run("compare", "one.survey.json", "two.survey.json", "--json").out)
    assert {aspect["shift"] for aspect in data["aspects"]} == {1.0}
    assert run("compare", "one.survey.json", "two.survey.json", "-o", "a.csv", "-o", "a.html").code == 0


def test_a_survey_and_an_assessment_are_not_compared(run, tmp_path):
    assert run("survey", ndjson(tmp_path / "a.ndjson", SIX), "-o", "a.survey.json").code == 0
    for pair in (
        ["a.survey.json", SAMPLES / "payments-2026.json"],
        [SAMPLES / "payments-2026.json", "a.survey.json"],
    ):
        ran = run("compare", *pair)
        assert ran.code == 1
        assert "--against a.survey.json" in ran.err
    assert run("compare", "a.survey.json", "a.survey.json", "--fail-on-drop").code == 2


def test_a_respondents_own_row_may_be_told_apart_by_language_and_month(run, tmp_path):
    found = [row("1", language="en", date="2026-01-03")] * 5 + [
        row("2", language="de", date="2026-02-03")
    ] * 5
    path = ndjson(tmp_path / "a.ndjson", found)
    for by, labels in (("language", ["de", "en"]), ("month", ["2026-01", "2026-02"])):
        assert [group["group"] for group in survey_json(run, path, "--by", by)["groups"]] == labels


def test_an_imported_row_counts_as_the_row_itself(run, tmp_path):
    """Numbers in a table say nothing of the question set, whichever way they came."""
    path = table(tmp_path / "a.csv", rows(["3"] * 5, name="X"))
    raw = survey_json(run, path)
    assert run("import", path, "-o", "answers.ndjson").code == 0
    imported = survey_json(run, "answers.ndjson")
    assert imported["total"] == raw["total"]
    assert imported["total"]["questions"][8]["counts"]["3"] == 5  # interfaces_1
    assert "do not say which question set" in imported["remarks"][0]


def test_a_survey_file_stays_what_it_was_published_as(run, tmp_path):
    found = [*rows(["1"] * 9, role="builder", subject="P"), *rows(["2"] * 6, role="leader", subject="P")]
    assert (
        run("survey", ndjson(tmp_path / "a.ndjson", found), "--by", "role", "-o", "a.survey.json").code == 0
    )
    assert len(survey_json(run, "a.survey.json")["groups"]) == 2
    other = survey_json(run, "a.survey.json", "--by", "sector")
    assert (other["by"], other["groups"]) == (None, [])
    assert "broken down by role" in other["remarks"][0]
    vain = survey_json(run, "a.survey.json", "--one-per", "name", "--unit", "subject")
    assert "--one-per, --unit: in vain" in vain["remarks"][0]
    stricter = survey_json(run, "a.survey.json", "--threshold", 7)
    assert (stricter["threshold"], stricter["groups"], stricter["hidden"]) == (7, [], 15)


def test_a_survey_of_few_cannot_be_hidden_in_another(run, tmp_path):
    """Three who published with a threshold of three are not added to those who asked for five."""
    many = ndjson(tmp_path / "a.ndjson", rows(["1"] * 9))
    few = ndjson(tmp_path / "b.ndjson", rows(["4"] * 3))
    assert run("survey", many, "-o", "many.survey.json").code == 0
    assert run("survey", few, "-o", "few.survey.json", "--threshold", 3).code == 0
    ran = run("survey", "many.survey.json", "few.survey.json", "-o", "pool.survey.json")
    assert ran.code == 1
    assert "has only 3 respondents" in ran.err
    assert "can subtract them" in " ".join(run("survey", "many.survey.json", "few.survey.json").out.split())


@pytest.mark.parametrize(("option", "key"), [("--by", "rolle"), ("--one-per", "shoe")])
def test_a_key_that_nobody_has_is_an_error_that_names_those_there_are(run, tmp_path, option, key):
    ran = run("survey", ndjson(tmp_path / "a.ndjson", rows(["1"] * 5, Country="NL")), option, key)
    assert ran.code == 1
    assert f'No record has a "{key}"' in ran.err
    assert "Country" in ran.err


def test_a_copy_of_an_assessment_counts_once_and_is_told(run, tmp_path, make):
    for name in ("a.json", "b.json"):
        file(tmp_path / name, make({"investment_1": 1}))
    ran = run("survey", tmp_path)
    assert "One respondent." in ran.out
    assert "b.json: the same as a file that was read before" in ran.err


def test_two_surveys_that_count_the_same_are_remarked(run, tmp_path):
    path = ndjson(tmp_path / "a.ndjson", SIX)
    assert run("survey", path, "-o", "a.survey.json").code == 0
    assert "count exactly the same" in " ".join(run("survey", path, "a.survey.json").out.split())


def test_what_a_group_agreed_on_is_nobodys_answer(run, tmp_path):
    path = ndjson(tmp_path / "a.ndjson", SIX)
    assert run("assess", "agreed.json", "--vote", "investment_1=0 3 2 0", "--set", "investment_1=2").code == 0
    ran = run("survey", path, "agreed.json")
    assert "6 respondents." in ran.out
    assert "agreed.json: agreed on by a group" in ran.err
    assert "Agreed by a group." in run("show", "agreed.json").out


def test_a_link_with_an_unknown_role_counts_without_it(run, tmp_path):
    links = tmp_path / "links.txt"
    links.write_text("boss\t?investment_1=3&v=0.9.0\n")
    ran = run("survey", links)
    assert ran.code == 0
    assert 'links.txt:1: "boss" is no role of the model' in ran.err


def test_the_agenda_may_stand_alone(run, tmp_path):
    ran = run("survey", ndjson(tmp_path / "a.ndjson", SIX), "--agenda", "--top", 2)
    assert "THE 2 QUESTIONS TO TALK ABOUT FIRST" in ran.out
    assert "WHERE THE ASPECTS LIE" not in ran.out


def test_over_a_field_nothing_is_marked_to_discuss(run, tmp_path):
    found = [row(str(1 + n % 4), subject=f"S{n}") for n in range(8)]
    data = survey_json(run, ndjson(tmp_path / "a.ndjson", found))
    assert not any(question["discuss"] for question in data["total"]["questions"])
    assert data["total"]["alpha"] is None


def test_records_without_an_answer_do_not_make_a_group_large_enough(run, tmp_path):
    """Four who said nothing would publish the fifth."""
    found = [*[{"subject": "P", "role": "builder"}] * 4, row("4", subject="P", role="builder")]
    ran = run("survey", ndjson(tmp_path / "a.ndjson", found), "--by", "role", "-o", "leak.csv")
    assert ran.code == 1
    assert "a.ndjson:1: nothing is answered in it" in ran.err
    assert not Path("leak.csv").exists()


def test_two_versions_of_one_assessment_are_told(run, tmp_path, make):
    for name, value in (("a.json", 1), ("b.json", 2), ("c.rescued-12.json", 3)):
        file(tmp_path / name, make({"investment_1": value}))
    ran = run("survey", tmp_path)
    assert "2 respondents." in ran.out
    assert "b.json: has the id of a file that was read before" in ran.err


def test_an_agreed_file_among_the_others_is_no_failure(run, tmp_path):
    path = ndjson(tmp_path / "a.ndjson", SIX)
    assert run("assess", "agreed.json", "--vote", "investment_1=0 3 2 0", "--set", "investment_1=2").code == 0
    assert run("survey", path, "agreed.json", "--strict").code == 0
