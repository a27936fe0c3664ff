"""The report of a comparison: what changed between two assessments."""

from __future__ import annotations

from typing import Any

from pemm.comparison import CHANGED, CHANGED_MEANING, AspectComparison, Comparison, QuestionComparison
from pemm.model import Model
from pemm.quick import is_quick
from pemm.report import Report
from pemm.report.card import in_words, series, shown
from pemm.report.document import (
    Block,
    Bullets,
    Column,
    Detail,
    Document,
    Entries,
    Entry,
    Heading,
    Number,
    Paragraph,
    RadarChart,
    Row,
    Table,
)
from pemm.report.resultdata import model_data
from pemm.scoring import QuestionResult, Result, rounded
from pemm.texts import Texts
from pemm.wording import answer, clean, date, remarks

FORMAT = "pemm-comparison/1"
COLUMNS = ["aspect", "question", "before", "after", "state"]


def report(comparison: Comparison, model: Model, texts: Texts, *, notes: bool) -> Report:
    """The report of a comparison; `notes` shows what was noted beside the answers."""
    return Report(
        document=lambda: document(comparison, model, texts, notes=notes),
        data=lambda: data(comparison, texts),
        rows=lambda: rows(comparison),
        chart=None if _is_mixed(comparison) else lambda: chart(comparison, model, texts),
    )


def document(comparison: Comparison, model: Model, texts: Texts, *, notes: bool) -> Document:
    """The comparison as a Document."""
    before, after = comparison.before, comparison.after
    title = _title(comparison, texts)
    blocks: list[Block] = [
        Heading(title, 1, _dates(comparison, texts)),
        *(Paragraph(remark) for remark in remarks(texts, comparison.remarks)),
        Paragraph(
            texts("compare.coverage", a=before.answered, b=before.asked, c=after.answered, d=after.asked)
        ),
        *_changes(comparison, model, texts, notes=notes),
    ]
    charts = () if _is_mixed(comparison) else (chart(comparison, model, texts),)
    return Document(title, tuple(blocks), texts.language, charts)


def _is_mixed(comparison: Comparison) -> bool:
    """Whether one side is a quick assessment and the other is not: then there is no change to draw."""
    return is_quick(comparison.before.model.questions) != is_quick(comparison.after.model.questions)


def _changes(comparison: Comparison, model: Model, texts: Texts, *, notes: bool) -> list[Block]:
    if _is_mixed(comparison):
        return [Paragraph(texts("compare.quick")), _side_by_side(comparison, model, texts)]
    return [
        _table(comparison, texts),
        *_else_moved(comparison, texts),
        *_changed_answers(comparison, texts, notes=notes),
    ]


def _side_by_side(comparison: Comparison, model: Model, texts: Texts) -> Table:
    """How each side reads by itself, where the questions are of two kinds and no change can be computed."""
    columns = ("column.aspect", "column.before", "column.after")
    rows = []
    for aspect in model.aspects:
        sides = (comparison.before, comparison.after)
        read = [in_words(side.aspect(aspect.id), model, texts) for side in sides]
        sentence = texts("compare.aloud-quick", aspect=aspect.name, before=read[0], after=read[1])
        rows.append(Row((aspect.name, *read), sentence=sentence))
    return Table(tuple(Column(texts(key)) for key in columns), tuple(rows), texts("compare.quick-table"))


def _title(comparison: Comparison, texts: Texts) -> str:
    before = clean(comparison.before.subject or "") or texts("card.untitled")
    after = clean(comparison.after.subject or "") or texts("card.untitled")
    return before if before == after else texts("compare.two-subjects", before=before, after=after)


def _dates(comparison: Comparison, texts: Texts) -> str:
    days = [date(texts, comparison.before.assessed), date(texts, comparison.after.assessed)]
    return texts("compare.dates", before=days[0], after=days[1]) if all(days) else ""


def _table(comparison: Comparison, texts: Texts) -> Table:
    return Table(
        columns=(
            Column(texts("column.aspect")),
            Column(texts("column.before"), right=True),
            Column(texts("column.after"), right=True),
            Column(texts("column.change"), right=True),
            Column(texts("column.compared"), 2, right=True),
        ),
        rows=tuple(_row(aspect, comparison, texts) for aspect in comparison.aspects),
        caption=texts("compare.table"),
        note=texts("compare.legend"),
    )


def _row(aspect: AspectComparison, comparison: Comparison, texts: Texts) -> Row:
    total = sum(question.aspect == aspect.id for question in comparison.questions)
    if aspect.change is None:
        sentence = texts("compare.aloud-none", aspect=aspect.name)
    else:
        assert aspect.before is not None
        assert aspect.after is not None
        values = {"before": rounded(aspect.before), "after": rounded(aspect.after)}
        direction = "up" if aspect.change > 0 else "down" if aspect.change < 0 else "same"
        sentence = texts(
            f"compare.aloud-{direction}",
            aspect=aspect.name,
            change=rounded(aspect.change).removeprefix("-"),
            n=len(aspect.comparable),
            total=total,
            **values,
        )
    return Row(
        cells=(
            aspect.name,
            Number(aspect.before),
            Number(aspect.after),
            Number(aspect.change, signed=True),
            texts("compare.of", n=len(aspect.comparable), total=total),
        ),
        sentence=sentence,
    )


