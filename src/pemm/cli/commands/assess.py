"""`pemm assess`: answer the questions, in a conversation or by a script."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pemm.cli import options

ORDER = 10


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("assess")(assess)


def assess(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="The assessment: created, or gone on with.", show_default=False
        ),
    ] = None,
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="OLD", help="Assess again: show what OLD has, Enter keeps it."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Two minutes: one question per aspect, a set of its own.")
    ] = False,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="ID=ANSWER", help="Record an answer: a value, unsure or na. Repeatable."
        ),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="PATH", help="Record the answers of a YAML or JSON file."),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(
            "--target",
            metavar="ASPECT=LEVEL",
            help="Record the level wanted for an aspect, stay or none. Repeatable.",
        ),
    ] = None,
    aspect_note: Annotated[
        list[str] | None,
        typer.Option(
            "--aspect-note",
            metavar="ASPECT=TEXT",
            help="Record what you say of an aspect in your own words. Repeatable.",
        ),
    ] = None,
    dissent: Annotated[
        list[str] | None,
        typer.Option(
            "--dissent",
            metavar="ID=LEVEL",
            help='Record who would have answered otherwise: ID="3 consumer: why". Repeatable.',
        ),
    ] = None,
    vote: Annotated[
        list[str] | None,
        typer.Option("--vote", metavar="ID=HANDS", help='Record a show of hands: ID="0 3 4 1". Repeatable.'),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="PATH",
            help="Workshop: agree on answers, most disputed question first; PATH has those of others.",
        ),
    ] = None,
    room: Annotated[
        bool,
        typer.Option("--room", help="With --with, for people who sit together: show who said what."),
    ] = False,
    votes: Annotated[
        bool, typer.Option("--votes", help="Workshop: a show of hands on each question first.")
    ] = False,
    targets: Annotated[
        bool, typer.Option("--targets", help="Ask for the level wanted, aspect by aspect.")
    ] = False,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="TEXT", help="What is assessed.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="Who answers.")] = None,
    role: Annotated[
        str | None,
        typer.Option("--role", metavar="ROLE", help="In which role: builder, consumer, leader, ..."),
    ] = None,
    about: Annotated[
        list[str] | None,
        typer.Option(
            "--about", metavar="KEY=VALUE", help="A fact about the subject, like sector=bank. Repeatable."
        ),
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask.")] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Plain lines, for a screen reader or a pipe.")
    ] = False,
    model: options.Model = None,
    language: options.Language = None,
) -> None:
    """Answer the questions. Every answer is saved at once; run it again to go on.

    With --set, --answers, --target, --aspect-note, --dissent or --vote nothing is asked: it is recorded.
    """
    from pemm.cli import assessing

    assessing.run(
        assessing.Wanted(
            file=file,
            old=from_,
            quick=quick,
            set=tuple(set_ or ()),
            answers=answers,
            targets=tuple(target or ()),
            asks_targets=targets,
            aspect_notes=tuple(aspect_note or ()),
            subject=subject,
            name=name,
            role=role,
            about=tuple(about or ()),
            no_input=no_input,
            plain=plain,
            model=model,
            language=language,
            others=tuple(with_ or ()),
            is_room=room,
            votes=votes,
            dissents=tuple(dissent or ()),
            hands=tuple(vote or ()),
        )
    )
