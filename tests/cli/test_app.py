"""The app as a whole: help, version, exit codes, streams, and what starts with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture
from support import Run

import pemm

COMMANDS = [
    [],
    ["assess"],
    ["show"],
    ["export"],
    ["compare"],
    ["trend"],
    ["survey"],
    ["plan"],
    ["link"],
    ["import"],
    ["model"],
    ["model", "show"],
    ["model", "list"],
    ["model", "check"],
    ["model", "diff"],
    ["model", "form"],
]


def real(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
    """pemm in a process of its own."""
    command = [sys.executable, "-m", "pemm", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=30, **options)  # type: ignore[call-overload,no-any-return]  # options of run, by name


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: "-".join(words) or "pemm")
def test_help(command: list[str], run: Run, file_regression: FileRegressionFixture) -> None:
    """Every command has help, by -h as by --help."""
    ran = run(*command, "--help")
    assert ran.code == 0
    assert run(*command, "-h").out == ran.out
    file_regression.check(ran.out, extension=".txt")


def test_every_command_is_listed_here(run: Run) -> None:
    """A new command gets a snapshot of its help too."""
    listed = {words[0] for words in COMMANDS if words}
    section = run("--help").out.split("Commands:")[1]
    assert {line.split()[0] for line in section.splitlines() if line.strip() and line[2] != " "} == listed


def test_alone_it_says_in_five_lines_what_it_is(run: Run) -> None:
    """Whoever types pemm alone is told what it is for and what to type first."""
    ran = run()
    assert (ran.code, len(ran.out.splitlines())) == (0, 5)
    assert "pemm assess" in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 100


def test_version(run: Run) -> None:
    """--version says name and version."""
    assert run("--version").out == f"pemm {pemm.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["shwo"],
        ["show"],
        ["show", "--nonsense", "x"],
        ["compare", "one.json"],
        ["show", "x.json", "--format", "yaml"],
        ["show", "x.json", "-o", "x.docx"],
        ["show", "x.json", "-o", "noending"],
        ["show", "x.json", "--json", "--format", "csv"],
        ["show", "x.json", "--json", "-o", "a.png"],
        ["show", "x.json", "-o", "a.png", "-o", "./a.png"],
        ["show", "x.json", "--fail-below", "investment"],
        ["show", "x.json", "--fail-below", "investment=high"],
        ["compare", "-", "-"],
        ["assess", "-"],
        ["assess", "x.json", "--set", "investment_1"],
        ["assess", "x.json", "--about", "sector"],
        ["assess", "x.json", "--target", "=2"],
        ["assess", "x.json", "--targets", "--no-input"],
        ["model", "form", "--sheet", "--json"],
        ["model", "form", "--sheet", "-o", "x.md"],
        ["model", "form", "--sheet", "-o", "x.csv", "-o", "x.html"],
        ["assess", "--targets"],
        ["plan", "x.json", "--target", "=2"],
        ["assess", "x.json", "--set", "investment_1=2", "--set", "investment_1=3"],
    ],
    ids=" ".join,
)
def test_what_is_wrong_on_the_command_line_alone_exits_with_2(arguments: list[str], run: Run) -> None:
    """It is found before anything is read, told on stderr, and nothing is written."""
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip()
    assert list(Path().iterdir()) == []


def test_a_closed_pipe_is_no_error(after: Path) -> None:
    """`pemm show FILE | head -1` ends quietly with 0."""
    script = f'"{sys.executable}" -m pemm show "{after}" --all; echo "code $?" >&2'
    ran = subprocess.run(
        ["bash", "-c", f"({script}) | head -1"], capture_output=True, text=True, check=False, timeout=30
    )
    assert ran.stdout.startswith("Payments platform")
    assert ran.stderr == "code 0\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes streams this way")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_fault(closed: str, after: Path, tmp_path: Path) -> None:
    """What needs none of them is done all the same, and nothing is a traceback."""
    for arguments in (f'show "{after}"', "assess a.json --set investment_1=1", "assess b.json --plain"):
        command = f'"{sys.executable}" -m pemm {arguments} {closed}'
        ran = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=30,
        )
        assert (ran.returncode, b"Traceback" in ran.stderr, b"fault" in ran.stderr) == (0, False, False), (
            command
        )
    assert (tmp_path / "a.json").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_standard_output_is_told() -> None:
    """What cannot be written is an error in a sentence, with exit code 1."""
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "pemm", "model", "show"]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=30)
    assert ran.returncode == 1
    assert b"No space left" in ran.stderr
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize(
    "variables",
    [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
)
def test_an_ascii_output_breaks_nothing(variables: dict[str, str], after: Path, tmp_path: Path) -> None:
    """Letters that the output lacks are shown as a stand-in; data stays UTF-8."""
    path = tmp_path / "a.json"
    path.write_text(after.read_text(encoding="utf-8").replace("Payments", "Zähler 漢字"), encoding="utf-8")
    ran = real("show", path, env={**os.environ, **variables})
    assert ran.returncode == 0
    assert ran.stdout.decode("ascii").startswith("Z?hler ??")
    data = real("export", path, env={**os.environ, **variables})
    assert "Zähler 漢字" in data.stdout.decode("utf-8")


def test_colour_is_for_terminals(after: Path) -> None:
    """A pipe gets none unless FORCE_COLOR asks for it, and NO_COLOR wins over that on attributes of colour."""
    plain = real("show", after, env={**os.environ})
    forced = real("show", after, env={**os.environ, "FORCE_COLOR": "1"})
    assert b"\x1b[" not in plain.stdout
    assert b"\x1b[" in forced.stdout
