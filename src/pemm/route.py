"""What to do next: the improvements that a result suggests.

One improvement raises one question to its next option that is a goal; a stage that nobody should aim
at is passed over. Aspects below their target come first, then the lowest answers. Ties are broken so
that no aspect always wins: of equal answers, one of an aspect that is not in the list yet comes first,
and what is still equal is ordered by a digest of the answers, the same for the same answers and
another for others.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pemm.assessment import STAY
from pemm.meaning import means_the_same
from pemm.model import Model, Option, Question
from pemm.scoring import AspectResult, QuestionResult, Result


@dataclass(frozen=True, slots=True)
class Improvement:
    """One question raised from the option that holds today to the next one worth aiming at."""

    aspect: str
    question: Question
    now: Option
    next: Option
    note: str | None
    evidence: tuple[str, ...]
    below_target: bool


def next_improvements(result: Result, model: Model, limit: int = 3) -> tuple[Improvement, ...]:
    """The first `limit` improvements. An aspect that is to stay where it is gives none."""
    open_ranks = {
        (aspect.id, given.id): _rank(aspect, given, result)
        for aspect in result.aspects
        for given in aspect.questions
        if _wanted(aspect, given)
    }
    found: list[Improvement] = []
    taken: dict[str, int] = {}
    while open_ranks and len(found) < limit:
        # An aspect that already has an improvement waits behind equal answers of the others.
        best = min(open_ranks, key=lambda key: _with_turn(open_ranks[key], taken.get(key[0], 0)))
        del open_ranks[best]
        aspect = result.aspect(best[0])
        given = next(question for question in aspect.questions if question.id == best[1])
        suggested = improvement(aspect, given, model)
        if suggested is not None:
            found.append(suggested)
            taken[aspect.id] = taken.get(aspect.id, 0) + 1
    return tuple(found)


def next_goal(question: Question, value: int) -> Option | None:
    """The lowest option above `value` that is a goal, None where there is none."""
    return next((o for o in question.options if o.value > value and o.goal), None)


def _wanted(aspect: AspectResult, given: QuestionResult) -> bool:
    if given.value is None or aspect.target == STAY:
        return False
    target = aspect.target_level
    return target is None or given.value < target


def improvement(aspect: AspectResult, given: QuestionResult, model: Model) -> Improvement | None:
    """What raises this answer; None where there is none, or no goal above it."""
    question = model.question(given.id)
    if question is None or given.value is None or not means_the_same(model, question, given.asked):
        return None  # an answer to another question is to be confirmed first
    now, goal = question.option(given.value), next_goal(question, given.value)
    if now is None or goal is None:
        return None
    below = _below_target(aspect)
    return Improvement(aspect.id, question, now, goal, given.note, given.evidence, below)


def _below_target(aspect: AspectResult) -> bool:
    target = aspect.target_level
    return target is not None and aspect.average is not None and aspect.average < target


Rank = tuple[bool, int, str]


def _rank(aspect: AspectResult, given: QuestionResult, result: Result) -> Rank:
    assert given.value is not None
    return (not _below_target(aspect), given.value, _lot(given.id, result))


def _with_turn(rank: Rank, taken: int) -> tuple[bool, int, int, str]:
    return (rank[0], rank[1], taken, rank[2])


def _lot(id: str, result: Result) -> str:
    """A lot that depends on the question and on all answers, and on nothing else."""
    answers = ",".join(f"{question.id}={question.value}" for question in result.questions)
    return hashlib.sha256(f"{id}|{answers}".encode()).hexdigest()
