"""The route: the steps from where a result stands to the targets of its aspects.

One step raises one question to its next option that is a goal. Only an aspect with a target level has
steps, and only for its questions that are answered and below that target. What a step rests on comes
before it, then the larger gap, then the order of the model; the same answers and targets always give
the same route. A short list is for now, a quarter's worth; the rest is for later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pemm.assessment import STAY, Target
from pemm.meaning import means_the_same
from pemm.model import Model, Need, Option
from pemm.route import Improvement, improvement, next_goal, next_improvements
from pemm.scoring import AspectResult, QuestionResult, Remark, Result, rounded

# A quarter's worth. A step is weeks of several people's work, and one aspect's steps mostly fall to the
# same people; more than this is a wish list.
NOW = 5
NOW_PER_ASPECT = 2

PLANNED, CONFLICT, NO_TARGET = "planned", "conflict", "no-target"


@dataclass(frozen=True, slots=True)
class Blocker:
    """What a step rests on and what is not reached: a need of the model, its author's judgement.

    `state` is `planned` where the other aspect's target reaches the needed level, `conflict` where that
    target is lower or is to stay, `no-target` where it has none. `average` is where it stands today, None
    where nothing of it is answered.
    """

    need: Need
    state: str
    average: Fraction | None
    target: Target | None


@dataclass(frozen=True, slots=True)
class Step:
    """One question raised to its next goal, which may lie above the target.

    `gap` is the target minus the answer's value, 1 or more. `beyond` are the goals that are left between
    this step's and the target. `later` is False for the short list.
    """

    improvement: Improvement
    gap: int
    blocked_by: tuple[Blocker, ...]
    beyond: tuple[Option, ...]
    later: bool = False

    @property
    def aspect(self) -> str:
        """The id of the aspect."""
        return self.improvement.aspect

    @property
    def question(self) -> str:
        """The id of the question."""
        return self.improvement.question.id

    @property
    def value(self) -> int:
        """The value of the answer today."""
        return self.improvement.now.value

    @property
    def to(self) -> int:
        """The value that the step leads to."""
        return self.improvement.next.value


@dataclass(frozen=True, slots=True)
class Route:
    """The steps in order, what has to be found out first, and what the report card suggests besides.

    `result` carries the targets that the route leads to. `find_out` are the unsure and unanswered
    questions of aspects with a target level or without a target, those with one first. `suggested` are
    improvements, three at most, of aspects without a target; they are no steps.
    """

    result: Result
    steps: tuple[Step, ...]
    find_out: tuple[QuestionResult, ...]
    suggested: tuple[Improvement, ...]

    @property
    def now(self) -> tuple[Step, ...]:
        """The short list."""
        return tuple(step for step in self.steps if not step.later)

    @property
    def later(self) -> tuple[Step, ...]:
        """The other steps."""
        return tuple(step for step in self.steps if step.later)


def plan(result: Result, model: Model, targets: Mapping[str, Target | None] | None = None) -> Route:
    """The route from a result to its targets.

    `targets` replaces those of the aspects that it names, None takes one away: a what-if. Values are
    those of levels of the model; ids that the result lacks mean nothing.
    """
    wanted = targets or {}
    aspects = (replace(each, target=wanted.get(each.id, each.target)) for each in result.aspects)
    aimed = replace(result, aspects=tuple(aspects))
    found = [step for aspect in aimed.aspects for step in _steps(aspect, aimed, model)]
    every = next_improvements(aimed, model, len(aimed.questions))
    suggested = [each for each in every if aimed.aspect(each.aspect).target is None]
    return Route(aimed, _divided(_ordered(found)), _find_out(aimed, model), tuple(suggested[:3]))


def lower_remarks(result: Result, model: Model) -> tuple[Remark, ...]:
    """Which targets are lower than the level that their aspect's average has reached: allowed, and said."""
    return tuple(
        Remark(
            "target-lower",
            {
                "aspect": aspect.name,
                "target": f"{aspect.target_level} {model.level(aspect.target_level).name}",
                "average": rounded(aspect.average),
            },
        )
        for aspect in result.aspects
        if aspect.target_level is not None
        and aspect.average is not None
        and aspect.target_level < int(aspect.average)
    )


