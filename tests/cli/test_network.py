"""Nothing leaves the machine: every command runs where no socket can be made."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import typer
from support import SAMPLES

if sys.platform == "win32":
    pytest.skip("needs fork", allow_module_level=True)

from forking import Command, ran

from pemm.assessment import load
from pemm.cli.app import app

BEFORE, AFTER = str(SAMPLES / "payments-2025.json"), str(SAMPLES / "payments-2026.json")
TEAM = str(SAMPLES / "team")
LINK = "https://cloud-native-platform-engineering.github.io/pemm-assessment/?investment_1=2&v=0.9.0"
NO_BOUND = 8_000_000_000  # bytes: drawing reserves much
EVERY_FORMAT = [
    word for ending in ("json", "csv", "md", "html", "png", "svg", "pdf") for word in ("-o", f"x.{ending}")
]

# A case or more for every command; addresses in them are those of the outside world.
CASES: dict[str, list[list[str]]] = {
    "": [[], ["--version"], ["--help"]],
    "assess": [
        ["assess", "new.json", "--set", "investment_1=2", "--about", "home=https://example.com"],
        ["assess", "again.json", "--from", AFTER, "--no-input"],
        ["assess", "spoken.json", "--plain"],
        ["assess", "given.json", "--answers", AFTER],
        ["assess", "aims.json", "--quick", "--target", "3"],
    ],
    "show": [["show", AFTER, "--all"], ["show", AFTER, "--table"], ["show", AFTER, *EVERY_FORMAT]],
    "export": [["export", AFTER], ["export", AFTER, "--format", "csv"]],
    "compare": [["compare", BEFORE, AFTER]],
    "trend": [["trend", BEFORE, AFTER]],
    "plan": [["plan", AFTER, "--target", "4"], ["plan", AFTER, "--format", "html"]],
    "survey": [
        ["survey", TEAM, "responses.csv", "--by", "role", "--room"],
        ["survey", TEAM, "-o", "s.json", "-o", "s.csv", "-o", "s.md", "-o", "s.html"],
    ],
    "link": [["link", AFTER]],
    "import": [["import", LINK, "-o", "linked.json"], ["import", "responses.csv", "-o", "many"]],
    "model show": [
        ["model", "show"],
        ["model", "show", "investment_1"],
        ["model", "show", "--format", "html"],
    ],
    "model list": [["model", "list"]],
    "model check": [["model", "check", str(SAMPLES.parent / "model" / "platform-engineering.yaml")]],
    "model diff": [["model", "diff", "platform-engineering", "platform-engineering"]],
    "model form": [
        ["model", "form"],
        ["model", "form", "-o", "form.md", "-o", "form.html", "-o", "form.csv"],
    ],
}
# Pictures take long to draw.
DRAWN = [
    ["compare", BEFORE, AFTER, "-o", "y.svg", "-o", "y.html"],
    ["trend", BEFORE, AFTER, "-o", "z.png", "-o", "z.html"],
    ["survey", TEAM, "-o", "t.png", "-o", "t.svg"],
]


def names(command: Any, before: tuple[str, ...] = ()) -> list[str]:
    """Every command there is, with the words that lead to it."""
    if not hasattr(command, "list_commands"):
        return [" ".join(before)]
    words = command.list_commands(None)
    return [name for word in words for name in names(command.get_command(None, word), (*before, word))]


def test_every_command_has_a_case_here() -> None:
    """A new command is run without a network too."""
    assert {*names(typer.main.get_command(app)), ""} == set(CASES)


def test_no_command_touches_the_network(tmp_path: Path) -> None:
    """Whatever is done, no socket is made, no name is looked up; were it tried, the process would end there."""
    (tmp_path / "responses.csv").write_text("investment_1,name\n2,https://example.com\n1,x\n")
    cases = [case for each in CASES.values() for case in each]
    ended = ran([Command(case, watched=True) for case in cases], tmp_path, NO_BOUND)
    for case, each in zip(cases, ended, strict=True):
        assert (each.code, b"NETWORK" in each.err) == (0, False), (case, each.err.decode())


def test_the_watch_would_see_it() -> None:
    """The test above can fail: a command that makes a socket is ended by the watch."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import forking, socket\n"
        "sys.addaudithook(forking._no_network)\n"
        "try: socket.getaddrinfo('localhost', 80)\n"
        "except BaseException: pass\n"
    )
    tests = str(Path(__file__).parents[1])
    ended = subprocess.run([sys.executable, "-c", script, tests], capture_output=True, check=False)
    assert ended.returncode == 98
    assert b"NETWORK socket.getaddrinfo" in ended.stderr


def _can_unshare() -> bool:
    tool = shutil.which("unshare")
    return (
        tool is not None
        and subprocess.run([tool, "-rn", "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.slow
def test_every_command_runs_on_a_machine_without_a_network(tmp_path: Path) -> None:
    """The same in a network namespace that holds nothing, not even a loop to itself."""
    if not _can_unshare():
        pytest.skip("this system gives no namespace of its own")
    (tmp_path / "responses.csv").write_text("investment_1,name\n2,a\n1,x\n")
    for case in [*(case for each in CASES.values() for case in each), *DRAWN]:
        command = ["unshare", "-rn", sys.executable, "-m", "pemm", *case]
        ended = subprocess.run(
            command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60
        )
        assert ended.returncode == 0, (case, ended.stderr)


@pytest.mark.slow
def test_the_conversation_touches_no_network(tmp_path: Path) -> None:
    """The screen, in a real terminal, makes no socket that leads anywhere."""
    pexpect = pytest.importorskip("pexpect")
    # The event loop of asyncio wakes itself through a pair of sockets that are tied to each other alone.
    script = (
        "import sys\n"
        "def watch(event, arguments):\n"
        "    if event.startswith('socket.') and event != 'socket.__new__': print('NETWORK', event, flush=True)\n"
        "    if event == 'socket.__new__' and arguments[1] != 1: print('NETWORK', event, flush=True)\n"
        "sys.addaudithook(watch)\n"
        "sys.argv = ['pemm', 'assess', 'a.json', '--subject', 'X', '--role', 'leader']\n"
        "from pemm.cli import main; main()\n"
    )
    child = pexpect.spawn(sys.executable, ["-c", script], cwd=tmp_path, dimensions=(24, 80), timeout=20)
    child.expect("question 1 of 20")
    time.sleep(0.5)  # a key that comes before the screen stands is dropped
    child.send("3")
    time.sleep(0.5)
    child.send("q")
    seen = child.read()
    child.close()
    assert child.exitstatus == 0
    assert b"NETWORK" not in seen
    assert len(load(tmp_path / "a.json")[0].answers) == 1
