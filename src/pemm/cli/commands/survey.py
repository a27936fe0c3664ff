"""`pemm survey`: many respondents, where they stand and where they disagree."""

from __future__ import annotations

from typing import Annotated

import typer

from pemm.cli import options

ORDER = 37


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("survey")(survey)


def survey(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE...]",
            help="Assessments, folders, .ndjson, .csv, .parquet, files of links, surveys; - reads stdin.",
            show_default=False,
        ),
    ] = None,
    counts: Annotated[
        str | None,
        typer.Option(
            "--counts",
            metavar="FILE",
            help="Counts made elsewhere: a CSV of group,aspect,pattern,n; see docs/survey-scale.md.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="KEY",
            help="Show groups: role, subject, month, language, a key of --about, or a column of a CSV.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[int, typer.Option("--top", metavar="N", min=0, help="Questions on the agenda.")] = 6,
    agenda: Annotated[bool, typer.Option("--agenda", help="Show the agenda alone.")] = False,
    room: Annotated[
        bool,
        typer.Option("--room", help="For people who sit together: show small groups, on the screen alone."),
    ] = False,
    is_field: Annotated[
        bool, typer.Option("--field", help="They judged different platforms, even if no record says so.")
    ] = False,
    one_per: Annotated[
        str | None,
        typer.Option(
            "--one-per",
            metavar="KEY",
            help="Count only the newest of each: id, name, subject, a key of --about, or a column of a CSV.",
            show_default=False,
        ),
    ] = None,
    unit: Annotated[
        str,
        typer.Option("--unit", metavar="UNIT", help="What counts as one: respondent, or subject."),
    ] = "respondent",
    picture: Annotated[
        str, typer.Option("--picture", metavar="PICTURE", help="What -o PICTURE.png draws: bars, or radar.")
    ] = "bars",
    threshold: Annotated[
        int, typer.Option("--threshold", metavar="N", help="Respondents a group needs to be shown.")
    ] = 5,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if anything could not be read.")
    ] = False,
    format: options.Format = None,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
    plain: options.Plain = False,
    no_notes: options.NoNotes = False,
    title_page: options.TitlePage = False,
    client: options.Client = None,
    author: options.Author = None,
    model: options.Model = None,
    language: options.Language = None,
) -> None:
    """Show where many respondents stand, and where they disagree.

    The questions with the least consensus come first: they are the agenda of your meeting. Groups of fewer
    than five respondents are not shown, so that nobody is picked out; docs/survey.md has the rules.
    """
    from pemm.cli.output import destination

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
    from pemm.cli import surveying

    surveying.run(
        surveying.Wanted(
            sources=tuple(sources or ()),
            counts=counts,
            by=by,
            top=top,
            agenda_alone=agenda,
            is_room=room,
            is_field=is_field,
            one_per=one_per,
            unit=unit,
            picture=picture,
            threshold=threshold,
            is_strict=strict,
            with_notes=not no_notes,
            model=model,
            language=language,
        ),
        where,
    )
