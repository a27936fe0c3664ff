"""`pemm show`: the report card."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pemm.cli import options

if TYPE_CHECKING:
    from pemm.cli.opening import Shown
    from pemm.cli.output import Destination
    from pemm.scoring import Result
    from pemm.survey.against import Against

ORDER = 20

File = Annotated[Path, typer.Argument(metavar="FILE", help="The assessment; - reads standard input.")]
All = Annotated[bool, typer.Option("--all", help="List every answer too.")]
AsTable = Annotated[
    bool, typer.Option("--table", help="One row per aspect: the team's own words, and the level.")
]
FailBelow = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-below",
        metavar="ASPECT=N",
        help="Exit with 3 if the aspect's average is below N, or there is none. Repeatable.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("show")(show)


def show(
    file: File,
    every_answer: All = False,
    table: AsTable = False,
    format: options.Format = None,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
    no_notes: options.NoNotes = False,
    plain: options.Plain = False,
    fail_below: FailBelow = None,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="SURVEY",
            help="Show where it lies in the field of a survey file.",
            show_default=False,
        ),
    ] = None,
    title_page: options.TitlePage = False,
    client: options.Client = None,
    author: options.Author = None,
    model: options.Model = None,
    language: options.Language = None,
) -> None:
    """Show the report card of an assessment.

    Where each aspect stands, what to do next, and what is still open.
    """
    from pemm.cli.output import destination
    from pemm.errors import UsageError

    if table and every_answer:
        raise UsageError("table-and-all")
    if table and against:
        raise UsageError("table-and-against")
    where = destination(
        format=format,
        json=json,
        outputs=output,
        force=force,
        plain=plain,
        title_page=title_page,
        client=client,
        author=author,
    )
    report_card(file, where, every_answer, no_notes, fail_below, model, language, table=table, field=against)


def report_card(
    file: Path,
    where: Destination,
    every_answer: bool,
    no_notes: bool,
    fail_below: list[str] | None,
    model: str | None,
    language: str | None,
    *,
    table: bool = False,
    field: Path | None = None,
) -> None:
    """Writes the report card of a file to where it was asked for, and holds it against the limits."""
    from pemm.cli.opening import model_option, open_result
    from pemm.cli.output import check_outputs, deliver

    limits = []
    if fail_below:
        from pemm.cli import conditions

        limits = conditions.limits(fail_below)
    check_outputs(where, [file, *([field] if field else [])])
    result, shown = open_result(file, model, language)
    on_screen = where.format is None and not where.outputs and str(file) != "-"
    notes = not no_notes
    if table:
        from pemm.report import statustable

        wordless = notes and not any(aspect.note for aspect in result.aspects)
        more = statustable.commands(file, shown.model, shown.texts) if on_screen and wordless else ()
        report = statustable.report(result, shown.model, shown.texts, notes=notes, more=more)
    else:
        from pemm.report import result as results

        more = ()
        if on_screen:
            from pemm.report import card

            again = model_option(model)
            more = card.commands(file, shown.model, shown.texts, every_answer=every_answer, options=again)
        report = results.report(
            result,
            shown.model,
            shown.texts,
            every_answer=every_answer,
            notes=notes,
            more=more,
            against=None if field is None else _against(result, field, shown),
        )
    deliver(report, where, shown.texts)
    if limits:
        conditions.check_below(result, limits)


def _against(result: Result, field: Path, shown: Shown) -> Against:
    """Where the result lies in the field of a survey file."""
    from pemm.cli.opening import open_survey
    from pemm.survey.against import against

    return against(result, open_survey(field, shown), shown.model)
