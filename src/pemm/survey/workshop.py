"""What the others answered, for people who sit together and agree on one answer to each question.

Until somebody asks for it nothing of this is shown, so that nobody is anchored. What may be shown at all
follows the rules of a survey: counts of everybody, groups from the threshold up; who said what only where
the people in the room have agreed to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pemm.model import Model, Question
from pemm.scoring import Remark
from pemm.survey.counting import QuestionCounts
from pemm.survey.figures import QuestionFigures, question_figures


@dataclass(frozen=True, slots=True)
class Voice:
    """What one respondent said of one question: `state` is a value as text, `unsure` or `not_applicable`."""

    state: str
    role: str = ""
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What is known of the others before the conversation.

    `order` are the places of the questions in the model, in the order they are asked. `figures` are by
    question id, empty where hands are shown instead (`takes_votes`). `groups` are the counts by role that
    may be shown, largest first. `voices` are by question id, empty unless the room has agreed to see them.
    """

    order: tuple[int, ...]
    respondents: int = 0
    subject: str | None = None
    figures: Mapping[str, QuestionFigures] = field(default_factory=dict)
    groups: tuple[tuple[str, Mapping[str, QuestionCounts]], ...] = ()
    voices: Mapping[str, tuple[Voice, ...]] = field(default_factory=dict)
    is_room: bool = False
    takes_votes: bool = False
    remarks: tuple[Remark, ...] = ()

    @property
    def is_by_disagreement(self) -> bool:
        """Whether the questions come in another order than the model's."""
        return not self.takes_votes


def show_of_hands(model: Model) -> Workshop:
    """A workshop without files: hands are counted on each question, in the order of the model."""
    return Workshop(tuple(range(len(model.questions))), takes_votes=True)


def of_votes(votes: Mapping[str, int], question: Question, levels: int) -> QuestionFigures:
    """The figures of a show of hands."""
    counted = tuple(votes.get(str(level), 0) for level in range(1, levels + 1))
    return question_figures(
        QuestionCounts(question.id, counted, votes.get("unsure", 0), votes.get("not_applicable", 0))
    )
