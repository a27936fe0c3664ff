"""What the conversation looks like: a state becomes lines of styled text for a width and a height.

The lines are plain values, (style, text) pieces, so that they can be read in a test and shown by any
holder. Where the height is short, the layout gives way in steps: empty lines first, then the row of
keys, then the descriptions of the options; what is then still too long can be scrolled.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prompt_toolkit.utils import get_cwidth

from pemm.questionnaire.conversation import Conversation, Stage
from pemm.texts import Texts
from pemm.wording import clean, role_name

Line = list[tuple[str, str]]  # (style, text) from left to right

MAX_WIDTH = 88
_MARKS = {"answered": "●", "unsure": "?", "not_applicable": "x", "unanswered": "○"}
_ASCII_MARKS = {"answered": "*", "unsure": "?", "not_applicable": "x", "unanswered": "."}


@dataclass(frozen=True, slots=True)
class View:
    """What a screen needs beside the state: the texts, the file, and what was saved when."""

    texts: Texts
    file: str
    saved: str = ""  # the time of the last save, empty before it
    trouble: str = ""  # why the last save failed, empty where it did not
    ascii: bool = False


def draw(now: Conversation, view: View, width: int, height: int) -> list[Line]:
    """The lines of the state; no line is wider than `width`, and where it can be not more than `height`."""
    if now.stage is Stage.LIST:
        return _list(now, view, width)
    if now.stage is Stage.HELP:
        return _help(now, view, width)
    room = height - (1 if now.stage is Stage.QUESTION else 3)  # the line being typed stands below
    lines: list[Line] = []
    for airy, keys, described in (
        (True, True, True),
        (False, True, True),
        (False, False, True),
        (False, False, False),
    ):
        lines = _question(now, view, width, airy=airy, keys=keys, described=described)
        if len(lines) <= room:
            break
    return lines


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken between words; a longer word is cut."""
    lines, line = [], ""
    for each in text.split():
        word = each
        while get_cwidth(word) > width:
            cut = _fitting(word, width)
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:cut])
            word = word[cut:]
        joined = f"{line} {word}" if line else word
        if get_cwidth(joined) <= width:
            line = joined
        else:
            lines.append(line)
            line = word
    return [*lines, line] if line or not lines else lines


def _fitting(word: str, width: int) -> int:
    count = 1
    while get_cwidth(word[: count + 1]) <= width:
        count += 1
    return count


def _question(
    now: Conversation, view: View, width: int, *, airy: bool, keys: bool, described: bool
) -> list[Line]:
    lines = _header(now, view, width)
    lines += _echo(now, view, width)
    blank: list[Line] = [[]] if airy else []
    lines.append([])
    if now.first:
        lines += [
            _line("class:quiet", text, 0)
            for each in view.texts.listed("ask.how")
            for text in wrap(each, _text(width))
        ]
        lines += [[]]
    lines += [_line("class:question", text, 0) for text in wrap(now.question.text, _text(width))]
    lines += blank
    for option in now.question.options:
        lines += _option(now, option.value, width, described=described)
        lines += blank
    lines += _remarks(now, view, width)
    if not airy:
        lines.append([])
    if keys:
        lines += _keys(view, "ask.keys", now, width)
    else:
        lines += [
            _line("class:quiet", text, 0)
            for text in wrap(view.texts("ask.keys-short", values=_values(now)), width)
        ]
    if now.notice:
        notice = view.texts(f"ask.notice.{now.notice.key}", **now.notice.data)
        lines += [_line("class:notice", text, 0) for text in wrap(notice, _text(width))]
    return lines


