"""The keeper of the file: saves after every answer, and never lets go of what could not be saved."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pemm.assessment import Assessment, save
from pemm.errors import PemmError
from pemm.storage import Conflict

Clock = Callable[[], str]


def utc_now() -> str:
    """The time as files hold it: UTC, to the second, `2026-10-02T14:02:11Z`."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Keeper:
    """Knows the file of one assessment: its path, the digest it must still have, what is saved."""

    def __init__(
        self, path: Path, digest: str | None, saved: Assessment | None, clock: Clock = utc_now
    ) -> None:
        self.path = path
        self.clock = clock
        self.saved = saved
        self.saved_at: datetime | None = None
        self.trouble: PemmError | None = None
        self._digest = digest

    def keep(self, assessment: Assessment) -> None:
        """Saves an assessment that differs from what is saved.

        Where the system refuses, `trouble` says why and the next call tries again. Raises Conflict
        where the file was changed by something else: ours then stands beside it.
        """
        if assessment is self.saved:
            return
        try:
            self._digest = save(assessment, self.path, self._digest, self.clock())
        except Conflict:
            raise
        except PemmError as error:
            self.trouble = error
            return
        self.trouble = None
        self.saved = assessment
        self.saved_at = datetime.now()

    def rescue(self, assessment: Assessment) -> Path | None:
        """Writes what could not be saved somewhere else; None where nowhere takes it."""
        for folder in (Path.cwd(), Path.home(), Path(tempfile.gettempdir())):
            path = folder / f"{self.path.stem[:40]}.rescued-{os.getpid()}.json"
            try:
                save(assessment, path, None, self.clock())
            except (PemmError, OSError):
                continue
            return path
        return None
