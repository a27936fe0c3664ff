"""Opening what a command line names: an assessment, its model, and the language to show them in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from pemm import library, quick, texts
from pemm.assessment import Assessment, load
from pemm.errors import PemmError, UsageError
from pemm.model import Model
from pemm.scoring import Remark, Result, score
from pemm.texts import Texts
from pemm.wording import clean

if TYPE_CHECKING:
    from pemm.survey.survey import Survey


@dataclass(frozen=True, slots=True)
class Shown:
    """A model and the interface's texts in the language that was chosen, and what to remark on it."""

    model: Model
    texts: Texts
    remarks: tuple[Remark, ...]


def open_model(
    reference: str | None,
    language: str | None,
    *,
    used: Assessment | None = None,
    beside: Path | None = None,
    is_quick: bool = False,
) -> Shown:
    """The model to use, in the language to use.

    The model: `reference`, else the one the assessment `used` names (looked up beside its file too),
    else the built-in one. The language: `language`, else the assessment's, else PEMM_LANG, else
    English. With `is_quick`, or for an assessment made so, it has the quick question set.
    Raises PemmError for an unknown model, and for an unknown language of the first or third.
    """
    if used is not None and not reference:
        place = library.find_id(used.model.id, beside)
    else:
        place = library.find(reference or library.DEFAULT, beside)
    spoken = texts.languages()
    offered = sorted({*spoken, *library.languages(place)})
    chosen, remarks = _language(language, used.language if used else None, offered)
    model = library.load(place, chosen)
    if chosen in library.languages(place):
        left = sum(question.language != chosen for question in model.questions)
        if left:
            remarks.append(Remark("partly-translated", {"n": left}))
    if is_quick or (used is not None and quick.is_quick(used.model.questions)):
        model = quick.quick(model)
    return Shown(model, texts.load(chosen if chosen in spoken else "en"), tuple(remarks))


def interface_texts() -> Texts:
    """The interface's texts where no assessment and no option names a language: PEMM_LANG, else English."""
    variable = os.environ.get("PEMM_LANG")
    return texts.load(_known(variable, texts.languages()) if variable else "en")


def _language(asked: str | None, of_file: str | None, offered: list[str]) -> tuple[str, list[Remark]]:
    remarks: list[Remark] = []
    variable = os.environ.get("PEMM_LANG")
    shown = _known(variable, offered) if variable else "en"
    if asked is not None:
        return _known(asked, offered), remarks
    if of_file in offered:
        return of_file or "en", remarks
    if of_file is not None:
        remarks.append(Remark("no-language", {"language": of_file, "shown": shown}))
    return shown, remarks


def _known(language: str, offered: list[str]) -> str:
    if language not in offered:
        raise PemmError("unknown-language", language=language, known=", ".join(offered))
    return language


def check_given_once(paths: Sequence[Path]) -> None:
    """Checks that no file is named twice, under whatever name: counted twice it would look like two.

    Raises UsageError (exit 2) for standard input, which can be read once only, PemmError (exit 1) for a file.
    """
    for place, path in enumerate(paths):
        for other in paths[:place]:
            if str(path) == str(other) == "-":
                raise UsageError("stdin-twice")
            if path == other or (path.exists() and other.exists() and path.samefile(other)):
                raise PemmError("given-twice", given=path)


def model_option(reference: str | None) -> str:
    """The option that names the model in a command to go on with; empty where none was given."""
    return f" --model {quote(clean(reference))}" if reference else ""


def is_survey(path: Path) -> bool:
    """Whether a file is a survey, as far as its beginning tells; what cannot be read is none."""
    try:
        with open(path, "rb") as file:
            return path.is_file() and b'"pemm-survey/' in file.read(200)
    except (OSError, ValueError):
        return False


def open_survey(path: Path, shown: Shown) -> Survey:
    """The survey of a file. Raises PemmError for what is none, and for one of another model."""
    from pemm.files import read_bytes
    from pemm.survey import surveyfile

    content = read_bytes(path)
    if not surveyfile.looks_like_survey(content):
        raise PemmError("no-survey-file", path=path)
    return surveyfile.parse(content, str(path), shown.model)


def open_result(path: Path, reference: str | None, language: str | None) -> tuple[Result, Shown]:
    """The scored assessment of a file, with its model and the texts to show it in."""
    assessment, _ = load(path)
    beside = None if str(path) == "-" else path.parent
    shown = open_model(reference, language, used=assessment, beside=beside)
    result = score(assessment, shown.model)
    if shown.remarks:
        from dataclasses import replace

        result = replace(result, remarks=(*result.remarks, *shown.remarks))
    return result, shown
