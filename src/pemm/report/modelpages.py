"""Reports on a model itself: its table, any part of it in full, and the list of models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pemm.errors import PemmError
from pemm.library import Place, languages
from pemm.model import Aspect, AspectLevel, Model, Question
from pemm.report import Report
from pemm.report.document import (
    Block,
    Bullets,
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
from pemm.texts import Texts
from pemm.wording import clean


def report(
    model: Model, texts: Texts, part: str | None, level: str | None, *, hints: str | None = None
) -> Report:
    """The page of a model: its table; or of an aspect, a level of an aspect, a question, named by id.

    With `hints`, the table is followed by the commands that show more, each with these options.
    Raises PemmError for a part or a level that the model lacks.
    """
    if part is None:
        return _report(
            lambda: _overview(model, texts, hints=hints),
            lambda: _table_data(model),
            lambda: _table_rows(model),
        )
    value = _level_value(model, level) if level is not None else None
    question = model.question(part)
    if question is not None:
        if level is not None:
            raise PemmError("level-of-question", question=part, given=level)
        return _report(
            lambda: _question_page(model, question, texts),
            lambda: _question_data(question),
            lambda: _question_rows(question),
        )
    wanted = part.lower()
    aspect = next((each for each in model.aspects if wanted in (each.id.lower(), each.name.lower())), None)
    if aspect is None:
        aspects = ", ".join(each.id for each in model.aspects)
        first = model.aspects[0]
        raise PemmError(
            "no-such-part", given=part, aspects=aspects, question=first.questions[0].id, aspect=first.id
        )
    levels = [each for each in aspect.levels if value in (None, each.value)]
    return _report(
        lambda: _aspect_page(model, aspect, levels, texts, whole=value is None),
        lambda: {**_aspect_data(aspect), "levels": [_cell_data(each) for each in levels]},
        lambda: (
            [["aspect", "level", "title", "summary"]]
            + [[aspect.id, str(each.value), each.title, each.summary] for each in levels]
        ),
    )


def _level_value(model: Model, level: str) -> int:
    """The value of a level given by number or name. Raises PemmError with the list of levels."""
    for each in model.levels:
        if level.lower() in (str(each.value), each.name.lower()):
            return each.value
    known = ", ".join(f"{each.value} {each.name}" for each in model.levels)
    raise PemmError("no-such-level", given=level, known=known)


def _report(
    document: Callable[[], Document], data: Callable[[], dict[str, Any]], rows: Callable[[], list[list[str]]]
) -> Report:
    return Report(document=document, data=data, rows=rows)


def _overview(model: Model, texts: Texts, *, hints: str | None) -> Document:
    blocks: list[Block] = [
        Heading(model.name, 1),
        Paragraph(
            texts(
                "model.intro",
                version=model.version,
                aspects=len(model.aspects),
                levels=model.top,
                questions=len(model.questions),
                set=model.questions_version,
            )
        ),
        *origin(model, texts),
        Table(
            columns=(
                Column(texts("column.aspect")),
                *(Column(f"{level.value} {level.name}") for level in model.levels),
            ),
            rows=tuple(
                Row(
                    cells=(aspect.name, *(cell.title for cell in aspect.levels)),
                    sentence=f"{aspect.name}: "
                    + "; ".join(f"{cell.value} {cell.title}" for cell in aspect.levels)
                    + ".",
                )
                for aspect in model.aspects
            ),
            caption=texts("model.table"),
        ),
    ]
    if hints is not None:
        first = model.aspects[0]
        named = {"aspect": first.id, "question": first.questions[0].id}
        keys = ("show-aspect", "show-level", "show-question")
        commands = tuple(
            Detail(texts(f"model.{key}"), texts(f"model.{key}-command", **named) + hints) for key in keys
        )
        blocks += [Heading(texts("card.more")), Entries((Entry("", details=commands),))]
    return Document(model.name, tuple(blocks), texts.language)


def origin(model: Model, texts: Texts) -> list[Block]:
    """Where the model comes from, and that our texts are our own; nothing for a model without a source."""
    if model.source is None:
        return []
    source = model.source
    official = texts("model.official", name=source.name, address=source.address, licence=source.licence)
    return [Paragraph(official, quiet=True), Paragraph(texts("model.independent"), quiet=True)]


def _aspect_page(
    model: Model, aspect: Aspect, levels: list[AspectLevel], texts: Texts, *, whole: bool
) -> Document:
    """An aspect with some of its levels in full; the whole aspect also lists its questions and needs."""
    blocks: list[Block] = [Heading(aspect.name, 1)]
    blocks += [Paragraph(text) for text in (aspect.question, aspect.summary) if text]
    for cell in levels:
        blocks.append(Heading(f"{cell.value} {model.level(cell.value).name}: {cell.title}"))
        blocks += [Paragraph(cell.summary)] if cell.summary else []
        blocks += [Bullets(cell.characteristics)] if cell.characteristics else []
        said = (("example", cell.example), ("brings", cell.brings), ("costs", cell.costs))
        details = tuple(Detail(texts(f"model.{key}"), text) for key, text in said if text)
        blocks += [Entries((Entry("", details=details),))] if details else []
    if whole:
        questions = tuple(Entry(question.text, question.id) for question in aspect.questions)
        blocks += [Heading(texts("model.questions")), Entries(questions)]
    blocks += _needs(model, aspect, [cell.value for cell in levels], texts)
    blocks += origin(model, texts)
    return Document(aspect.name, tuple(blocks), texts.language)


def _needs(model: Model, aspect: Aspect, levels: list[int], texts: Texts) -> list[Block]:
    items = tuple(
        texts(
            "model.need",
            level=need.level,
            aspect=aspect.name,
            needed_level=need.needed_level,
            needed=model.aspect(need.needed).name,
            why=need.why,
        )
        for need in model.needs
        if need.aspect == aspect.id and need.level in levels
    )
    if not items:
        return []
    judgement = Paragraph(texts("model.judgement"), quiet=True)
    return [Heading(texts("model.needs")), Bullets(items), judgement]


def _question_page(model: Model, question: Question, texts: Texts) -> Document:
    entries = []
    for option in question.options:
        details = [Detail("", option.description)] if option.description else []
        if option.steps:
            details.append(Detail(texts("next.get-here"), option.title, option.steps))
        if option.done_when:
            details.append(Detail(texts("next.done"), option.done_when))
        title = texts("model.option", value=option.value, label=option.label)
        entries.append(
            Entry(title if option.goal else f"{title} {texts('model.stage')}", details=tuple(details))
        )
    blocks: list[Block] = [Heading(question.text, 1, question.id)]
    blocks += [Paragraph(question.help)] if question.help else []
    blocks.append(Entries(tuple(entries)))
    changes = [change.what for change in model.history if change.question == question.id]
    blocks += [Paragraph(texts("model.changed", what=what), quiet=True) for what in changes]
    return Document(question.text, tuple(blocks), texts.language)


def _table_data(model: Model) -> dict[str, Any]:
    source = model.source
    return {
        "id": model.id,
        "name": model.name,
        "version": model.version,
        "questions": model.questions_version,
        "texts": model.texts_version,
        "language": model.language,
        "source": None
        if source is None
        else {"name": source.name, "address": source.address, "licence": source.licence},
        "levels": [
            {"value": each.value, "name": each.name, "summary": each.summary} for each in model.levels
        ],
        "aspects": [
            {
                **_aspect_data(aspect),
                "levels": [_cell_data(cell) for cell in aspect.levels],
                "questions": [_question_data(question) for question in aspect.questions],
            }
            for aspect in model.aspects
        ],
    }


def _aspect_data(aspect: Aspect) -> dict[str, Any]:
    return {"id": aspect.id, "name": aspect.name, "question": aspect.question, "summary": aspect.summary}


def _cell_data(cell: AspectLevel) -> dict[str, Any]:
    return {
        "value": cell.value,
        "title": cell.title,
        "summary": cell.summary,
        "characteristics": list(cell.characteristics),
        "example": cell.example,
        "brings": cell.brings,
        "costs": cell.costs,
    }


def _question_data(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "text": question.text,
        "help": question.help,
        "options": [
            {
                "value": option.value,
                "label": option.label,
                "description": option.description,
                "goal": option.goal,
                "title": option.title,
                "steps": list(option.steps),
                "done_when": option.done_when,
            }
            for option in question.options
        ],
    }


def _table_rows(model: Model) -> list[list[str]]:
    header = ["aspect", *(str(level.value) for level in model.levels)]
    return [header, *([aspect.id, *(cell.title for cell in aspect.levels)] for aspect in model.aspects)]


def _question_rows(question: Question) -> list[list[str]]:
    header = ["question", "value", "label", "description"]
    return [header, *([question.id, str(o.value), o.label, o.description] for o in question.options)]


def listing(found: list[tuple[Place, Model]], texts: Texts) -> Report:
    """The models that can be named by id."""

    def described(place: Place, model: Model) -> list[str]:
        where = texts("model.built-in") if place.built_in else clean(str(place.path))
        return [
            place.id,
            model.name,
            model.version,
            model.questions_version,
            ", ".join(languages(place)),
            where,
        ]

    columns = ["id", "name", "version", "set", "languages", "where"]
    rows = [described(place, model) for place, model in found]
    titles = [texts(f"model.column-{column}") for column in columns]
    table = Table(
        columns=tuple(Column(title) for title in titles),
        rows=tuple(Row(tuple(row)) for row in rows),
        caption=texts("model.list"),
    )
    return Report(
        document=lambda: Document(texts("model.list"), (table,), texts.language),
        data=lambda: {"models": [dict(zip(columns, row, strict=True)) for row in rows]},
        rows=lambda: [columns, *rows],
    )
