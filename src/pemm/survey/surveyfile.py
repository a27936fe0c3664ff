"""The JSON of a survey: published figures only, no answer patterns, no respondent."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pemm.errors import PemmError
from pemm.model import Model
from pemm.strictjson import read_object
from pemm.survey.counting import AspectCounts, Count, Counts, QuestionCounts
from pemm.survey.figures import AspectFigures, QuestionFigures, alpha, aspect_figures, question_figures
from pemm.survey.publishing import LEAST
from pemm.survey.rules import RESPONDENT, SUBJECT
from pemm.survey.survey import NOT_GIVEN, Group, Survey, SurveyModel

FORMAT = "pemm-survey/1"
_MAX = 10**12  # of a count


def data(survey: Survey, remarks: list[str]) -> dict[str, Any]:
    """The survey as `schemas/survey.schema.json` describes it: counts, and beside them what follows."""
    top = len(survey.total.questions[0].values) if survey.total.questions else 0
    return {
        "format": FORMAT,
        "model": {
            "id": survey.model.id,
            "version": survey.model.version,
            "questions": survey.model.questions,
        },
        "subject": survey.subject,
        "one_subject": survey.one_subject,
        "unit": survey.unit,
        "first": survey.first,
        "last": survey.last,
        "threshold": survey.threshold,
        "left_out": survey.left_out,
        "unread": survey.unread,
        "remarks": remarks,
        "total": _counts_data(survey.total, top, is_field=not survey.one_subject),
        "by": survey.by,
        "groups": [
            {
                "group": group.label,
                "partial": group.partial,
                **_counts_data(group.counts, top, is_field=not survey.one_subject),
            }
            for group in survey.groups
        ],
        "hidden": survey.hidden,
    }


def _counts_data(counts: Counts, top: int, *, is_field: bool) -> dict[str, Any]:
    """Over a field there is no agreement, and nothing to discuss: platforms differ."""
    agreed = None if is_field else alpha([_whole(each) for each in counts.questions])
    return {
        "respondents": counts.respondents,
        "weight": _number(counts.weight),
        "alpha": None if agreed is None else float(agreed),
        "questions": [_question_data(question_figures(each), is_field=is_field) for each in counts.questions],
        "aspects": [_aspect_data(aspect_figures(each, top)) for each in counts.aspects],
    }


def _whole(counts: QuestionCounts) -> list[int]:
    """Counts of people, which agreement is computed from, are whole."""
    return [int(value) for value in counts.values]


def _question_data(figures: QuestionFigures, *, is_field: bool) -> dict[str, Any]:
    counts = figures.counts
    return {
        "id": counts.id,
        "counts": {str(level): _number(n) for level, n in enumerate(counts.values, start=1)},
        "unsure": _number(counts.unsure),
        "not_applicable": _number(counts.not_applicable),
        "unanswered": _number(counts.unanswered),
        "median": None if figures.median is None else list(figures.median),
        "range": None if figures.range is None else list(figures.range),
        "near": None if figures.near is None else float(figures.near),
        "consensus": figures.consensus,
        "discuss": figures.discuss and not is_field,
    }


def _aspect_data(figures: AspectFigures) -> dict[str, Any]:
    return {
        "id": figures.id,
        "histogram": [
            {"answered": answered, "sum": total, "n": _number(n)}
            for (answered, total), n in figures.counts.histogram.items()
        ],
        "answered": _number(figures.answered),
        "low": _figure(figures.low),
        "lower": _figure(figures.lower),
        "median": _figure(figures.median),
        "upper": _figure(figures.upper),
        "high": _figure(figures.high),
    }


def _number(count: Count) -> int | float:
    return int(count) if count == int(count) else float(count)


def _figure(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def looks_like_survey(start: bytes) -> bool:
    """Whether the first bytes of a file are those of a survey."""
    return b'"pemm-survey/' in start[:200]


def parse(content: bytes, name: str, model: Model) -> Survey:
    """The survey in the bytes of a file called `name`; figures are computed again from its counts.

    It has the questions that the file has, of which the model knows some or all, whatever its question set.
    Raises PemmError for what is no survey, a newer format, another model, and counts that cannot be: below
    zero, or of a question more or less than there are respondents.
    """
    found = _Parser(read_object(content, name), name, model)
    return found.survey()


def check_addable(survey: Survey, name: str, model: Model) -> None:
    """Raises PemmError for a survey of other questions than those that the model asks today."""
    ids = [question.id for question in model.questions]
    if (
        survey.model.questions != model.questions_version
        or [each.id for each in survey.total.questions] != ids
    ):
        raise PemmError(
            "survey-other-questions",
            path=name,
            found=f"{survey.model.id} {survey.model.questions}",
            expected=f"{model.id} {model.questions_version}",
        )


class _Parser:
    def __init__(self, data: Mapping[str, Any], name: str, model: Model) -> None:
        self._data, self._name, self._model = data, name, model
        self._counts_people = True

    def survey(self) -> Survey:
        data = self._data
        format = data.get("format")
        if format != FORMAT:
            newer = isinstance(format, str) and format.startswith("pemm-survey/")
            raise PemmError("newer-survey" if newer else "no-survey", path=self._name, found=str(format)[:40])
        used = self._part(data, "model")
        if used.get("id") != self._model.id:
            found = str(used.get("id"))[:40]
            raise PemmError("survey-other-model", path=self._name, found=found, expected=self._model.id)
        by = self._text(data, "by")
        unit = data.get("unit", RESPONDENT)
        self._counts_people = unit == RESPONDENT
        threshold = data.get("threshold", LEAST)
        if unit not in (RESPONDENT, SUBJECT) or not isinstance(threshold, int) or isinstance(threshold, bool):
            raise self._bad("unit")
        total = self._counts(self._part(data, "total"), "total")
        groups = tuple(self._groups(data)) if by else ()
        return Survey(
            model=SurveyModel(
                self._model.id,
                self._text(used, "version") or "unknown",
                self._text(used, "questions") or "unknown",
            ),
            total=total,
            subject=self._text(data, "subject"),
            one_subject=data.get("one_subject") is True,
            unit=unit,
            threshold=max(LEAST, threshold),
            first=self._text(data, "first"),
            last=self._text(data, "last"),
            by=by,
            groups=groups,
            hidden=self._count(data.get("hidden", 0), "hidden", whole=True),
            left_out=self._count(data.get("left_out", 0), "left_out", whole=True),
            unread=self._count(data.get("unread", 0), "unread", whole=True),
        )

    def _groups(self, data: Mapping[str, Any]) -> list[Group]:
        given = data.get("groups")
        if not isinstance(given, list):
            raise self._bad("groups")
        groups: dict[str, Group] = {}
        for place, each in enumerate(given):
            where = f"groups[{place}]"
            if not isinstance(each, dict):
                raise self._bad(where)
            label = self._text(each, "group") or NOT_GIVEN
            if label in groups:
                raise self._bad(f"{where}.group")
            groups[label] = Group(label, self._counts(each, where), each.get("partial") is True)
        return list(groups.values())

    def _counts(self, data: Mapping[str, Any], where: str) -> Counts:
        respondents = self._count(data.get("respondents"), f"{where}.respondents", whole=True)
        weight = self._count(data.get("weight", respondents), f"{where}.weight")
        if self._counts_people and weight != respondents:
            raise self._bad(f"{where}.weight")
        questions = self._by_id(data, "questions", where)
        aspects = self._by_id(data, "aspects", where)
        counts = Counts(
            int(respondents),
            weight,
            tuple(
                self._question(questions[each.id], f"{where}.{each.id}", each.id)
                for each in (*self._model.questions, *self._model.retired)
                if each.id in questions
            ),
            tuple(
                self._aspect(aspects.get(each.id), f"{where}.{each.id}", each.id)
                for each in self._model.aspects
            ),
        )
        for question in counts.questions:
            given = question.answered + question.unsure + question.not_applicable + question.unanswered
            if abs(given - weight) > Fraction(1, 1000):
                raise self._bad(f"{where}.{question.id}")
        for aspect in counts.aspects:
            if abs(sum(aspect.histogram.values()) - weight) > Fraction(1, 1000):
                raise self._bad(f"{where}.{aspect.id}")
        return counts

    def _by_id(self, data: Mapping[str, Any], name: str, where: str) -> dict[str, Mapping[str, Any]]:
        given = data.get(name)
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            raise self._bad(f"{where}.{name}")
        return {str(each.get("id")): each for each in given}

    def _question(self, data: Mapping[str, Any], where: str, id: str) -> QuestionCounts:
        values = self._part(data, "counts")
        return QuestionCounts(
            id,
            tuple(
                self._count(values.get(str(level.value), 0), f"{where}.counts")
                for level in self._model.levels
            ),
            self._count(data.get("unsure", 0), f"{where}.unsure"),
            self._count(data.get("not_applicable", 0), f"{where}.not_applicable"),
            self._count(data.get("unanswered", 0), f"{where}.unanswered"),
        )

    def _aspect(self, data: Mapping[str, Any] | None, where: str, id: str) -> AspectCounts:
        rows = data.get("histogram") if data is not None else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._bad(f"{where}.histogram")
        histogram: dict[tuple[int, int], Count] = {}
        for row in rows:
            answered = int(self._count(row.get("answered"), f"{where}.histogram", whole=True))
            total = int(self._count(row.get("sum"), f"{where}.histogram", whole=True))
            if not answered <= total <= answered * self._model.top:
                raise self._bad(f"{where}.histogram")
            key = (answered, total)
            histogram[key] = histogram.get(key, 0) + self._count(row.get("n"), f"{where}.histogram")
        return AspectCounts(id, dict(sorted(histogram.items())))

    def _count(self, value: Any, where: str, *, whole: bool = False) -> Any:
        if type(value) is int and 0 <= value <= _MAX:
            return value
        if type(value) is float and 0 <= value <= _MAX and not whole:
            return Fraction(value)
        raise self._bad(where)

    def _part(self, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        found = data.get(name)
        if not isinstance(found, dict):
            raise self._bad(name)
        return found

    def _text(self, data: Mapping[str, Any], name: str) -> str | None:
        found = data.get(name)
        if found is not None and not isinstance(found, str):
            raise self._bad(name)
        return found or None

    def _bad(self, where: str) -> PemmError:
        return PemmError("bad-survey", path=self._name, where=where)
