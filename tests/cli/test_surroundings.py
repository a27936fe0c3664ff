"""Wherever it runs: terminals, encodings, widths, pipes, and streams that somebody closed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.cells import cell_len
from support import SAMPLES

if sys.platform == "win32":
    pytest.skip("needs a POSIX shell", allow_module_level=True)

BEFORE, AFTER = SAMPLES / "payments-2025.json", SAMPLES / "payments-2026.json"
STYLE = re.compile(rb"\x1b\[[0-9;]*m")

ENVIRONMENTS: dict[str, dict[str, str]] = {
    "xterm": {"TERM": "xterm-256color"},
    "linux": {"TERM": "linux"},
    "dumb": {"TERM": "dumb"},
    "screen": {"TERM": "screen"},
    "unknown": {"TERM": "unknown"},
    "no-term": {"TERM": ""},
    "lang-c": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "no-color": {"NO_COLOR": "1", "FORCE_COLOR": "1"},
    "force-color": {"FORCE_COLOR": "1"},
    "narrow": {"COLUMNS": "40"},
    "one-column": {"COLUMNS": "1"},
    "no-columns": {"COLUMNS": "0"},
    "odd-columns": {"COLUMNS": "-5"},
    "huge": {"COLUMNS": "999999999"},
}
COMMANDS: dict[str, list[str]] = {
    "show": ["show", str(AFTER), "--all"],
    "table": ["show", str(AFTER), "--table"],
    "compare": ["compare", str(BEFORE), str(AFTER)],
    "plan": ["plan", str(AFTER), "--target", "4"],
    "trend": ["trend", str(BEFORE), str(AFTER)],
    "model-show": ["model", "show"],
    "help": ["--help"],
    "assess-plain": ["assess", "a.json", "--plain"],
}


def surroundings(**changes: str) -> dict[str, str]:
    kept = {
        k: v
        for k, v in os.environ.items()
        if k not in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "LANG")
    }
    return {**kept, "LANG": "C.UTF-8", **changes}


def real(command: list[str], folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    full = [sys.executable, "-m", "pemm", *command]
    return subprocess.run(
        full, cwd=folder, env=surroundings(**env), input=b"", capture_output=True, check=False, timeout=60
    )


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_report_in_every_surrounding(environment: str, command: str, tmp_path: Path) -> None:
    """Exit code 0, nothing on stderr that a report has no reason for, colours only where they are asked for."""
    env = ENVIRONMENTS[environment]
    ran = real(COMMANDS[command], tmp_path, env)
    assert ran.returncode == 0, ran.stderr
    assert b"Traceback" not in ran.stderr
    text = STYLE.sub(b"", ran.stdout)
    assert b"\x1b" not in text
    if environment != "force-color":
        # NO_COLOR leaves bold and dim; pipes get no styles at all unless FORCE_COLOR is there.
        assert not re.search(rb"\x1b\[(?:[0-9;]*;)?(?:3|4|9|10)[0-9]", ran.stdout)
        assert environment == "no-color" or text == ran.stdout
    if environment in ("lang-c", "ascii"):
        assert ran.stdout.isascii()
    if environment == "narrow" and command not in ("help", "assess-plain"):
        lines = [line for line in text.decode().splitlines() if not re.search(r"pemm |https?://", line)]
        assert max(map(cell_len, lines)) <= 40


def piped(script: str, folder: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """A line of a real shell, in which PEMM stands for pemm."""
    line = script.replace("PEMM", f'"{sys.executable}" -m pemm')
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        cwd=folder,
        env=surroundings(**env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )


def long_assessment(folder: Path) -> Path:
    """One whose reports are longer than a pipe holds, so that its reader is gone while pemm still writes."""
    data = json.loads(AFTER.read_text("utf-8"))
    for given in data["answers"].values():
        given["note"] = "word " * 20_000
    path = folder / "long.json"
    path.write_text(json.dumps(data), "utf-8")
    return path


@pytest.mark.parametrize(
    "more",
    [
        "--all",
        "--format json",
        *(pytest.param(f"--format {each}", marks=pytest.mark.slow) for each in ("csv", "md", "html")),
    ],
)
def test_a_reader_that_leaves_in_the_middle_is_no_error(more: str, tmp_path: Path) -> None:
    """`| head -1` on more than a pipe holds: code 0 from pemm itself, and not a word."""
    path = long_assessment(tmp_path)
    ran = piped(f'PEMM show "{path}" {more} | head -1', tmp_path)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.count(b"\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_minds_who_reads_it(command: str, tmp_path: Path) -> None:
    """Piped into head, with stdout or stderr closed or one into the other, from a closed and an empty stdin."""
    words = " ".join(f'"{word}"' for word in COMMANDS[command])
    for shape in (
        "| head -1",
        "| true",
        ">&-",
        "2>&-",
        ">&- 2>&-",
        "2>&1",
        "<&-",
        "< /dev/null",
        "< /dev/zero",
    ):
        if shape == "< /dev/zero" and command == "assess-plain":
            continue  # it would be answered by zeros without an end
        ran = piped(f"PEMM {words} {shape}", tmp_path)
        assert ran.returncode == 0, (shape, ran.stderr)
        assert b"Traceback" not in ran.stderr + ran.stdout
        assert b"Exception ignored" not in ran.stderr + ran.stdout


def test_pipes_on_both_sides(tmp_path: Path) -> None:
    """`cat FILE | pemm export - | pemm-like reader`: what comes out is whole."""
    ran = piped(f'cat "{AFTER}" | PEMM export - | {sys.executable} -m json.tool', tmp_path)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["subject"] == "Payments platform"
    ran = piped(f'PEMM compare <(cat "{BEFORE}") <(sleep 0.2; cat "{AFTER}") --json | cat', tmp_path)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["format"] == "pemm-comparison/1"


def test_a_named_pipe_waits_for_its_writer(tmp_path: Path) -> None:
    """Who starts the writer after the reader has a second; who starts none is told."""
    os.mkfifo(tmp_path / "pipe")
    ran = piped(f'(sleep 0.4; cat "{AFTER}" > pipe) & PEMM show pipe; wait', tmp_path)
    assert ran.returncode == 0
    assert ran.stdout.startswith(b"Payments platform")
    ran = piped("PEMM show pipe", tmp_path)
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert b"nobody writes" in ran.stderr


def test_answers_come_through_a_pipe(tmp_path: Path) -> None:
    """The conversation in plain lines takes its answers from a pipe and ends with it."""
    ran = piped('printf "Payments\\n\\n2\\n3\\nu\\n" | PEMM assess a.json --plain', tmp_path)
    assert ran.returncode == 0, ran.stderr
    answers = json.loads((tmp_path / "a.json").read_text("utf-8"))["answers"]
    assert [given["value"] for given in answers.values()][:2] == [2, 3]


def test_a_plain_conversation_is_interrupted_with_130(tmp_path: Path) -> None:
    """SIGINT in plain lines: the answers are saved, the code is that of an interruption."""
    child = subprocess.Popen(
        [sys.executable, "-m", "pemm", "assess", "a.json", "--plain", "--subject", "X", "--role", "leader"],
        cwd=tmp_path,
        env=surroundings(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdin is not None
    child.stdin.write(b"3\n")
    child.stdin.flush()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with contextlib.suppress(OSError, ValueError, KeyError):
            if json.loads((tmp_path / "a.json").read_text("utf-8"))["answers"]:
                break
        time.sleep(0.05)
    child.send_signal(2)
    _, err = child.communicate(timeout=20)
    assert child.returncode == 130, err
    assert b"Traceback" not in err
    assert len(json.loads((tmp_path / "a.json").read_text("utf-8"))["answers"]) == 1
