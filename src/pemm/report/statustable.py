"""The status table: one row per aspect, in the team's own words, for one slide or the top of a page."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from pemm.model import Model
from pemm.report import Report
from pemm.report.card import chart, in_words
from pemm.report.document import (
    Block,
    Column,
    Detail,
    Document,
    Entries,
    Entry,
    Heading,
    Paragraph,
    Row,
    Table,
)
from pemm.report.resultdata import data, rows
from pemm.scoring import LEVEL, AspectResult, Result
from pemm.texts import Texts
from pemm.wording import clean, date, remarks


def report(
    result: Result, model: Model, texts: Texts, *, notes: bool, more: tuple[Detail, ...] = ()
) -> Report:
    """The status table of a result; data, rows and picture are those of the report card.

    Without `notes` the team's own words are left out; `more` are the commands that go on from here.
    """
    return Report(
        document=lambda: document(result, model, texts, notes=notes, more=more),
        data=lambda: data(result, model, texts, notes=notes),
        rows=lambda: rows(result, notes=notes),
        chart=lambda: chart(result, model, texts),
    )


def document(
    result: Result, model: Model, texts: Texts, *, notes: bool, more: tuple[Detail, ...] = ()
) -> Document:
    """The status table as a Document."""
    title = clean(result.subject or "") or texts("card.untitled")
    blocks: list[Block] = [
        Heading(title, 1, date(texts, result.assessed)),
        *(Paragraph(remark) for remark in remarks(texts, result.remarks)),
        Table(
            columns=(
                Column(texts("column.aspect")),
                *((Column(texts("status.own-words")),) if notes else ()),
                Column(texts("status.level")),
            ),
            rows=tuple(_row(aspect, model, texts, notes=notes) for aspect in result.aspects),
            caption=texts("status.table" if notes else "card.table"),
            note=" ".join(
                [
                    texts("status.answered", answered=result.answered, asked=result.asked),
                    texts("card.no-total"),
                ]
            ),
        ),
    ]
    if more:
        blocks += [Heading(texts("card.more")), Entries((Entry("", details=more),))]
    return Document(title, tuple(blocks), texts.language)


def _row(aspect: AspectResult, model: Model, texts: Texts, *, notes: bool) -> Row:
    level = _level(aspect, model, texts)
    words = clean(aspect.note or "") if notes else ""
    key = "status.sentence-words" if words else "status.sentence"
    own = (words or texts("status.no-words"),) if notes else ()
    return Row(
        cells=(aspect.name, *own, level),
        sentence=texts(key, aspect=aspect.name, reading=level, words=words),
    )


def _level(aspect: AspectResult, model: Model, texts: Texts) -> str:
    """The name of the level and how the aspect reads; the reading alone where it lies between two."""
    reading = in_words(aspect, model, texts)
    if aspect.reading != LEVEL or aspect.level is None:
        return reading
    further = aspect.counts.get(aspect.level + 1, 0)
    if further * 2 >= aspect.answered:
        return reading
    return texts("status.named", level=model.level(aspect.level).name, reading=reading)


def commands(file: Path, model: Model, texts: Texts) -> tuple[Detail, ...]:
    """How own words are recorded, for a table that has none."""
    values = {"file": quote(clean(str(file))), "aspect": model.aspects[0].id}
    return (Detail(texts("status.words"), texts("status.words-command", **values)),)
