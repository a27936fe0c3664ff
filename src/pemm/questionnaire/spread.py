"""How the others answered a question, and the page for dissent: for the screen, and as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from prompt_toolkit.utils import get_cwidth

from pemm.model import Option
from pemm.questionnaire.lines import Line, line, paragraph, text_width, wrap
from pemm.questionnaire.state import Conversation, Stage
from pemm.texts import Texts
from pemm.voices import example, hands
from pemm.wording import answer, clean, dissent_in_words, role_name

if TYPE_CHECKING:
    from pemm.survey.figures import QuestionFigures
    from pemm.survey.workshop import Voice

_MOST_BAR = 24  # columns: a longer bar says no more
_LEAST_BAR = 8


def hidden(now: Conversation, texts: Texts) -> str:
    """The line that says that there is a spread, and hides it; empty where there is none."""
    figures = now.figures_of(now.question)
    if now.workshop is None or figures is None:
        return ""
    if now.workshop.takes_votes:
        votes = now.given.votes if now.given else {}
        return texts("ask.spread.hands", hands=hands(votes, now.question))
    everybody = _everybody(figures)
    return texts("ask.spread.hidden", n=everybody) if everybody else texts("ask.spread.hidden-none")


def _everybody(figures: QuestionFigures) -> int:
    counts = figures.counts
    return int(counts.answered + counts.unsure + counts.not_applicable)


def spread_page(
    now: Conversation, texts: Texts, width: int, *, ascii: bool, described: bool, airy: bool
) -> list[Line]:
    """A bar per option with its count, then the figures; in the room, who said what below each."""
    figures = now.figures_of(now.question)
    if figures is None:
        return []
    lines = [*paragraph("class:question", now.question.text, width), *([[]] if airy else [])]
    most = max((int(count) for count in figures.counts.values), default=0)
    labels = max(get_cwidth(option.label) for option in now.question.options)
    for option in now.question.options:
        count = int(figures.counts.values[option.value - 1])
        lines += _bar(now, option, count, most, labels, width, sign="#" if ascii else "█")
        if described and option.description:
            lines += paragraph("class:quiet", option.description, width, 5)
        lines += _who(now, texts, str(option.value), width)
        lines += [[]] if airy else []
    for state in ("unsure", "not_applicable", "unanswered"):
        lines += _beside(now, texts, figures, state, width)
    lines += paragraph("class:label", in_figures(figures, texts), width)
    for sentence in groups(now, texts):
        lines += paragraph("", sentence, width)
    return [*lines, []]


def _bar(
    now: Conversation, option: Option, count: int, most: int, labels: int, width: int, *, sign: str
) -> list[Line]:
    """An option's label with its bar and count: beside it where there is room, else below it."""
    room = text_width(width)
    chosen = now.given is not None and now.given.value == option.value
    style = "class:chosen" if chosen else "class:label"
    key = ("class:key", f"{'*' if chosen else ' '} {option.value}  ")
    beside = room - 5 - labels - 2 - len(str(most)) - 1
    if beside >= _LEAST_BAR:
        gap = " " * (labels - get_cwidth(option.label) + 2)
        length = _length(count, most, min(beside, _MOST_BAR))
        bar = sign * length + " " * bool(length)
        return [[key, (style, option.label), ("", gap), ("class:here", bar), ("class:label", str(count))]]
    first, *others = wrap(option.label, max(1, room - 5))
    length = _length(count, most, max(1, min(room - 5 - len(str(most)) - 1, _MOST_BAR)))
    bar = sign * length + " " * bool(length)
    return [
        [key, (style, first)],
        *(line(style, each, 5) for each in others),
        [("", " " * 5), ("class:here", bar), ("class:label", str(count))],
    ]


