"""How long people wait for pemm, in multiples of `python -c pass`, beside the limits we build for.

    python benchmarks/startup.py [--runs 15] [--check [--slack 1.5]]

Each round runs everything once, so that a slow moment of the machine falls on all of it; the figures are
medians over the rounds of what a round's time is to that of its `python -c pass`. Run it with pemm installed
from its wheel (and pyte, which reads the screen): a checkout reads YAML instead of the JSON that the wheel
carries, and takes longer. With --check it ends with 1 where a figure is beyond its limit times the slack.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import statistics
import subprocess
import sys
import tempfile
import termios
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyte

SAMPLES = Path(__file__).parents[1] / "samples"
BEFORE, AFTER = str(SAMPLES / "payments-2025.json"), str(SAMPLES / "payments-2026.json")
PEMM = str(Path(sys.executable).parent / "pemm")
ROWS, COLUMNS = 24, 80
KEYSTROKES = 8
READING = 0.2  # seconds before each key: what is typed while a screen comes is not taken for an answer
SECONDS = 20.0  # without a sign, after which a command is given up

PASS, FIRST = "python -c pass", "assess: the first question"
KEY, SLOWEST = "a keystroke", "the slowest of them, in ms"
OURS, BARE, PICTURE = "show -o radar.png", "a bare pyplot script", "the first / the second"
MEMORY = "memory of show"

# In multiples of `python -c pass`, but for the slowest keystroke, the picture (of the script that draws the
# same with pyplot) and the memory (of bare Python's).
LIMITS = {
    "--version": 7.0,
    "--help": 8.0,
    "show --json": 10.0,
    "export": 10.0,
    "show, on a terminal": 13.0,
    "compare, on a terminal": 13.0,
    FIRST: 18.0,
    KEY: 5.0,
    SLOWEST: 60.0,
    PICTURE: 1.0,
    MEMORY: 3.0,
}

PYPLOT = """
import math, matplotlib; matplotlib.use("Agg")
import matplotlib.pyplot as plt
names = ["Investment", "Adoption", "Interfaces", "Operations", "Measurement"]
means = [1.5, 2.25, 2.5, 2.33, 1.25]
angles = [i * 2 * math.pi / 5 for i in range(5)]
figure, axes = plt.subplots(figsize=(7, 7), subplot_kw={"polar": True})
axes.plot([*angles, angles[0]], [*means, means[0]], marker="o")
axes.fill([*angles, angles[0]], [*means, means[0]], alpha=0.15)
axes.set_xticks(angles, names); axes.set_yticks([1, 2, 3, 4], ["1", "2", "3", "4"]); axes.set_ylim(0, 4)
for angle, mean in zip(angles, means): axes.annotate(f"{mean:.2f}", (angle, mean))
axes.set_title("Payments platform")
figure.savefig(__import__("sys").argv[1], dpi=180)
"""

# A process counts what it was forked from as its own peak, so nothing larger than bare Python may start it.
LAUNCHER = """
import os, sys
silence = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silence)
_, status, usage = os.wait4(pid, 0)
print(usage.ru_maxrss)
sys.exit(status != 0)
"""

# What is compiled stays compiled, whatever the one who measures has set: that is how people run it.
SURROUNDINGS = {
    name: value
    for name, value in os.environ.items()
    if name not in ("PYTHONDONTWRITEBYTECODE", "COLUMNS", "LINES") and not name.startswith("PEMM_")
} | {"TERM": "xterm-256color"}


class Terminal:
    """A command in a pseudo-terminal, and what stands on its screen."""

    def __init__(self, command: list[str], folder: str) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.outside, inside = os.openpty()
        termios.tcsetwinsize(self.outside, (ROWS, COLUMNS))
        self.process = subprocess.Popen(
            command, stdin=inside, stdout=inside, stderr=inside, cwd=folder, env=SURROUNDINGS
        )
        os.close(inside)

    def wait_for(self, text: str) -> None:
        """Waits until the text stands on the screen."""
        while not any(text in line for line in self.screen.display):
            drawn = self.read()
            if not drawn:
                raise SystemExit(f"{text!r} did not appear:\n" + "\n".join(self.screen.display))
            self.stream.feed(drawn)

    def read(self) -> bytes:
        """What the command has drawn since; nothing where it has ended."""
        if not select.select([self.outside], [], [], SECONDS)[0]:
            self.process.kill()
            raise SystemExit(f"{self.process.args} waits:\n" + "\n".join(self.screen.display))
        try:
            return os.read(self.outside, 65536)
        except OSError:  # how Linux says that nobody is at the other end
            return b""

    def press(self, keys: str) -> None:
        os.write(self.outside, keys.encode())

    def end(self) -> None:
        """Reads to the end of the command, and lets it have done well."""
        drawn = b"".join(iter(self.read, b""))  # nobody looks at it: to lay it out would take time of ours
        os.close(self.outside)
        if self.process.wait():
            raise SystemExit(f"{self.process.args} failed:\n{drawn.decode()}")


def piped(*command: str) -> float:
    """Seconds from start to end of a command without a terminal."""
    start = time.perf_counter()
    subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=SURROUNDINGS, check=True
    )
    return time.perf_counter() - start


def peak_memory(*command: str) -> int:
    """The peak memory of a command, in kilobytes."""
    launched = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LAUNCHER, *command],
        capture_output=True,
        env=SURROUNDINGS,
        check=True,
    )
    return int(launched.stdout)


def shown(folder: str, *arguments: str) -> float:
    """Seconds from start to end of pemm on a terminal."""
    start = time.perf_counter()
    Terminal([PEMM, *arguments], folder).end()
    return time.perf_counter() - start


def asked(folder: str) -> tuple[float, list[float]]:
    """Seconds up to the first question on the screen, and from each key to the next one, the answer saved."""
    path = Path(folder, "asked.json")
    path.unlink(missing_ok=True)
    start = time.perf_counter()
    terminal = Terminal([PEMM, "assess", path.name, "--subject", "X", "--role", "builder"], folder)
    terminal.wait_for("question 1 of 20")
    first, keystrokes = time.perf_counter() - start, []
    for number in range(1, KEYSTROKES + 1):
        time.sleep(READING)
        start = time.perf_counter()
        terminal.press("2")
        terminal.wait_for(f"question {number + 1} of 20")
        saved = len(json.loads(path.read_bytes())["answers"])
        keystrokes.append(time.perf_counter() - start)
        if saved != number:
            raise SystemExit(f"question {number + 1} stands on the screen, and {saved} answers are saved")
    time.sleep(READING)
    terminal.press("q")
    terminal.end()
    return first, keystrokes


def one_round(folder: str) -> Iterator[tuple[str, float]]:
    """Every figure once: `python -c pass` in seconds, the others as LIMITS has them."""
    base = piped(sys.executable, "-c", "pass")
    yield PASS, base
    for name in ("--version", "--help"):
        yield name, piped(PEMM, name) / base
    yield "show --json", piped(PEMM, "show", AFTER, "--json") / base
    yield "export", piped(PEMM, "export", AFTER) / base
    yield "show, on a terminal", shown(folder, "show", AFTER) / base
    yield "compare, on a terminal", shown(folder, "compare", BEFORE, AFTER) / base
    first, keystrokes = asked(folder)
    yield FIRST, first / base
    yield KEY, statistics.median(keystrokes) / base
    yield SLOWEST, max(keystrokes) * 1000
    ours = piped(PEMM, "show", AFTER, "--force", "-o", f"{folder}/radar.png")
    bare = piped(sys.executable, "-c", PYPLOT, f"{folder}/bare.png")
    yield OURS, ours / base
    yield BARE, bare / base
    yield PICTURE, ours / bare
    yield MEMORY, peak_memory(PEMM, "show", AFTER) / peak_memory(sys.executable, "-c", "pass")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument(
        "--check", action="store_true", help="end with 1 where a limit times the slack is passed"
    )
    parser.add_argument("--slack", type=float, default=1.5)
    options = parser.parse_args()
    found: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for round_ in range(options.runs + 1):
            for name, figure in one_round(folder):
                if round_:  # the first round fills caches
                    found[name].append(figure)
    medians = {name: statistics.median(figures) for name, figures in found.items()}
    print(f"1 = {PASS}, {medians.pop(PASS) * 1000:.1f} ms; medians of {options.runs} rounds\n")
    print(f"{'':28} {'found':>6} {'limit':>6}")
    for name, figure in medians.items():
        limit = LIMITS.get(name)
        print(f"{name:28} {figure:6.2f} {limit or '':>6}{'  beyond' if limit and figure > limit else ''}")
    passed = [name for name, limit in LIMITS.items() if medians[name] > limit * options.slack]
    if options.check and passed:
        raise SystemExit(f"Beyond {options.slack} times the limit: {', '.join(passed)}.")


if __name__ == "__main__":
    main()
