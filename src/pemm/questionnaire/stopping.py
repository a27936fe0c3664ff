"""Stopped and brought back: Ctrl-Z, and SIGTSTP from outside, leave the shell the terminal it had."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

from prompt_toolkit.application import Application, run_in_terminal


def stop(app: Application[Any]) -> None:
    """Stops pemm and its group as Ctrl-Z does elsewhere; where a system cannot, nothing happens."""
    if not hasattr(signal, "SIGTSTP"):
        return
    loop = asyncio.get_running_loop()

    def stopped() -> None:
        # Ours would only be called again: what stops a process is the system's own way.
        loop.remove_signal_handler(signal.SIGTSTP)
        os.kill(0, signal.SIGTSTP)
        watch(app)  # here it goes on, whenever that is

    run_in_terminal(stopped)


def watch(app: Application[Any]) -> None:
    """Has a stop that somebody else asks for (`kill -TSTP`) done in the same way."""
    if hasattr(signal, "SIGTSTP"):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTSTP, stop, app)
