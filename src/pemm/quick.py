"""The two-minute question set: one question per aspect, answered with the cells of the model's own table.

It is made from the model, so every model has one. It is a question set of its own (`quick-1`, ids
`<aspect>_quick`): its answers say something else than those of the long set, so against a full assessment
levels stand side by side and no change is computed.
"""

from __future__ import annotations

from dataclasses import replace

from pemm.model import Aspect, Model, Option, Question

VERSION = "quick-1"
_ENDING = "_quick"


def is_quick(questions_version: str) -> bool:
    """Whether that version of a question set is the quick one."""
    return questions_version == VERSION


def quick(model: Model) -> Model:
    """The model with its quick question set in place of its own. Notes and targets work as ever.

    The guiding question of an aspect is the question, the titles and summaries of its levels are the
    options. There are no steps: those belong to the questions of the full set.
    """
    return replace(
        model,
        questions_version=VERSION,
        share_links=None,  # the browser assessment has no such questions
        aspects=tuple(replace(aspect, questions=(_question(aspect, model),)) for aspect in model.aspects),
        retired=(),
        history=(),
    )


def _question(aspect: Aspect, model: Model) -> Question:
    return Question(
        id=f"{aspect.id}{_ENDING}",
        aspect=aspect.id,
        text=aspect.question or aspect.name,
        help=aspect.summary,
        options=tuple(
            Option(cell.value, cell.title, cell.summary, title=f"{aspect.name}: {cell.title}")
            for cell in aspect.levels
        ),
        language=model.language,
    )
