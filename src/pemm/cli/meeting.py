"""What `pemm assess --with` and `--votes` do before the conversation: read what the others answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from pemm.assessment import Assessment
from pemm.cli.messages import tell
from pemm.cli.opening import Shown
from pemm.errors import UsageError
from pemm.wording import remarks

if TYPE_CHECKING:
    from pemm.survey.workshop import Workshop


def refuse_contradictions(
    *, file: Path | None, others: Sequence[str], votes: bool, is_room: bool, silent: str | None
) -> None:
    """Raises UsageError for what cannot be meant; `silent` is an option that leaves nothing to ask."""
    if is_room and not others:
        raise UsageError("room-alone")
    if not others and not votes:
        return
    if others and votes:
        raise UsageError("with-and-votes")
    if "-" in others:
        raise UsageError("with-stdin")
    if silent:
        raise UsageError("with-asks", option=silent)
    if file is None:
        raise UsageError("with-file")


def opened(
    agreed: Path | None, others: Sequence[str], shown: Shown, *, votes: bool, is_room: bool
) -> Workshop | None:
    """What is known of the others, with a sentence for what could not be read; None outside a workshop."""
    if agreed is None or not (others or votes):
        return None
    from pemm.survey import workshop

    if votes:
        return workshop.show_of_hands(shown.model)
    from pemm.cli.surveying import tell_troubles
    from pemm.survey import listening
    from pemm.survey.troubles import Troubles

    troubles = Troubles()
    try:
        found = listening.listen(others, shown.model, agreed, troubles, is_room=is_room)
    finally:
        tell_troubles(troubles, shown.texts)
    for sentence in remarks(shown.texts, found.remarks):
        tell(sentence)
    return found


def described(assessment: Assessment, workshop: Workshop | None) -> Assessment:
    """The assessment as that of a group, with the subject that the others judged where it has none."""
    if workshop is None:
        return assessment
    respondent = replace(assessment.respondent, is_group=True)
    return replace(assessment, respondent=respondent, subject=assessment.subject or workshop.subject)


def options(others: Sequence[str], *, votes: bool, is_room: bool) -> str:
    """The options that it takes to go on with the workshop, as they are typed."""
    given = "".join(f" --with {quote(each)}" for each in others)
    return given + (" --room" if is_room else "") + (" --votes" if votes else "")
