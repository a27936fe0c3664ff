"""Respondents in a file of share links: a link a line, after a role and a tab if you like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pemm import sharelink
from pemm.errors import PemmError
from pemm.linkfile import link_line
from pemm.survey.jsonlines import lines
from pemm.survey.records import Reader, Record, TellTrouble, Unusable

_NOW = ""  # a link has no date; nothing is made up here


def _nothing(_: str) -> None:
    """What a link says of everything but answers, role and language."""


def records(file: BinaryIO, reader: Reader, tell: TellTrouble) -> Iterator[tuple[int, Record | PemmError]]:
    """The records of the links in a file; a line that is none comes with its number and why.

    Empty lines and lines that begin with # are passed over. Values in a link that are no answers are told,
    and so is a role that the model lacks.
    """
    for number, line in lines(file):
        if isinstance(line, Unusable):
            yield number, line
            continue
        try:
            found = link_line(line, number, "", reader.model)
        except PemmError as error:
            if error.key != "link-line-role":
                yield number, Unusable("no-link")
                continue
            tell(str(number), "no-role", {"found": error.data["given"]})
            found = link_line(line.rpartition("\t")[2], number, "", reader.model)
        if found is None:
            continue
        shared = found.shared
        for parameter in shared.refused:
            reader.no_answer(parameter.name, parameter.value, str(number))
        changed = reader.changed_answers
        pattern = reader.pattern(sharelink.assessment_of(shared, reader.model, _NOW))
        try:
            reader.check_answered(pattern, changed)
        except Unusable as error:
            yield number, error
            continue
        yield number, reader.described(pattern, _nothing, found.role, None, shared.language)