def _length(count: int, most: int, room: int) -> int:
    """The columns of a bar; what is not nothing is seen."""
    return max(1, count * room // most) if count else 0


def _beside(now: Conversation, texts: Texts, figures: QuestionFigures, state: str, width: int) -> list[Line]:
    """Those who gave no level: how many, and in the room who; of the unanswered only what they noted."""
    counts = {"unsure": figures.counts.unsure, "not_applicable": figures.counts.not_applicable}
    count = int(counts.get(state, 0))
    who = _who(now, texts, state, width)
    if state in counts and not count:
        return []
    label = texts("ask.spread.beside", state=texts(f"state.{state}"), count=count)
    if state == "unanswered":
        label = texts("state.unanswered")
        if not who:
            return []
    return [*paragraph("class:label", label, width - 2, 2), *who]


def _who(now: Conversation, texts: Texts, state: str, width: int) -> list[Line]:
    return [each for said in who_said(now, texts, state) for each in paragraph("", said, width, 5)]


def who_said(now: Conversation, texts: Texts, state: str) -> list[str]:
    """In the room, who gave this answer: those without a note in one sentence, the others with theirs."""
    if now.workshop is None:
        return []
    voices = [each for each in now.workshop.voices.get(now.question.id, ()) if each.state == state]
    silent = "; ".join(_person(now, texts, each) for each in voices if not each.note)
    noted = [
        texts("ask.spread.said", who=_person(now, texts, each), note=clean(each.note))
        for each in voices
        if each.note
    ]
    return [*([silent] if silent else []), *noted]


def _person(now: Conversation, texts: Texts, voice: Voice) -> str:
    role = role_name(now.model, voice.role).lower()
    parts = [part for part in (role, clean(voice.name)) if part]
    return ", ".join(parts) or texts("ask.spread.somebody")


def in_figures(figures: QuestionFigures, texts: Texts) -> str:
    """Median and consensus, in a word and a figure."""
    if figures.median is None or figures.consensus is None:
        return texts("ask.spread.nobody")
    shown = _median(figures.median)
    if figures.counts.answered == 1:
        return texts("ask.spread.one-alone", median=shown)
    from pemm.survey.figures import band

    word = texts(f"survey.consensus-{band(figures.consensus, len(figures.counts.values))}")
    return texts("ask.spread.figures", median=shown, consensus=f"{figures.consensus:.2f}", word=word)


def _median(middle: tuple[int, int]) -> str:
    return str(middle[0]) if middle[0] == middle[1] else f"{middle[0]}-{middle[1]}"


def groups(now: Conversation, texts: Texts) -> list[str]:
    """How each role answered that may be shown: `builder (6): 0 3 2 1, median 2`."""
    if now.workshop is None or now.workshop.is_room:
        return []  # there each stands with the answer
    from pemm.survey.figures import median

    said = []
    for role, questions in now.workshop.groups:
        counts = questions[now.question.id]
        middle = median(counts.values)
        if middle is not None:
            said.append(
                texts(
                    "ask.spread.group",
                    role=role_name(now.model, role).lower(),
                    count=int(counts.answered),
                    values=" ".join(str(counts.values[value - 1]) for value in now.question.values),
                    median=_median(middle),
                )
            )
    return said


def sentences(now: Conversation, texts: Texts) -> list[tuple[str, Sequence[str]]]:
    """The spread as it is read out: a sentence with what stands below it."""
    figures = now.figures_of(now.question)
    if figures is None:
        return []
    said: list[tuple[str, Sequence[str]]] = []
    for option in now.question.options:
        count = int(figures.counts.values[option.value - 1])
        sentence = texts("ask.spread.option", value=option.value, label=option.label, count=count)
        said.append((sentence, who_said(now, texts, str(option.value))))
    for state, count in (
        ("unsure", int(figures.counts.unsure)),
        ("not_applicable", int(figures.counts.not_applicable)),
    ):
        if count:
            beside = texts("ask.spread.beside", state=texts(f"state.{state}"), count=count)
            said.append((beside, who_said(now, texts, state)))
    if noted := who_said(now, texts, "unanswered"):
        said.append((texts("state.unanswered"), noted))
    said.append((in_figures(figures, texts), groups(now, texts)))
    return said


def offer(now: Conversation, texts: Texts) -> str:
    """What stands with the answer given just now: how many said otherwise, and that dissent can be kept."""
    if now.workshop is None or now.echo is None:
        return ""
    kept = now.assessment.answers[now.echo].standing_dissent
    if kept:
        return texts("ask.dissent.kept", n=len(kept))
    otherwise = now.otherwise(now.echo)
    return texts("ask.dissent.offer", n=otherwise) if otherwise else ""


def offer_in_short(now: Conversation, texts: Texts) -> str:
    """The same together with the answer itself, for a screen that is short of lines; empty where none is."""
    if now.echo is None or not offer(now, texts):
        return ""
    given = now.assessment.answers[now.echo]
    said = str(given.value) if given.value is not None else texts(f"state.{given.state}")
    if kept := given.standing_dissent:
        return texts("ask.dissent.kept-short", answer=said, n=len(kept))
    return texts("ask.dissent.offer-short", answer=said, n=now.otherwise(now.echo))


def dissent_page(now: Conversation, texts: Texts, width: int) -> list[Line]:
    """The question that the dissent is about: its options, what was agreed, and the dissent kept so far."""
    question = now.model.question(now.dissenting or "")
    given = now.assessment.answers.get(question.id) if question else None
    if question is None or given is None:
        return []
    lines = paragraph("class:question", question.text, width)
    for option in question.options:
        agreed = option.value == given.value
        style = "class:chosen" if agreed else "class:label"
        first, *others = wrap(option.label, max(1, text_width(width) - 5))
        lines.append([("class:key", f"{'*' if agreed else ' '} {option.value}  "), (style, first)])
        lines += [line(style, each, 5) for each in others]
    lines += [[], *paragraph("", texts("ask.dissent.agreed", answer=answer(texts, given)), width)]
    for each in given.standing_dissent:
        lines += paragraph("", dissent_in_words(each, now.model, question, texts), width, 2)
    how = [texts("ask.dissent.how", values=f"{question.values[0]}-{question.values[-1]}")]
    if now.model.roles:
        how.append(texts("ask.dissent.roles", roles=", ".join(role.id for role in now.model.roles)))
    return [*lines, [], *(each for text in how for each in paragraph("class:quiet", text, width))]


def place_in_words(now: Conversation, texts: Texts, *, short: bool = False) -> str:
    """Where the conversation is: the number of the question, and in which order it is asked."""
    key = "ask.place"
    if now.workshop is not None and now.workshop.is_by_disagreement:
        key = "ask.spread.place-short" if short else "ask.spread.place"
    return texts(key, number=now.number, total=len(now.model.questions), aspect=now.aspect.name)


def line_title(now: Conversation, texts: Texts, *, plain: bool = False) -> str:
    """What stands above a line that is typed, or before it where the conversation is held in lines."""
    values = f"{now.question.values[0]}-{now.question.values[-1]}"
    match now.stage:
        case Stage.VOTES:
            key = "ask.plain.votes" if plain else "ask.spread.votes-line"
            return texts(key, values=values, example=example(now.question))
        case Stage.DISSENT if plain:
            return texts("ask.plain.dissent")
        case Stage.DISSENT:
            return texts("ask.dissent.line")
        case Stage.EVIDENCE:
            return texts("ask.evidence-line")
    return texts("ask.note-line")
