"""`pemm compare`: what changed between two assessments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pemm.cli import options

ORDER = 30


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("compare")(compare)


def compare(
    before: Annotated[
        Path, typer.Argument(metavar="BEFORE", help="The earlier assessment or survey; - reads stdin.")
    ],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="The later one; - reads stdin.")],
    format: options.Format = None,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
    no_notes: options.NoNotes = False,
    plain: options.Plain = False,
    fail_on_drop: Annotated[
        bool, typer.Option("--fail-on-drop", help="Exit with 3 if a comparable average has dropped.")
    ] = False,
    title_page: options.TitlePage = False,
    client: options.Client = None,
    author: options.Author = None,
    model: options.Model = None,
    language: options.Language = None,
) -> None:
    """Show what changed between two assessments or surveys.

    The change per aspect, and each answer that changed. Averages are compared on the questions answered
    both times; what else moved is told apart.
    """
    from pemm.cli.output import check_outputs, deliver, destination

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
    check_outputs(where, [before, after])
    from pemm import comparison
    from pemm.cli.opening import is_survey, open_result
    from pemm.errors import PemmError, UsageError
    from pemm.report import changes

    if str(before) == str(after) == "-":
        raise UsageError("stdin-twice")
    if is_survey(before) or is_survey(after):
        from pemm.cli import surveying

        surveying.compare(before, after, where, model, language, fail_on_drop=fail_on_drop)
        return
    old, _ = open_result(before, model, language)
    new, shown = open_result(after, model, language)
    if old.model.id != new.model.id:
        raise PemmError("different-models", before=old.model.id, after=new.model.id)
    compared = comparison.compare(old, new, shown.model)
    deliver(changes.report(compared, shown.model, shown.texts, notes=not no_notes), where, shown.texts)
    if fail_on_drop:
        from pemm.cli import conditions

        conditions.check_drop(compared)
