"""Where respondents come from: every kind of source, mixed, and what is told of those that cannot be read."""

from __future__ import annotations

import io
import json
import os
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from people import IDS, MODEL, file, ndjson, row, rows, table

from pemm.assessment import Respondent
from pemm.errors import PemmError
from pemm.survey import respondentcsv, sources, surveyfile, walking
from pemm.survey.gathering import MAX_GROUPS, TooManyGroups
from pemm.survey.rules import Rules
from pemm.survey.sources import gather
from pemm.survey.survey import Survey
from pemm.survey.troubles import LISTED, Troubles
from pemm.survey.walking import walk


def gathered(*paths: Path | str, troubles: Troubles | None = None, **rules: Any) -> Survey:
    return gather([str(path) for path in paths], MODEL, Rules(**rules), troubles or Troubles())


def answers(survey: Survey, id: str = "investment_1") -> tuple[Any, ...]:
    return next(each.values for each in survey.total.questions if each.id == id)


def told(troubles: Troubles) -> list[tuple[str, str, str]]:
    return [(Path(each.path).name, each.line, each.error.key) for each in troubles.listed]


def test_every_kind_of_source_may_be_mixed(tmp_path, make):
    folder = tmp_path / "answers"
    (folder / "team").mkdir(parents=True)
    file(folder / "team" / "ada.json", make({"investment_1": 1}))
    ndjson(folder / "more.ndjson", rows(["2", "2"]))
    sheet = table(tmp_path / "form.csv", rows(["3"]), delimiter=";")
    links = tmp_path / "links.txt"
    links.write_text("# sent by mail\nbuilder\thttps://example.org/?investment_1=4&v=0.9.0\n")
    survey = gathered(folder, sheet, links)
    assert answers(survey) == (1, 2, 1, 1)
    assert survey.total.respondents == 5


def test_whole_assessments_may_stand_one_a_line(tmp_path, make):
    from pemm.assessmentfile import dump

    lines = [json.dumps(json.loads(dump(make({"investment_1": value})))) for value in (1, 1, 4)]
    path = tmp_path / "all.ndjson"
    path.write_text("\n".join(lines))
    assert answers(gathered(path)) == (2, 0, 0, 1)


def test_a_file_is_counted_once_however_often_it_is_named(tmp_path, make):
    one = file(tmp_path / "a.json", make({"investment_1": 1}))
    assert gathered(one, one, tmp_path, one).total.respondents == 1
    assert gathered(tmp_path, one).total.respondents == 1


def test_a_folder_is_read_but_for_what_is_hidden_and_what_a_conflict_left(tmp_path, make):
    made = make({"investment_1": 1})
    for name in ("a.json", ".b.json", "c.conflict-20261002T140211Z.json", "notes.md"):
        file(tmp_path / name, made)
    (tmp_path / ".git").mkdir()
    file(tmp_path / ".git" / "d.json", made)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [Path(path).name for path in walk(str(tmp_path))] == ["a.json"]


def test_a_survey_inside_a_folder_is_passed_over_and_named_itself_is_added(tmp_path):
    ndjson(tmp_path / "a.ndjson", rows(["1"] * 6))
    survey = gathered(tmp_path)
    path = tmp_path / "all.survey.json"
    path.write_text(json.dumps(surveyfile.data(survey, [])))
    troubles = Troubles()
    assert gathered(tmp_path, troubles=troubles).total.respondents == 6
    assert [(each.error.key, troubles.records) for each in troubles.passed_over] == [("in-folder", 0)]
    added = gathered(tmp_path / "a.ndjson", path)
    assert (added.total.respondents, added.fresh) == (12, 6)