def _else_moved(comparison: Comparison, texts: Texts) -> list[Block]:
    items = []
    for aspect in comparison.aspects:
        for key, ids in (
            ("newly", aspect.newly_answered),
            ("no-longer", aspect.no_longer_answered),
            ("meaning", aspect.changed_meaning),
        ):
            if ids:
                items.append(texts(f"compare.{key}", aspect=aspect.name, ids=", ".join(ids), n=len(ids)))
    return [Heading(texts("compare.else")), Bullets(tuple(items))] if items else []


def _changed_answers(comparison: Comparison, texts: Texts, *, notes: bool) -> list[Block]:
    if not comparison.changed:
        return [Paragraph(texts("compare.no-answer-changed"))]
    blocks: list[Block] = []
    for key in ("answers", "meanings"):
        entries = tuple(
            _entry(question, texts, notes=notes)
            for question in comparison.changed
            if (question.state == CHANGED_MEANING) == (key == "meanings")
        )
        if entries:
            blocks += [Heading(texts(f"compare.{key}", n=len(entries))), Entries(entries)]
    return blocks


def _entry(question: QuestionComparison, texts: Texts, *, notes: bool) -> Entry:
    before, after = question.before, question.after
    details = []
    if question.state == CHANGED_MEANING and before.question != after.question:
        details += [
            Detail(texts("compare.asked-before"), clean(before.question)),
            Detail(texts("compare.asked-after"), clean(after.question)),
        ]
    details += [
        Detail(texts("column.before"), answer(texts, before)),
        Detail(texts("column.after"), _after(question, texts)),
    ]
    if notes and after.note and after.note != before.note:
        details.append(Detail(texts("next.note"), texts("quote", text=clean(after.note))))
    return Entry(clean(after.question), question.id, tuple(details))


def _after(question: QuestionComparison, texts: Texts) -> str:
    said = answer(texts, question.after)
    before, after = question.before.value, question.after.value
    if question.state == CHANGED and before is not None and after is not None and after < before:
        return texts("compare.lower", answer=said)
    return said


def chart(comparison: Comparison, model: Model, texts: Texts) -> RadarChart:
    """Both radars in one, on the comparable questions."""
    averages = [
        [aspect.before for aspect in comparison.aspects],
        [aspect.after for aspect in comparison.aspects],
    ]
    points = "; ".join(
        texts(
            "chart.points",
            aspect=aspect.name,
            before=shown(aspect.before, texts),
            after=shown(aspect.after, texts),
        )
        for aspect in comparison.aspects
    )
    title = _title(comparison, texts)
    return RadarChart(
        title=title,
        subtitle=", ".join(part for part in (model.name, _dates(comparison, texts)) if part),
        axes=tuple(aspect.name for aspect in comparison.aspects),
        rings=tuple((level.value, level.name) for level in model.levels),
        series=(
            series(_series_name("column.before", comparison.before, comparison, texts), averages[0]),
            series(_series_name("column.after", comparison.after, comparison, texts), averages[1]),
        ),
        alternative=texts("chart.alternative", title=title, top=model.top, points=points),
        note=texts("chart.compared"),
        missing=texts("chart.missing"),
    )


def _series_name(key: str, result: Result, comparison: Comparison, texts: Texts) -> str:
    """Before and after, with the day; of two subjects their names."""
    day = date(texts, result.assessed)
    name = texts(key)
    if comparison.before.subject != comparison.after.subject:
        name = clean(result.subject or "") or texts("card.untitled")
    return f"{name} ({day})" if day else name


def data(comparison: Comparison, texts: Texts) -> dict[str, Any]:
    """The comparison as `schemas/comparison.schema.json` describes it. Figures are not rounded."""
    return {
        "format": FORMAT,
        "before": _side(comparison.before),
        "after": _side(comparison.after),
        "remarks": remarks(texts, comparison.remarks),
        "aspects": [
            {
                "id": aspect.id,
                "name": aspect.name,
                "comparable": list(aspect.comparable),
                "before": None if aspect.before is None else float(aspect.before),
                "after": None if aspect.after is None else float(aspect.after),
                "change": None if aspect.change is None else float(aspect.change),
                "newly_answered": list(aspect.newly_answered),
                "no_longer_answered": list(aspect.no_longer_answered),
                "changed_meaning": list(aspect.changed_meaning),
            }
            for aspect in comparison.aspects
        ],
        "questions": [
            {"id": question.id, "before": _answered(question.before), "after": _answered(question.after)}
            for question in comparison.changed
        ],
    }


def _side(result: Result) -> dict[str, Any]:
    return {"subject": result.subject, "assessed": result.assessed, "model": model_data(result)}


def _answered(question: QuestionResult) -> dict[str, Any]:
    return {"value": question.value, "reason": question.reason, "answer": question.answer}


def rows(comparison: Comparison) -> list[list[str]]:
    """The comparison as rows, one per question, below the names of the columns."""

    words = {"unsure": "unsure", "not_applicable": "na"}

    def value(question: QuestionResult) -> str:
        return words.get(question.state, "") if question.value is None else str(question.value)

    return [
        COLUMNS,
        *([q.aspect, q.id, value(q.before), value(q.after), q.state] for q in comparison.questions),
    ]
