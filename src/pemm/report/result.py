"""The report of a result: the report card for people, its data for programs, each built when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pemm.model import Model
from pemm.report import Report
from pemm.report.resultdata import data, rows
from pemm.scoring import Result
from pemm.texts import Texts

if TYPE_CHECKING:
    from pemm.report.document import Detail, Document, RadarChart


def report(
    result: Result,
    model: Model,
    texts: Texts,
    *,
    every_answer: bool,
    notes: bool,
    more: tuple[Detail, ...] = (),
) -> Report:
    """The report of a result.

    `every_answer` lists all answers, `notes` shows notes and evidence, `more` are the commands
    that go on from the report card.
    """

    def document() -> Document:
        from pemm.report import card

        return card.document(result, model, texts, every_answer=every_answer, notes=notes, more=more)

    def chart() -> RadarChart:
        from pemm.report import card

        return card.chart(result, model, texts)

    return Report(
        document=document,
        data=lambda: data(result, model, texts, notes=notes),
        rows=lambda: rows(result, notes=notes),
        chart=chart,
    )
