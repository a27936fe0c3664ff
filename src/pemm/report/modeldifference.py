"""The report of `pemm model diff`: what changed from one model file to another."""

from __future__ import annotations

from typing import Any

from pemm.model import Model, Option, Question
from pemm.modeldiff import (
    CHANGED,
    GONE,
    MOVED,
    NEW,
    NONE,
    RETIRED,
    REWORDED,
    STATES,
    ModelDiff,
    OptionDiff,
    QuestionDiff,
)
from pemm.report import Report
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
from pemm.texts import Texts
from pemm.wording import clean

FORMAT = "pemm-model-diff/1"
COLUMNS = ["aspect", "question", "state", "value_before", "value_after", "before", "after"]


def report(difference: ModelDiff, texts: Texts) -> Report:
    """The report of a difference between two models."""
    return Report(
        document=lambda: document(difference, texts),
        data=lambda: data(difference, texts),
        rows=lambda: rows(difference),
    )


def document(difference: ModelDiff, texts: Texts) -> Document:
    """The difference as a Document: what it weighs, every question in a table, then what changed in full."""
    before, after = clean(difference.before.name), clean(difference.after.name)
    name = after if before == after else texts("difference.two-names", before=before, after=after)
    title = texts("difference.title", name=name)
    blocks: list[Block] = [
        Heading(title, 1),
        Paragraph(texts(f"difference.demanded-{difference.demanded}")),
        Paragraph(texts("difference.counts", **{state: len(difference.having(state)) for state in STATES})),
        *(Paragraph(remark) for remark in _remarks(difference, texts)),
        _sides(difference, texts),
        _table(difference, texts),
    ]
    for state in (CHANGED, RETIRED, NEW, REWORDED):
        entries = tuple(_entry(question, difference, texts) for question in difference.having(state))
        if entries:
            blocks += [Heading(texts(f"difference.heading-{state}")), Entries(entries)]
    return Document(title, tuple(blocks), texts.language)


def _remarks(difference: ModelDiff, texts: Texts) -> list[str]:
    """What the files state, whether that is enough, and what was not compared."""
    before, after = difference.before, difference.after
    versions = {"before": clean(before.questions_version), "after": clean(after.questions_version)}
    if difference.stated is None:
        found = [texts("difference.stated-unknown", **versions)]
    elif difference.stated == NONE:
        found = [texts("difference.stated-none", before=versions["before"])]
    else:
        step = texts(f"difference.step-{difference.stated}")
        found = [texts("difference.stated-other", step=step, **versions)]
    if difference.understated:
        demanded = texts(f"difference.step-{difference.demanded}")
        found.append(texts("difference.understated", demanded=demanded))
    if difference.backwards:
        found.append(texts("difference.backwards"))
    if difference.levels_changed:
        found.append(texts("difference.levels", before=before.top, after=after.top))
    if difference.two_languages:
        found.append(texts("difference.two-languages", before=before.language, after=after.language))
    elif difference.two_wordings:
        wordings = {"before": clean(before.texts_version), "after": clean(after.texts_version)}
        found.append(texts("difference.two-wordings", **wordings))
    return found


def _sides(difference: ModelDiff, texts: Texts) -> Table:
    titles = [texts(f"difference.{key}") for key in ("set", "texts", "language")]
    sides = (("before", difference.before), ("after", difference.after))
    return Table(
        columns=(
            Column(""),
            *(Column(title) for title in titles),
            Column(texts("difference.questions"), right=True),
        ),
        rows=tuple(
            Row(
                (
                    texts(f"column.{side}"),
                    *map(clean, (model.questions_version, model.texts_version, model.language)),
                    str(len(model.questions)),
                )
            )
            for side, model in sides
        ),
        caption=texts("difference.sides"),
    )


def _table(difference: ModelDiff, texts: Texts) -> Table:
    return Table(
        columns=tuple(Column(texts(f"difference.{key}")) for key in ("question", "state", "options")),
        rows=tuple(_row(question, texts) for question in difference.questions),
        caption=texts("difference.table"),
    )


def _row(question: QuestionDiff, texts: Texts) -> Row:
    state, options = texts(f"difference.state-{question.state}"), _changed_options(question, texts)
    said = {"question": question.id, "state": state, "options": options}
    sentence = texts("difference.aloud-options" if options else "difference.aloud", **said)
    return Row((question.id, state, options or "-"), sentence=sentence)


def _changed_options(question: QuestionDiff, texts: Texts) -> str:
    """Which options changed, by value: `2, 3 reworded; 4 gone`."""
    said = []
    for state in (MOVED, GONE, NEW, REWORDED):
        values = [_values(option, texts) for option in question.options if option.state == state]
        if values:
            said.append(texts(f"difference.option-{state}", values=", ".join(values)))
    return "; ".join(said)