@pytest.mark.parametrize(
    ("name", "content", "line", "key"),
    [
        ("a.json", b'{"format": "pemm-assess', "", "cut-off"),
        ("a.json", b"", "", "empty-record"),
        ("a.json", b"[]", "", "no-record"),
        ("a.json", b"\xff\xfe{", "", "encoding"),
        ("a.json", b'{"format": "pemm-result/1", "answers": {}}', "", "format"),
        ("a.csv", b"aspect,question,value,state\n", "", "responses-answers"),
        ("a.csv", b"", "", "responses-empty"),
        ("a.csv", b"colour,shape\nred,round\n", "", "responses-no-questions"),
        ("a.csv", b"investment_1\n\xff\n", "", "responses-encoding"),
        ("a.csv", b'investment_1\n1\n"2\n', "", "responses-open-quote"),
        ("a.csv", b"investment_1\n1\n1,2,3\n", "3", "cells"),
        ("a.csv", b"model,investment_1\ngarden,1\n", "2", "other-model"),
        ("a.ndjson", b'{"model": "garden", "investment_1": 1}\n', "1", "other-model"),
        ("a.txt", b"https://example.org/?investment_1=2\nhello\n", "2", "no-link"),
    ],
)
def test_what_cannot_be_read_is_named_by_file_and_line_and_the_rest_is_used(
    tmp_path, name, content, line, key
):
    good = ndjson(tmp_path / "good.ndjson", rows(["1"]))
    bad = tmp_path / name
    bad.write_bytes(content)
    troubles = Troubles()
    survey = gathered(bad, good, troubles=troubles)
    assert survey.total.respondents >= 1
    found = [each for each in told(troubles) if each[2] == key]
    assert found
    assert found[0][:2] == (name, line) or key == "responses-open-quote"
    assert troubles.records >= 1
    assert all(str(each.error) for each in troubles.listed)


def test_a_csv_may_mix_its_line_ends(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"investment_1,investment_2\r\n1,2\n2,2\r3,unsure\r\n")
    assert answers(gathered(path)) == (1, 1, 1, 0)


def test_a_csv_is_understood_in_the_words_of_the_questions(tmp_path):
    question = MODEL.questions[0]
    label = question.options[1].label
    path = table(
        tmp_path / "form.csv", [{"Timestamp": "10/21/2026 9:14:00", question.text: label, "Role": "builder"}]
    )
    survey = gathered(path, by="role", is_room=True)
    assert answers(survey) == (0, 1, 0, 0)
    assert [group.label for group in survey.groups] == ["builder"]
    assert survey.first == "2026-10"


def test_dates_whose_order_the_column_shows_are_read(tmp_path):
    path = table(
        tmp_path / "form.csv", [{"date": "03/04/2026", **row("1")}, {"date": "13/05/2026", **row("1")}]
    )
    troubles = Troubles()
    survey = gathered(path, troubles=troubles)
    assert (survey.first, survey.last, troubles.cells) == ("2026-04", "2026-05", 0)


def test_only_the_first_troubles_are_listed_and_all_are_counted(tmp_path):
    path = tmp_path / "a.ndjson"
    path.write_text('{"investment_1": 9, "investment_2": 1}\nbroken\n' * 30)
    troubles = Troubles()
    survey = gathered(path, troubles=troubles)
    assert (len(troubles.listed), troubles.records, troubles.cells, troubles.more) == (LISTED, 30, 30, 40)
    assert (survey.left_out, survey.unread, survey.total.respondents) == (30, 30, 30)


@pytest.mark.parametrize(
    ("name", "key"),
    [("nowhere.json", "file-missing"), ("a\0b", "file-missing"), ("/dev/null", "no-regular-file")],
)
def test_a_path_that_is_not_there_is_refused_at_once(name, key):
    with pytest.raises(PemmError) as refused:
        gathered(name)
    assert refused.value.key == key


