"""`pemm model`: look at one, list all there are, check one of your own, compare two, make a form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pemm.cli import options

ORDER = 90


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(
        name="model",
        help="Look at models, check one of your own, make a form.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    group.command("show")(show)
    group.command("list")(list_models)
    group.command("check")(check)
    group.command("diff")(diff)
    group.command("form")(form)
    app.add_typer(group)


def show(
    part: Annotated[
        str | None,
        typer.Argument(metavar="[PART]", help="An aspect or a question, by id.", show_default=False),
    ] = None,
    level: Annotated[
        str | None,
        typer.Argument(metavar="[LEVEL]", help="A level of it: number or name.", show_default=False),
    ] = None,
    format: options.Format = None,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
    plain: options.Plain = False,
    model: options.Model = None,
    language: options.Language = None,
) -> None:
    """Show the table of a model, or any part of it in full.

    `pemm model show investment 2` is one level of one aspect; `pemm model show investment_1` a question.
    """
    from pemm.cli.output import check_outputs, deliver, destination

    where = destination(format=format, json=json, outputs=output, force=force, plain=plain)
    check_outputs(where, [])
    from pemm.cli.opening import model_option, open_model
    from pemm.report import modelpages

    shown = open_model(model, language, beside=Path())
    hints = None
    if where.format is None and not where.outputs:
        hints = model_option(model)
    deliver(modelpages.report(shown.model, shown.texts, part, level, hints=hints), where, shown.texts)


def list_models(
    format: options.Format = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List the models that can be named by id.

    They are built in, in the folder that PEMM_MODELS names, or in this folder.
    """
    from pemm import library
    from pemm.cli.messages import tell
    from pemm.cli.opening import interface_texts
    from pemm.cli.output import deliver, destination
    from pemm.errors import PemmError
    from pemm.report import modelpages

    where = destination(format=format, json=json, outputs=None, force=False, plain=plain)
    texts = interface_texts()
    found, faulty = [], []
    for place in library.available(Path()):
        try:
            found.append((place, library.load(place)))
        except PemmError:
            faulty.append(place.path)
    deliver(modelpages.listing(found, texts), where, texts)
    for path in faulty:
        tell(texts("model.faulty", path=path))


def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Model files, or language files beside their model."),
    ],
) -> None:
    """Check model files and language files.

    Every error is reported at once, as file:line:column, with exit code 1. For a language file, the
    questions that still lack a text are named too.
    """
    from pemm.cli import checking

    raise typer.Exit(checking.run(files))


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The earlier model: its id, or a YAML file.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The later model: its id, or a YAML file.")],
    format: options.Format = None,
    json: options.Json = False,
    output: options.Output = None,
    force: options.Force = False,
    plain: options.Plain = False,
    language: options.Language = None,
) -> None:
    """Show what changed from one question set to another.

    Which questions are kept, reworded, new or retired, which options changed, and whether that asks for
    a major, a minor or a patch version. Question files of the community's assessment are read too.
    """
    from pemm.cli.output import check_outputs, deliver, destination

    where = destination(format=format, json=json, outputs=output, force=force, plain=plain)
    check_outputs(where, [])
    from pemm.cli.differing import difference
    from pemm.report import modeldifference

    found, texts = difference(old, new, language)
    deliver(modeldifference.report(found, texts), where, texts)


def form(
    sheet: Annotated[
        bool,
        typer.Option(
            "--sheet", help="The header of a spreadsheet instead, to be filled in a row per respondent (CSV)."
        ),
    ] = False,
    format: options.Format = None,
    json: options.Json = False,
    output: options.TextOutput = None,
    force: options.Force = False,
    plain: options.Plain = False,
    model: options.Model = None,
    language: options.Language = None,
) -> None:
    """Make a blank questionnaire, to print or to build a web form from.

    Markdown and HTML are for paper; CSV has a row per question with the words of every answer, for a form
    builder. `pemm import` reads what comes back, as long as the words stay as they are.
    """
    from pemm.cli.output import check_outputs, deliver, destination
    from pemm.errors import UsageError

    where = destination(
        format=format,
        json=json,
        outputs=output,
        force=force,
        plain=plain,
        default_format="csv" if sheet else None,
    )
    endings = {path.suffix.lower() for path in where.outputs}
    if sheet and (where.format not in (None, "csv") or endings - {".csv"}):
        raise UsageError("sheet-format")
    check_outputs(where, [])
    from pemm.cli.opening import open_model
    from pemm.report import form as questionnaire

    shown = open_model(model, language, beside=Path())
    deliver(questionnaire.report(shown.model, shown.texts, sheet=sheet), where, shown.texts)
