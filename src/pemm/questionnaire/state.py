"""What the conversation is made of: its stages, how it ends, and one moment of it, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from pemm.assessment import Answer, Assessment
from pemm.errors import PemmError
from pemm.meaning import meaning, means_the_same
from pemm.model import Aspect, Model, Question
from pemm.texts import Texts
from pemm.voices import hands

if TYPE_CHECKING:
    from pemm.survey.figures import QuestionFigures
    from pemm.survey.workshop import Workshop


class Stage(Enum):
    """What the conversation shows and waits for."""

    QUESTION = "question"
    NOTE = "note"  # a line of text: the note
    EVIDENCE = "evidence"  # a line of text: addresses
    VOTES = "votes"  # a line of text: a show of hands
    SPREAD = "spread"  # how the others answered, which the question hides
    DISSENT = "dissent"  # a line of text: what somebody would have answered instead
    HELP = "help"  # what the levels look like
    LIST = "list"  # all answers, at the end


LINES = frozenset({Stage.NOTE, Stage.EVIDENCE, Stage.VOTES, Stage.DISSENT})  # a line is typed


class Outcome(Enum):
    """How the conversation ended."""

    REPORT = "report"  # through to the end: the report card is wanted
    LEFT = "left"  # left before; everything is kept


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell about the last key, as a key of the texts (`ask.notice.<key>`) and its values.

    `error` is what was wrong with a line, which says itself what it has to say.
    """

    key: str
    data: Mapping[str, Any] = field(default_factory=dict)
    error: PemmError | None = None

    def sentence(self, texts: Texts) -> str:
        """What it says."""
        return self.error.sentence(texts) if self.error else texts(f"ask.notice.{self.key}", **self.data)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One moment of the conversation.

    `place` is the index of the question on the screen, `pointed` the value the arrow keys point at,
    `echo` the id of the question answered just now, `changing` whether the question was picked from
    the list (and leads back there), `typed` the digits typed in the list. `workshop` is what is known of
    others where a group agrees on one answer; `dissenting` the id of the question whose dissent is typed,
    and `behind` the stage that this leads back to.
    """

    model: Model
    assessment: Assessment
    place: int
    stage: Stage = Stage.QUESTION
    pointed: int | None = None
    echo: str | None = None
    notice: Notice | None = None
    changing: bool = False
    typed: str = ""
    first: bool = False  # nothing was answered when the conversation began
    confirming: bool = False  # all is answered, and only what has to be confirmed is asked
    previous: Mapping[str, Answer] = field(default_factory=dict)  # last time's, of a re-assessment
    outcome: Outcome | None = None
    workshop: Workshop | None = None
    dissenting: str | None = None
    behind: Stage = Stage.QUESTION

    @property
    def order(self) -> Sequence[int]:
        """The places of the questions in the order they are asked."""
        return self.workshop.order if self.workshop else range(len(self.model.questions))

    @property
    def number(self) -> int:
        """The how manieth question of that order stands on the screen, from 1."""
        return self.order.index(self.place) + 1

    @property
    def question(self) -> Question:
        """The question on the screen."""
        return self.model.questions[self.place]

    @property
    def aspect(self) -> Aspect:
        """Its aspect."""
        return self.model.aspect(self.question.aspect)

    @property
    def given(self) -> Answer | None:
        """What was answered to it so far."""
        return self.assessment.answers.get(self.question.id)

    def state_of(self, question: Question) -> str:
        """`answered`, `unsure`, `not_applicable` or `unanswered`."""
        given = self.assessment.answers.get(question.id)
        return given.state if given else "unanswered"

    @property
    def last_time(self) -> Answer | None:
        """What was answered last time, where this is a re-assessment and nothing was answered yet."""
        return self.previous.get(self.question.id) if self.state_of(self.question) == "unanswered" else None

    def to_confirm(self, question: Question) -> bool:
        """Whether the answer was given when the question may have meant something else."""
        given = self.assessment.answers.get(question.id)
        if given is None or given.value is None:
            return False
        return not means_the_same(self.model, question, given.asked)

    @property
    def note(self) -> str | None:
        """The note to show: today's, else last time's."""
        return (self.given.note if self.given else None) or (self.last_time.note if self.last_time else None)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The evidence to show: today's, else last time's."""
        return (self.given.evidence if self.given else ()) or (
            self.last_time.evidence if self.last_time else ()
        )

    @property
    def changes(self) -> tuple[str, ...]:
        """How the question on the screen changed its meaning since the answer shown with it was given."""
        shown = self.last_time or self.given
        if shown is None or shown.value is None:
            return ()
        today = meaning(self.model, self.question.id, self.model.asked(self.question))
        apart = today ^ meaning(self.model, self.question.id, shown.asked)
        return tuple(self.model.history[place].what for place in sorted(apart))

    @property
    def draft(self) -> str:
        """What the line for a note or evidence starts with: what is there already."""
        match self.stage:
            case Stage.EVIDENCE:
                return " ".join(self.evidence)
            case Stage.VOTES if self.given and self.given.votes:
                return hands(self.given.votes, self.question)
            case Stage.VOTES | Stage.DISSENT:
                return ""
        return self.note or ""

    def figures_of(self, question: Question) -> QuestionFigures | None:
        """How the others answered a question, or the hands that were shown; None where nothing is known."""
        if self.workshop is None:
            return None
        if not self.workshop.takes_votes:
            return self.workshop.figures.get(question.id)
        given = self.assessment.answers.get(question.id)
        if given is None or not given.votes:
            return None
        from pemm.survey.workshop import of_votes  # who answers alone does without

        return of_votes(given.votes, question, self.model.top)

    def otherwise(self, id: str) -> int:
        """How many gave another level than the one that was agreed on."""
        question, given = self.model.question(id), self.assessment.answers.get(id)
        figures = self.figures_of(question) if question else None
        if figures is None or given is None or given.state == "unanswered":
            return 0
        counted = enumerate(figures.counts.values, start=1)
        return int(sum(count for level, count in counted if level != given.value))
