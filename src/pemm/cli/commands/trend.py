"""`pemm trend`: one subject over time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pemm.cli import options

ORDER = 35


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("trend")(trend)


def trend(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Assessments of one subject; - reads stdin.")
    ],
    format: options.Format = None,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
    plain: options.Plain = False,
    fail_below: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-below",
            metavar="ASPECT=N",
            help="Exit with 3 if the latest assessment's average is below N, or there is none. Repeatable.",
            show_default=False,
        ),
    ] = None,
    title_page: options.TitlePage = False,
    client: options.Client = None,
    author: options.Author = None,
    model: options.Model = None,
    language: options.Language = None,
) -> None:
    """Show one subject over time.

    The files may be named in any order; when each was assessed stands in it. Averages are those of the
    questions that can be compared; what cannot be compared is a gap.
    """
    from pemm.cli import conditions
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
    limits = conditions.limits(fail_below)
    from pemm import trend as core
    from pemm.cli.opening import check_given_once, open_result
    from pemm.errors import PemmError
    from pemm.quick import is_quick
    from pemm.report import trends

    check_given_once(files)
    check_outputs(where, files)
    opened = [open_result(path, model, language) for path in files]
    for path, (result, _) in zip(files, opened, strict=True):
        if core.moment(result.assessed) is None:
            raise PemmError("no-date", which=path)
    quick = [
        path for path, (result, _) in zip(files, opened, strict=True) if is_quick(result.model.questions)
    ]
    if quick and len(quick) < len(files):
        raise PemmError("trend-quick", paths=", ".join(map(str, quick)))
    # The latest assessment is the one that most concerns the reader, so it chooses the language.
    _, shown = core.in_order(opened, lambda each: each[0].assessed)[-1]
    found = core.trend([result for result, _ in opened], shown.model)
    deliver(trends.report(found, shown.model, shown.texts), where, shown.texts)
    conditions.check_below(found.latest, limits)
