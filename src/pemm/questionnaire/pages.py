"""The two screens beside the question: the help page, and the list of all answers."""

from __future__ import annotations

from pathlib import Path

from prompt_toolkit.utils import get_cwidth

from pemm.model import Question
from pemm.questionnaire.conversation import Conversation
from pemm.questionnaire.lines import Line, cut, line, paragraph, sides, text_width
from pemm.texts import Texts
from pemm.wording import clean


def help_page(now: Conversation, texts: Texts, width: int) -> list[Line]:
    """The help of the question, then what each level of its aspect looks like."""
    lines = [*paragraph("class:question", now.question.text, width)]
    for option in now.question.options:
        text = f"{option.value}  {option.label}: {option.description}".rstrip(": ")
        first, *others = paragraph("", text, width, 5)
        lines += [line("class:label", first[-1][1], 2), *others]
    lines.append([])
    if now.question.help:
        lines += [*paragraph("", now.question.help, width), []]
    lines += paragraph("class:subject", texts("ask.levels-of", aspect=now.aspect.name), width)
    for level in now.model.levels:
        cell = now.aspect.level(level.value)
        heading = texts("ask.level", value=level.value, name=level.name, title=cell.title)
        lines += [[], *paragraph("class:label", heading, width)]
        lines += paragraph("", cell.summary, width, 2) if cell.summary else []
        for each in cell.characteristics:
            first, *others = paragraph("", each, width, 4)
            lines += [line("", f"- {first[-1][1]}", 2), *others]
    return lines


def list_page(now: Conversation, texts: Texts, file: str, width: int) -> list[Line]:
    """All answers with their numbers, by aspect."""
    subject = clean(now.assessment.subject or "") or texts("card.untitled")
    lines = sides(("class:subject", subject), ("class:quiet", Path(file).name), width)
    open_questions = sum(now.state_of(question) == "unanswered" for question in now.model.questions)
    key = "ask.list-open" if open_questions else "ask.list-complete"
    lines += paragraph("", texts(key, n=open_questions), width)
    number = 0
    for aspect in now.model.aspects:
        lines += [[], line("class:label", aspect.name)]
        for question in aspect.questions:
            number += 1
            lines += _listed(now, texts, question, number, text_width(width))
    return lines


def list_footer(now: Conversation, texts: Texts, width: int) -> list[Line]:
    """What can be done in the list, or the number that is being typed."""
    if now.typed:
        return paragraph("class:question", texts("ask.list-typed", typed=now.typed), width)
    return paragraph("class:quiet", texts("ask.list-keys"), width)


def _listed(now: Conversation, texts: Texts, question: Question, number: int, room: int) -> list[Line]:
    """A question with its answer: on one line where there is room for both, else on two."""
    given = now.assessment.answers.get(question.id)
    value = "-"
    if given is None or given.value is None:
        said = texts(f"state.{now.state_of(question)}")
    else:
        option = question.option(given.value)
        value, said = str(given.value), clean(given.answer or (option.label if option else ""))
    mark = f"  {texts('ask.has-note')}" if given and (given.note or given.evidence) else ""
    mark += f"  {texts('ask.confirm')}" if now.to_confirm(question) else ""
    style = "class:unanswered-list" if now.state_of(question) == "unanswered" else "class:chosen"
    start = f"{number:>3}  "
    if room < 60:
        texts_of_question = paragraph("", question.text, room, 5)
        texts_of_question[0] = [("class:key", start), ("", texts_of_question[0][-1][1])]
        answer = cut(f"{value}  {said}{mark}", room - 5)
        return [*texts_of_question, line(style, answer, 5)]
    column = room - 36
    asked = cut(question.text, column - 7)
    padding = " " * (column - 5 - get_cwidth(asked))
    answer = cut(f"{value}  {said}", 36 - get_cwidth(mark))
    return [[("class:key", start), ("", asked + padding), (style, answer), ("class:quiet", mark)]]
