"""The command line: thin, and quick to start. `pemm.cli.app` holds the whole of it."""

from pemm.cli.app import main

__all__ = ["main"]
