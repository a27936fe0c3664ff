"""The report of a trend: one subject over time."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pemm.model import Model
from pemm.report import Report
from pemm.report.document import (
    Block,
    Bullets,
    Column,
    Document,
    Heading,
    Line,
    LineChart,
    Number,
    Paragraph,
    Row,
    Table,
    Trail,
)
from pemm.report.resultdata import model_data
from pemm.scoring import Result, rounded
from pemm.texts import Texts
from pemm.trend import AspectTrend, Trend, TrendPoint, moment
from pemm.wording import clean, date, remarks

FORMAT = "pemm-trend/1"
COLUMNS = ["aspect", "assessed", "average", "comparable"]
MANY = 5  # assessments: up to here each is a column, beyond each is a row of a table of its own


def report(trend: Trend, model: Model, texts: Texts) -> Report:
    """The report of a trend. Notes belong to one assessment each, so there are none in it."""
    return Report(
        document=lambda: document(trend, model, texts),
        data=lambda: data(trend, texts),
        rows=lambda: rows(trend),
        chart=lambda: chart(trend, model, texts),
    )


def document(trend: Trend, model: Model, texts: Texts) -> Document:
    """The trend as a Document."""
    title, many = _title(trend, texts), len(trend.results) > MANY
    blocks: list[Block] = [
        Heading(title, 1, _span(trend, texts)),
        *(Paragraph(remark) for remark in remarks(texts, trend.remarks)),
        Paragraph(_coverage(trend, texts)),
        _table(trend, model, texts),
        *([_dates_table(trend, texts)] if many else []),
        *_apart(trend, texts),
    ]
    return Document(title, tuple(blocks), texts.language, (chart(trend, model, texts),))


def _title(trend: Trend, texts: Texts) -> str:
    """The subject; of several, that of the latest assessment (a remark names the others)."""
    return clean(trend.latest.subject or "") or texts("card.untitled")


def _span(trend: Trend, texts: Texts) -> str:
    days = [date(texts, trend.results[0].assessed), date(texts, trend.latest.assessed)]
    return days[0] if days[0] == days[1] else texts("trend.span", first=days[0], last=days[1])


def days(trend: Trend, texts: Texts) -> list[str]:
    """The day of each assessment, short; where several were made on one day, with the time."""
    short = []
    for result in trend.results:
        at = moment(result.assessed)
        assert at is not None  # or there were no trend
        month = texts.listed("trend.months")[at.month - 1]
        short.append((texts("trend.day", day=at.day, month=month, year=at.year), f"{at:%H:%M}"))
    only = [day for day, _ in short]
    return [
        texts("trend.day-time", day=day, time=time) if only.count(day) > 1 else day for day, time in short
    ]


def _coverage(trend: Trend, texts: Texts) -> str:
    points = (
        texts("trend.coverage-point", answered=result.answered, asked=result.asked, day=day)
        for result, day in zip(trend.results, days(trend, texts), strict=True)
    )
    return texts("trend.coverage", points=", ".join(points))


def _table(trend: Trend, model: Model, texts: Texts) -> Table:
    """A row per aspect; a column per assessment, of many the first and the last."""
    shown = days(trend, texts)
    places = [0, len(shown) - 1] if len(shown) > MANY else list(range(len(shown)))
    drawn = len(shown) > 1
    low, high = model.levels[0].value, model.top
    return Table(
        columns=(
            Column(texts("column.aspect")),
            *([Column(texts("trend.trail"))] if drawn else []),
            *(Column(shown[place], right=True) for place in places),
            *([Column(texts("trend.change"), right=True)] if drawn else []),
            Column(texts("column.answered"), 2, right=True),
        ),
        rows=tuple(_row(aspect, trend, places, (low, high), texts) for aspect in trend.aspects),
        caption=texts("trend.table"),
        legend=(texts("trend.scale", low=low, high=high),) if drawn else (),
        note=texts("trend.legend" if drawn else "trend.legend-one"),
    )


def _row(aspect: AspectTrend, trend: Trend, places: list[int], levels: tuple[int, int], texts: Texts) -> Row:
    averages = [point.average for point in aspect.points]
    drawn = len(averages) > 1
    total = _total(aspect, trend)
    return Row(
        cells=(
            aspect.name,
            *([Trail(tuple(averages), levels)] if drawn else []),
            *(Number(averages[place]) for place in places),
            *([Number(aspect.change, signed=True)] if drawn else []),
            texts("trend.of", n=len(aspect.comparable), total=total),
        ),
        sentence=_aloud(aspect, trend, texts),
    )


def _total(aspect: AspectTrend, trend: Trend) -> int:
    """How many questions any of the sets has in the aspect."""
    return len({question.id for result in trend.results for question in result.aspect(aspect.id).questions})


def _aloud(aspect: AspectTrend, trend: Trend, texts: Texts) -> str:
    if not aspect.comparable:
        return texts("trend.aloud-none", aspect=aspect.name)
    sentence = texts(
        "trend.aloud-compared",
        aspect=aspect.name,
        points=_points(aspect, trend, texts),
        n=len(aspect.comparable),
        total=_total(aspect, trend),
    )
    if aspect.change is None:
        return sentence
    change = ("+" if aspect.change > 0 else "") + rounded(aspect.change)
    return texts("trend.aloud-change", sentence=sentence, change=change)


def _points(aspect: AspectTrend, trend: Trend, texts: Texts) -> str:
    return ", ".join(
        texts("trend.gap", day=day)
        if point.average is None
        else texts("trend.point", mean=rounded(point.average), day=day)
        for point, day in zip(aspect.points, days(trend, texts), strict=True)
    )


def _dates_table(trend: Trend, texts: Texts) -> Table:
    """A row per assessment, which finds room however many there are."""
    return Table(
        columns=(
            Column(texts("trend.date")),
            *(Column(aspect.name, right=True) for aspect in trend.aspects),
        ),
        rows=tuple(
            Row((day, *(Number(aspect.points[place].average) for aspect in trend.aspects)))
            for place, day in enumerate(days(trend, texts))
        ),
        caption=texts("trend.table-dates"),
    )


def _apart(trend: Trend, texts: Texts) -> list[Block]:
    """What the means leave out, and what the assessments of those aspects say by themselves."""
    items = []
    for aspect in trend.aspects:
        if not aspect.left_out:
            continue
        items.append(texts("trend.left-out", aspect=aspect.name, ids=", ".join(aspect.left_out)))
        if aspect.changed_meaning:
            items.append(texts("trend.meaning", aspect=aspect.name, ids=", ".join(aspect.changed_meaning)))
        items.append(texts("trend.own", aspect=aspect.name, points=_own(aspect, trend, texts)))
    return [Heading(texts("trend.apart")), Bullets(tuple(items))] if items else []


def _own(aspect: AspectTrend, trend: Trend, texts: Texts) -> str:
    return ", ".join(
        texts("trend.own-none", day=day)
        if point.own_average is None
        else texts(
            "trend.own-point",
            mean=rounded(point.own_average),
            answered=point.answered,
            asked=point.asked,
            day=day,
        )
        for point, day in zip(aspect.points, days(trend, texts), strict=True)
    )


def chart(trend: Trend, model: Model, texts: Texts) -> LineChart:
    """A line per aspect, over time."""
    title = _title(trend, texts)
    times = [moment(result.assessed) for result in trend.results]
    first = times[0]
    assert first is not None
    since = [(time - first).total_seconds() / 86400 for time in times if time is not None]
    said = " ".join(
        texts("trend.chart", aspect=aspect.name, points=_points(aspect, trend, texts))
        for aspect in trend.aspects
    )
    low, high = model.levels[0].value, model.top
    return LineChart(
        title=title,
        subtitle=", ".join(part for part in (model.name, _span(trend, texts)) if part),
        moments=tuple(zip(since, days(trend, texts), strict=True)),
        levels=tuple((level.value, level.name) for level in model.levels),
        lines=tuple(
            line(aspect.name, [point.average for point in aspect.points]) for aspect in trend.aspects
        ),
        alternative=texts("trend.alternative", title=title, low=low, high=high, points=said),
        note=texts("trend.note"),
        missing=texts("trend.missing"),
    )


def line(name: str, averages: list[Fraction | None]) -> Line:
    """One line of the chart from averages, labelled as they are shown."""
    return Line(
        name=name,
        values=tuple(None if mean is None else float(mean) for mean in averages),
        labels=tuple(None if mean is None else rounded(mean) for mean in averages),
    )


def data(trend: Trend, texts: Texts) -> dict[str, Any]:
    """The trend as `schemas/trend.schema.json` describes it. Figures are not rounded."""
    return {
        "format": FORMAT,
        "remarks": remarks(texts, trend.remarks),
        "assessments": [_assessment(result) for result in trend.results],
        "aspects": [
            {
                "id": aspect.id,
                "name": aspect.name,
                "comparable": list(aspect.comparable),
                "left_out": list(aspect.left_out),
                "changed_meaning": list(aspect.changed_meaning),
                "change": _figure(aspect.change),
                "points": [_point(point) for point in aspect.points],
            }
            for aspect in trend.aspects
        ],
    }


def _assessment(result: Result) -> dict[str, Any]:
    return {
        "subject": result.subject,
        "role": result.respondent.role,
        "assessed": result.assessed,
        "model": model_data(result),
        "answered": result.answered,
        "asked": result.asked,
    }


def _point(point: TrendPoint) -> dict[str, Any]:
    return {
        "assessed": point.assessed,
        "average": _figure(point.average),
        "comparable": list(point.comparable),
        "own_average": _figure(point.own_average),
        "answered": point.answered,
        "asked": point.asked,
    }


def _figure(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def rows(trend: Trend) -> list[list[str]]:
    """The trend as rows, one per aspect and assessment; an empty average is a gap.

    Averages are not rounded, so that they are those of the JSON; ids are separated by blanks.
    """
    return [
        COLUMNS,
        *(
            [
                aspect.id,
                point.assessed,
                "" if point.average is None else str(float(point.average)),
                " ".join(point.comparable),
            ]
            for aspect in trend.aspects
            for point in aspect.points
        ),
    ]
