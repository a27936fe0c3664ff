"""`pemm import`: share links and survey responses become assessments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pemm.cli import options

ORDER = 50


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("import")(import_)


def import_(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="A share link in quotes, a file of links, a CSV of responses, or - for standard input.",
        ),
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="A file for one assessment; a folder or a .ndjson file for several.",
            show_default=False,
        ),
    ] = None,
    skip_invalid: Annotated[
        bool, typer.Option("--skip-invalid", help="Leave out what is no answer, and say so.")
    ] = False,
    force: options.Force = False,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="TEXT", help="What was assessed.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="Who answered.")] = None,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="In which role.")] = None,
    about: Annotated[
        list[str] | None,
        typer.Option("--about", metavar="KEY=VALUE", help="A fact about the subject. Repeatable."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="FIELD=TITLE",
            help="The column of a CSV that holds subject, name, role, date, language or id. Repeatable.",
        ),
    ] = None,
    model: options.Model = None,
    language: options.Language = None,
) -> None:
    """Make assessments of share links or of a CSV of responses.

    A file of links has one link a line, after a role and a tab if you like. A CSV has one respondent a
    row; its columns are question ids, or the questions as a survey form asked them.
    """
    from pemm.cli import importing

    importing.run(
        importing.Wanted(
            source=source,
            output=Path(output) if output is not None else None,
            output_text=output or "",
            skip_invalid=skip_invalid,
            force=force,
            subject=subject,
            name=name,
            role=role,
            about=tuple(about or ()),
            columns=tuple(column or ()),
            model=model,
            language=language,
        )
    )
