"""The report of a survey: what to talk about first, then where everybody stands."""

from __future__ import annotations

from typing import Any

from pemm.model import Model
from pemm.report import Report, surveyagenda, surveygroups
from pemm.report.document import Block, Chart, Document, Heading, Paragraph
from pemm.report.surveywords import Words
from pemm.survey import surveyfile
from pemm.survey.counting import Count, Counts
from pemm.survey.figures import question_figures
from pemm.survey.survey import NOT_GIVEN, Survey
from pemm.texts import Texts
from pemm.wording import clean, remarks

BARS, RADAR = "bars", "radar"
PICTURES = (BARS, RADAR)


def report(
    survey: Survey, model: Model, texts: Texts, *, top: int, picture: str = BARS, agenda_alone: bool = False
) -> Report:
    """The report of a survey.

    `top` is the number of questions on its agenda, `picture` one of PICTURES; `agenda_alone` leaves the rest
    of the document out.
    """
    return Report(
        document=lambda: document(survey, model, texts, top, agenda_alone=agenda_alone),
        data=lambda: data(survey, texts),
        rows=lambda: rows(survey, model, texts),
        chart=lambda: chart(survey, model, texts, picture),
    )


def document(survey: Survey, model: Model, texts: Texts, top: int, *, agenda_alone: bool = False) -> Document:
    """The survey as a Document."""
    words = Words(survey, model, texts)
    blocks: list[Block] = [
        Heading(title(words), 1, period(words)),
        Paragraph(_who(words)),
        *(Paragraph(each) for each in _warnings(words)),
        Paragraph(_which_model(words), quiet=True),
        *(Paragraph(remark) for remark in remarks(texts, survey.remarks)),
        *surveyagenda.blocks(words, top),
    ]
    if agenda_alone:
        return Document(title(words), tuple(blocks), texts.language)
    blocks += [
        *surveygroups.aspects(words),
        # Medians by group stand right below the agreement: a low figure may be a gap between groups.
        *surveygroups.agreement(words),
        *surveygroups.groups(words, top),
        *surveyagenda.could_not_say(words),
        *surveyagenda.every_question(words),
        *surveyagenda.other_comments(words, top),
    ]
    charts = tuple(chart(survey, model, texts, each) for each in (RADAR, BARS))
    return Document(title(words), tuple(blocks), texts.language, charts)


def title(words: Words) -> str:
    """The subject that all judged, or that there are several."""
    if not words.survey.one_subject:
        return words.texts("survey.several")
    return clean(words.survey.subject or "") or words.texts("card.untitled")


def period(words: Words) -> str | None:
    """The months of the first and the last answer."""
    first, last = words.survey.first, words.survey.last
    if not first or not last:
        return None
    if first == last:
        return words.month(first)
    months = words.month_name(first)
    if months and first[:4] == last[:4]:
        return words.texts("trend.span", first=months, last=words.month(last))
    return words.texts("trend.span", first=words.month(first), last=words.month(last))


def _who(words: Words) -> str:
    """How many, of what, counted how, and how many are left out."""
    texts, survey = words.texts, words.survey
    sentences = [texts("survey.respondents", n=survey.total.respondents)]
    if not survey.one_subject:
        subjects = words.amount(survey.total.weight)
        key = "survey.by-subject" if words.unit == "subjects" else "survey.by-respondent"
        sentences.append(texts(key, subjects=subjects, n=int(survey.total.weight)))
    if survey.left_out:
        sentences.append(texts("survey.left-out", n=survey.left_out))
    if survey.unread:
        sentences.append(texts("survey.unread", n=survey.unread))
    return " ".join(sentences)


def _warnings(words: Words) -> list[str]:
    """What a reader must know before he shows it to others."""
    texts, survey = words.texts, words.survey
    if survey.is_open:
        return [texts("survey.room", threshold=survey.threshold)]
    if survey.total.respondents < survey.threshold:
        return [texts("survey.few", threshold=survey.threshold)]
    if not survey.is_publishable:
        return [texts("survey.few-beside", threshold=survey.threshold)]
    return []


def _which_model(words: Words) -> str:
    used = words.survey.model
    return words.texts(
        "survey.model",
        name=words.model.name,
        version=clean(used.version),
        questions=clean(used.questions),
    )


def chart(survey: Survey, model: Model, texts: Texts, picture: str) -> Chart:
    """One of the pictures of a survey."""
    from pemm.report import surveypictures

    words = Words(survey, model, texts)
    draw = surveypictures.radar if picture == RADAR else surveypictures.stacks
    return draw(words, title(words), period(words) or "")


def data(survey: Survey, texts: Texts) -> dict[str, Any]:
    """The survey as `schemas/survey.schema.json` describes it."""
    return surveyfile.data(survey, remarks(texts, survey.remarks))


def rows(survey: Survey, model: Model, texts: Texts) -> list[list[str]]:
    """The questions as rows, first those of everybody (an empty group), then those of each group.

    Figures are not rounded, so that they are those of the JSON. Aspects stand in the JSON alone: their
    distribution fits no such row. Over several subjects nothing is flagged for discussion.
    """
    levels = [str(level.value) for level in model.levels]
    header = ["group", "question", "aspect", "respondents", *levels]
    header += ["unsure", "not_applicable", "unanswered", "median_low", "median_high", "lowest", "highest"]
    found = [[*header, "near", "consensus", "discuss"]]
    aspects = {question.id: question.aspect for question in model.questions}
    parts = [("", survey.total)]
    not_said = f"({texts('survey.not-said')})"  # an empty cell would mean everybody
    parts += [
        (not_said if each.label == NOT_GIVEN else clean(each.label), each.counts) for each in survey.groups
    ]
    for label, counts in parts:
        found += [[label, *row] for row in _question_rows(counts, aspects, flags=survey.one_subject)]
    return found


def _question_rows(counts: Counts, aspects: dict[str, str], *, flags: bool) -> list[list[str]]:
    found = []
    for each in counts.questions:
        figures = question_figures(each)
        medians, extremes = figures.median or ("", ""), figures.range or ("", "")
        found.append(
            [
                each.id,
                aspects[each.id],
                str(counts.respondents),
                *(
                    _figure(count)
                    for count in (*each.values, each.unsure, each.not_applicable, each.unanswered)
                ),
                *map(str, (*medians, *extremes)),
                "" if figures.near is None else str(float(figures.near)),
                "" if figures.consensus is None else str(figures.consensus),
                ("true" if figures.discuss else "false") if flags else "",
            ]
        )
    return found


def _figure(count: Count) -> str:
    return str(int(count)) if count == int(count) else str(float(count))
