"""The README: what it shows is what pemm prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import HERE

README = (HERE.parent / "README.md").read_text(encoding="utf-8")


def commands() -> list[tuple[str, str]]:
    """Every `$ command` of the README with the output shown below it."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="the README's commands are for a POSIX shell")
def test_the_readme_shows_real_output(tmp_path: Path) -> None:
    """Each command is run as written, in order; a line of dots stands for lines left out."""
    for name in ("samples", "model"):
        (tmp_path / name).symlink_to(HERE.parent / name)
    (tmp_path / "bin").mkdir()
    pemm = tmp_path / "bin" / "pemm"
    pemm.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pemm "$@"\n')
    pemm.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "PYTHONIOENCODING": "utf-8",
    }
    assert len(commands()) >= 10
    for command, expected in commands():
        if command.startswith("cat "):
            (tmp_path / command.removeprefix("cat ")).write_text(expected, encoding="utf-8")
        ran = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, check=True, timeout=60
        )
        printed = (ran.stdout + ran.stderr).decode()
        pattern = re.escape(expected).replace(re.escape("...\n"), "(.*\n)*")
        assert re.fullmatch(pattern, printed), f"{command}\n{printed}"


def test_every_command_is_in_the_readme() -> None:
    """A command that the README does not name is one that nobody finds."""
    from typer.core import TyperGroup
    from typer.main import get_group

    from pemm.cli.app import app

    top = get_group(app)
    names = top.list_commands(None)
    assert "assess" in names
    for name in names:
        command = top.get_command(None, name)
        if isinstance(command, TyperGroup):
            assert all(f"pemm {name} {each}" in README for each in command.commands), name
        else:
            assert f"`pemm {name}`" in README


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/files.md",
        "docs/pipelines.md",
        "docs/security.md",
        "docs/share-links.md",
        "docs/statistics.md",
        "docs/survey.md",
        "docs/workshop.md",
        "model/README.md",
    ],
)
def test_links_between_pages_lead_somewhere(path: str) -> None:
    """Every relative link of the pages is a file."""
    page = HERE.parent / path
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", page.read_text(encoding="utf-8")):
        link = target[0] or target[1]
        if not link.startswith("http"):
            assert (page.parent / link).exists(), f"{path}: {link}"
