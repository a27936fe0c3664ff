"""Options that several commands share, each written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FORMATS_HELP = "Write this format to standard output: json, csv, md or html."

Model = Annotated[
    str | None,
    typer.Option(
        "--model", metavar="MODEL", help="A model: its id, or the path of its YAML file.", show_default=False
    ),
]
Language = Annotated[
    str | None, typer.Option("--lang", metavar="LANG", help="The language to show.", show_default=False)
]
Format = Annotated[
    str | None, typer.Option("--format", "-f", metavar="FORMAT", help=FORMATS_HELP, show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
Output = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help="Write a file; its ending chooses the format: .json .csv .md .html .png .svg .pdf. Repeatable.",
        show_default=False,
    ),
]
TextOutput = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help="Write a file; its ending chooses the format: .json .csv .md .html. Repeatable.",
        show_default=False,
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace output files that exist.")]
NoNotes = Annotated[bool, typer.Option("--no-notes", help="Leave notes and evidence out.")]
Client = Annotated[
    str | None,
    typer.Option(
        "--client", metavar="TEXT", help="For whom the report is, on a title page.", show_default=False
    ),
]
Author = Annotated[
    str | None,
    typer.Option(
        "--author", metavar="TEXT", help="Who made the report, on a title page.", show_default=False
    ),
]
TitlePage = Annotated[
    bool, typer.Option("--title-page", help="Begin with a title page (HTML; in Markdown, lines).")
]
Plain = Annotated[bool, typer.Option("--plain", help="Sentences instead of drawings, for a screen reader.")]
