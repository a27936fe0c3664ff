"""The dates of a CSV of responses: all of a column are read before the order of day and month is settled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

from pemm.responsewords import Trouble, plain_cell

_DATE = re.compile(
    r"""
    (?: (?P<year>\d{4}) (?P<dash>[-/.]) (?P<month>\d{1,2}) (?P=dash) (?P<day>\d{1,2})
      | (?P<first>\d{1,2}) (?P<mark>[-/.]) (?P<second>\d{1,2}) (?P=mark) (?P<last>\d{4})
    )
    (?: (?: T | ,?[ ] ) (?P<hour>\d{1,2}) : (?P<minute>\d\d) (?: : (?P<seconds>\d\d) (?: [.,]\d+ )? )?
        (?: [ ]? (?P<half>[AP]) \.? M \.? )?
        (?: [ ]? (?: Z | (?: UTC | GMT )? (?P<zone>[+-]\d{1,2} (?: :? \d\d )? ) | UTC | GMT ) )?
    )?
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)


class Dates:
    """Reads the dates of a column, in which the day stands always before the month, or always after it."""

    def __init__(self, cells: Iterable[str]) -> None:
        self._day_first: bool | None = None
        orders = set()
        for cell in cells:
            match = _DATE.fullmatch(plain_cell(cell))
            if match and match["mark"] in ("-", "/"):
                first, second = int(match["first"]), int(match["second"])
                if (first > 12) != (second > 12):
                    orders.add(first > 12)
        if len(orders) == 1:
            self._day_first = orders.pop()

    def read(self, text: str) -> str | Trouble:
        """The date as a time in UTC, `2026-10-02T14:02:11Z`; midnight where only a day is given."""
        match = _DATE.fullmatch(text)
        if match is None:
            return Trouble("date")
        year, month, day = match["year"] or match["last"], match["month"], match["day"]
        if match["mark"]:
            # With dots the day comes first wherever dates are written so; else the column must show it.
            day_first = True if match["mark"] == "." else self._day_first
            if day_first is None and match["first"] != match["second"]:
                return Trouble("date-order")
            day, month = match["first"], match["second"]
            if day_first is False:
                day, month = month, day
        try:
            moment = datetime(
                *(int(year), int(month), int(day)),
                *(_hour(match), int(match["minute"] or 0), int(match["seconds"] or 0)),
                tzinfo=_zone(match["zone"] or "+0"),
            ).astimezone(UTC)
        except (ValueError, OverflowError):  # no such day or hour; before the year 1
            return Trouble("date")
        return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment.year >= 1000 else Trouble("date")


def _hour(match: re.Match[str]) -> int:
    """The hour of 24. Raises ValueError for an hour of 12 that is none."""
    hour = int(match["hour"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    return hour


def _zone(text: str) -> timezone:
    """The zone of `+2`, `-0330` or `+05:30`. Raises ValueError for one that is none."""
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    if int(minutes) > 59:
        raise ValueError(text)
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if text[0] == "-" else offset)
