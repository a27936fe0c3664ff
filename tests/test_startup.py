"""What a command loads before it is done: a count of modules is steadier than a clock.

How long it takes, beside the limits, is measured by `benchmarks/startup.py`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pemm import library

HEAVY = {"rich", "questionary", "prompt_toolkit", "matplotlib", "numpy", "PIL", "jinja2", "pydantic", "yaml"}
COMPILED = (library.built_in_folder() / f"{library.DEFAULT}.json").exists()
READS_MODEL = set() if COMPILED else {"yaml"}  # a checkout has no JSON twins

LIST = """
import atexit, sys
sys.argv = ["pemm", *sys.argv[1:]]
atexit.register(lambda: open("modules.txt", "w").write("\\n".join(sys.modules)))
from pemm.cli import main
main()
"""


def loaded(folder: Path, *arguments: object) -> set[str]:
    """The modules that pemm has loaded when it ends, without those of Python itself."""
    command = [sys.executable, "-c", LIST, *map(str, arguments)]
    subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=60)
    names = (folder / "modules.txt").read_text().split()
    return {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}


def heavy(modules: set[str]) -> set[str]:
    return {name.split(".")[0] for name in modules} & HEAVY


def of_commands(modules: set[str]) -> set[str]:
    prefix = "pemm.cli.commands."
    return {name.removeprefix(prefix) for name in modules if name.startswith(prefix)}


def test_the_version_loads_no_command(tmp_path: Path) -> None:
    """All that is loaded is the app itself."""
    modules = loaded(tmp_path, "--version")
    assert not heavy(modules)
    assert not of_commands(modules)
    assert "pemm.model" not in modules
    assert len(modules) <= 45


def test_the_help_loads_the_commands_and_none_of_their_work(tmp_path: Path) -> None:
    """Every command module, but neither a model nor a report."""
    modules = loaded(tmp_path, "--help")
    assert not heavy(modules)
    assert {"assess", "show", "model"} <= of_commands(modules)
    assert "pemm.model" not in modules
    assert not any(name.startswith("pemm.report") for name in modules)


def test_data_needs_nothing_that_draws(after: Path, tmp_path: Path) -> None:
    """JSON is written without a terminal's libraries, and without the types of a Document."""
    for arguments, command in ((["show", after, "--json"], "show"), (["export", after], "export")):
        modules = loaded(tmp_path, *arguments)
        assert heavy(modules) == READS_MODEL
        assert of_commands(modules) == {"show", command}  # export is show with another default
        assert "pemm.report.document" not in modules
        assert len(modules) <= 95


def test_a_report_on_a_terminal_loads_rich_alone(before: Path, after: Path, tmp_path: Path) -> None:
    """One command is loaded, and of rich no table: the strips are laid out here."""
    for arguments in (["show", after], ["compare", before, after]):
        modules = loaded(tmp_path, *arguments)
        assert heavy(modules) == {"rich"} | READS_MODEL
        assert of_commands(modules) == {arguments[0]}
        assert "rich.table" not in modules or arguments[0] == "compare"
        assert len(modules) <= 150


def test_a_picture_is_drawn_without_axes(after: Path, tmp_path: Path) -> None:
    """Figure and Axes are a fifth of matplotlib's time, and no part of a radar that is drawn here."""
    modules = loaded(tmp_path, "show", after, "-o", "radar.png")
    assert (tmp_path / "radar.png").read_bytes().startswith(b"\x89PNG")
    assert heavy(modules) == {"matplotlib", "numpy", "PIL"} | READS_MODEL
    assert not {"matplotlib.figure", "matplotlib.axes", "matplotlib.pyplot", "mpl_toolkits"} & modules


@pytest.mark.parametrize("arguments", [["--help"], ["x.json", "--set", "investment_1=2"]])
def test_assess_asks_with_nothing_where_nobody_is_asked(arguments: list[str], tmp_path: Path) -> None:
    """The questionnaire's libraries are for the questionnaire."""
    assert heavy(loaded(tmp_path, "assess", *arguments)) <= READS_MODEL
