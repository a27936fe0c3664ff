"""The report card: where one assessment stands, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from pemm.assessment import STAY
from pemm.model import Model
from pemm.report import dissenting
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
    Series,
    Spread,
    Table,
)
from pemm.route import Improvement, next_improvements
from pemm.scoring import LEVEL, MIXED, NONE, AspectResult, Result, rounded
from pemm.texts import Texts
from pemm.wording import answer, clean, date, remarks, role_name

_USERS = {"consumer", "end-user"}  # the roles of those the platform is for
_ADDRESS = ("http://", "https://")  # all that may become a link: a browser runs what javascript: names


def document(
    result: Result,
    model: Model,
    texts: Texts,
    *,
    every_answer: bool,
    notes: bool,
    more: tuple[Detail, ...] = (),
    field: Sequence[Block] = (),
) -> Document:
    """The report card as a Document; `field` says where it lies among others, where that was asked for."""
    title = clean(result.subject or "") or texts("card.untitled")
    blocks: list[Block] = [
        Heading(title, 1, date(texts, result.assessed)),
        Paragraph(f"{_who(result, model, texts)} {_how_much(result, texts)}"),
        Paragraph(_which_model(result, model, texts), quiet=True),
        *(Paragraph(f"{clean(key)}: {clean(value)}") for key, value in result.about.items()),
        *(Paragraph(remark) for remark in remarks(texts, result.remarks)),
        _table(result, model, texts),
        *field,
        *_next(result, model, texts, notes=notes),
    ]
    if not every_answer:
        shown_already = {each.question.id for each in next_improvements(result, model)}
        blocks += dissenting.elsewhere(result, shown_already, model, texts, notes=notes)
    blocks += _still_open(result, texts)
    if every_answer:
        blocks += _every_answer(result, model, texts, notes=notes)
    if more:
        blocks += [Heading(texts("card.more")), Entries((Entry("", details=more),))]
    return Document(title, tuple(blocks), texts.language, (chart(result, model, texts),))


def _who(result: Result, model: Model, texts: Texts) -> str:
    name, role = clean(result.respondent.name or ""), result.respondent.role
    described = ", ".join(part for part in (name, role_name(model, role).lower()) if part)
    if result.respondent.is_group:
        return texts("card.group-described", who=described) if described else texts("card.group")
    who = texts("card.respondent-described", who=described) if described else texts("card.respondent")
    asks_users = any(each.id in _USERS for each in model.roles)
    if role and asks_users and role not in _USERS:
        who = f"{who} {texts('card.no-user')}"
    return who


def _how_much(result: Result, texts: Texts) -> str:
    unsure = sum(aspect.unsure for aspect in result.aspects)
    not_applicable = sum(aspect.not_applicable for aspect in result.aspects)
    parts = [texts("card.answered", answered=result.answered, asked=result.asked)]
    parts += [texts("card.unsure", n=unsure)] if unsure else []
    parts += [texts("card.not-applicable", n=not_applicable)] if not_applicable else []
    return ", ".join(parts) + "."


def _which_model(result: Result, model: Model, texts: Texts) -> str:
    key = f"wording.{result.model.texts}"
    wording = texts(key) if texts.has(key) else texts("wording.other", texts=clean(result.model.texts))
    return texts(
        "card.model",
        name=model.name,
        version=clean(result.model.version),
        questions=clean(result.model.questions),
        wording=wording,
    )


def _table(result: Result, model: Model, texts: Texts) -> Table:
    scale = tuple((level.value, level.name) for level in model.levels)
    columns = (
        Column(texts("column.aspect")),
        Column(texts("column.levels"), scale=scale),
        Column(texts("column.mean"), right=True),
        Column(texts("column.answered"), right=True),
        Column(texts("column.target"), 2, right=True),
    )
    return Table(
        columns=columns,
        rows=tuple(_row(aspect, model, texts) for aspect in result.aspects),
        caption=texts("card.table"),
        legend=tuple(texts.listed("card.legend")),
        note=texts("card.no-total"),
        remark_title=texts("column.reading"),
    )


def _row(aspect: AspectResult, model: Model, texts: Texts) -> Row:
    counts = tuple((level.value, aspect.counts[level.value]) for level in model.levels)
    remark = in_words(aspect, model, texts)
    return Row(
        cells=(
            aspect.name,
            Spread(counts, aspect.average),
            Number(aspect.average),
            f"{aspect.answered}/{aspect.asked}",
            target_cell(aspect, texts),
        ),
        remark=remark,
        sentence=" ".join(
            [*_aloud(aspect, model, texts), remark, _target_aloud(aspect, model, texts)]
        ).strip(),
    )


def in_words(aspect: AspectResult, model: Model, texts: Texts) -> str:
    """How the aspect reads, in a sentence or two; names a level only where the reading does."""
    sentences = [_reading(aspect, model, texts)]
    open_questions = aspect.asked - aspect.answered
    if aspect.reading in (LEVEL, MIXED) and aspect.bounds and open_questions:
        low, high = map(rounded, aspect.bounds)
        key = "reading.with-unsure" if open_questions == aspect.unsure else "reading.with-open"
        sentences.append(texts(key, n=open_questions, low=low, high=high))
    return " ".join(sentences)


def _reading(aspect: AspectResult, model: Model, texts: Texts) -> str:
    if aspect.reading == NONE:
        if aspect.asked and aspect.unsure == aspect.asked:
            return texts("reading.none-unsure", n=aspect.unsure)
        return texts("reading.not-applicable" if aspect.asked == 0 else "reading.none")
    if aspect.reading == MIXED:
        return texts("reading.mixed", lowest=aspect.lowest, highest=aspect.highest)
    if aspect.level is None:
        assert aspect.bounds is not None
        low, high = map(rounded, aspect.bounds)
        return texts("reading.open", low=low, high=high)
    stages = model.aspect(aspect.id)
    title = stages.level(aspect.level).title
    further = aspect.counts.get(aspect.level + 1, 0)
    if not further:
        return texts("reading.level", title=title)
    if further * 2 == aspect.answered:
        return texts("reading.half", title=title, other=stages.level(aspect.level + 1).title)
    if further * 2 > aspect.answered:
        other = stages.level(aspect.level + 1).title
        return texts("reading.mostly", title=title, other=other, n=further, answered=aspect.answered)
    return texts("reading.further", n=further, title=title)


def target_cell(aspect: AspectResult, texts: Texts) -> str:
    """The target as a table shows it: a value, stay, or a dash."""
    if aspect.target is None:
        return "-"
    return texts("target.stay") if aspect.target == STAY else str(aspect.target)


def _aloud(aspect: AspectResult, model: Model, texts: Texts) -> list[str]:
    mean = rounded(aspect.average) if aspect.average is not None else texts("aloud.no-mean")
    counts = [
        texts("aloud.count", n=count, value=value, level=model.level(value).name)
        for value, count in aspect.counts.items()
        if count
    ]
    opening = texts(
        "aloud.aspect", aspect=aspect.name, mean=mean, answered=aspect.answered, asked=aspect.asked
    )
    if not counts:
        return [opening]
    listed = ", ".join(counts)
    return [opening, f"{listed[0].upper()}{listed[1:]}."]


def _target_aloud(aspect: AspectResult, model: Model, texts: Texts) -> str:
    if aspect.target is None:
        return ""
    if aspect.target_level is None:
        return texts("aloud.stay")
    level = model.level(aspect.target_level)
    return texts("aloud.target", value=level.value, level=level.name)


def _next(result: Result, model: Model, texts: Texts, *, notes: bool) -> list[Block]:
    improvements = next_improvements(result, model)
    if not improvements and result.answered < result.asked:
        return [Paragraph(texts("card.nothing-next-open"))] if result.answered else []
    if not improvements:
        return [Paragraph(texts("card.nothing-next"))] if result.answered else []
    count = min(len(improvements), 3)
    any_target = any(improvement.below_target for improvement in improvements)
    aside = texts("card.next-by-target" if any_target else "card.next-by-answer")
    given = {question.id: question for question in result.questions}
    entries = []
    for each in improvements:
        entry = improvement_entry(each, texts, notes=notes)
        beside = dissenting.details(given[each.question.id], model, texts, notes=notes)
        entries.append(entry._replace(details=(*entry.details, *beside)))
    heading = Heading(texts(f"card.next-{count}"), aside=aside)
    few: list[Block] = []
    if result.answered * 2 < result.asked:
        few = [Paragraph(texts("card.few-answers", answered=result.answered, asked=result.asked))]
    return [heading, *few, Entries(tuple(entries), numbered=True)]


def improvement_entry(improvement: Improvement, texts: Texts, *, notes: bool) -> Entry:
    """An improvement with where it starts, where it leads, how to get there and how one sees it."""
    now, goal = improvement.now, improvement.next
    details = [
        Detail(texts("next.now"), now.description or now.label),
        Detail(texts("next.next"), goal.description or goal.label, goal.steps, checkable=True),
    ]
    if goal.done_when:
        details.append(Detail(texts("next.done"), goal.done_when))
    if notes and improvement.note:
        details.append(Detail(texts("next.note"), texts("quote", text=clean(improvement.note))))
    return Entry(improvement_title(improvement, texts), improvement.question.id, tuple(details))


def improvement_title(improvement: Improvement, texts: Texts) -> str:
    """What an improvement is called; from question and options where the model gives it no title."""
    now, goal = improvement.now, improvement.next
    return goal.title or texts(
        "next.title", question=improvement.question.text, now=now.label, next=goal.label
    )


def _still_open(result: Result, texts: Texts) -> list[Block]:
    unsure = [question for question in result.questions if question.state == "unsure"]
    unanswered = [question.id for question in result.questions if question.state == "unanswered"]
    if not unsure and not unanswered:
        return []
    items = [texts("card.open-unsure", id=each.id, question=clean(each.question)) for each in unsure]
    if unanswered:
        items.append(texts("card.open-unanswered", n=len(unanswered), ids=", ".join(unanswered)))
    return [Heading(texts("card.open")), Bullets(tuple(items))]


def _every_answer(result: Result, model: Model, texts: Texts, *, notes: bool) -> list[Block]:
    blocks: list[Block] = []
    for aspect in result.aspects:
        blocks.append(Heading(aspect.name))
        if notes and aspect.note:
            blocks.append(Paragraph(texts("quote", text=clean(aspect.note))))
        entries = []
        for question in aspect.questions:
            details = [
                Detail(texts("next.answer"), answer(texts, question)),
                *dissenting.votes(question, model, texts),
                *dissenting.details(question, model, texts, notes=notes),
            ]
            if notes and question.note:
                details.append(Detail(texts("next.note"), texts("quote", text=clean(question.note))))
            if notes:
                details += [evidence(link, texts) for link in question.evidence]
            entries.append(Entry(clean(question.question), question.id, tuple(details)))
        blocks.append(Entries(tuple(entries)))
    return blocks


def evidence(given: str, texts: Texts) -> Detail:
    """A piece of evidence; one that is an address can be followed where a format has links."""
    text = clean(given)
    return Detail(texts("next.evidence"), text, link=text if text.startswith(_ADDRESS) else None)


def chart(result: Result, model: Model, texts: Texts) -> RadarChart:
    """The radar: an axis per aspect, a ring per level, the averages as points."""
    day = date(texts, result.assessed)
    described = [
        texts("chart.point", aspect=aspect.name, mean=shown(aspect.average, texts))
        for aspect in result.aspects
    ]
    title = clean(result.subject or "") or texts("card.untitled")
    return RadarChart(
        title=title,
        subtitle=", ".join(part for part in (model.name, day) if part),
        axes=tuple(aspect.name for aspect in result.aspects),
        rings=tuple((level.value, level.name) for level in model.levels),
        series=(series(title, [aspect.average for aspect in result.aspects]),),
        alternative=texts("chart.alternative", title=title, top=model.top, points="; ".join(described)),
        note=texts("chart.note", answered=result.answered, asked=result.asked),
        missing=texts("chart.missing"),
    )


def series(name: str, averages: list[Fraction | None]) -> Series:
    """One polygon of a radar from averages, labelled as they are shown."""
    return Series(
        name=name,
        values=tuple(None if mean is None else float(mean) for mean in averages),
        labels=tuple(None if mean is None else rounded(mean) for mean in averages),
    )


def shown(average: Fraction | None, texts: Texts) -> str:
    """An average as it is shown, in words where there is none."""
    return texts("aloud.no-mean") if average is None else rounded(average)


def commands(
    file: Path, model: Model, texts: Texts, *, every_answer: bool = False, options: str = ""
) -> tuple[Detail, ...]:
    """The commands that go on from the report card of a file, quoted for a shell where they need it.

    `options` stand behind the file: what it takes to find its model again.
    """
    from shlex import quote

    name = quote(clean(str(file))) + options
    keys = ("every-answer", "picture", "aim", "plan", "change", "later")[1 if every_answer else 0 :]
    values = {"file": name, "aspect": model.aspects[0].id}
    return tuple(Detail(texts(f"card.{key}"), texts(f"card.{key}-command", **values)) for key in keys)
