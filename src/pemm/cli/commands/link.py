"""`pemm link`: the share link that opens an assessment's answers in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pemm.cli import options

ORDER = 40


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("link")(link)


def link(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The assessment; - reads standard input.")],
    model: options.Model = None,
    language: options.Language = None,
) -> None:
    """Print the share link of an assessment.

    It opens the answers in the community's browser assessment. Notes, unsure and not applicable cannot
    be carried by a link; what stays behind is said on standard error.
    """
    from pemm.cli import importing

    importing.print_link(file, model, language)
