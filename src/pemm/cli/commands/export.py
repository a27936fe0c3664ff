"""`pemm export`: the result as data."""

from __future__ import annotations

import typer

from pemm.cli import options
from pemm.cli.commands.show import FailBelow, File, report_card

ORDER = 21


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("export")(export)


def export(
    file: File,
    format: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    no_notes: options.NoNotes = False,
    fail_below: FailBelow = None,
    model: options.Model = None,
    language: options.Language = None,
) -> None:
    """Write the result as data: `show`, as JSON unless told otherwise."""
    from pemm.cli.output import destination

    where = destination(format=format, json=False, outputs=output, force=force, default_format="json")
    report_card(file, where, True, no_notes, fail_below, model, language)
