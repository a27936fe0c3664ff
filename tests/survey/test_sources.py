"""Where respondents come from: every kind of source, mixed, and what is told of those that cannot be read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from people import IDS, MODEL, file, ndjson, row, rows, table

from pemm.assessment import Respondent
from pemm.errors import PemmError
from pemm.survey import surveyfile
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
    path.write_text('{"id": "a", "investment_1": 9}\nbroken\n' * 30)
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
