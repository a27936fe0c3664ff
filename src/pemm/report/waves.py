"""The report of two waves of a survey: what moved."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pemm.model import Model
from pemm.report import Report
from pemm.report.against import span
from pemm.report.document import Block, Bullets, Column, Document, Heading, Number, Paragraph, Row, Table
from pemm.scoring import rounded
from pemm.survey.survey import NOT_GIVEN, Survey
from pemm.survey.waves import AspectWaves, QuestionWaves, Waves
from pemm.texts import Texts
from pemm.wording import clean, remarks, role_name

FORMAT = "pemm-survey-comparison/1"
COLUMNS = ["group", "aspect", "question", "before", "after", "shift", "n_before", "n_after"]


def report(waves: Waves, model: Model, texts: Texts) -> Report:
    """The report of two waves."""
    return Report(
        document=lambda: document(waves, model, texts),
        data=lambda: data(waves, texts),
        rows=lambda: rows(waves),
    )


def document(waves: Waves, model: Model, texts: Texts) -> Document:
    """The two waves as a Document: aspects, questions that moved most first, groups."""
    title = clean(waves.after.subject or "") or texts("waves.several")
    blocks: list[Block] = [
        Heading(title, 1, _periods(waves, texts)),
        Paragraph(_who(waves, texts)),
        *(Paragraph(remark) for remark in remarks(texts, waves.remarks)),
        _aspect_table(waves.aspects, texts, note=texts("waves.note")),
        Heading(texts("waves.questions"), aside=texts("waves.order")),
        _question_table(waves, model, texts),
        *_groups(waves, model, texts),
    ]
    if waves.left_out:
        blocks.append(Bullets((texts("waves.left-out", ids=", ".join(waves.left_out)),)))
    return Document(title, tuple(blocks), texts.language)


def _periods(waves: Waves, texts: Texts) -> str:
    both = [period(survey) for survey in (waves.before, waves.after)]
    return texts("waves.periods", before=both[0], after=both[1]) if all(both) else ""


def period(survey: Survey) -> str:
    """The months of a survey: `2026-02`, or `2026-02 to 2026-04`; empty where no record had a date."""
    if survey.first is None or survey.last is None:
        return ""
    return survey.first if survey.first == survey.last else f"{survey.first} to {survey.last}"


def _who(waves: Waves, texts: Texts) -> str:
    return texts("waves.who", before=waves.before.total.respondents, after=waves.after.total.respondents)


def _aspect_table(aspects: tuple[AspectWaves, ...], texts: Texts, note: str = "") -> Table:
    return Table(
        columns=(
            Column(texts("column.aspect")),
            Column(texts("waves.before"), right=True),
            Column(texts("waves.half"), 3, right=True),
            Column(texts("waves.after"), right=True),
            Column(texts("waves.half"), 3, right=True),
            Column(texts("waves.shift"), right=True),
        ),
        rows=tuple(
            Row(
                (
                    aspect.name,
                    Number(aspect.before.median),
                    span(aspect.before.lower, aspect.before.upper),
                    Number(aspect.after.median),
                    span(aspect.after.lower, aspect.after.upper),
                    Number(aspect.shift, signed=True),
                ),
                sentence=_aloud(aspect, texts),
            )
            for aspect in aspects
        ),
        caption=texts("waves.aspects"),
        note=note,
    )


def _aloud(aspect: AspectWaves, texts: Texts) -> str:
    if aspect.shift is None or aspect.before.median is None or aspect.after.median is None:
        return texts("waves.aloud-none", aspect=aspect.name)
    return texts(
        "waves.aloud",
        aspect=aspect.name,
        before=rounded(aspect.before.median),
        after=rounded(aspect.after.median),
        shift=signed(aspect.shift),
    )


def signed(value: Fraction | None) -> str:
    """A figure with two decimals and its sign; a dash where there is none."""
    return "-" if value is None else ("+" if value > 0 else "") + rounded(value)


def _question_table(waves: Waves, model: Model, texts: Texts) -> Table:
    moved = sorted(waves.questions, key=lambda each: abs(each.shift or Fraction(0)), reverse=True)
    return Table(
        columns=(
            Column(texts("waves.question")),
            Column(texts("waves.id"), 3),
            Column(texts("waves.before"), right=True),
            Column(texts("waves.after"), right=True),
            Column(texts("waves.shift"), right=True),
            Column(texts("waves.consensus"), 2, right=True),
        ),
        rows=tuple(_question_row(each, model, texts) for each in moved),
        caption=texts("waves.questions"),
        note=texts("waves.note-questions"),
    )


def _question_row(waves: QuestionWaves, model: Model, texts: Texts) -> Row:
    question = model.question(waves.id)
    text = question.text if question else ""
    before, after = middle(waves.before.median), middle(waves.after.median)
    agreed = [
        "-" if figures.consensus is None else f"{figures.consensus:.2f}"
        for figures in (waves.before, waves.after)
    ]
    return Row(
        (text, waves.id, before, after, Number(waves.shift, signed=True), " > ".join(agreed)),
        sentence=texts(
            "waves.aloud-question", question=text, before=before, after=after, shift=signed(waves.shift)
        ),
    )


def middle(median: tuple[int, int] | None) -> str:
    """A median as it is printed: `2`, `2-3` where two different values are in the middle, or a dash."""
    if median is None:
        return "-"
    return str(median[0]) if median[0] == median[1] else f"{median[0]}-{median[1]}"


def _groups(waves: Waves, model: Model, texts: Texts) -> list[Block]:
    blocks: list[Block] = []
    for group in waves.groups:
        sizes = texts("waves.sizes", before=group.before, after=group.after)
        blocks.append(Heading(_label(group.label, waves, model, texts), aside=sizes))
        blocks.append(_aspect_table(group.aspects, texts))
    return blocks


def _label(label: str, waves: Waves, model: Model, texts: Texts) -> str:
    if label == NOT_GIVEN:
        return texts("waves.not-given")
    return role_name(model, label) if waves.after.by == "role" else clean(label)


def data(waves: Waves, texts: Texts) -> dict[str, Any]:
    """The waves as `schemas/surveycomparison.schema.json` describes them. Figures are not rounded."""
    return {
        "format": FORMAT,
        "remarks": remarks(texts, waves.remarks),
        "before": _survey(waves.before),
        "after": _survey(waves.after),
        "aspects": [_aspect(aspect) for aspect in waves.aspects],
        "questions": [
            {
                "id": each.id,
                "before": None if each.before.median is None else list(each.before.median),
                "after": None if each.after.median is None else list(each.after.median),
                "consensus_before": each.before.consensus,
                "consensus_after": each.after.consensus,
                "shift": _figure(each.shift),
            }
            for each in waves.questions
        ],
        "groups": [
            {
                "group": group.label,
                "before": group.before,
                "after": group.after,
                "aspects": [_aspect(aspect) for aspect in group.aspects],
            }
            for group in waves.groups
        ],
        "left_out": list(waves.left_out),
    }


def _survey(survey: Survey) -> dict[str, Any]:
    return {
        "subject": survey.subject,
        "respondents": survey.total.respondents,
        "first": survey.first,
        "last": survey.last,
        "model": {
            "id": survey.model.id,
            "version": survey.model.version,
            "questions": survey.model.questions,
        },
    }


def _aspect(aspect: AspectWaves) -> dict[str, Any]:
    return {
        "id": aspect.id,
        "name": aspect.name,
        "comparable": aspect.is_comparable,
        "before": _figure(aspect.before.median),
        "after": _figure(aspect.after.median),
        "shift": _figure(aspect.shift),
    }


def _figure(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def rows(waves: Waves) -> list[list[str]]:
    """The waves as rows: aspects (median of averages) of all and of each group, then questions (medians)."""
    found = [COLUMNS]
    sizes = (waves.before.total.respondents, waves.after.total.respondents)
    parts = [("", sizes, waves.aspects)]
    parts += [(group.label, (group.before, group.after), group.aspects) for group in waves.groups]
    for label, (before, after), aspects in parts:
        for aspect in aspects:
            medians = [_text(aspect.before.median), _text(aspect.after.median)]
            found.append([label, aspect.id, "", *medians, _text(aspect.shift), str(before), str(after)])
    for each in waves.questions:
        medians = [middle(each.before.median), middle(each.after.median)]
        found.append(["", "", each.id, *medians, _text(each.shift), *map(str, sizes)])
    return found


def _text(value: Fraction | None) -> str:
    return "" if value is None else str(float(value))
