"""Gathering: what goes in one by one comes out as a survey, with what has to be known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from people import MODEL, row

from pemm.survey import gathering as module
from pemm.survey.gathering import MAX_COMMENTS, Gathering, Rules, TooManyGroups
from pemm.survey.records import Reader, Record, Unusable
from pemm.survey.survey import Survey


def gathered(*records: Record, reader: Reader | None = None, left_out: int = 0, **rules: Any) -> Survey:
    gathering = Gathering(MODEL, Rules(**rules))
    for record in records:
        gathering.add(record)
    return gathering.survey(reader or Reader(MODEL, lambda *_: None), left_out)


def of(character: str, **fields: Any) -> Record:
    return Record(character * 20, **fields)


def remarks(survey: Survey) -> list[tuple[str, dict[str, Any]]]:
    return [(each.key, dict(each.data)) for each in survey.remarks]


def test_what_the_reader_found_is_remarked_with_how_often_and_where():
    """Answers that mean something else today, ids that nobody knows, and rows that name no question set."""
    reader = Reader(MODEL, lambda *_: None)
    for version in ("0.8.0", "0.8.0", None):
        reader.record({"questions": version, "interfaces_1": 3, **row("1"), "investment_9": 2}, "")
    reader.no_answer("investment_1", "?", "")
    survey = gathered(of("1", subject="Payments"), reader=reader, left_out=4)
    assert remarks(survey) == [
        ("survey-changed", {"n": 2, "ids": "interfaces_1"}),
        ("survey-unknown", {"ids": "investment_9"}),
        ("survey-no-set", {"n": 1, "questions": MODEL.questions_version}),
    ]
    assert (survey.left_out, survey.unread) == (4, 1)


@pytest.mark.parametrize(("number", "ending"), [(1, ""), (8, ""), (9, ", …")])
def test_many_unknown_ids_are_listed_up_to_the_eighth(number, ending):
    """In the order of the alphabet; that there are more is said."""
    reader = Reader(MODEL, lambda *_: None)
    ids = [f"x_{n}" for n in range(1, number + 1)]
    reader.record({**row("1"), **dict.fromkeys(reversed(ids), 1)}, "")
    (remark,) = (each for each in gathered(of("1"), reader=reader).remarks if each.key == "survey-unknown")
    assert remark.data["ids"] == ", ".join(ids[:8]) + ending


def test_a_survey_says_what_it_is_of():
    """The model's version and question set, the threshold, and the months of the first and the last answer."""
    dates = ["2026-05-02", "2026-03-30", None, "2026-04-01T10:00:00Z"]
    survey = gathered(*(of("1", date=date) for date in dates), threshold=7)
    assert (survey.model.id, survey.model.version, survey.model.questions) == (
        MODEL.id,
        MODEL.version,
        MODEL.questions_version,
    )
    assert (survey.first, survey.last, survey.threshold, survey.fresh) == ("2026-03", "2026-05", 7, 4)
    assert (survey.unit, survey.by, survey.hidden, survey.is_open) == ("respondent", None, 0, False)


def test_groups_stand_in_the_order_of_their_size_and_the_hidden_are_counted():
    """Equal sizes in the order of the labels; whoever is not shown is one of so many."""
    sized = {"d": 5, "a": 5, "b": 9, "c": 2, "e": 4}
    records = [of("1", group=label) for label, n in sized.items() for _ in range(n)]
    survey = gathered(*records, by="role")
    assert ([group.label for group in survey.groups], survey.hidden) == (["b", "a", "d"], 6)
    room = gathered(*records, by="role", is_room=True)
    assert ([group.label for group in room.groups], room.hidden) == (["b", "a", "d", "e", "c"], 0)


def test_each_subject_weighs_the_same_in_its_group_and_in_all():
    """Three of one platform and one of another are two platforms; a group adds up the subjects in it."""
    records = [
        *(of("1", subject="A", group="builder") for _ in range(3)),
        of("3", subject="a", group="leader"),
        of("4", subject="B", group="builder"),
    ]
    survey = gathered(*records, unit="subject", by="role", is_room=True)
    assert (survey.unit, survey.total.weight, survey.one_subject, survey.subject) == (
        "subject",
        2,
        False,
        None,
    )
    assert [float(n) for n in survey.total.questions[0].values] == [0.75, 0, 0.25, 1]
    counts = {group.label: [float(n) for n in group.counts.questions[0].values] for group in survey.groups}
    assert counts == {"builder": [1, 0, 0, 1], "leader": [0, 0, 1, 0]}