def test_a_survey_of_nobody_is_refused(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(PemmError) as refused:
        gathered(tmp_path)
    assert refused.value.key == "survey-nobody"
    assert "one record" in str(refused.value)


def test_one_subject_is_a_team_and_several_are_a_field(tmp_path):
    same = ndjson(
        tmp_path / "same.ndjson", [row("1", subject="Payments"), row("2", subject="PAYMENTS"), row("3")]
    )
    assert (gathered(same).one_subject, gathered(same).subject) == (True, "Payments")
    assert not gathered(same, is_field=True).one_subject
    several = ndjson(tmp_path / "several.ndjson", [row("1", subject="A"), row("2", subject="B")])
    assert (gathered(several).one_subject, gathered(several).subject) == (False, None)
    nameless = ndjson(tmp_path / "nameless.ndjson", [row("1"), row("2")])
    assert gathered(nameless).one_subject
    assert "survey-no-subject" in [remark.key for remark in gathered(nameless).remarks]


def test_one_per_keeps_the_newest_of_each(tmp_path):
    found = [
        row("1", name="Ada", date="2026-01-01"),
        row("3", name="Ada", date="2026-03-01"),
        row("2", name="Ada", date="2026-02-01"),
        row("4", name="Bo"),
        row("4"),
        row("4"),
    ]
    assert answers(gathered(ndjson(tmp_path / "a.ndjson", found), one_per="name")) == (0, 0, 1, 3)


def test_of_equally_new_ones_the_later_counts(tmp_path):
    found = [row("1", name="Ada", date="2026-01-01"), row("3", name="Ada", date="2026-01-01")]
    assert answers(gathered(ndjson(tmp_path / "a.ndjson", found), one_per="name")) == (0, 0, 1, 0)


def test_each_subject_may_weigh_the_same(tmp_path):
    found = [*rows(["1"] * 3, subject="A"), row("4", subject="B"), row("2")]
    troubles = Troubles()
    survey = gathered(ndjson(tmp_path / "a.ndjson", found), unit="subject", troubles=troubles)
    assert answers(survey) == (1, 0, 0, 1)
    assert (survey.total.weight, survey.total.respondents, survey.one_subject) == (2, 4, False)
    assert told(troubles) == [("a.ndjson", "5", "no-subject")]


def test_a_breakdown_by_what_everybody_has_for_himself_is_refused(tmp_path):
    found = [{"investment_1": 1, "mail": f"{n}@example.org"} for n in range(MAX_GROUPS + 1)]
    with pytest.raises(TooManyGroups):
        gathered(ndjson(tmp_path / "a.ndjson", found), by="mail")


def test_comments_are_kept_from_ten_respondents_on_and_never_with_a_name(tmp_path, make):
    def noted(n: int) -> None:
        made = make({"investment_1": 1}, respondent=Respondent(f"Name {n}", "builder"))
        answer = replace(made.answers["investment_1"], note=f"Note {n}.")
        file(tmp_path / f"{n}.json", replace(made, answers={"investment_1": answer}))

    for n in range(9):
        noted(n)
    assert gathered(tmp_path).comments == {}
    assert len(gathered(tmp_path, is_room=True).comments["investment_1"]) == 9
    noted(9)
    assert gathered(tmp_path).comments["investment_1"][0] == "Note 0."
    assert gathered(tmp_path, with_notes=False).comments == {}
    assert "Note" not in json.dumps(surveyfile.data(gathered(tmp_path), []))


def test_progress_is_told_now_and_then(tmp_path):
    seen: list[int] = []
    path = ndjson(tmp_path / "a.ndjson", [{"id": "a", IDS[0]: 1}] * 10_001)
    gather([str(path)], MODEL, Rules(), Troubles(), seen.append)
    assert seen == [5_000, 10_000]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_spreadsheet_may_name_its_delimiter_before_the_header(tmp_path, delimiter):
    """Excel writes `sep=;` into a first line of its own; rows are numbered as in the file."""
    path = tmp_path / "a.csv"
    rows = [f"sep={delimiter}", "investment_1|role", "1|builder", "2|king"]
    path.write_text("\r\n".join([rows[0], *(each.replace("|", delimiter) for each in rows[1:])]))
    troubles = Troubles()
    assert answers(gathered(path, troubles=troubles)) == (1, 1, 0, 0)
    assert told(troubles) == [("a.csv", "4", "no-role")]


def test_a_spreadsheet_with_a_delimiter_and_nothing_else_is_empty(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\n\n")
    troubles = Troubles()
    assert (
        gathered(path, ndjson(tmp_path / "b.ndjson", rows(["1"])), troubles=troubles).total.respondents == 1
    )
    assert told(troubles) == [("a.csv", "", "responses-empty")]


@pytest.mark.parametrize(
    ("last", "key"), [(b"13/04/2026,1,\xff", "encoding-rest"), (b'13/04/2026,1,"x', "responses-open-quote")]
)
def test_rows_before_a_broken_one_are_used_also_where_dates_must_be_looked_through_first(
    tmp_path, monkeypatch, last, key
):
    """The order of day and month shows further down; what cannot be read there is told with its row."""
    monkeypatch.setattr(respondentcsv, "_SAMPLE", 1 << 14)
    path = tmp_path / "a.csv"
    row = b"03/04/2026,2,%s\n" % (b"x" * 100)
    path.write_bytes(b"date,investment_1,comment\n13/03/2026,1,\n" + row * 400 + last + b"\n" + row)
    troubles = Troubles()
    survey = gathered(path, troubles=troubles)
    first, second, *_ = answers(survey)
    assert first == 1
    assert (
        300 < second <= 400
    )  # a block of bytes is decoded at once, and some rows are lost with the broken one
    assert (survey.first, survey.last) == ("2026-03", "2026-04")
    assert [each[2] for each in told(troubles)] == [key]


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("shift", [0, 1, 2, 3])
def test_a_character_of_four_bytes_may_lie_where_a_block_ends(tmp_path, monkeypatch, order, shift):
    """In a large file in UTF-16 no emoji is broken, wherever it stands."""
    monkeypatch.setattr(respondentcsv, "_SAMPLE", 64)
    path = tmp_path / "a.csv"
    text = "\ufeffinvestment_1,comment\n1," + "x" * shift + "\U0001f600" * 20 + "\n2,y\n"
    path.write_bytes(text.encode(order))
    assert answers(gathered(path)) == (1, 1, 0, 0)


def test_standard_input_is_a_source(monkeypatch):
    content = b"".join(json.dumps(each).encode() + b"\n" for each in rows(["1", "2"]))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert answers(gathered("-")) == (1, 1, 0, 0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe with a name")
@pytest.mark.parametrize(("limit", "counted"), [(10**6, 1002), (110_000, 1)])
def test_a_pipe_is_read_once_and_up_to_the_limit(tmp_path, monkeypatch, limit, counted):
    """What was looked at to tell its kind is not lost; one without an end does not fill memory."""
    monkeypatch.setattr(sources, "MAX_BYTES", limit)
    pipe, good = tmp_path / "pipe", ndjson(tmp_path / "good.ndjson", rows(["1"]))
    os.mkfifo(pipe)
    line = json.dumps({"id": "a", "investment_1": 1, "comment": "x" * 200}).encode() + b"\n"

    def write() -> None:
        with suppress(BrokenPipeError):
            pipe.write_bytes(line * 1001)

    writer = threading.Thread(target=write)
    writer.start()
    troubles = Troubles()
    survey = gathered(pipe, good, troubles=troubles)
    writer.join()
    assert survey.total.respondents == counted
    assert [key for _, _, key in told(troubles)] == ([] if counted > 1 else ["file-too-large"])


def test_a_file_that_is_too_large_for_one_assessment_is_told(tmp_path, monkeypatch):
    """A JSON file holds one respondent; beyond the limit it is none."""
    monkeypatch.setattr(walking, "MAX_BYTES", 1 << 20)
    (tmp_path / "a.json").write_bytes(b'{"note": "' + b"x" * (1 << 21) + b'"}')
    troubles = Troubles()
    assert (
        gathered(tmp_path, ndjson(tmp_path / "b.ndjson", rows(["1"])), troubles=troubles).total.respondents
        == 1
    )
    assert told(troubles) == [("a.json", "", "file-too-large")]


def test_a_survey_file_may_have_any_name_and_parquet_is_refused_with_what_to_do(tmp_path):
    survey = gathered(ndjson(tmp_path / "a.ndjson", rows(["1"] * 6)))
    (tmp_path / "all.survey").write_text(json.dumps(surveyfile.data(survey, [])))
    (tmp_path / "a.parquet").write_bytes(b"PAR1\x00\x01")
    troubles = Troubles()
    assert gathered(tmp_path / "all.survey", tmp_path / "a.parquet", troubles=troubles).total == survey.total
    ((name, _, key),) = told(troubles)  # refused for what is in it, or for want of the engine
    assert (name, key in ("survey-parquet", "survey-parquet-broken")) == ("a.parquet", True)


def test_lines_of_links_that_cannot_be_used_are_told_by_their_number(tmp_path):
    path = tmp_path / "links.txt"
    link = b"https://x/?investment_1="
    path.write_bytes(
        b"\n".join([link + b"9&adoption_1=2", b"\xff", b"", b"# by mail", link + b"1", b"hello"])
    )
    troubles = Troubles()
    survey = gathered(path, troubles=troubles)
    assert (answers(survey), answers(survey, "adoption_1")) == ((1, 0, 0, 0), (0, 1, 0, 0))
    assert told(troubles) == [
        ("links.txt", "1", "no-answer"),
        ("links.txt", "2", "encoding"),
        ("links.txt", "6", "no-link"),
    ]


def test_a_folder_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(PemmError) as refused:
        list(walk(str(tmp_path / "gone")))
    assert refused.value.key == "file-missing"


def test_a_row_may_be_short_and_may_not_be_long(tmp_path):
    """Cells that are not there are empty; what stands beyond the header belongs to no question."""
    path = tmp_path / "a.csv"
    lines = [
        "investment_1,investment_2,role,date",
        "1,2,builder,2026-01-02",
        "1",
        ",2",
        "1,1,,,,x",
        "1,1,,,,",
    ]
    path.write_text("\n".join(lines))
    troubles = Troubles()
    survey = gathered(path, troubles=troubles)
    assert (answers(survey), answers(survey, "investment_2")) == ((3, 0, 0, 0), (1, 2, 0, 0))
    assert told(troubles) == [("a.csv", "5", "cells")]


def test_a_cell_says_a_reason_a_changed_meaning_or_nothing_that_can_be_read(tmp_path):
    """Row by row: unsure, not applicable, of an older set, a date and a role that are none."""
    path = table(
        tmp_path / "a.csv",
        [
            {"investment_1": "unsure", "interfaces_1": "na", "questions": "0.9.0", "role": "", "date": ""},
            {
                "investment_1": "two",
                "interfaces_1": "3",
                "questions": "0.8.0",
                "role": "king",
                "date": "soon",
            },
            {
                "investment_1": "2",
                "interfaces_1": "3",
                "questions": "0.9.0",
                "role": "Builder",
                "date": "2026-01-02",
            },
        ],
    )
    troubles = Troubles()
    survey = gathered(path, by="role", is_room=True, troubles=troubles)
    first, interfaces = survey.total.questions[0], survey.total.questions[8]
    assert (first.values, first.unsure, first.unanswered) == ((0, 1, 0, 0), 1, 1)
    assert (interfaces.values, interfaces.not_applicable, interfaces.unanswered) == ((0, 0, 1, 0), 1, 1)
    assert sorted((group.label, group.counts.respondents) for group in survey.groups) == [
        ("", 2),
        ("builder", 1),
    ]
    assert sorted(told(troubles)) == [
        ("a.csv", "3", "no-answer"),
        ("a.csv", "3", "no-date"),
        ("a.csv", "3", "no-role"),
    ]
    assert ("survey-changed", {"n": 1, "ids": "interfaces_1"}) in [
        (each.key, each.data) for each in survey.remarks
    ]
