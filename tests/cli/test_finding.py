"""Finding a command by its name."""

from __future__ import annotations

from typing import Any

import pytest
import typer
from support import Run
from typer.main import get_group

from pemm.cli.app import app
from pemm.cli.finding import module_of


def names() -> list[str]:
    context: Any = None
    return get_group(app).list_commands(context)


@pytest.mark.parametrize("name", names())
def test_a_command_stands_in_the_module_of_its_name(name: str) -> None:
    """Else finding it loads every other module too, which whoever types it waits for."""
    module = module_of(name)
    assert module is not None, f"{name} is found, but slowly: give it the module pemm/cli/commands/{name}.py"
    part = typer.Typer()
    module.register(part)
    assert name in get_group(part).commands


def test_the_order_of_the_help_does_not_depend_on_what_was_loaded_first() -> None:
    """Asking for one command changes nothing of the list."""
    group, context = get_group(app), None
    group.get_command(context, "trend")  # type: ignore[arg-type]  # no context is looked at
    assert group.list_commands(context) == names()  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    "name", ["shwo", "__init__", "../show", "show.py", "options", "import_", "", "ä", "a b"]
)
def test_what_is_no_command_is_refused(name: str, run: Run) -> None:
    """Whatever it looks like to Python, it is a mistake on the command line."""
    ran = run(name)
    assert (ran.code, ran.out) == (2, "")
    assert f"No such command '{name}'" in ran.err


def test_what_comes_near_a_command_is_asked_after(run: Run) -> None:
    """A misspelt command is answered with the one that was meant."""
    assert "Did you mean 'show'" in run("shwo").err
