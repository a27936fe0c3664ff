"""A route as data: the JSON of `pemm-route/1`, and the rows that issue trackers import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pemm.assessment import Target
from pemm.model import Model
from pemm.planning import CONFLICT, PLANNED, Blocker, Route, Step, rests_on
from pemm.report.card import improvement_title, shown
from pemm.report.resultdata import model_data
from pemm.route import Improvement
from pemm.scoring import QuestionResult, Result
from pemm.texts import Texts
from pemm.wording import clean

FORMAT = "pemm-route/1"
COLUMNS = ["title", "description", "labels", "parent", "owner", "due"]


def data(route: Route, model: Model, texts: Texts, remarks: Sequence[str], *, notes: bool) -> dict[str, Any]:
    """The route as `schemas/route.schema.json` describes it. `remarks` are sentences."""
    result = route.result
    return {
        "format": FORMAT,
        "subject": result.subject,
        "assessed": result.assessed,
        "model": model_data(result),
        "remarks": list(remarks),
        "targets": {aspect.id: aspect.target for aspect in result.aspects if aspect.target is not None},
        "steps": [_step(step, texts, notes=notes) for step in route.steps],
        "find_out": [
            {
                "aspect": question.aspect,
                "question": question.id,
                "text": question.question,
                "state": question.state,
                "who": who_knows(question, result, model, texts),
                "note": question.note if notes else None,
                "evidence": list(question.evidence) if notes else [],
            }
            for question in route.find_out
        ],
        "suggested": [_raised(each, texts, notes=notes) for each in route.suggested],
    }


def _step(step: Step, texts: Texts, *, notes: bool) -> dict[str, Any]:
    raised = _raised(step.improvement, texts, notes=notes)
    note, evidence = raised.pop("note"), raised.pop("evidence")
    return {
        **raised,
        "blocked_by": [_blocker(blocker) for blocker in step.blocked_by],
        "note": note,
        "evidence": evidence,
        "when": "later" if step.later else "now",
    }


def _raised(each: Improvement, texts: Texts, *, notes: bool) -> dict[str, Any]:
    return {
        "aspect": each.aspect,
        "question": each.question.id,
        "title": improvement_title(each, texts),
        "from": each.now.value,
        "to": each.next.value,
        "now": each.now.description or each.now.label,
        "next": each.next.description or each.next.label,
        "steps": list(each.next.steps),
        "done_when": each.next.done_when or None,
        "note": each.note if notes else None,
        "evidence": list(each.evidence) if notes else [],
    }


def _blocker(blocker: Blocker) -> dict[str, Any]:
    return {
        "aspect": blocker.need.needed,
        "level": blocker.need.needed_level,
        "average": None if blocker.average is None else float(blocker.average),
        "target": blocker.target,
        "conflict": blocker.state == CONFLICT,
        "why": blocker.need.why,
    }


def who_knows(question: QuestionResult, result: Result, model: Model, texts: Texts) -> str:
    """Who might know the answer: by aspect for the built-in model, else the model's other roles."""
    key = f"plan.who-knows.{model.id}.{question.aspect}"
    if texts.has(key):
        return texts(key)
    others = [role.name for role in model.roles if role.id != result.respondent.role]
    return (
        texts("plan.who-knows.roles", roles=", ".join(others)) if others else texts("plan.who-knows.anyone")
    )


def rests_in_words(blocker: Blocker, step: Step, route: Route, model: Model, texts: Texts) -> str:
    """What a step rests on, where that stands, and whether the route leads there."""
    other = route.result.aspect(blocker.need.needed)
    level = model.level(blocker.need.needed_level)
    state = blocker.state
    if state == PLANNED and not any(rests_on(step, each) for each in route.steps):
        state = "planned-open"
    values: dict[str, object] = {"target": _aim(blocker.target, texts)} if state == CONFLICT else {}
    return texts(
        f"plan.{state}",
        aspect=other.name,
        level=f"{level.value}, {level.name}",
        average=shown(blocker.average, texts),
        why=blocker.need.why,
        **values,
    )


def _aim(target: Target | None, texts: Texts) -> str:
    return str(target) if isinstance(target, int) else texts("plan.stay")


def rows(route: Route, model: Model, texts: Texts, *, notes: bool) -> list[list[str]]:
    """The route as issues below the names of the columns.

    First one per aspect with steps or something to find out: its title is the `parent` of the others.
    Then the steps in order, then what to find out. `owner` and `due` are left to the people.
    """
    open_questions = [each for each in route.find_out if route.result.aspect(each.aspect).target_level]
    parents = {}
    for aspect in route.result.aspects:
        n = sum(step.aspect == aspect.id for step in route.steps)
        if aspect.target_level is not None and (n or any(q.aspect == aspect.id for q in open_questions)):
            level = model.level(aspect.target_level)
            name = texts("plan.parent", aspect=aspect.name, value=level.value, level=level.name)
            text = texts("plan.parent-text", average=shown(aspect.average, texts), n=n)
            parents[aspect.id] = (name, text)
    return [
        COLUMNS,
        *([name, text, f"pemm,{id}", "", "", ""] for id, (name, text) in parents.items()),
        *(
            [
                improvement_title(step.improvement, texts),
                _description(step, route, model, texts, notes=notes),
                f"pemm,{step.aspect},{'later' if step.later else 'now'}",
                parents[step.aspect][0],
                "",
                "",
            ]
            for step in route.steps
        ),
        *(
            [
                texts("plan.find-out-title", question=clean(question.question)),
                _open(question, route.result, model, texts, notes=notes),
                f"pemm,{question.aspect},find-out",
                parents[question.aspect][0],
                "",
                "",
            ]
            for question in open_questions
        ),
    ]


def _description(step: Step, route: Route, model: Model, texts: Texts, *, notes: bool) -> str:
    raised = step.improvement
    lines = [
        _line(texts("next.now"), raised.now.description or raised.now.label),
        _line(texts("next.next"), raised.next.description or raised.next.label),
        *(f"- [ ] {action}" for action in raised.next.steps),
    ]
    if raised.next.done_when:
        lines.append(_line(texts("next.done"), raised.next.done_when))
    lines += [
        _line(texts("plan.rests-on"), rests_in_words(blocker, step, route, model, texts))
        for blocker in step.blocked_by
    ]
    if notes:
        lines += _notes(raised.note, raised.evidence, texts)
    return "\n".join([*lines, raised.question.id])


def _open(question: QuestionResult, result: Result, model: Model, texts: Texts, *, notes: bool) -> str:
    lines = [
        _line(texts("plan.state"), texts(f"state.{question.state}")),
        _line(texts("plan.who"), who_knows(question, result, model, texts)),
    ]
    if notes:
        lines += _notes(question.note, question.evidence, texts)
    return "\n".join([*lines, question.id])


def _notes(note: str | None, evidence: Sequence[str], texts: Texts) -> list[str]:
    quoted = [_line(texts("next.note"), texts("quote", text=clean(note)))] if note else []
    return quoted + [_line(texts("next.evidence"), clean(link)) for link in evidence]


def _line(label: str, text: str) -> str:
    return f"{label[:1].upper()}{label[1:]}: {text}"
