"""The report of a route: the steps for now and for later, and what to find out first."""

from __future__ import annotations

from pathlib import Path

from pemm.model import Model
from pemm.planning import (
    CONFLICT,
    NOW,
    NOW_PER_ASPECT,
    Route,
    Step,
    lower_remarks,
)
from pemm.report import Report
from pemm.report.card import improvement_entry, shown, target_cell
from pemm.report.document import (
    Block,
    Column,
    Detail,
    Document,
    Entries,
    Entry,
    Heading,
    Number,
    Paragraph,
    Row,
    Table,
)
from pemm.report.plandata import data, rests_in_words, rows, who_knows
from pemm.scoring import AspectResult
from pemm.texts import Texts
from pemm.wording import clean, date, remarks


def report(
    route: Route,
    model: Model,
    texts: Texts,
    *,
    every_step: bool,
    notes: bool,
    more: tuple[Detail, ...] = (),
) -> Report:
    """The report of a route.

    `every_step` tells the steps for later in full too, `notes` shows notes and evidence, `more` are the
    commands that go on from here.
    """
    said = told(route, model, texts)
    return Report(
        document=lambda: document(route, model, texts, every_step=every_step, notes=notes, more=more),
        data=lambda: data(route, model, texts, said, notes=notes),
        rows=lambda: rows(route, model, texts, notes=notes),
    )


def document(
    route: Route,
    model: Model,
    texts: Texts,
    *,
    every_step: bool,
    notes: bool,
    more: tuple[Detail, ...] = (),
) -> Document:
    """The route as a Document."""
    result = route.result
    subject = clean(result.subject or "") or texts("card.untitled")
    blocks: list[Block] = [
        Heading(texts("plan.title", subject=subject), 1, date(texts, result.assessed)),
        Paragraph(texts("plan.coverage", answered=result.answered, asked=result.asked)),
        *(Paragraph(remark) for remark in told(route, model, texts)),
        _table(route, model, texts),
        *_aspect_notes(route, texts, notes=notes),
        *_steps(route, model, texts, every_step=every_step, notes=notes),
        *_find_out(route, model, texts, notes=notes),
        *_suggested(route, texts, notes=notes),
    ]
    if more:
        blocks += [Heading(texts("card.more")), Entries((Entry("", details=more),))]
    return Document(texts("plan.title", subject=subject), tuple(blocks), texts.language)


def told(route: Route, model: Model, texts: Texts) -> list[str]:
    """The remarks of the result, and which targets are lower than today, as sentences."""
    return remarks(texts, (*route.result.remarks, *lower_remarks(route.result, model)))


def _table(route: Route, model: Model, texts: Texts) -> Table:
    return Table(
        columns=(
            Column(texts("column.aspect")),
            Column(texts("column.mean"), right=True),
            Column(texts("column.target"), right=True),
            Column(texts("plan.steps"), right=True),
        ),
        rows=tuple(_row(aspect, route, model, texts) for aspect in route.result.aspects),
        caption=texts("plan.table"),
        note=texts("plan.legend"),
    )


def _row(aspect: AspectResult, route: Route, model: Model, texts: Texts) -> Row:
    n = sum(step.aspect == aspect.id for step in route.steps)
    mean = shown(aspect.average, texts)
    if aspect.target_level is not None:
        level = model.level(aspect.target_level)
        sentence = texts(
            "plan.aloud", aspect=aspect.name, mean=mean, value=level.value, level=level.name, n=n
        )
    else:
        key = "plan.aloud-none" if aspect.target is None else "plan.aloud-stay"
        sentence = texts(key, aspect=aspect.name, mean=mean)
    return Row(
        cells=(
            aspect.name,
            Number(aspect.average),
            target_cell(aspect, texts),
            str(n) if aspect.target_level is not None else "-",
        ),
        sentence=sentence,
    )


def _aspect_notes(route: Route, texts: Texts, *, notes: bool) -> list[Block]:
    """What was noted of an aspect concerns all its steps, so it is said once."""
    planned = {step.aspect for step in route.steps}
    return [
        Paragraph(texts("plan.aspect-note", aspect=aspect.name, note=clean(aspect.note)))
        for aspect in route.result.aspects
        if notes and aspect.note and aspect.id in planned
    ]


def _steps(route: Route, model: Model, texts: Texts, *, every_step: bool, notes: bool) -> list[Block]:
    if not route.steps:
        return [Paragraph(texts(_why_none(route)))]
    blocks: list[Block] = []
    if route.now:
        aside = texts("plan.now-aside", limit=NOW, each=NOW_PER_ASPECT)
        entries = tuple(_entry(step, route, model, texts, notes=notes) for step in route.now)
        blocks += [Heading(texts("plan.now"), aside=aside), Entries(entries, numbered=True, checkable=True)]
    if route.later:
        tell = _entry if every_step else _brief
        entries = tuple(tell(step, route, model, texts, notes=notes) for step in route.later)
        blocks += [
            Heading(texts("plan.later"), aside=texts("plan.later-aside")),
            Entries(entries, numbered=True, checkable=True),
        ]
    return blocks


