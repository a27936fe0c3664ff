"""The pictures of a survey as plain values: stacked bars per question, a radar with the middle half."""

from __future__ import annotations

from fractions import Fraction

from pemm.report.distribution import Stack, StackChart
from pemm.report.document import RadarChart, Series
from pemm.report.surveywords import Words, number, states
from pemm.scoring import rounded
from pemm.survey.counting import QuestionCounts
from pemm.survey.figures import AspectFigures, aspect_figures
from pemm.wording import clean


def stacks(words: Words, title: str, period: str) -> StackChart:
    """A bar per question, in groups by aspect: first the levels, then what is no level if anybody gave it."""
    texts, survey, model = words.texts, words.survey, words.model
    found = {each.id: each for each in survey.total.questions}
    apart = [
        state
        for place, (state, _) in enumerate(states(survey.total.questions[0]))
        if any(states(each)[place][1] for each in survey.total.questions)
    ]
    parts = [f"{value} {name}".strip() for value, name in words.levels]
    parts += [texts(f"state.{state}") for state in apart]
    groups = tuple(
        (
            aspect.name,
            tuple(
                _stack(clean(question.text), found[question.id], apart, words)
                for question in aspect.questions
            ),
        )
        for aspect in model.aspects
    )
    said = (
        texts(
            "survey.chart-bar",
            id=stack.reference,
            parts=", ".join(
                texts("survey.chart-part", label=part, n=figure)
                for part, count, figure in zip(parts, stack.counts, stack.figures, strict=True)
                if count
            ),
        )
        for _, bars in groups
        for stack in bars
    )
    return StackChart(
        title=title,
        subtitle=", ".join(part for part in (model.name, period) if part),
        parts=tuple(parts),
        apart=len(apart),
        groups=groups,
        alternative=texts("survey.chart-bars", title=title, questions=" ".join(said)),
        note=texts("survey.chart-bars-note", n=survey.total.respondents),
    )


def _stack(name: str, counts: QuestionCounts, apart: list[str], words: Words) -> Stack:
    rest = dict(states(counts))
    shown = [*counts.values, *(rest[state] for state in apart)]
    return Stack(
        name,
        counts.id,
        tuple(float(count) for count in shown),
        tuple(words.amount(count) for count in shown),
    )


def radar(words: Words, title: str, period: str) -> RadarChart:
    """An axis per aspect: the median of the respondents' own averages, and their middle half as a band."""
    texts, survey, model = words.texts, words.survey, words.model
    figures = [aspect_figures(each, model.top) for each in survey.total.aspects]
    medians = tuple(None if each.median is None else float(each.median) for each in figures)
    return RadarChart(
        title=title,
        subtitle=", ".join(part for part in (model.name, period) if part),
        axes=tuple(aspect.name for aspect in model.aspects),
        rings=words.levels,
        series=(
            Series(
                title,
                medians,
                tuple(None if each.median is None else rounded(each.median) for each in figures),
            ),
        ),
        alternative=texts(
            "survey.chart-radar",
            title=title,
            top=model.top,
            points="; ".join(
                _point(aspect.name, each, words) for aspect, each in zip(model.aspects, figures, strict=True)
            ),
        ),
        note=texts("survey.chart-radar-note", n=number(survey.total.respondents)),
        missing=texts("chart.missing"),
        band=tuple(_band(each.lower, each.upper) for each in figures),
    )


def _band(lower: Fraction | None, upper: Fraction | None) -> tuple[float, float] | None:
    return None if lower is None or upper is None else (float(lower), float(upper))


def _point(name: str, figures: AspectFigures, words: Words) -> str:
    if figures.median is None or figures.lower is None or figures.upper is None:
        return words.texts("chart.point", aspect=name, mean=words.texts("chart.missing"))
    return words.texts(
        "survey.chart-point",
        aspect=name,
        median=rounded(figures.median),
        lower=rounded(figures.lower),
        upper=rounded(figures.upper),
    )