def test_a_record_without_a_subject_is_refused_where_subjects_count():
    """It cannot be said whose it is, and it is not counted as seen."""
    gathering = Gathering(MODEL, Rules(unit="subject"))
    with pytest.raises(Unusable) as refused:
        gathering.add(of("1"))
    assert (refused.value.key, gathering.seen) == ("no-subject", 0)


def test_notes_are_kept_once_each_and_no_more_than_can_be_read():
    """The same words of two people are one comment, and a question has twelve at most."""
    records = [of("1", notes=(("investment_1", f"Note {n // 2}."),)) for n in range(40)]
    comments = gathered(*records).comments
    assert comments == {"investment_1": tuple(f"Note {n}." for n in range(MAX_COMMENTS))}


def test_a_higher_threshold_holds_for_comments_too():
    """From ten respondents on, or from the threshold if that is more."""
    records = [of("1", notes=(("investment_1", "Hm."),)) for _ in range(11)]
    assert gathered(*records, threshold=12).comments == {}
    assert gathered(*records, threshold=11).comments == {"investment_1": ("Hm.",)}


def test_respondents_counted_elsewhere_are_part_of_the_survey():
    """Their patterns by aspect, their subjects and their dates; they are seen as those that came one by one."""
    gathering = Gathering(MODEL, Rules(by="role"))
    gathering.add(of("2", subject="Payments", group="builder", date="2026-04-01"))
    gathering.add_facts(5, ["PAYMENTS"], ["2026-03-01", "2026-05-01"])
    for place in range(len(MODEL.aspects)):
        gathering.add_counted("builder", place, "1111", 5)
    survey = gathering.survey(Reader(MODEL, lambda *_: None), 0)
    assert gathering.seen == 6
    assert [(group.label, group.counts.questions[0].values) for group in survey.groups] == [
        ("builder", (5, 1, 0, 0))
    ]
    assert (survey.subject, survey.first, survey.last) == ("Payments", "2026-03", "2026-05")


def test_only_a_model_whose_questions_have_changed_asks_for_the_set():
    """Where no answer has changed its meaning with a version, a row without a set is as good as any."""
    steady = replace(MODEL, history=())
    reader = Reader(steady, lambda *_: None)
    reader.record(row("1"), "")
    survey = Gathering(steady, Rules())
    survey.add(of("1", subject="Payments"))
    assert reader.without_set == 1
    assert survey.survey(reader, 0).remarks == ()


def test_a_survey_of_one_platform_that_nobody_named_says_so():
    """Not of a field, where there are several."""
    assert remarks(gathered(of("1"))) == [("survey-no-subject", {})]
    assert remarks(gathered(of("1"), is_field=True)) == []
    assert remarks(gathered(of("1", subject="A"), of("1", subject="B"))) == []


def test_of_each_respondent_the_newest_is_counted_and_one_without_a_date_is_the_oldest():
    """In whatever order they come; all of them were seen."""
    records = [
        of("2", key="a", date="2026-02-01"),
        of("1", key="a"),
        of("3", key="a", date="2026-01-01"),
        of("4", key="b"),
    ]
    for some in (records, records[::-1]):
        gathering = Gathering(MODEL, Rules())
        for record in some:
            gathering.add(record)
        survey = gathering.survey(Reader(MODEL, lambda *_: None), 0)
        assert survey.total.questions[0].values == (0, 1, 0, 1)
        assert (gathering.seen, survey.total.respondents) == (4, 2)
    assert gathered(of("1", key="a"), of("3", key="a")).total.questions[0].values == (0, 0, 1, 0)


def test_a_breakdown_that_is_none_is_refused_with_its_name_and_the_limit(monkeypatch):
    """Everybody has an address of their own; without a breakdown, or for subjects, there is no limit."""
    monkeypatch.setattr(module, "MAX_GROUPS", 3)
    records = [of("1", group=f"{n}@example.org", subject=f"S{n}") for n in range(4)]
    assert len(gathered(*records[:3], by="mail", is_room=True).groups) == 3
    with pytest.raises(TooManyGroups) as refused:
        gathered(*records, by="mail")
    assert (refused.value.key, refused.value.data) == ("survey-many-groups", {"by": "mail", "limit": 3})
    assert gathered(*records, by="mail", unit="subject").total.respondents == 4
