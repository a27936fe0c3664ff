"""The command line: thin, and quick to start. `pemm.cli.app` holds the whole of it."""

from __future__ import annotations

import gc
from typing import NoReturn

_OBJECTS = 100_000  # more than any report makes: a search for garbage while modules load finds none


def main() -> NoReturn:
    """Runs pemm and leaves with an exit code."""
    gc.set_threshold(_OBJECTS)
    from pemm.cli.app import main as run

    run()
