"""The keeper of the file: saves after every answer, and never lets go of what could not be saved."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

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
        self.unsaved: Assessment | None = None  # what the last attempt could not save
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
            self.trouble, self.unsaved = error, assessment
            return
        self.trouble = self.unsaved = None
        self.saved = assessment
        self.saved_at = datetime.now()

    def missing(self) -> list[str]:
        """What is in memory only, as `--set` takes it, for somebody to write down; notes beside it."""
        stored = self.saved.answers if self.saved else {}
        there = self.unsaved.answers if self.unsaved else {}
        said = []
        for id, each in there.items():
            if each != stored.get(id):
                word = each.value or {"not_applicable": "na"}.get(each.state, each.state)
                beside = [text for text in (each.note, *each.evidence) if text]
                said.append(" ".join([f"{id}={word}", *(f'"{text}"' for text in beside)]))
        return said

    def rescue(self, assessment: Assessment) -> Path | None:
        """Writes what could not be saved somewhere else; None where nowhere takes it."""
        for folder in (Path.cwd, Path.home, lambda: Path(tempfile.gettempdir())):
            try:
                path = folder() / f"{self.path.stem[:40]}.rescued-{os.getpid()}.json"
                save(assessment, path, None, self.clock())
            except Conflict as conflict:  # the name was taken, so it stands beside that
                return conflict.beside
            except (PemmError, OSError, RuntimeError):  # no folder, no home, or no room in it
                continue
            return path
        return None


@contextlib.contextmanager
def rescued_at_the_end(keeper: Keeper) -> Iterator[None]:
    """A window that is closed, or a machine that is shut down, does not take along what is in memory only."""

    def end(number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(PemmError):  # a conflict: then it stands beside the file
            if keeper.unsaved is not None:
                keeper.keep(keeper.unsaved)
            if keeper.unsaved is not None:
                keeper.rescue(keeper.unsaved)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    ends = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    taken = [number for number in ends if signal.getsignal(number) is signal.SIG_DFL]  # not under nohup
    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)