def _values(option: OptionDiff, texts: Texts) -> str:
    if option.before and option.after and option.before.value != option.after.value:
        return texts("difference.moved-to", before=option.before.value, after=option.after.value)
    return str(_side(option.before, option.after).value)


def _side(before: Option | None, after: Option | None) -> Option:
    option = after or before
    assert option is not None
    return option


def _entry(question: QuestionDiff, difference: ModelDiff, texts: Texts) -> Entry:
    old, new = question.before, question.after
    if old is None or new is None:
        only = new or old
        assert only is not None
        choices = tuple(
            Detail(
                texts("difference.option"),
                texts("difference.choice", value=option.value, label=clean(option.label)),
            )
            for option in only.options
        )
        return Entry(clean(only.text), only.id, choices if question.state == NEW else ())
    details = []
    if question.moved:
        names = {
            "before": clean(difference.before.aspect(old.aspect).name),
            "after": clean(difference.after.aspect(new.aspect).name),
        }
        details.append(Detail(texts("difference.aspect"), texts("difference.turns", **names)))
    if "text" in question.reworded:
        details.append(Detail(texts("column.before"), clean(old.text)))
        details.append(Detail(texts("column.after"), clean(new.text)))
    if "help" in question.reworded:
        key = "turns" if old.help and new.help else "added" if new.help else "removed"
        helps = {"before": clean(old.help), "after": clean(new.help)}
        details.append(Detail(texts("difference.help"), texts(f"difference.{key}", **helps)))
    for option in question.options:
        details.append(Detail(texts("difference.option"), _option(option, texts)))
    details += [Detail(texts("difference.recorded"), clean(change.what)) for change in question.history]
    return Entry(clean(new.text), new.id, tuple(details))


def _option(option: OptionDiff, texts: Texts) -> str:
    old, new = option.before, option.after
    if old is None or new is None:
        only = _side(old, new)
        key = "difference.comes" if option.state == NEW else "difference.goes"
        return texts(key, value=only.value, label=clean(only.label))
    if option.state == MOVED:
        return texts("difference.moves", label=clean(new.label), before=old.value, after=new.value)
    if old.label.split() == new.label.split():
        before, after = _wording(old), _wording(new)
    else:
        before, after = clean(old.label), clean(new.label)
    return texts("difference.becomes", value=new.value, before=before, after=after)


def _wording(option: Option) -> str:
    """All that is said about an option."""
    label, description = clean(option.label), clean(option.description)
    return f"{label}: {description}" if description else label


def data(difference: ModelDiff, texts: Texts) -> dict[str, Any]:
    """The difference as `schemas/modeldiff.schema.json` describes it."""
    return {
        "format": FORMAT,
        "before": _model_data(difference.before),
        "after": _model_data(difference.after),
        "demanded": difference.demanded,
        "stated": difference.stated,
        "understated": difference.understated,
        "remarks": _remarks(difference, texts),
        "questions": [_question_data(question) for question in difference.questions],
    }


def _model_data(model: Model) -> dict[str, Any]:
    return {
        "id": model.id,
        "name": model.name,
        "version": model.version,
        "questions": model.questions_version,
        "texts": model.texts_version,
        "language": model.language,
    }


def _question_data(question: QuestionDiff) -> dict[str, Any]:
    def wording(side: Question | None) -> dict[str, Any] | None:
        if side is None:
            return None
        return {"aspect": side.aspect, "text": side.text, "help": side.help, "language": side.language}

    def choice(side: Option | None) -> dict[str, Any] | None:
        if side is None:
            return None
        return {"value": side.value, "label": side.label, "description": side.description}

    return {
        "id": question.id,
        "aspect": question.aspect,
        "state": question.state,
        "before": wording(question.before),
        "after": wording(question.after),
        "options": [
            {"state": option.state, "before": choice(option.before), "after": choice(option.after)}
            for option in question.options
        ],
        "history": [change.what for change in question.history],
    }


def rows(difference: ModelDiff) -> list[list[str]]:
    """The difference as rows below the names of the columns: one per question, and one per changed option."""
    found = [COLUMNS]
    for question in difference.questions:
        head = [question.aspect, question.id]
        texts = [side.text if side else "" for side in (question.before, question.after)]
        found.append([*head, question.state, "", "", *texts])
        for option in question.options:
            sides = (option.before, option.after)
            values = [str(side.value) if side else "" for side in sides]
            found.append([*head, option.state, *values, *(_wording(side) if side else "" for side in sides)])
    return found
