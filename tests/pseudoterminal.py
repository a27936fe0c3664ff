"""pemm in a real pseudo-terminal, its screen read as a person sees it. For systems with such terminals."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte


class Terminal:
    """pemm in a pseudo-terminal; `text` is what stands on its screen, `said` all that it ever wrote."""

    def __init__(
        self,
        arguments: list[str],
        folder: Path,
        width: int = 80,
        height: int = 24,
        before: Callable[[], None] | None = None,  # called in the new process, before pemm
        **env: str,
    ) -> None:
        self.screen = pyte.Screen(width, height)
        self.stream = pyte.ByteStream(self.screen)
        self.said = b""
        surroundings = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "pemm", *arguments],
            cwd=folder,
            dimensions=(height, width),
            env={**surroundings, "TERM": "xterm-256color", "LANG": "C.UTF-8", **env},
            timeout=20,
            preexec_fn=before,
        )
        self.child.delayafterclose = self.child.delayafterterminate = 0

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self, wait: float = 0.05) -> bool:
        """Takes in what was written, or will be within `wait` seconds; whether there was anything."""
        with contextlib.suppress(pexpect.TIMEOUT, pexpect.EOF):
            written = self.child.read_nonblocking(65536, timeout=wait)
            self.said += written
            self.stream.feed(written)
            return True
        return False

    def resize(self, width: int, height: int) -> None:
        """Another size of the window; its screen starts anew, which shows that all is drawn anew."""
        self.screen = pyte.Screen(width, height)
        self.stream = pyte.ByteStream(self.screen)
        self.child.setwinsize(height, width)

    def see(self, wanted: str) -> None:
        """Waits until the text stands on the screen."""
        end = time.monotonic() + 20
        while wanted not in self.text:
            assert time.monotonic() < end, f"{wanted!r} did not appear:\n{self.text}"
            self.read()

    def press(self, keys: str) -> None:
        self.child.send(keys)

    def code(self) -> int:
        """Reads to the end and returns the exit code."""
        end = time.monotonic() + 20
        while self.child.isalive():
            assert time.monotonic() < end, self.text
            self.read()
        while self.read():
            pass
        self.child.close()
        return -self.child.signalstatus if self.child.signalstatus else int(self.child.exitstatus)


class Shell(Terminal):
    """A real shell with job control, in which pemm is started by hand."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.ByteStream(self.screen)
        self.said = b""
        surroundings = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
        self.child = pexpect.spawn(
            "bash",
            ["--norc", "--noprofile", "-i"],
            cwd=folder,
            dimensions=(24, 80),
            env={**surroundings, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PS1": "ready> ", **env},
            timeout=20,
        )
        self.see("ready>")

    def type(self, line: str) -> None:
        self.press(line.replace("PEMM", f"{sys.executable} -m pemm") + "\r")
