"""Finding commands: every module in `pemm.cli.commands` is one, and only the one that is asked for is loaded.

A command stands in the module of its name (`import` in `import_`, for Python takes that word), so running
it loads no other; the help loads them all. Each imports what it needs inside its function, so that this
costs little.
"""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from pemm.cli import commands


class Commands(TyperGroup):
    """The commands of the app, each made when it is asked for."""

    _are_all_here = False

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command with this name, None where there is none."""
        if cmd_name not in self.commands and (module := module_of(cmd_name)) is not None:
            self._add(module)
        if cmd_name not in self.commands:
            self._add_all()  # for a module with a second command, and for what comes near to a misspelt one
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Any) -> list[str]:
        """All of them, in the order in which the help reads best."""
        self._add_all()
        return super().list_commands(ctx)

    def _add_all(self) -> None:
        if self._are_all_here:
            return
        from pkgutil import iter_modules

        self._are_all_here = True
        self.commands = {}
        modules = [
            import_module(f"{commands.__name__}.{each.name}") for each in iter_modules(commands.__path__)
        ]
        for module in sorted(modules, key=lambda module: int(module.ORDER)):
            self._add(module)

    def _add(self, module: ModuleType) -> None:
        part = typer.Typer(rich_markup_mode=self.rich_markup_mode)
        module.register(part)
        for name, command in get_group(part).commands.items():
            self.add_command(command, name)


def module_of(command: str) -> ModuleType | None:
    """The module of a command, None where there is none; what a person typed may be no name of a module."""
    name = command.replace("-", "_")
    if not name.isidentifier() or name.startswith("_"):
        return None
    path = f"{commands.__name__}.{name}_" if iskeyword(name) else f"{commands.__name__}.{name}"
    try:
        return import_module(path)
    except ModuleNotFoundError as error:
        if error.name != path:
            raise
        return None