def _steps(aspect: AspectResult, result: Result, model: Model) -> list[Step]:
    target = aspect.target_level
    if target is None:
        return []
    steps = []
    for given in aspect.questions:
        if given.value is None or given.value >= target:
            continue
        found = improvement(aspect, given, model)
        if found is None:
            continue
        blockers = _blockers(aspect.id, given.value, found.next.value, result, model)
        steps.append(Step(found, target - given.value, blockers, _beyond(found, target)))
    return steps


def _beyond(found: Improvement, target: int) -> tuple[Option, ...]:
    beyond: list[Option] = []
    reached = found.next
    while reached.value < target and (goal := next_goal(found.question, reached.value)) is not None:
        beyond.append(goal)
        reached = goal
    return tuple(beyond)


def _blockers(aspect: str, value: int, to: int, result: Result, model: Model) -> tuple[Blocker, ...]:
    """The needs of the levels that a step enters, as far as they are not reached on average."""
    blockers = []
    for need in model.needs:
        if need.aspect != aspect or not value < need.level <= to:
            continue
        other = result.aspect(need.needed)
        if other.average is not None and other.average >= need.needed_level:
            continue
        if other.target is None:
            state = NO_TARGET
        elif other.target_level is None or other.target_level < need.needed_level:
            state = CONFLICT
        else:
            state = PLANNED
        blockers.append(Blocker(need, state, other.average, other.target))
    return tuple(blockers)


def _ordered(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps, each after those it rests on: of what is free, what others wait for, then the largest gap.

    Needs run in no circle, but a step that passes over a stage may wait for one that waits for it: it
    leads past the level that the other needs. Such a step then gives way.
    """
    open_steps = list(steps)  # in the order of the model, which min and the sort below keep among equals
    ordered: list[Step] = []
    while open_steps:
        waiting = {id(step): [each for each in open_steps if rests_on(step, each)] for step in open_steps}
        waited_for = {id(each) for befores in waiting.values() for each in befores}
        free = [step for step in open_steps if not waiting[id(step)]] or [
            step
            for step in open_steps
            if not any(rests_on(step, each, exactly=True) for each in waiting[id(step)])
        ]
        first = min(free, key=lambda step: (id(step) not in waited_for, -step.gap))
        ordered.append(first)
        open_steps.remove(first)
    return tuple(ordered)


def rests_on(step: Step, other: Step, *, exactly: bool = False) -> bool:
    """Whether `other` raises an aspect that `step` rests on, from below the level that is needed.

    With `exactly` it must not lead past that level: among such steps there are no circles, for there are
    none among the needs (a level needs what the levels below it need).
    """
    return other is not step and any(
        blocker.need.needed == other.aspect
        and other.value < blocker.need.needed_level
        and (not exactly or other.to <= blocker.need.needed_level)
        for blocker in step.blocked_by
    )


def _divided(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps with those marked that are for later; what rests on one of these is for later too."""
    now: list[Step] = []
    divided = []
    for place, step in enumerate(steps):
        befores = [each for each in steps[:place] if rests_on(step, each)]
        of_aspect = sum(each.aspect == step.aspect for each in now)
        fits = len(now) < NOW and of_aspect < NOW_PER_ASPECT and all(each in now for each in befores)
        if fits:
            now.append(step)
        divided.append(replace(step, later=not fits))
    return tuple(divided)


def _find_out(result: Result, model: Model) -> tuple[QuestionResult, ...]:
    """The open questions, and those whose answer was to another question by now."""

    def is_open(given: QuestionResult) -> bool:
        if given.value is None:
            return given.state in ("unsure", "unanswered")
        question = model.question(given.id)
        return question is not None and not means_the_same(model, question, given.asked)

    wanted = [aspect for aspect in result.aspects if aspect.target != STAY]
    wanted.sort(key=lambda aspect: aspect.target is None)
    return tuple(question for aspect in wanted for question in aspect.questions if is_open(question))
