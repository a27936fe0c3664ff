"""What `pemm survey` does: gather respondents, say what could not be read, show what may be shown."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from pemm.cli.messages import tell
from pemm.cli.opening import is_survey, open_model, open_survey
from pemm.cli.output import Destination, check_outputs, deliver
from pemm.errors import PemmError, UsageError
from pemm.report import surveys
from pemm.survey.publishing import LEAST
from pemm.survey.records import NEVER_BY
from pemm.survey.rules import RESPONDENT, SUBJECT, Rules
from pemm.survey.sources import gather
from pemm.survey.troubles import Troubles
from pemm.texts import Texts
from pemm.wording import clean


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of the command, as they were given."""

    sources: tuple[str, ...]
    counts: str | None
    by: str | None
    top: int
    agenda_alone: bool
    is_room: bool
    is_field: bool
    one_per: str | None
    unit: str
    picture: str
    threshold: int
    is_strict: bool
    with_notes: bool
    model: str | None
    language: str | None


def run(wanted: Wanted, where: Destination) -> None:
    """Gathers and shows. Raises PemmError, with `--strict` also for anything that could not be read."""
    is_file = bool(where.outputs or where.format)
    rules = _rules(wanted, is_file=is_file)
    shown = open_model(wanted.model, wanted.language, beside=Path())
    read = [*wanted.sources, *([wanted.counts] if wanted.counts else [])]
    check_outputs(where, [Path(source) for source in read if source != "-"])
    troubles = Troubles()
    try:
        with _Progress(shown.texts) as progress:
            survey = gather(wanted.sources, shown.model, rules, troubles, progress, wanted.counts)
    finally:  # why nobody could be counted has to be known as well
        tell_troubles(troubles, shown.texts)
    if is_file and wanted.is_room:
        tell(shown.texts("survey.room-files"))
    if is_file and not survey.is_publishable:
        key = "survey-too-few" if survey.smallest is None else "survey-too-few-beside"
        raise PemmError(key, n=survey.fewest, threshold=survey.threshold)
    if shown.remarks:
        survey = replace(survey, remarks=(*survey.remarks, *shown.remarks))
    if wanted.is_strict and (troubles.records or troubles.cells):
        raise PemmError("survey-strict", n=troubles.records + troubles.cells)
    report = surveys.report(
        survey,
        shown.model,
        shown.texts,
        top=wanted.top,
        picture=wanted.picture,
        agenda_alone=wanted.agenda_alone,
    )
    deliver(report, where, shown.texts)


def compare(
    before: Path,
    after: Path,
    where: Destination,
    model: str | None,
    language: str | None,
    *,
    fail_on_drop: bool,
) -> None:
    """What `pemm compare` does with two surveys. Raises PemmError where only one of the two is a survey."""
    from pemm.report import waves as report
    from pemm.survey import waves

    for survey, other in ((before, after), (after, before)):
        if not is_survey(survey):
            raise PemmError("survey-and-assessment", survey=other, other=survey)
    if fail_on_drop:
        raise UsageError("survey-fail-on-drop")
    shown = open_model(model, language, beside=after.parent)
    found = waves.compare(open_survey(before, shown), open_survey(after, shown), shown.model)
    deliver(report.report(found, shown.model, shown.texts), where, shown.texts)


def _rules(wanted: Wanted, *, is_file: bool) -> Rules:
    """Checks the options alone. Raises UsageError."""
    if not wanted.sources and wanted.counts is None:
        raise UsageError("survey-no-source")
    if wanted.unit not in (RESPONDENT, SUBJECT):
        raise UsageError("survey-unit", given=wanted.unit)
    if wanted.counts is not None and (wanted.one_per is not None or wanted.unit == SUBJECT):
        raise UsageError("survey-counts-alone")
    if wanted.threshold < LEAST:
        raise UsageError("survey-threshold", given=wanted.threshold, least=LEAST)
    if wanted.picture not in surveys.PICTURES:
        raise UsageError("survey-picture", given=wanted.picture)
    if wanted.by in NEVER_BY:
        raise UsageError("survey-by", given=wanted.by)
    return Rules(
        by=wanted.by,
        one_per=wanted.one_per,
        unit=wanted.unit,
        is_field=wanted.is_field,
        threshold=wanted.threshold,
        is_room=wanted.is_room and not is_file,
        with_notes=wanted.with_notes,
    )


def tell_troubles(troubles: Troubles, texts: Texts) -> None:
    """What was not read: by place, and how much of it there was."""
    for each in (*troubles.passed_over, *troubles.listed):
        why = each.error.sentence(texts)
        place = f"{each.path}:{each.line}" if each.line else each.path
        tell(why if each.path in why else texts("survey.trouble", place=place, why=why))
    if troubles.more:
        tell(texts("survey.more-troubles", n=troubles.more))
    if troubles.records:
        tell(texts("survey.left-out", n=troubles.records))
    if troubles.cells:
        tell(texts("survey.unread", n=troubles.cells))


class _Progress:
    """A line on a terminal that says how far the reading is; nothing for a program, nor for short work."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._is_seen = sys.stderr.isatty()
        self._next = monotonic() + 1
        self._width = 0

    def __enter__(self) -> _Progress:
        return self

    def __call__(self, respondents: int) -> None:
        if not self._is_seen or monotonic() < self._next:
            return
        self._next = monotonic() + 0.2
        line = clean(self._texts("survey.progress", n=f"{respondents:,}"))
        self._width = max(self._width, len(line))
        print(f"\r{line}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self._width:
            print("\r" + " " * self._width + "\r", end="", file=sys.stderr, flush=True)