def _why_none(route: Route) -> str:
    aimed = [aspect for aspect in route.result.aspects if aspect.target_level is not None]
    if all(aspect.target is None for aspect in route.result.aspects):
        return "plan.no-targets"
    if aimed and not any(aspect.answered for aspect in aimed):
        return "plan.nothing-open"
    return "plan.nothing"


def _entry(step: Step, route: Route, model: Model, texts: Texts, *, notes: bool) -> Entry:
    """A step as the report card tells an improvement, with its place on the way and what it rests on."""
    entry = improvement_entry(step.improvement, texts, notes=notes)
    details = [_from_to(step, route, texts), *entry.details]
    details += [Detail(texts("plan.beyond"), goal.title or goal.label) for goal in step.beyond[:1]]
    details += [
        Detail(texts("plan.rests-on"), rests_in_words(blocker, step, route, model, texts))
        for blocker in step.blocked_by
    ]
    if notes:
        details += [Detail(texts("next.evidence"), clean(link)) for link in step.improvement.evidence]
    return entry._replace(details=tuple(details))


def _brief(step: Step, route: Route, model: Model, texts: Texts, *, notes: bool) -> Entry:
    entry = improvement_entry(step.improvement, texts, notes=notes)
    details = [_from_to(step, route, texts)]
    for blocker in step.blocked_by:
        key = "plan.brief-conflict" if blocker.state == CONFLICT else "plan.brief"
        other = model.aspect(blocker.need.needed).name
        details.append(
            Detail(texts("plan.rests-on"), texts(key, aspect=other, level=blocker.need.needed_level))
        )
    return entry._replace(details=tuple(details))


def _from_to(step: Step, route: Route, texts: Texts) -> Detail:
    aspect = route.result.aspect(step.aspect)
    text = texts("plan.from-to", aspect=aspect.name, value=step.value, to=step.to, target=aspect.target_level)
    question = step.improvement.question
    stages = [str(each.value) for each in question.options if step.value < each.value < step.to]
    if stages:
        text = texts("plan.past", from_to=text, stages=", ".join(stages))
    return Detail(texts("plan.aspect"), text)


def _find_out(route: Route, model: Model, texts: Texts, *, notes: bool) -> list[Block]:
    aimed = [each for each in route.find_out if route.result.aspect(each.aspect).target is not None]
    others = [each.id for each in route.find_out if each not in aimed]
    if not aimed and not others:
        return []
    entries = []
    for question in aimed:
        details = [
            Detail(texts("plan.state"), texts(f"state.{question.state}")),
            Detail(texts("plan.who"), who_knows(question, route.result, model, texts)),
        ]
        if notes and question.note:
            details.append(Detail(texts("next.note"), texts("quote", text=clean(question.note))))
        if notes:
            details += [Detail(texts("next.evidence"), clean(link)) for link in question.evidence]
        entries.append(Entry(clean(question.question), question.id, tuple(details)))
    blocks: list[Block] = [Heading(texts("plan.find-out"), aside=texts("plan.find-out-aside"))]
    blocks += [Entries(tuple(entries), checkable=True)] if entries else []
    if others:
        key = "plan.others-open" if aimed else "plan.open"
        blocks.append(Paragraph(texts(key, n=len(others), ids=", ".join(others))))
    return blocks


def _suggested(route: Route, texts: Texts, *, notes: bool) -> list[Block]:
    if not route.suggested:
        return []
    entries = tuple(improvement_entry(each, texts, notes=notes) for each in route.suggested)
    return [
        Heading(texts("plan.suggested"), aside=texts("plan.suggested-aside")),
        Entries(entries, numbered=True),
    ]


def commands(
    file: Path, route: Route, model: Model, texts: Texts, *, every_step: bool = False, options: str = ""
) -> tuple[Detail, ...]:
    """The commands that go on from the route of a file, quoted for a shell where they need it.

    `options` are those of a what-if, which the commands that tell more of the same route repeat.
    """
    from shlex import quote

    name = quote(clean(str(file)))
    aimed = any(aspect.target is not None for aspect in route.result.aspects)
    keys = ["aims", "what-if"]
    if route.steps:
        keys = [*(["more-steps"] if route.later and not every_step else []), "checklist", "tracker", *keys]
    if not aimed:
        keys = ["aims", "what-if"]

    def command(key: str) -> str:
        same_route = key in ("more-steps", "checklist", "tracker")
        named = name + options if same_route else name
        return texts(f"plan.{key}-command", file=named, aspect=model.aspects[0].id)

    return tuple(Detail(texts(f"plan.{key}"), command(key)) for key in keys)