def _header(now: Conversation, view: View, width: int) -> list[Line]:
    subject = clean(now.assessment.subject or "") or view.texts("card.untitled")
    role = role_name(now.model, now.assessment.respondent.role).lower()
    who = view.texts("ask.who", subject=subject, role=role) if role else subject
    saved = view.texts("ask.saved", time=view.saved) if view.saved else ""
    file = "  ".join(part for part in (Path(view.file).name, saved) if part)
    lines = _sides(("class:subject", who), ("class:quiet", file), width)
    if view.trouble:
        lines += [_line("class:trouble", text, 0) for text in wrap(view.trouble, width)]
    aspect = view.texts(
        "ask.place", number=now.place + 1, total=len(now.model.questions), aspect=now.aspect.name
    )
    dots, plain = _dots(now, view)
    if get_cwidth(plain) + get_cwidth(aspect) + 2 <= width:
        gap = " " * (min(width, MAX_WIDTH) - get_cwidth(plain) - get_cwidth(aspect))
        return [*lines, [*dots, ("", gap or "  "), ("", aspect)]]
    return [*lines, dots if get_cwidth(plain) <= width else [], [("", aspect)]]


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


def _echo(now: Conversation, view: View, width: int) -> list[Line]:
    if now.echo is None:
        return []
    given = now.assessment.answers[now.echo]
    if given.value is not None:
        said = view.texts("ask.echo", label=clean(given.answer or ""), value=given.value)
    else:
        said = view.texts("ask.echo-none", state=view.texts(f"state.{given.state}"))
    return _sides(("class:quiet", said), ("class:quiet", view.texts("ask.echo-back")), width)


def _sides(left: tuple[str, str], right: tuple[str, str], width: int) -> list[Line]:
    """Two texts on the two sides of a line, or on two lines where they do not fit beside each other."""
    gap = min(width, MAX_WIDTH) - get_cwidth(left[1]) - get_cwidth(right[1])
    if gap >= 2:
        return [[left, ("", " " * gap), right]]
    lines = [_line(style, text, 0) for style, each in (left, right) if each for text in wrap(each, width)]
    return lines or [[]]


def _option(now: Conversation, value: int, width: int, *, described: bool) -> list[Line]:
    option = now.question.option(value)
    assert option is not None
    chosen = now.given is not None and now.given.value == value
    pointed = now.pointed == value
    style = "class:pointed" if pointed else "class:chosen" if chosen else "class:label"
    mark = ">" if pointed else "*" if chosen else " "
    lines = [
        [("class:key", f"{mark} {value}  " if place == 0 else " " * 5), (style, text)]
        for place, text in enumerate(wrap(option.label, _text(width) - 5))
    ]
    if described and option.description:
        lines += [_line("", text, 5) for text in wrap(option.description, _text(width) - 5)]
    return lines


def _remarks(now: Conversation, view: View, width: int) -> list[Line]:
    given = now.given
    if given is None:
        return []
    lines: list[Line] = []
    if given.value is None and given.state != "unanswered":
        lines.append(_line("class:chosen", f"* {view.texts(f'state.{given.state}')}", 0))
    said = [view.texts("ask.note-there", note=clean(given.note))] if given.note else []
    said += [view.texts("ask.evidence-there", link=clean(link)) for link in given.evidence]
    return [*lines, *(_line("class:quiet", text, 0) for each in said for text in wrap(each, _text(width)))]


def _keys(view: View, key: str, now: Conversation, width: int) -> list[Line]:
    """The keys, each kept in one piece, in columns where there is room for them."""
    entries = [each.format(values=_values(now)) for each in view.texts.listed(key)]
    room = _text(width)
    per_row = max(1, next((n for n in (5, 4, 3, 2) if sum(_column_widths(entries, n)) <= room), 1))
    widths = _column_widths(entries, per_row)
    lines: list[Line] = []
    for start in range(0, len(entries), per_row):
        row = entries[start : start + per_row]
        padded = [text + " " * (widths[i] - get_cwidth(text)) for i, text in enumerate(row)]
        lines.append(_line("class:quiet", "".join(padded).rstrip(), 0))
    return lines


def _column_widths(entries: list[str], per_row: int) -> list[int]:
    return [
        max(get_cwidth(text) for text in entries[i::per_row]) + 3 for i in range(min(per_row, len(entries)))
    ]


