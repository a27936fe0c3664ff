"""How long pemm takes to start, in multiples of `python -c pass`, with peak memory.

    python benchmarks/startup.py [--runs 15]

Each round runs every command once, so that a slow moment of the machine falls on all of them; the figures
are medians over the rounds. Run it with pemm installed from its wheel: a checkout reads YAML instead of the
JSON that the wheel carries, and takes longer. The limits are what we build for.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "samples"
BEFORE, AFTER = SAMPLES / "payments-2025.json", SAMPLES / "payments-2026.json"

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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    pemm = [str(Path(sys.executable).parent / "pemm")]
    with tempfile.TemporaryDirectory() as folder:
        picture, bare = Path(folder) / "radar.png", Path(folder) / "bare.png"
        commands: dict[str, tuple[list[str], float | None]] = {
            "python -c pass": ([sys.executable, "-c", "pass"], None),
            "pemm --version": ([*pemm, "--version"], 7),
            "pemm --help": ([*pemm, "--help"], 8),
            "pemm export FILE": ([*pemm, "export", str(AFTER)], 10),
            "pemm show FILE": ([*pemm, "show", str(AFTER)], 13),
            "pemm compare A B": ([*pemm, "compare", str(BEFORE), str(AFTER)], 13),
            "pemm show -o radar.png": ([*pemm, "show", str(AFTER), "--force", "-o", str(picture)], None),
            "a bare pyplot script": ([sys.executable, "-c", PYPLOT, str(bare)], None),
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        memory: dict[str, int] = {}
        for round_ in range(runs + 1):
            for name, (command, _) in commands.items():
                took, peak = measure(command)
                if round_:  # the first round fills caches
                    seconds[name].append(took)
                    memory[name] = peak
    base = statistics.median(seconds["python -c pass"])
    print(f"{'':24} {'ratio':>6} {'limit':>6} {'memory':>7}   (1 = python -c pass, {base * 1000:.1f} ms)")
    for name, (_, limit) in commands.items():
        ratio = statistics.median(
            each / first for each, first in zip(seconds[name], seconds["python -c pass"], strict=True)
        )
        print(f"{name:24} {ratio:6.1f} {limit or '':>6} {memory[name] / memory['python -c pass']:7.1f}")
    picture_ratio = statistics.median(
        ours / bare
        for ours, bare in zip(seconds["pemm show -o radar.png"], seconds["a bare pyplot script"], strict=True)
    )
    print(f"{'picture / bare pyplot':24} {picture_ratio:6.2f} {1.0:>6}")


def measure(command: list[str]) -> tuple[float, int]:
    """Seconds from start to end, and the peak memory in kilobytes, of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed")
    return took, usage.ru_maxrss


if __name__ == "__main__":
    main()
