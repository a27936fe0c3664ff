"""What could not be read, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from pemm.errors import PemmError

LISTED = 20  # troubles that are named one by one


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that could not be read: the file, the line or row in it (empty for all of it), and why."""

    path: str
    line: str
    error: PemmError


@dataclass(slots=True)
class Troubles:
    """What could not be read: the first LISTED one by one, and how many there were.

    `records` are respondents, or whole files, that were left out; `cells` single answers and fields.
    """

    listed: list[Trouble] = field(default_factory=list)
    records: int = 0
    cells: int = 0
    passed_over: list[Trouble] = field(default_factory=list)

    def add(self, path: str, line: str, error: PemmError, *, is_record: bool) -> None:
        """Notes one; beyond LISTED it is only counted."""
        if is_record:
            self.records += 1
        else:
            self.cells += 1
        if len(self.listed) < LISTED:
            self.listed.append(Trouble(path, line, error))

    def merge(self, other: Troubles) -> None:
        """Adds those that came after."""
        self.listed += other.listed[: LISTED - len(self.listed)]
        self.records += other.records
        self.cells += other.cells
        self.passed_over += other.passed_over

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.records + self.cells - len(self.listed)
