"""The survey as it may be published: counts of everybody, and of the groups that are large enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pemm.errors import PemmError
from pemm.scoring import Remark
from pemm.survey.counting import Counts
from pemm.survey.publishing import THRESHOLD, shown
from pemm.survey.rules import RESPONDENT, SUBJECT, Rules

NOT_GIVEN = ""  # the group of those who did not say


@dataclass(frozen=True, slots=True)
class SurveyModel:
    """Which questions the counts are about: model, its version, question set."""

    id: str
    version: str
    questions: str


@dataclass(frozen=True, slots=True)
class Group:
    """Respondents who have something in common: `label` is the value, NOT_GIVEN where none was given.

    `partial` says that part of the sources hid this group, so that its counts are those of the others.
    """

    label: str
    counts: Counts
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """What many respondents answered.

    `subject` is what all judged, None where they judged several or none was named; `one_subject` says
    whether they judged the same. `unit` is what counts as one. `first` and `last` are the months, `2026-10`,
    of the earliest and the latest answer. `by` is what the groups differ in, None without groups;
    `hidden` counts the respondents of the groups that are not shown.
    `left_out` are records that could not be used, `unread` answers. `fresh` is the number of respondents
    read just now, beside those of survey files; `smallest` that of the smallest part, None
    for a survey in one part. `is_open` says that groups are shown whatever their size, to those who agreed to
    it: on the screen alone. `comments` are notes, by question.
    """

    model: SurveyModel
    total: Counts
    subject: str | None = None
    one_subject: bool = False
    unit: str = RESPONDENT
    threshold: int = 5
    first: str | None = None
    last: str | None = None
    by: str | None = None
    groups: tuple[Group, ...] = ()
    hidden: int = 0
    left_out: int = 0
    unread: int = 0
    fresh: int = 0
    smallest: int | None = None
    sources: int = 1
    is_open: bool = False
    comments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_publishable(self) -> bool:
        """Whether a file of it may be written: it and each of its parts reach the threshold.

        Whoever has the other parts could subtract them.
        """
        return not self.is_open and self.fewest >= self.threshold

    @property
    def fewest(self) -> int:
        """The respondents of the smallest part, of whom the others can be subtracted."""
        return self.total.respondents if self.smallest is None else self.smallest


def together(parts: Sequence[Survey], rules: Rules, *, has_respondents: bool) -> Survey:
    """The parts as one survey, by the rules that were asked for; the first part are the respondents, if any.

    A survey file stays what it was published as: what the rules ask of it beyond that is remarked.
    """
    surveys = [stricter(each, rules.threshold) for each in parts]
    if not has_respondents:
        surveys = [_as_asked(each, rules) for each in surveys]
    first, *others = surveys
    for other in others:
        first = merged(first, other)
    totals = [each.total for each in surveys]
    if any(total in totals[:place] for place, total in enumerate(totals)):
        first = replace(first, remarks=(*first.remarks, Remark("survey-same-counts", {})))
    return first


def _as_asked(survey: Survey, rules: Rules) -> Survey:
    """A survey file by itself, with what the rules ask for in vain."""
    remarks = []
    vain = {"--one-per": rules.one_per, "--room": rules.is_room, "--field": rules.is_field}
    if rules.unit != survey.unit:
        vain["--unit"] = rules.unit == SUBJECT
    vain["--threshold"] = rules.threshold < survey.threshold and rules.threshold != THRESHOLD
    if names := ", ".join(name for name, is_asked in vain.items() if is_asked):
        remarks.append(Remark("survey-in-vain", {"options": names}))
    if rules.by is not None and rules.by != survey.by:
        asked = {"found": survey.by or "-", "asked": rules.by}
        remarks.append(Remark("survey-other-breakdown" if survey.by else "survey-not-broken", asked))
        survey = replace(survey, by=None, groups=(), hidden=0)
    return replace(survey, remarks=(*survey.remarks, *remarks))


def merged(one: Survey, other: Survey) -> Survey:
    """Two published surveys as one, by adding counts.

    What is published of the whole follows from what is published of the parts, each by the stricter
    threshold of both, so nobody learns more from it. With different breakdowns only the total is left. Both
    are of the same questions (`surveyfile.parse` sees to that). Raises PemmError for different units.
    """
    if one.unit != other.unit:
        raise PemmError("survey-other-unit", one=one.unit, other=other.unit)
    threshold = max(one.threshold, other.threshold)
    one, other = stricter(one, threshold), stricter(other, threshold)
    same_subject = one.one_subject and other.one_subject and _same(one.subject, other.subject)
    both = replace(
        one,
        total=one.total + other.total,
        subject=one.subject if same_subject else None,
        one_subject=same_subject,
        first=min((each for each in (one.first, other.first) if each), default=None),
        last=max((each for each in (one.last, other.last) if each), default=None),
        left_out=one.left_out + other.left_out,
        unread=one.unread + other.unread,
        fresh=one.fresh + other.fresh,
        smallest=min(one.fewest, other.fewest),
        sources=one.sources + other.sources,
        is_open=one.is_open or other.is_open,
        comments=one.comments or other.comments,
        remarks=(*one.remarks, *(each for each in other.remarks if each not in one.remarks)),
    )
    if one.by == other.by:
        return replace(both, groups=_together(one, other), hidden=one.hidden + other.hidden)
    remark = Remark("survey-breakdowns", {"by": one.by or other.by})
    remarks = both.remarks if remark in both.remarks else (*both.remarks, remark)
    return replace(both, by=None, groups=(), hidden=0, remarks=remarks)


def stricter(survey: Survey, threshold: int) -> Survey:
    """The survey as it may be shown with this threshold, if that is higher than its own."""
    if threshold <= survey.threshold:
        return survey
    sizes = {group.label: group.counts for group in survey.groups}
    kept = shown(sizes, threshold, hidden=survey.hidden)
    gone = sum(counts.respondents for label, counts in sizes.items() if label not in kept)
    return replace(
        survey,
        threshold=threshold,
        groups=tuple(group for group in survey.groups if group.label in kept),
        hidden=survey.hidden + gone,
    )


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.casefold() == other.casefold()


def _together(one: Survey, other: Survey) -> tuple[Group, ...]:
    sides = [{group.label: group for group in side.groups} for side in (one, other)]
    labels = dict.fromkeys([*sides[0], *sides[1]])
    groups = []
    for label in labels:
        found = [side[label] for side in sides if label in side]
        counts = found[0].counts if len(found) == 1 else found[0].counts + found[1].counts
        # A group that one side does not show may be among those that it hides.
        hidden = any(
            label not in shown and side.hidden for shown, side in zip(sides, (one, other), strict=True)
        )
        groups.append(Group(label, counts, hidden or any(group.partial for group in found)))
    return tuple(sorted(groups, key=lambda group: (-group.counts.respondents, group.label)))
