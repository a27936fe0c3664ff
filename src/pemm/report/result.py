"""The report of a result: the report card for people, its data for programs, each built when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pemm.model import Model
from pemm.report import Report
from pemm.report.resultdata import data, rows
from pemm.scoring import Result
from pemm.texts import Texts

if TYPE_CHECKING:
    from pemm.report.document import Block, Detail, Document, RadarChart
    from pemm.survey.against import Against


def report(
    result: Result,
    model: Model,
    texts: Texts,
    *,
    every_answer: bool,
    notes: bool,
    more: tuple[Detail, ...] = (),
    against: Against | None = None,
) -> Report:
    """The report of a result.

    `every_answer` lists all answers, `notes` shows notes and evidence, `more` are the commands
    that go on from the report card, `against` is where the result lies in the field of a survey.
    """

    def document() -> Document:
        from pemm.report import card

        field: list[Block] = []
        if against is not None:
            from pemm.report.against import blocks

            field = blocks(against, texts)
        return card.document(
            result, model, texts, every_answer=every_answer, notes=notes, more=more, field=field
        )

    def chart() -> RadarChart:
        from pemm.report import card

        return card.chart(result, model, texts)

    def figures() -> dict[str, Any]:
        found = data(result, model, texts, notes=notes)
        if against is not None:
            from pemm.report.against import data as field

            found["against"] = field(against)
        return found

    return Report(
        document=document,
        data=figures,
        rows=lambda: rows(result, notes=notes),
        chart=chart,
    )
