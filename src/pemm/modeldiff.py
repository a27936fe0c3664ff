"""What changed from one model file to another, and which step of the version it asks for.

Questions are told apart by id and options by value, as answers refer to them. How much a change
weighs follows from what becomes of an answer that was given before:

- major: it may now mean something else, or is no longer asked for. An option came, went or moved to
  another value; the history records a change of meaning; a question was retired, or counts for
  another aspect; the number of levels changed.
- minor: it stays valid, and there is more to answer: a question is new.
- patch: only wording changed.
- none: nothing that is asked changed.

Wordings are compared with white space folded, and only within one language: a translation is
worded otherwise everywhere, so between languages the structure alone tells.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pemm.errors import PemmError
from pemm.meaning import COMMUNITY, UNKNOWN, meaning, version

if TYPE_CHECKING:
    from pemm.model import MeaningChange, Model, Option, Question

KEPT, REWORDED, CHANGED, NEW, RETIRED = "kept", "reworded", "changed", "new", "retired"
STATES = (KEPT, REWORDED, CHANGED, NEW, RETIRED)
GONE, MOVED = "gone", "moved"
NONE, PATCH, MINOR, MAJOR = "none", "patch", "minor", "major"
WEIGHTS = (NONE, PATCH, MINOR, MAJOR)


@dataclass(frozen=True, slots=True)
class OptionDiff:
    """An option that changed: `new`, `gone`, `reworded`, or `moved` to another value.

    `before` is None for a new one, `after` for one that is gone.
    """

    state: str
    before: Option | None
    after: Option | None


@dataclass(frozen=True, slots=True)
class QuestionDiff:
    """A question that one of the models asks: `kept`, `reworded`, `changed`, `new` or `retired`.

    Where it is `changed`, an answer that was given before may mean something else.
    `before` is None for a new one; `after` for one that is retired, also where the new model keeps it
    for old answers. `options` are those that changed, `history` the changes of meaning that are
    recorded between the two, `reworded` says which of its `text` and its `help` is another one.
    """

    id: str
    state: str
    before: Question | None
    after: Question | None
    reworded: tuple[str, ...]
    options: tuple[OptionDiff, ...]
    history: tuple[MeaningChange, ...]

    @property
    def aspect(self) -> str:
        """The id of the aspect it belongs to: today, or before it was retired."""
        question = self.after or self.before
        assert question is not None
        return question.aspect

    @property
    def moved(self) -> bool:
        """Whether it counts for another aspect now."""
        return self.before is not None and self.after is not None and self.before.aspect != self.after.aspect


@dataclass(frozen=True, slots=True)
class ModelDiff:
    """Two models side by side. `questions` are all that either asks, by aspect, in the order of the new one.

    `demanded` is the step of the version that the change asks for, one of WEIGHTS; `stated` the one
    from the first file's version of the question set to the second's, None where either is unknown.
    """

    before: Model
    after: Model
    questions: tuple[QuestionDiff, ...]
    demanded: str
    stated: str | None

    @property
    def understated(self) -> bool:
        """Whether the stated versions differ less than the change asks for.

        Two wordings (texts) of one question set are no new version of it.
        """
        if self.stated is None or (self.demanded == PATCH and self.two_wordings):
            return False
        return WEIGHTS.index(self.stated) < WEIGHTS.index(self.demanded)

    @property
    def backwards(self) -> bool:
        """Whether the second file states an earlier version than the first."""
        before, after = version(self.before.questions_version), version(self.after.questions_version)
        return before is not None and after is not None and after < before

    @property
    def two_languages(self) -> bool:
        """Whether there are questions whose wordings were not compared, being in different languages."""
        return any(
            question.before and question.after and not _one_language(question.before, question.after)
            for question in self.questions
        )

    @property
    def two_wordings(self) -> bool:
        """Whether the two are different texts, such as our own and the community's."""
        return self.before.texts_version != self.after.texts_version

    @property
    def levels_changed(self) -> bool:
        """Whether the number of levels changed."""
        return self.before.top != self.after.top

    def having(self, state: str) -> tuple[QuestionDiff, ...]:
        """The questions in that state."""
        return tuple(question for question in self.questions if question.state == state)


def diff(before: Model, after: Model) -> ModelDiff:
    """What changed from `before` to `after`, among the questions that they ask.

    Raises PemmError where they are different models: their ids have nothing to do with each other.
    """
    if before.id != after.id:
        raise PemmError("different-models", before=before.id, after=after.id)
    old = {question.id: question for question in before.questions}
    asked = {question.id for question in after.questions}
    found = [_compared(before, after, old.get(question.id), question) for question in after.questions]
    found += [_compared(before, after, question, None) for id, question in old.items() if id not in asked]
    order = list(dict.fromkeys(aspect.id for aspect in (*after.aspects, *before.aspects)))
    questions = tuple(sorted(found, key=lambda question: order.index(question.aspect)))
    return ModelDiff(
        before=before,
        after=after,
        questions=questions,
        demanded=_demanded(questions, levels_changed=before.top != after.top),
        stated=stated(before.questions_version, after.questions_version),
    )


