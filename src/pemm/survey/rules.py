"""What a survey is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from pemm.survey.publishing import THRESHOLD

RESPONDENT, SUBJECT = "respondent", "subject"  # what counts as one


@dataclass(frozen=True, slots=True)
class Rules:
    """What a survey is asked for.

    `by`, `one_per`: a field or a key of `about`. `unit`: RESPONDENT or SUBJECT. `is_field`: the
    respondents judged different subjects, whatever the records say. `threshold`: respondents, from whom on
    a group is shown. `is_room`: they sit together and have agreed to see more; for the screen alone.
    """

    by: str | None = None
    one_per: str | None = None
    unit: str = RESPONDENT
    is_field: bool = False
    threshold: int = THRESHOLD
    is_room: bool = False
    with_notes: bool = True
