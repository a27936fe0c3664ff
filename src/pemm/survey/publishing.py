"""What may be shown of a survey without showing a person.

A group is shown only if it is large enough, and only if those that are not shown are together large enough
as well: else the difference to the total would give them away. docs/survey.md says what this does not hide.
"""

from __future__ import annotations

from collections.abc import Mapping

from pemm.survey.counting import Counts

LEAST = 3  # the lowest threshold that can be set
THRESHOLD = 5
COMMENTS_FROM = 10  # respondents


def shown(groups: Mapping[str, Counts], threshold: int, hidden: int = 0) -> tuple[str, ...]:
    """The labels of the groups that may be shown, largest first; `hidden` respondents are in none of them.

    Groups below the threshold are hidden; then the smallest of the others, until the hidden ones together
    reach it.
    """
    order = sorted(groups, key=lambda label: (-groups[label].respondents, label))
    visible = [label for label in order if groups[label].respondents >= threshold]
    hidden += sum(each.respondents for label, each in groups.items() if label not in visible)
    while visible and 0 < hidden < threshold:
        hidden += groups[visible.pop()].respondents
    return tuple(visible)
