"""Asking for targets: aspect by aspect, which level is wanted, beside what each level brings and costs.

What is told stands on the output, as lines; the choice itself is an Asker's, on a terminal or in lines.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from textwrap import fill
from typing import TextIO

from pemm.assessment import STAY, Assessment, Target
from pemm.model import Aspect, Model
from pemm.planning import lower_remarks
from pemm.questionnaire.keeper import Keeper
from pemm.questionnaire.opening import Asker, Choice
from pemm.recording import with_targets
from pemm.scoring import AspectResult, rounded, score
from pemm.texts import Texts
from pemm.wording import remarks

WIDTH = 78
KEEP, NO_TARGET = "keep", "none"


def ask(
    assessment: Assessment, keeper: Keeper, model: Model, texts: Texts, asker: Asker, output: TextIO
) -> Assessment:
    """The assessment with the targets that were chosen, each saved at once.

    Enter leaves an aspect's target as it is. Raises KeyboardInterrupt and EOFError as the asker does,
    with everything chosen before in the file, and Conflict as the keeper does. What cannot be saved is
    told, and stays with the keeper.
    """
    teller = _Teller(output)
    teller.say(texts("ask.targets.how"))
    for number, aspect in enumerate(model.aspects, start=1):
        result = score(assessment, model)
        today = result.aspect(aspect.id)
        teller.say(
            "", texts("ask.targets.place", number=number, total=len(model.aspects), aspect=aspect.name)
        )
        _tell_levels(aspect, today, model, texts, teller)
        chosen = asker.choice(
            texts("ask.targets.which", aspect=aspect.name, today=_mean(today, texts)),
            _choices(today, model, texts),
            first=0,
        )
        if chosen != KEEP:
            assessment = with_targets(assessment, {aspect.id: _target(chosen)}, keeper.clock())
        keeper.keep(assessment)
        if keeper.trouble:
            teller.say(texts("ask.trouble", what=keeper.trouble.sentence(texts)))
        if keeper.trouble or chosen == KEEP:
            continue
        wanted = score(assessment, model)
        teller.say(
            texts(
                "ask.targets.chosen",
                aspect=aspect.name,
                target=target_in_words(aspect.id, assessment, model, texts),
            )
        )
        lower = lower_remarks(replace(wanted, aspects=(wanted.aspect(aspect.id),)), model)
        teller.say(*remarks(texts, lower))
    return assessment


def target_in_words(aspect: str, assessment: Assessment, model: Model, texts: Texts) -> str:
    """The target of an aspect as it is told: `3 Scalable`, to stay, or none."""
    target = assessment.targets.get(aspect)
    if target is None:
        return texts("ask.targets.none")
    if target == STAY:
        return texts("ask.targets.stay")
    level = model.level(int(target))
    return texts("ask.targets.level", value=level.value, name=level.name)


def _tell_levels(aspect: Aspect, today: AspectResult, model: Model, texts: Texts, teller: _Teller) -> None:
    if today.average is None:
        teller.say(texts("ask.targets.today-none"))
    else:
        teller.say(texts("ask.targets.today", average=rounded(today.average)))
    for level in model.levels:
        cell = aspect.level(level.value)
        teller.say(texts("ask.level", value=level.value, name=level.name, title=cell.title))
        if cell.brings:
            teller.say(texts("ask.targets.brings", what=cell.brings), indent="   ")
        if cell.costs:
            teller.say(texts("ask.targets.costs", what=cell.costs), indent="   ")


def _mean(today: AspectResult, texts: Texts) -> str:
    return texts("aloud.no-mean") if today.average is None else rounded(today.average)


def _choices(today: AspectResult, model: Model, texts: Texts) -> list[Choice]:
    """First, for Enter: all as it is. Then the levels under their own numbers."""
    if today.target is None:
        first = Choice(KEEP, texts("ask.targets.skip"))
    else:
        now = texts("ask.targets.stay") if today.target_level is None else str(today.target_level)
        first = Choice(KEEP, texts("ask.targets.keep", target=now))
    levels = [
        Choice(
            str(level.value),
            texts(
                "ask.targets.choice", name=level.name, title=model.aspect(today.id).level(level.value).title
            ),
        )
        for level in model.levels
    ]
    choices = [first, *levels, Choice(STAY, texts("ask.targets.choose-stay"))]
    if today.target is not None:
        choices.append(Choice(NO_TARGET, texts("ask.targets.choose-none")))
    return choices


def _target(chosen: str) -> Target | None:
    if chosen == NO_TARGET:
        return None
    return STAY if chosen == STAY else int(chosen)


class _Teller:
    """Writes lines, filled to the terminal's width, no wider than is good to read."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._width = max(min(shutil.get_terminal_size().columns - 2, WIDTH), 20)

    def say(self, *texts: str, indent: str = "") -> None:
        """Writes each text as a paragraph, an empty one as an empty line."""
        for text in texts:
            self._output.write(
                fill(text, self._width, initial_indent=indent, subsequent_indent=indent) + "\n"
            )
        self._output.flush()
