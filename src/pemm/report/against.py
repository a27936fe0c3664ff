"""One assessment in its field, as a part of the report card: a spread, and never an average to beat."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pemm.report.document import Block, Column, Heading, Number, Paragraph, Row, Table
from pemm.scoring import rounded
from pemm.survey.against import Against, AspectAgainst
from pemm.texts import Texts
from pemm.wording import clean


def blocks(against: Against, texts: Texts) -> list[Block]:
    """What the report card says of the field, below the aspects."""
    survey = against.survey
    who = clean(survey.subject or "") or texts("against.several")
    counted = texts("against.respondents", n=survey.total.respondents)
    if survey.unit == "subject":
        counted = texts("against.subjects", n=round(survey.total.weight))
    lines: list[Block] = [
        Heading(texts("against.title"), aside=texts("against.aside", who=who, counted=counted)),
        Table(
            columns=(
                Column(texts("column.aspect")),
                Column(texts("against.yours"), right=True),
                Column(texts("against.half"), right=True),
                Column(texts("against.median"), 2, right=True),
                Column(texts("against.range"), 3, right=True),
                Column(texts("against.below"), right=True),
                Column(texts("against.same"), 2, right=True),
            ),
            rows=tuple(_row(aspect, texts) for aspect in against.aspects),
            caption=texts("against.table"),
            note=texts("against.note"),
        ),
    ]
    other = [aspect.name for aspect in against.aspects if not aspect.is_comparable]
    if other:
        lines.append(Paragraph(texts("against.other-questions", n=len(other), aspects=", ".join(other))))
    return lines


def _row(aspect: AspectAgainst, texts: Texts) -> Row:
    field = aspect.field
    return Row(
        cells=(
            aspect.name,
            Number(aspect.average),
            span(field.lower, field.upper),
            Number(field.median),
            span(field.low, field.high),
            share(aspect.below),
            share(aspect.same),
        ),
        sentence=_aloud(aspect, texts),
    )


def _aloud(aspect: AspectAgainst, texts: Texts) -> str:
    if aspect.below is None or aspect.same is None or aspect.average is None:
        return texts("against.aloud-none", aspect=aspect.name)
    return texts(
        "against.aloud",
        aspect=aspect.name,
        mean=rounded(aspect.average),
        half=span(aspect.field.lower, aspect.field.upper),
        below=share(aspect.below),
        same=share(aspect.same),
    )


def span(low: Fraction | None, high: Fraction | None) -> str:
    """Two ends as `1.50-2.75`, one figure where they are the same, a dash where there are none."""
    if low is None or high is None:
        return "-"
    return rounded(low) if low == high else f"{rounded(low)}-{rounded(high)}"


def share(value: Fraction | None) -> str:
    """A share as whole percent, halves up; a dash where there is none."""
    return "-" if value is None else f"{int(value * 100 + Fraction(1, 2))} %"


def data(against: Against) -> dict[str, Any]:
    """The field as the JSON of a result has it, under `against`. Figures are not rounded."""
    survey = against.survey
    return {
        "subject": survey.subject,
        "respondents": survey.total.respondents,
        "unit": survey.unit,
        "first": survey.first,
        "last": survey.last,
        "aspects": [
            {
                "id": aspect.id,
                "comparable": aspect.is_comparable,
                "average": _figure(aspect.average),
                "answered": float(aspect.field.answered),
                **{
                    name: _figure(getattr(aspect.field, name))
                    for name in ("low", "lower", "median", "upper", "high")
                },
                "below": _figure(aspect.below),
                "same": _figure(aspect.same),
            }
            for aspect in against.aspects
        ],
    }


def _figure(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
