"""A result as data: the JSON of `pemm-result/1` and the rows of its CSV."""

from __future__ import annotations

from typing import Any

from pemm.model import Model
from pemm.scoring import AspectResult, QuestionResult, Result
from pemm.texts import Texts
from pemm.wording import clean, remarks

FORMAT = "pemm-result/1"
COLUMNS = ["aspect", "question", "value", "state", "wording", "answer", "note", "evidence"]


def data(result: Result, model: Model, texts: Texts, *, notes: bool) -> dict[str, Any]:
    """The result as `schemas/result.schema.json` describes it. Figures are not rounded."""
    return {
        "format": FORMAT,
        "subject": result.subject,
        "respondent": {"name": result.respondent.name, "role": result.respondent.role},
        "about": dict(result.about),
        "assessed": result.assessed,
        "language": result.language,
        "model": model_data(result),
        "answered": result.answered,
        "asked": result.asked,
        "remarks": remarks(texts, result.remarks),
        "aspects": [_aspect(aspect, model, notes=notes) for aspect in result.aspects],
    }


def model_data(result: Result) -> dict[str, str]:
    """The model, question set and texts that an assessment was made with."""
    used = result.model
    return {"id": used.id, "version": used.version, "questions": used.questions, "texts": used.texts}


def _aspect(aspect: AspectResult, model: Model, *, notes: bool) -> dict[str, Any]:
    level = None
    if aspect.level is not None:
        title = model.aspect(aspect.id).level(aspect.level).title
        level = {"value": aspect.level, "name": model.level(aspect.level).name, "title": title}
    return {
        "id": aspect.id,
        "name": aspect.name,
        "average": None if aspect.average is None else float(aspect.average),
        "level": level,
        "reading": aspect.reading,
        "lowest": aspect.lowest,
        "highest": aspect.highest,
        "counts": {str(value): count for value, count in aspect.counts.items()},
        "answered": aspect.answered,
        "asked": aspect.asked,
        "unsure": aspect.unsure,
        "not_applicable": aspect.not_applicable,
        "bounds": None if aspect.bounds is None else [float(bound) for bound in aspect.bounds],
        "target": aspect.target,
        "note": aspect.note if notes else None,
        "questions": [_question(question, notes=notes) for question in aspect.questions],
    }


def _question(question: QuestionResult, *, notes: bool) -> dict[str, Any]:
    return {
        "id": question.id,
        "value": question.value,
        "reason": question.reason,
        "question": question.question,
        "answer": question.answer,
        "note": question.note if notes else None,
        "evidence": list(question.evidence) if notes else [],
        "dissent": [
            # Beside a single dissent a role would name a person: it goes with the note.
            {"value": each.value, "role": each.role if notes else None, "note": each.note if notes else None}
            for each in question.dissent
        ],
        "votes": dict(question.votes) or None,
    }


def rows(result: Result, *, notes: bool) -> list[list[str]]:
    """The result as rows, one per question, below the names of the columns."""
    return [
        COLUMNS,
        *(
            [
                question.aspect,
                question.id,
                "" if question.value is None else str(question.value),
                question.state,
                question.question,
                question.answer or "",
                _note(question, notes=notes),
                " ".join(question.evidence) if notes else "",
            ]
            for question in result.questions
        ),
    ]


def _note(given: QuestionResult, *, notes: bool) -> str:
    """The note of an answer and the dissent beside it, as one cell of a table for programs."""
    parts = [given.note] if notes and given.note else []
    for each in given.dissent:
        said = f"dissent: {each.value}"
        if notes and each.role:
            said += f" ({clean(each.role)})"
        if notes and each.note:
            said += f": {each.note}"
        parts.append(said)
    return "; ".join(parts)
