"""What a meeting takes from a survey: the agenda, what people could not say, every question in a table."""

from __future__ import annotations

from pemm.report.document import (
    Block,
    Bullets,
    Column,
    Detail,
    Entries,
    Entry,
    Heading,
    Paragraph,
    Row,
    Spread,
    Table,
)
from pemm.report.surveywords import Words, number
from pemm.survey.counting import Count, QuestionCounts
from pemm.survey.figures import FEW, QuestionFigures, agenda, question_figures
from pemm.wording import clean

NOTABLE = 20  # per cent who gave no level: from here on it is a finding; of few, two are enough


def blocks(words: Words, top: int) -> list[Block]:
    """The agenda, with the `top` questions on which answers lie furthest apart."""
    texts, survey = words.texts, words.survey
    if not top:
        return []
    if survey.total.respondents < 2:
        return [Paragraph(texts("survey.one"))]
    apart = [each for each in agenda(survey.total) if each.consensus is not None and each.consensus < 1]
    if not apart:
        answered = any(each.answered for each in survey.total.questions)
        return [Paragraph(texts("survey.all-alike" if answered else "survey.nobody"))]
    chosen = apart[:top]
    kind = "agenda" if survey.one_subject else "field"
    found: list[Block] = [
        Heading(texts(f"survey.{kind}", n=len(chosen)), aside=texts(f"survey.{kind}-aside")),
        Entries(tuple(_entry(each, words) for each in chosen), numbered=True),
    ]
    flagged = sum(each.discuss for each in apart) if survey.one_subject else 0
    if flagged:
        note = texts("survey.flagged", n=flagged, of=len(survey.total.questions))
        found.append(Paragraph(note, quiet=True))
    return found


def _entry(figures: QuestionFigures, words: Words) -> Entry:
    texts = words.texts
    question = words.model.question(figures.id)
    assert question is not None
    flag = f" {texts('survey.discuss')}" if figures.discuss and words.survey.one_subject else ""
    details = [Detail(texts("survey.short"), words.in_short(figures) + flag)]
    if words.survey.one_subject and figures.range is not None:
        details.append(Detail(texts("survey.ask"), _to_ask(figures.range, words)))
    details += _comments(figures.id, words)
    return Entry(clean(question.text), figures.id, tuple(details), words.bars(figures.counts))


def _to_ask(extremes: tuple[int, int], words: Words) -> str:
    """A question for the meeting that asks for reasons, and nobody for who they are."""
    low, high = extremes
    return words.texts("survey.ask-far" if high - low > 1 else "survey.ask-near", low=low, high=high)


def _comments(id: str, words: Words) -> list[Detail]:
    notes = [words.texts("quote", text=clean(note)) for note in words.survey.comments.get(id, ())]
    if not notes:
        return []
    label = words.texts("survey.comments")
    return [Detail(label, notes[0]), *(Detail("", note) for note in notes[1:])]


def other_comments(words: Words, top: int) -> list[Block]:
    """What was written beside the questions that are not on the agenda."""
    apart = [each for each in agenda(words.survey.total) if each.consensus is not None and each.consensus < 1]
    shown = {each.id for each in apart[:top]} if words.survey.total.respondents > 1 else set()
    entries = tuple(
        Entry(clean(question.text), question.id, tuple(_comments(question.id, words)))
        for question in words.model.questions
        if question.id not in shown and words.survey.comments.get(question.id)
    )
    return [Heading(words.texts("survey.other-comments")), Entries(entries)] if entries else []


def could_not_say(words: Words) -> list[Block]:
    """The questions that notably many were unsure of, or took for not applicable; most first."""
    texts, weight = words.texts, words.survey.total.weight
    found = sorted(
        (each for each in words.survey.total.questions if _notable(each, weight)),
        key=lambda each: (-(each.unsure + each.not_applicable), -each.unsure),
    )
    if not found:
        return []
    items = [_not_said(each, words) for each in found]
    return [Heading(texts("survey.open"), aside=texts("survey.open-aside")), Bullets(tuple(items))]


def _notable(counts: QuestionCounts, weight: Count) -> bool:
    if 1 < weight <= FEW:
        return max(counts.unsure, counts.not_applicable) >= 2
    return weight > 0 and max(counts.unsure, counts.not_applicable) * 100 >= weight * NOTABLE


def _not_said(counts: QuestionCounts, words: Words) -> str:
    texts = words.texts
    question = words.model.question(counts.id)
    assert question is not None
    weight = words.survey.total.weight
    parts = [
        words.with_percent(texts(f"survey.{key}", n=number(count), of=words.amount(weight)), count)
        for key, count in (("unsure", counts.unsure), ("not-applicable", counts.not_applicable))
        if count
    ]
    return texts("survey.open-item", id=counts.id, who=", ".join(parts), question=clean(question.text))


def every_question(words: Words) -> list[Block]:
    """A row per question, in the order of the model."""
    texts, survey = words.texts, words.survey
    figures = [question_figures(each) for each in survey.total.questions]
    flagged = survey.one_subject and any(each.discuss for each in figures)
    columns = (
        Column(texts("survey.question")),
        Column(texts("column.levels"), scale=words.levels),
        Column(texts("state.unsure"), right=True),
        Column(texts("survey.na"), right=True),
        Column(texts("survey.column-median"), right=True),
        Column(
            texts("survey.column-consensus" if survey.one_subject else "survey.column-spread"), right=True
        ),
    )
    table = Table(
        columns,
        tuple(_row(each, words) for each in figures),
        caption=texts("survey.table-questions"),
        legend=(texts("survey.legend-count"),),
        note=texts("survey.legend-consensus" if survey.one_subject else "survey.legend-spread")
        + (f" {texts('survey.legend-flag')}" if flagged else ""),
    )
    return [Heading(texts("survey.questions")), table]


def _row(figures: QuestionFigures, words: Words) -> Row:
    counts = figures.counts
    spread = Spread(tuple(enumerate(map(number, counts.values), start=1)), None)
    flag = ("*" if figures.discuss else " ") if words.survey.one_subject else ""
    question = words.model.question(figures.id)
    assert question is not None
    said = " ".join(bar.sentence for bar in words.bars(counts))
    return Row(
        (
            figures.id,
            spread,
            words.amount(counts.unsure),
            words.amount(counts.not_applicable),
            words.median(figures.median),
            words.apartness(figures) + flag,
        ),
        sentence=words.texts(
            "survey.aloud-question",
            id=figures.id,
            question=clean(question.text),
            bars=said,
            short=words.in_short(figures),
        ),
    )
