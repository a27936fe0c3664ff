"""The words of a survey: what its figures are called, and how groups, counts and months are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from pemm.model import Model
from pemm.report.distribution import Bar
from pemm.scoring import rounded
from pemm.survey.counting import Count, QuestionCounts
from pemm.survey.figures import QuestionFigures, band
from pemm.survey.rules import SUBJECT
from pemm.survey.survey import NOT_GIVEN, Group, Survey
from pemm.texts import Texts
from pemm.wording import clean, role_name

MANY = 20  # respondents: from here on percentages say more than they pretend
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Words:
    """A survey with its model, and how its figures are written."""

    survey: Survey
    model: Model
    texts: Texts

    @property
    def levels(self) -> tuple[tuple[int, str], ...]:
        """The scale: the value and the name of each level."""
        return tuple((level.value, level.name) for level in self.model.levels)

    @property
    def unit(self) -> str:
        """The end of the keys of texts that speak of what counts as one."""
        return "subjects" if self.survey.unit == SUBJECT else "respondents"

    def amount(self, count: Count) -> str:
        """A count; of one that is no whole number, a decimal."""
        return str(number(count))

    def of_all(self, count: Count) -> str:
        """A count as a bar says it: of many with the share of all."""
        return self.with_percent(self.amount(count), count)

    def with_percent(self, text: str, count: Count) -> str:
        """A text about a count; of many with the share of all behind it."""
        whole = self.survey.total.weight
        if whole < MANY or not count:
            return text
        return self.texts("survey.percent", count=text, percent=percent(count, whole))

    def median(self, middle: tuple[int, int] | None) -> str:
        """A median: one value, or the two in the middle; a dash without any."""
        if middle is None:
            return "-"
        low, high = middle
        return str(low) if low == high else f"{low}-{high}"

    def apartness(self, figures: QuestionFigures) -> str:
        """The figure that questions are ranked by: consensus, over several subjects spread; two decimals.

        A dash where there are no two answers to compare.
        """
        if figures.consensus is None or figures.counts.answered <= 1:
            return "-"
        agreed = Fraction(figures.consensus)
        return rounded(agreed if self.survey.one_subject else 1 - agreed)

    def in_short(self, figures: QuestionFigures) -> str:
        """Median, range and agreement of a question in a line."""
        if figures.consensus is None or figures.range is None:
            return self.texts("survey.nobody-answered")
        if figures.counts.answered == 1:
            return self.texts("survey.one-answer", value=figures.range[0])
        key = "survey.consensus" if self.survey.one_subject else "survey.spread"
        low, high = figures.range
        parts = [
            self.texts("survey.median", median=self.median(figures.median)),
            self.texts("survey.all-at", value=low)
            if low == high
            else self.texts("survey.from-to", low=low, high=high),
            self.texts(
                key,
                figure=self.apartness(figures),
                word=self.texts(f"{key}-{band(figures.consensus, len(figures.counts.values))}"),
            ),
        ]
        return "; ".join(parts) + "."

    def bars(self, counts: QuestionCounts) -> tuple[Bar, ...]:
        """A bar per option of a question, then one for each way to give no level that somebody took."""
        question = self.model.question(counts.id)
        assert question is not None
        found = []
        for value, count in enumerate(counts.values, start=1):
            option = question.option(value)
            if option is not None or count:
                label = clean(option.label) if option else ""
                aloud = self.texts("survey.aloud-level", value=value, label=label)
                found.append(self._bar(f"{value} {label}".strip(), count, aloud))
        for state, count in states(counts):
            if count:
                label = self.texts(f"state.{state}")
                found.append(self._bar(label, count, label[:1].upper() + label[1:], apart=True))
        return tuple(found)

    def _bar(self, label: str, count: Count, aloud: str, *, apart: bool = False) -> Bar:
        whole = self.survey.total.weight
        sentence = self.texts("survey.aloud-bar", label=aloud, n=self.amount(count), of=self.amount(whole))
        share = Fraction(count) / Fraction(whole) if whole else Fraction(0)
        return Bar(label, self.of_all(count), share, sentence, apart)

    def group(self, group: Group) -> str:
        """What a group is called."""
        name = self.label(group.label)
        return self.texts("survey.partial", group=name) if group.partial else name

    def label(self, label: str) -> str:
        """The name of a role, a month in words, any other value as it is."""
        if label == NOT_GIVEN:
            return self.texts("survey.not-said")
        if self.survey.by == "role":
            return role_name(self.model, label)
        if self.survey.by == "month" and _MONTH.fullmatch(label):
            name = self.texts.listed("trend.months")[int(label[5:]) - 1]
            return self.texts("survey.month", month=name, year=label[:4])
        return clean(label)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups that may be shown: the largest first, months in their order."""
        if self.survey.by == "month":
            return tuple(sorted(self.survey.groups, key=lambda group: group.label))
        return self.survey.groups

    def month(self, month: str) -> str:
        """A month such as 2026-10 in words; anything else as it is."""
        name = self.month_name(month)
        return self.texts("survey.month", month=name, year=month[:4]) if name else clean(month)

    def month_name(self, month: str) -> str:
        """The name of a month such as 2026-10, without its year; empty for anything else."""
        found = _MONTH.fullmatch(month)
        return self.texts.listed("date.months")[int(found[1]) - 1] if found else ""


def states(counts: QuestionCounts) -> tuple[tuple[str, Count], ...]:
    """The ways to give no level, with their counts."""
    return (
        ("unsure", counts.unsure),
        ("not_applicable", counts.not_applicable),
        ("unanswered", counts.unanswered),
    )


def number(count: Count) -> int | float:
    """A count as it is shown: a whole number, else with a decimal."""
    return int(count) if count == int(count) else round(float(count), 1)


def percent(count: Count, whole: Count) -> int:
    """The share in per cent, halves up."""
    return int(Fraction(count) / Fraction(whole) * 100 + Fraction(1, 2))
