"""`pemm plan`: the route from where an assessment stands to its targets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pemm.cli import options

ORDER = 40


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("plan")(plan)


def plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The assessment; - reads standard input.")],
    target: Annotated[
        list[str] | None,
        typer.Option(
            "--target",
            metavar="ASPECT=LEVEL",
            help="What if: a level, stay or none, for this once; a LEVEL alone is for all. Repeatable.",
            show_default=False,
        ),
    ] = None,
    every_step: Annotated[
        bool, typer.Option("--all", help="On the terminal too, tell what is for later in full.")
    ] = False,
    format: options.Format = None,
    json: options.Json = False,
    output: options.TextOutput = None,
    force: options.Force = False,
    no_notes: options.NoNotes = False,
    plain: options.Plain = False,
    title_page: options.TitlePage = False,
    client: options.Client = None,
    author: options.Author = None,
    model: options.Model = None,
    language: options.Language = None,
) -> None:
    """Show the route to the targets of an assessment.

    Steps in order, a short list for now and the rest for later, and what to find out first. Targets are
    set with pemm assess FILE --target or --targets.
    """
    from pemm.cli.output import check_outputs, deliver, destination
    from pemm.recording import target_pairs

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
    target_pairs(target or ())
    check_outputs(where, [file])
    from dataclasses import replace
    from shlex import quote

    from pemm import planning, recording
    from pemm.cli.opening import model_option, open_result
    from pemm.report import plan as report
    from pemm.report.document import Detail
    from pemm.scoring import Remark

    result, shown = open_result(file, model, language)
    wanted = recording.targets(target or (), shown.model)
    if wanted:
        result = replace(result, remarks=(*result.remarks, Remark("what-if", {})))
    route = planning.plan(result, shown.model, wanted)
    on_screen = where.format is None and not where.outputs
    more: tuple[Detail, ...] = ()
    if on_screen and str(file) != "-":
        options_again = model_option(model) + "".join(f" --target {quote(each)}" for each in target or ())
        more = report.commands(
            file, route, shown.model, shown.texts, every_step=every_step, options=options_again
        )
    delivered = report.report(
        route,
        shown.model,
        shown.texts,
        every_step=every_step or not on_screen,
        notes=not no_notes,
        more=more,
    )
    deliver(delivered, where, shown.texts)