def stated(before: str, after: str) -> str | None:
    """The step between two versions of a question set, either way; None where one is no version."""
    one, other = version(before), version(after)
    if one is None or other is None:
        return None
    places = zip((MAJOR, MINOR, PATCH), one, other, strict=True)
    return next((step for step, old, new in places if old != new), NONE)


def _demanded(questions: tuple[QuestionDiff, ...], *, levels_changed: bool) -> str:
    states = {question.state for question in questions}
    if levels_changed or states & {CHANGED, RETIRED}:
        return MAJOR
    if NEW in states:
        return MINOR
    return PATCH if REWORDED in states else NONE


def _compared(before: Model, after: Model, old: Question | None, new: Question | None) -> QuestionDiff:
    if old is None or new is None:
        question = old or new
        assert question is not None
        return QuestionDiff(question.id, NEW if old is None else RETIRED, old, new, (), (), ())
    by_wording = _one_language(old, new)
    options = _options(old.options, new.options) if by_wording else _values(old, new)
    # The community's files hold no help: what one has there was taken from our model.
    names = ("text",) if COMMUNITY in (before.texts_version, after.texts_version) else ("text", "help")
    reworded = tuple(name for name in names if _folded(getattr(old, name)) != _folded(getattr(new, name)))
    reworded = reworded if by_wording else ()
    history = _recorded(before, after, old, new)
    if history or old.aspect != new.aspect or any(option.state != REWORDED for option in options):
        state = CHANGED
    else:
        state = REWORDED if reworded or options else KEPT
    return QuestionDiff(new.id, state, old, new, reworded, options, history)


def _one_language(old: Question, new: Question) -> bool:
    """Whether wordings can be compared; a file that does not say its language may well have the other's."""
    return old.language == new.language or UNKNOWN in (old.language, new.language)


def _recorded(before: Model, after: Model, old: Question, new: Question) -> tuple[MeaningChange, ...]:
    """The changes that either history records and that hold for one of the two wordings only."""
    changes = [
        model.history[place]
        for model in (after, before)
        for place in sorted(
            meaning(model, new.id, before.asked(old)) ^ meaning(model, new.id, after.asked(new))
        )
    ]
    return tuple(dict.fromkeys(changes))


def _values(old: Question, new: Question) -> tuple[OptionDiff, ...]:
    """The options whose values one of the two lacks."""
    gone = [OptionDiff(GONE, option, None) for option in old.options if not new.option(option.value)]
    come = [OptionDiff(NEW, None, option) for option in new.options if not old.option(option.value)]
    return _in_order([*gone, *come])


def _options(old: tuple[Option, ...], new: tuple[Option, ...]) -> tuple[OptionDiff, ...]:
    """The options that changed: an equal label at another value has moved, another label at an equal one
    was reworded."""
    befores = {option.value: option for option in old}
    afters = {option.value: option for option in new}
    found = []
    for value in befores.keys() & afters.keys():
        if _label(befores[value]) == _label(afters[value]):
            option, same = befores.pop(value), afters.pop(value)
            if _folded(option.description) != _folded(same.description):
                found.append(OptionDiff(REWORDED, option, same))
    for value, to in _moves(befores, afters):
        found.append(OptionDiff(MOVED, befores.pop(value), afters.pop(to)))
    for value in befores.keys() & afters.keys():
        found.append(OptionDiff(REWORDED, befores.pop(value), afters.pop(value)))
    found += [OptionDiff(GONE, option, None) for option in befores.values()]
    found += [OptionDiff(NEW, None, option) for option in afters.values()]
    return _in_order(found)


def _moves(befores: dict[int, Option], afters: dict[int, Option]) -> list[tuple[int, int]]:
    """Pairs of values with the same label, where the label leaves no doubt which option it is."""
    labels = Counter(map(_label, befores.values())), Counter(map(_label, afters.values()))
    return [
        (value, other)
        for value, option in befores.items()
        for other, candidate in afters.items()
        if _label(option) == _label(candidate) and labels[0][_label(option)] == labels[1][_label(option)] == 1
    ]


def _in_order(options: list[OptionDiff]) -> tuple[OptionDiff, ...]:
    def place(option: OptionDiff) -> tuple[int, int]:
        values = [each.value for each in (option.before, option.after) if each is not None]
        return values[0], values[-1]

    return tuple(sorted(options, key=place))


def _label(option: Option) -> str:
    return _folded(option.label)


def _folded(text: str) -> str:
    return " ".join(text.split())
