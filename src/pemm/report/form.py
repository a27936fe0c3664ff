"""The blank questionnaire: to print, to build a web form from, to fill in as a spreadsheet.

Whatever it says for a question, an answer or a role is read back by `pemm.responses`: each text is tried on
the reader, and where the plain words would be taken for something else, an id or a number says what is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pemm.model import Model, Option, Question, Role
from pemm.report import Report
from pemm.report.document import Ask, Block, Bullets, Choice, Document, Heading, Paragraph
from pemm.report.modelpages import origin
from pemm.responsecolumns import FIELDS, meant_by
from pemm.responsewords import AskedQuestion, Wording, plain_cell
from pemm.texts import Texts

FORMAT = "pemm-form/1"
_NO_VALUE = {"unsure": "unsure", "na": "not_applicable"}  # as cells say it, and the reason it stands for


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer to choose: what stands for it in a cell, what people read, and the two as a form shows them.

    The number stands there because the help of a question may speak of it ("2 or 3: ...").
    """

    value: int | str
    words: str
    text: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question or a field as the form asks for it; without answers, there is room to write."""

    id: str
    aspect: str
    text: str
    help: str
    answers: tuple[_Answer, ...]


def report(model: Model, texts: Texts, *, sheet: bool = False) -> Report:
    """The questionnaire of a model; its CSV has a row per question, ready for a form builder.

    With `sheet`, the CSV is instead the header of a spreadsheet with a respondent a row.
    """
    form = _Form(model, texts)
    return Report(document=form.document, data=form.data, rows=form.sheet if sheet else form.rows)


class _Form:
    def __init__(self, model: Model, texts: Texts) -> None:
        self._model, self._texts = model, texts
        self._wording = Wording(model)

    def document(self) -> Document:
        model, texts = self._model, self._texts
        title = texts("form.title", name=model.name)
        blocks: list[Block] = [Heading(title, 1), Bullets(tuple(texts.listed("form.how")))]
        blocks.append(Heading(texts("form.about")))
        blocks += [_ask(field, reference=None) for field in self._fields()]
        for aspect in model.aspects:
            blocks.append(Heading(aspect.name))
            asked = map(self._question, aspect.questions)
            blocks += [_ask(each, reference=each.id) for each in asked]
        made = texts(
            "form.made",
            name=model.name,
            version=model.version,
            set=model.questions_version,
            texts=model.texts_version,
            language=model.language,
        )
        blocks += [Paragraph(made, quiet=True), *origin(model, texts)]
        return Document(title, tuple(blocks), texts.language)

    def data(self) -> dict[str, Any]:
        model, texts = self._model, self._texts
        return {
            "format": FORMAT,
            "title": texts("form.title", name=model.name),
            "language": model.language,
            "model": {
                "id": model.id,
                "version": model.version,
                "questions": model.questions_version,
                "texts": model.texts_version,
            },
            "how": texts.listed("form.how"),
            "fields": [
                {"id": each.id, "text": each.text, "answers": _answers(each)} for each in self._fields()
            ],
            "questions": [
                {
                    "id": each.id,
                    "aspect": each.aspect,
                    "text": each.text,
                    "help": each.help,
                    "answers": _answers(each),
                }
                for each in map(self._question, model.questions)
            ],
        }

    def rows(self) -> list[list[str]]:
        """From the fifth column on, what is not empty is a choice; first comes the role, if there are any.

        Subject and date are left to whoever makes the survey: mostly there is one, and forms know the day.
        """
        model = self._model
        width = max(model.top, len(model.roles))
        header = ["id", "aspect", "question", "help", *(f"option_{n}" for n in range(1, width + 1))]
        rows = [[*header, *_NO_VALUE]]
        role = self._role()
        if role.answers:
            options = [answer.text for answer in role.answers]
            rows.append([role.id, "", role.text, "", *options, *[""] * (width - len(options)), "", ""])
        names = {aspect.id: aspect.name for aspect in model.aspects}
        for each in map(self._question, model.questions):
            said = {answer.value: answer.text for answer in each.answers}
            cells = [said.get(value, "") for value in (*range(1, width + 1), *_NO_VALUE)]
            rows.append([each.id, names[each.aspect], each.text, each.help, *cells])
        return rows

    def sheet(self) -> list[list[str]]:
        """The header alone: an example row would be counted as somebody's answers."""
        return [[*FIELDS, *(question.id for question in self._model.questions)]]

    def _fields(self) -> list[_Asked]:
        subject, date = (_Asked(id, "", self._texts(f"form.{id}"), "", ()) for id in ("subject", "date"))
        role = self._role()
        return [subject, *([role] if role.answers else []), date]

    def _role(self) -> _Asked:
        answers = tuple(self._role_answer(role) for role in self._model.roles)
        return _Asked("role", "", self._texts("form.role"), "", answers)

    def _role_answer(self, role: Role) -> _Answer:
        whole = f"{role.name}: {role.summary}" if role.summary else role.name
        text = whole if self._wording.roles.find(plain_cell(whole)) == [role.id] else role.id
        return _Answer(role.id, text, text)

    def _question(self, question: Question) -> _Asked:
        answers = [self._option(question, option) for option in question.options]
        for word, reason in _NO_VALUE.items():
            text = self._texts(f"form.{reason}")
            found = self._wording.options(question).find(plain_cell(text))
            text = text if [each.reason for each in found] == [reason] else word
            answers.append(_Answer(word, text, text))
        meant = meant_by(plain_cell(question.text), [self._wording])
        readable = isinstance(meant, AskedQuestion) and meant.question.id == question.id
        text = question.text if readable else f"{question.id} {question.text}"
        return _Asked(question.id, question.aspect, text, question.help, tuple(answers))

    def _option(self, question: Question, option: Option) -> _Answer:
        whole = f"{option.label}: {option.description}" if option.description else option.label
        text = f"{option.value}. {whole}"
        found = self._wording.options(question).find(plain_cell(text))
        readable = [each.value for each in found] == [option.value]
        return _Answer(option.value, whole, text if readable else str(option.value))


def _ask(asked: _Asked, *, reference: str | None) -> Ask:
    choices = (
        Choice(answer.words, answer.value if isinstance(answer.value, int) else None)
        for answer in asked.answers
    )
    return Ask(asked.text, reference, asked.help, tuple(choices))


def _answers(asked: _Asked) -> list[dict[str, int | str]]:
    return [{"value": answer.value, "text": answer.text} for answer in asked.answers]