def _values(now: Conversation) -> str:
    values = now.question.values
    return f"{values[0]}-{values[-1]}"


def _line(style: str, text: str, indent: int) -> Line:
    return [("", " " * indent), (style, text)] if indent else [(style, text)]


def _text(width: int) -> int:
    return min(width, MAX_WIDTH)


def _help(now: Conversation, view: View, width: int) -> list[Line]:
    """The help of the question, then what each level of its aspect looks like."""
    room = _text(width)
    lines = [_line("class:question", text, 0) for text in wrap(now.question.text, room)]
    lines += [[]]
    if now.question.help:
        lines += [_line("", text, 0) for text in wrap(now.question.help, room)]
        lines += [[]]
    title = view.texts("ask.levels-of", aspect=now.aspect.name)
    lines += [_line("class:subject", text, 0) for text in wrap(title, room)]
    for level in now.model.levels:
        cell = now.aspect.level(level.value)
        lines += [[]]
        heading = view.texts("ask.level", value=level.value, name=level.name, title=cell.title)
        lines += [_line("class:label", text, 0) for text in wrap(heading, room)]
        lines += [_line("", text, 2) for text in wrap(cell.summary, room - 2)]
        for each in cell.characteristics:
            for place, text in enumerate(wrap(each, room - 4)):
                lines.append(_line("", f"- {text}" if place == 0 else f"  {text}", 2))
    return [*lines, [], _line("class:quiet", view.texts("ask.help-keys"), 0)]


def _list(now: Conversation, view: View, width: int) -> list[Line]:
    """All answers with their numbers, and what can be done now."""
    room = _text(width)
    subject = clean(now.assessment.subject or "") or view.texts("card.untitled")
    lines = _sides(("class:subject", subject), ("class:quiet", Path(view.file).name), width)
    if view.trouble:
        lines += [_line("class:trouble", text, 0) for text in wrap(view.trouble, width)]
    open_questions = sum(now.state_of(question) == "unanswered" for question in now.model.questions)
    key = "ask.list-open" if open_questions else "ask.list-complete"
    lines += [_line("", text, 0) for text in wrap(view.texts(key, n=open_questions), room)]
    number = 0
    for aspect in now.model.aspects:
        lines += [[], _line("class:label", aspect.name, 0)]
        for question in aspect.questions:
            number += 1
            lines += _listed(now, view, question.id, number, room)
    lines += [[]]
    typed = view.texts("ask.list-typed", typed=now.typed) if now.typed else view.texts("ask.list-keys")
    lines += [_line("class:question" if now.typed else "class:quiet", text, 0) for text in wrap(typed, room)]
    if now.notice:
        notice = view.texts(f"ask.notice.{now.notice.key}", **now.notice.data)
        lines += [_line("class:notice", text, 0) for text in wrap(notice, room)]
    return lines


def _listed(now: Conversation, view: View, id: str, number: int, room: int) -> list[Line]:
    question = now.model.question(id)
    assert question is not None
    given = now.assessment.answers.get(id)
    value = "-"
    if given is None or given.value is None:
        said = view.texts(f"state.{now.state_of(question)}")
    else:
        option = question.option(given.value)
        value, said = str(given.value), clean(given.answer or (option.label if option else ""))
    style = "class:unanswered-list" if now.state_of(question) == "unanswered" else "class:chosen"
    marks = view.texts("ask.has-note") if given and (given.note or given.evidence) else ""
    answer: Line = [(style, f"{value}  {said}"), ("class:quiet", f"  {marks}" if marks else "")]
    start = f"{number:>3}  "
    if room < 60:
        lines = [
            [("class:key", start if i == 0 else " " * 5), ("", text)]
            for i, text in enumerate(wrap(question.text, room - 5))
        ]
        return [*lines, [("", " " * 5), *answer]]
    column = room - 34
    texts = wrap(question.text, column - 7)
    first: Line = [("class:key", start), ("", texts[0].ljust(column - 5)), *answer]
    return [first, *(_line("", text, 5) for text in texts[1:])]
