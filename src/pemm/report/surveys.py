"""The report of a survey."""

from __future__ import annotations

from typing import Any

from pemm.model import Model
from pemm.report import Report
from pemm.report.document import Column, Document, Heading, Row, Table
from pemm.survey import surveyfile
from pemm.survey.figures import agenda
from pemm.survey.survey import Survey
from pemm.texts import Texts
from pemm.wording import remarks


def report(survey: Survey, model: Model, texts: Texts, *, top: int) -> Report:
    """The report of a survey; `top` is the number of questions on its agenda."""
    return Report(
        document=lambda: document(survey, model, texts, top),
        data=lambda: data(survey, texts),
        rows=lambda: [],
    )


def document(survey: Survey, model: Model, texts: Texts, top: int) -> Document:
    """The survey as a Document."""
    rows = tuple(
        Row((each.id, *(str(n) for n in each.counts.values), f"{each.consensus}"))
        for each in agenda(survey.total)
    )
    columns = (Column("question"), *(Column(level.name, right=True) for level in model.levels), Column("Cns"))
    return Document("survey", (Heading("Survey", 1), Table(columns, rows)), texts.language)


def data(survey: Survey, texts: Texts) -> dict[str, Any]:
    """The survey as `schemas/survey.schema.json` describes it."""
    return surveyfile.data(survey, remarks(texts, survey.remarks))
