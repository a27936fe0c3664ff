"""What the conversation looks like: a state becomes lines of styled text for a width and a height.

The lines are plain values, (style, text) pieces, so that they can be read in a test and shown by any
holder. Where the height is short, the layout gives way in steps, but a description is never left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prompt_toolkit.utils import get_cwidth

from pemm.model import Option
from pemm.questionnaire.conversation import Conversation, Stage
from pemm.questionnaire.lines import MAX_WIDTH, Line, line, paragraph, sides, text_width, wrap
from pemm.questionnaire.pages import help_page, list_footer, list_page
from pemm.questionnaire.spread import dissent_page, hidden, offer, offer_in_short, place_in_words, spread_page
from pemm.texts import Texts
from pemm.wording import answer, clean, dissent_in_words, role_name

_MARKS = {"answered": "●", "unsure": "?", "not_applicable": "x", "unanswered": "○"}
_ASCII_MARKS = {"answered": "*", "unsure": "?", "not_applicable": "x", "unanswered": "."}


AIRY, TIGHT, RUN_IN, PACKED = "airy", "tight", "run in", "packed"  # the layouts, for ever less height


@dataclass(frozen=True, slots=True)
class View:
    """What a screen needs beside the state: the texts, the file, and what was saved when."""

    texts: Texts
    file: str
    saved: str = ""  # the time of the last save, empty before it
    trouble: str = ""  # why the last save failed, empty where it did not
    ascii: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """A body, of which a part is shown where it is longer than the room, and a foot that always is."""

    body: list[Line]
    foot: list[Line]


def draw(now: Conversation, view: View, width: int, height: int) -> Screen:
    """The screen of a state; no line is wider than `width`, and it is `height` lines long if it can be."""
    notice = _notice(now, view, width)
    if now.stage is Stage.HELP:
        return Screen(help_page(now, view.texts, width), [[], *_quiet(view.texts("ask.help-keys"), width)])
    if now.stage is Stage.LIST:
        foot = [[], *_trouble(view, width), *list_footer(now, view.texts, width), *notice]
        return Screen([*_offer(now, view, width), *list_page(now, view.texts, view.file, width)], foot)
    if now.stage is Stage.DISSENT:
        return Screen([*_trouble(view, width), *dissent_page(now, view.texts, width)], notice)
    # Where the height is short: first without empty lines, then with the keys in a sentence, then with
    # label and description run together. What is then still too long is scrolled: nobody can answer
    # by labels alone.
    room = height - len(notice)
    keys, sentence = _keys(view, now, width), _keys_in_a_sentence(view, now, width)
    if now.stage is Stage.VOTES:
        keys, sentence = [], []  # they would be typed into the line
    layouts = [(AIRY, keys), (TIGHT, keys), (TIGHT, sentence), (RUN_IN, sentence)]
    if now.stage is Stage.SPREAD:
        layouts.insert(3, (RUN_IN, keys))  # there it leaves the descriptions out, which s brings back
    if now.workshop is not None:
        layouts.append((PACKED, sentence))
    for layout, foot in layouts:
        body = (_spread if now.stage is Stage.SPREAD else _body)(now, view, width, layout)
        if len(body) + len(foot) <= room:
            break
    return Screen(body, [*foot, *notice])


def _quiet(text: str, width: int) -> list[Line]:
    return paragraph("class:quiet", text, width)


def _notice(now: Conversation, view: View, width: int) -> list[Line]:
    if now.notice is None:
        return []
    return paragraph("class:notice", now.notice.sentence(view.texts), width)


def _trouble(view: View, width: int) -> list[Line]:
    return paragraph("class:trouble", view.trouble, width) if view.trouble else []


def _spread(now: Conversation, view: View, width: int, layout: str) -> list[Line]:
    """The header, and how the others answered: with the options described where there is room for it."""
    return [
        *_header(now, view, width, file=layout in (AIRY, TIGHT)),
        *_echo(now, view, width, layout),
        *([[]] if layout is not PACKED else []),
        *spread_page(
            now,
            view.texts,
            width,
            ascii=view.ascii,
            described=layout in (AIRY, TIGHT),
            airy=layout is AIRY,
        ),
    ]


def _body(now: Conversation, view: View, width: int, layout: str) -> list[Line]:
    """The header, the question and its options; it ends with an empty line."""
    lines = [*_header(now, view, width, file=layout in (AIRY, TIGHT)), *_echo(now, view, width, layout)]
    lines += [[]] if layout is not PACKED else []
    blank: list[Line] = [[]] if layout is AIRY else []
    if now.first:
        lines += [*(each for text in view.texts.listed("ask.how") for each in _quiet(text, width)), []]
    lines += paragraph("class:question", now.question.text, width)
    lines += [*_quiet(hidden(now, view.texts), width)] if hidden(now, view.texts) else []
    lines += [*_earlier(now, view, width), *blank]
    for option in now.question.options:
        lines += [*_option(now, option, width, run_in=layout in (RUN_IN, PACKED)), *blank]
    remarks = _remarks(now, view, width)
    ends: list[Line] = [] if layout is PACKED else [[]]
    return [*lines, *remarks, *ends] if remarks or layout is not AIRY else lines


def _header(now: Conversation, view: View, width: int, *, file: bool) -> list[Line]:
    subject = clean(now.assessment.subject or "") or view.texts("card.untitled")
    role = role_name(now.model, now.assessment.respondent.role).lower()
    who = view.texts("ask.who", subject=subject, role=role) if role else subject
    saved = view.texts("ask.saved", time=view.saved) if view.saved else ""
    where = "  ".join(part for part in (Path(view.file).name, saved) if part)
    lines = sides(("class:subject", who), ("class:quiet", where), width)
    if not file and len(lines) > 1:
        lines = lines[:-1]  # who can spare a line least can spare the file's name first
    lines += _trouble(view, width)
    dots, plain = _dots(now, view)
    aspect = place_in_words(now, view.texts)
    if get_cwidth(plain) + get_cwidth(aspect) + 2 > width:
        aspect = place_in_words(now, view.texts, short=True)
    if get_cwidth(plain) + get_cwidth(aspect) + 2 <= width:
        gap = " " * (min(width, MAX_WIDTH) - get_cwidth(plain) - get_cwidth(aspect))
        return [*lines, [*dots, ("", gap or "  "), ("", aspect)]]
    return [*lines, *([dots] if get_cwidth(plain) <= width else []), *paragraph("", aspect, width)]


def _dots(now: Conversation, view: View) -> tuple[Line, str]:
    """The progress: a mark per question, grouped by aspect, the one on the screen stands out."""
    marks = _ASCII_MARKS if view.ascii else _MARKS
    pieces: Line = []
    for aspect in now.model.aspects:
        if pieces:
            pieces.append(("", "  "))
        for question in aspect.questions:
            here = question.id == now.question.id
            mark = marks[now.state_of(question)]
            if here:
                mark = "@" if view.ascii else "◉"
            pieces.append(("class:here" if here else f"class:{now.state_of(question)}", mark))
    return pieces, "".join(text for _, text in pieces)


def _echo(now: Conversation, view: View, width: int, layout: str) -> list[Line]:
    if now.echo is None:
        return []
    if layout is PACKED and (short := offer_in_short(now, view.texts)):
        return paragraph("class:notice", short, width)
    given = now.assessment.answers[now.echo]
    if given.value is not None:
        said = view.texts("ask.echo", label=clean(given.answer or ""), value=given.value)
    else:
        said = view.texts("ask.echo-none", state=view.texts(f"state.{given.state}"))
    back = sides(("class:quiet", said), ("class:quiet", view.texts("ask.echo-back")), width)
    return [*back, *_offer(now, view, width)]


def _offer(now: Conversation, view: View, width: int) -> list[Line]:
    text = offer(now, view.texts)
    return paragraph("class:notice", text, width) if text else []


def _option(now: Conversation, option: Option, width: int, *, run_in: bool) -> list[Line]:
    """The key, the label, and the description, below it or run in; a star marks the answer that stands."""
    shown = now.last_time or now.given
    chosen = shown is not None and shown.value == option.value
    pointed = now.pointed == option.value
    style = "class:pointed" if pointed else "class:chosen" if chosen else "class:label"
    mark = ">" if pointed else "*" if chosen else " "
    described = run_in and option.description
    text = f"{option.label}: {option.description}" if described else option.label
    room, label_left = text_width(width) - 5, len(option.label)
    lines: list[Line] = []
    for place, each in enumerate(wrap(text, room)):
        key = f"{mark} {option.value}  " if place == 0 else " " * 5
        lines.append([("class:key", key), (style, each[:label_left]), ("", each[label_left:])])
        label_left = max(0, label_left - len(each) - 1)
    if option.description and not run_in:
        lines += paragraph("", option.description, width, 5)
    return lines


def _earlier(now: Conversation, view: View, width: int) -> list[Line]:
    """Above the options: how the question changed, and what was answered before that Enter would keep."""
    given = now.last_time or now.given
    if given is None or given.state == "unanswered":
        return []
    lines: list[Line] = []
    if now.changes:
        lines += paragraph("class:notice", view.texts("ask.changed", what=" ".join(now.changes)), width)
        if given.question and given.question != now.question.text:
            lines += _quiet(view.texts("ask.was-asked", question=clean(given.question)), width)
    if now.last_time is not None or now.to_confirm(now.question):
        key = "ask.last-time" if now.last_time is not None else "ask.to-confirm"
        lines += paragraph("class:chosen", view.texts(key, answer=answer(view.texts, given)), width)
    return lines


def _remarks(now: Conversation, view: View, width: int) -> list[Line]:
    """Below the options: a reason for no value, the note, the evidence."""
    lines: list[Line] = []
    if now.given is not None and now.given.state in ("unsure", "not_applicable"):
        lines.append(line("class:chosen", f"* {answer(view.texts, now.given)}"))
    for each in now.given.standing_dissent if now.given else ():
        said = dissent_in_words(each, now.model, now.question, view.texts)
        lines += _quiet(view.texts("ask.dissent.there", dissent=said), width)
    if now.note:
        lines += _quiet(view.texts("ask.note-there", note=clean(now.note)), width)
    for link in now.evidence:
        lines += _quiet(view.texts("ask.evidence-there", link=clean(link)), width)
    return lines


def _keys(view: View, now: Conversation, width: int) -> list[Line]:
    """The keys, each kept in one piece, in columns where there is room for them."""
    entries = _key_entries(view, now, "keys")
    room = text_width(width)
    per_row = next((n for n in (5, 4, 3, 2) if sum(_column_widths(entries, n)) <= room + 3), 1)
    widths = _column_widths(entries, per_row)
    lines: list[Line] = []
    for start in range(0, len(entries), per_row):
        row = entries[start : start + per_row]
        padded = [text + " " * (widths[i] - get_cwidth(text)) for i, text in enumerate(row)]
        lines.append(line("class:quiet", "".join(padded).rstrip()))
    return lines


def _column_widths(entries: list[str], per_row: int) -> list[int]:
    return [max(get_cwidth(text) for text in entries[i::per_row]) + 3 for i in range(per_row)]


def _keys_in_a_sentence(view: View, now: Conversation, width: int) -> list[Line]:
    entries = _key_entries(view, now, "keys-short")
    kept_whole = _quiet(", ".join(each.replace(" ", "\u00a0") for each in entries), width)
    return [[(style, text.replace("\u00a0", " ")) for style, text in each] for each in kept_whole]


def _key_entries(view: View, now: Conversation, key: str) -> list[str]:
    entries = view.texts.listed(f"ask.{key}")
    if now.workshop is not None:
        entries = view.texts.listed(f"ask.workshop.{key}")
        if now.stage is Stage.SPREAD:
            entries[1] = view.texts("ask.workshop.back")
        if now.workshop.takes_votes:
            entries = [*entries, *view.texts.listed(f"ask.workshop.votes-{key}")]
    return [each.format(values=_values(now)) for each in entries]


def _values(now: Conversation) -> str:
    values = now.question.values
    return f"{values[0]}-{values[-1]}"
