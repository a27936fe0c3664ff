"""Nobody can be picked out: what is shown of groups, and what can be learned from several surveys."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemm import library
from pemm.errors import PemmError
from pemm.scoring import Remark
from pemm.survey.counting import Counts, Tally
from pemm.survey.gathering import Gathering
from pemm.survey.publishing import shown
from pemm.survey.records import Reader, Record
from pemm.survey.rules import Rules
from pemm.survey.survey import Survey, merged

MODEL = library.load(library.find(library.DEFAULT))
sizes = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 25), min_size=1)
people = st.lists(st.tuples(st.sampled_from("ABCDE"), st.text("1234u", min_size=1, max_size=1)), max_size=40)


def of_size(n: int) -> Counts:
    tally = Tally(MODEL)
    for _ in range(n):
        tally.add("1" * 20)
    return tally.counts()


def visible(threshold: int = 5, **groups: int) -> set[str]:
    return set(shown({label: of_size(n) for label, n in groups.items()}, threshold))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ({"A": 8, "B": 4}, ""),
        ({"A": 20, "B": 1, "C": 1}, ""),
        ({"A": 20, "B": 6, "C": 1}, "A"),
        ({"A": 20, "B": 3, "C": 2}, "A"),
        ({"A": 5, "B": 5}, "AB"),
        ({"A": 4}, ""),
        ({"A": 9}, "A"),
    ],
)
def test_small_groups_are_hidden_and_others_until_the_hidden_are_many_enough(groups, expected):
    assert visible(**groups) == set(expected)


def test_a_lower_threshold_shows_smaller_groups():
    assert visible(3, A=8, B=4) == {"A", "B"}


@given(sizes, st.integers(3, 9))
def test_what_is_hidden_is_nobody_or_at_least_the_threshold(groups, threshold):
    seen = visible(threshold, **groups)
    hidden = sum(n for label, n in groups.items() if label not in seen)
    assert all(groups[label] >= threshold for label in seen)
    assert hidden == 0 or hidden >= threshold or not seen


def survey_of(people: list[tuple[str, str]], **rules: object) -> Survey:
    rules.setdefault("by", "role")
    asked = Rules(**rules)  # type: ignore[arg-type]  # the fields of Rules, by name
    gathering = Gathering(MODEL, asked)
    for group, character in people:
        gathering.add(Record(character * 20, "Payments", group))
    return gathering.survey(Reader(MODEL, lambda *_: None), 0)


def sums(survey: Survey) -> list[Counts]:
    """Everything that can be computed from a published survey: sums of its groups, and the rest of each."""
    groups = [group.counts for group in survey.groups]
    found = []
    for size in range(len(groups) + 1):
        for some in combinations(groups, size):
            part = sum(some[1:], some[0]) if some else None
            if part is not None:
                found.append(part)
            found.append(survey.total - part if part is not None else survey.total)
    return found


@given(people)
def test_no_sum_or_difference_of_what_is_published_is_a_small_group(people):
    survey = survey_of(people)
    if not survey.is_publishable:
        return
    for counts in sums(survey):
        assert counts.respondents == 0 or counts.respondents >= 5


@given(people, people)
def test_a_merged_survey_and_its_part_give_away_no_small_group(one, other):
    first, second = survey_of(one), survey_of(other)
    both = merged(first, second)
    if not (first.is_publishable and second.is_publishable):
        return
    shares = {group.label: group.counts for group in both.groups}
    for part in (first, second):
        known = {group.label: group.counts for group in part.groups}
        for label, counts in shares.items():
            rest = counts - known[label] if label in known else counts
            assert rest.respondents == 0 or rest.respondents >= 5
        assert (both.total - part.total).respondents >= 5
    for counts in sums(both):
        assert counts.respondents == 0 or counts.respondents >= 5


def test_a_few_new_respondents_cannot_be_published_beside_a_survey_file():
    """Whoever has the file could subtract it."""
    known, few = survey_of([("A", "1")] * 20), survey_of([("A", "4")] * 2)
    both = merged(few, replace(known, fresh=0))
    assert both.total.respondents == 22
    assert not both.is_publishable


def test_the_same_survey_without_a_breakdown_gives_no_more():
    people = [("A", "1")] * 8 + [("B", "4")] * 4
    whole, broken_down = survey_of(people, by=None), survey_of(people)
    assert whole.total == broken_down.total
    assert broken_down.groups == ()
    assert broken_down.hidden == 12


def test_those_who_sit_together_see_every_group():
    survey = survey_of([("A", "1")] * 8 + [("B", "4")], is_room=True)
    assert [group.label for group in survey.groups] == ["A", "B"]
    assert survey.is_open


def test_surveys_with_different_breakdowns_keep_the_total_alone():
    one, other = survey_of([("A", "1")] * 8), survey_of([("X", "2")] * 8, by="sector")
    both = merged(one, other)
    assert (both.by, both.groups, both.total.respondents) == (None, (), 16)
    assert [remark.key for remark in both.remarks] == ["survey-breakdowns"]


def test_a_group_that_one_part_hides_is_marked_as_partial():
    one = survey_of([("A", "1")] * 8 + [("B", "2")] * 6)
    other = survey_of([("A", "1")] * 8 + [("B", "2")] * 3 + [("C", "2")] * 3)
    both = merged(one, other)
    assert {group.label: (group.counts.respondents, group.partial) for group in both.groups} == {
        "A": (16, False),
        "B": (6, True),
    }
    assert both.hidden == 6


def test_groups_are_shown_largest_first_and_the_smallest_of_them_is_hidden_with_the_others():
    """The size decides, not the label; groups of one size stand in the order of their labels."""
    sized = {label: of_size(n) for label, n in {"A": 6, "B": 20, "D": 9, "C": 9}.items()}
    assert shown(sized, 5) == ("B", "C", "D", "A")
    assert shown({**sized, "E": of_size(1)}, 5) == ("B", "C", "D")


def test_surveys_of_different_units_are_not_added():
    """Respondents and subjects are not the same thing, and the sentence says which is which."""
    one = survey_of([("A", "1")] * 8)
    with pytest.raises(PemmError, match="counts each respondent as one, the other each subject"):
        merged(one, replace(one, unit="subject"))


def test_what_is_known_of_two_surveys_adds_up():
    """Months span both, numbers add up, the stricter threshold counts, and a remark of both is told once."""
    shared, own = Remark("survey-no-subject", {}), Remark("survey-unknown", {"ids": "x_1"})
    one = replace(
        survey_of([("A", "1")] * 8),
        first="2026-03",
        last="2026-05",
        threshold=5,
        left_out=1,
        unread=2,
        fresh=8,
        sources=3,
        remarks=(shared,),
    )
    other = replace(
        survey_of([("A", "2")] * 9),
        first="2026-01",
        last="2026-04",
        threshold=7,
        left_out=10,
        unread=20,
        fresh=0,
        sources=4,
        comments={"investment_1": ("We shall see.",)},
        remarks=(shared, own),
    )
    for both in (merged(one, other), merged(other, one)):
        assert (both.first, both.last, both.threshold) == ("2026-01", "2026-05", 7)
        assert (both.left_out, both.unread, both.fresh, both.sources) == (11, 22, 8, 7)
        assert both.comments == other.comments
        assert sorted(remark.key for remark in both.remarks) == ["survey-no-subject", "survey-unknown"]
        assert (both.subject, both.one_subject) == ("Payments", True)


def test_a_survey_without_a_month_takes_that_of_the_other():
    """Nobody said when: what is known is kept, and two of them know nothing."""
    silent = survey_of([("A", "1")] * 8)
    dated = replace(silent, first="2026-03", last="2026-05")
    assert (merged(silent, dated).first, merged(dated, silent).last) == ("2026-03", "2026-05")
    assert (merged(silent, silent).first, merged(silent, silent).last) == (None, None)


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        ({"subject": "PAYMENTS"}, "Payments"),
        ({"subject": "Search"}, None),
        ({"subject": None}, None),
        ({"subject": None, "one_subject": False}, None),
        ({"one_subject": False}, None),
    ],
)
def test_a_merged_survey_has_a_subject_only_if_both_judged_it(change, subject):
    """However it is written; a survey of several subjects, or of an unnamed one, has none to share."""
    one = survey_of([("A", "1")] * 8)
    both = merged(one, replace(one, **change))
    assert (both.subject, both.one_subject) == (subject, subject is not None)


def test_surveys_without_breakdowns_are_merged_without_a_word():
    """Only a breakdown that is lost is told; where one side alone has one, it is."""
    people = [("A", "1")] * 8 + [("B", "2")] * 3
    plain, by_role = survey_of(people, by=None), survey_of(people)
    assert (plain.hidden, by_role.hidden) == (0, 11)
    assert merged(plain, plain).remarks == ()
    assert merged(plain, plain).groups == ()
    for both in (merged(plain, by_role), merged(by_role, plain)):
        assert [(remark.key, remark.data) for remark in both.remarks] == [
            ("survey-breakdowns", {"by": "role"})
        ]
        assert (both.groups, both.hidden) == ((), 0)


def test_a_group_of_both_parts_is_added_up_and_the_larger_groups_go_first():
    """Each respondent counts once in his group, with what he answered."""
    one = survey_of([("A", "1")] * 6 + [("B", "2")] * 7)
    other = survey_of([("A", "3")] * 5 + [("B", "4")] * 8)
    groups = merged(one, other).groups
    assert [(group.label, group.partial) for group in groups] == [("B", False), ("A", False)]
    assert [group.counts.questions[0].values for group in groups] == [(0, 7, 0, 8), (6, 0, 5, 0)]


def test_a_survey_of_those_who_sit_together_is_never_published_whatever_is_added():
    """Its small groups are for the screen alone, so what it is merged into is as open as it is."""
    together = survey_of([("A", "1")] * 8 + [("B", "4")], is_room=True)
    other = survey_of([("A", "1")] * 8)
    assert not together.is_publishable
    for both in (merged(together, other), merged(other, together)):
        assert both.is_open
        assert not both.is_publishable
    assert merged(other, other).is_publishable
