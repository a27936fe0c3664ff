"""Kills pemm at random moments of an assessment, and looks whether anything was lost.

A chain of rounds on one file: each round starts `pemm assess` in a pseudo-terminal, on the screen or in
plain lines, sees that it goes on where the file stands, types answers, notes, evidence, steps back, and
is killed with SIGKILL. Then the file must be valid and hold everything that the screen had confirmed, and
nothing but that and perhaps the one thing whose confirmation was under way.

    python tests/kill_harness.py --rounds 1000 --jobs 2 [--seed 7]

The seed gives the keys and the moments again, as far as the machine keeps time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

import jsonschema
from killed_round import Figures, Lost, Round

from pemm.errors import PemmError


class Chain:
    """Rounds on one file in one folder; a finished assessment is put away and another one begun."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.folder = folder
        self.path = folder / "a.json"
        self.figures = Figures()

    def run(self, rounds: int) -> Figures:
        """Runs until as many were killed."""
        while self.figures.rounds < rounds:
            try:
                Round(self.path, self.random, self.figures).run()
            except (AssertionError, PemmError, jsonschema.ValidationError) as fault:
                raise Lost(f"seed {self.seed}, after {self.figures.rounds} rounds: {fault}") from fault
        return self.figures


def chain(seed: int, rounds: int) -> Figures:
    """A chain of rounds in a folder of its own. Raises Lost, with the seed in it."""
    with tempfile.TemporaryDirectory() as folder:
        return Chain(seed, Path(folder)).run(rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=Random().randrange(10**6))
    given = parser.parse_args()
    length = 50 if given.rounds > 50 * given.jobs else -(-given.rounds // given.jobs)
    lengths = [min(length, given.rounds - done) for done in range(0, given.rounds, length)]
    seeds = range(given.seed, given.seed + len(lengths))
    figures = Figures()
    faults = []
    with ProcessPoolExecutor(given.jobs) as pool:
        for future in [pool.submit(chain, *each) for each in zip(seeds, lengths, strict=True)]:
            try:
                figures.add(future.result())
                print(f"{figures.rounds} rounds", file=sys.stderr)
            except Lost as fault:
                faults.append(str(fault))
                figures.lost += 1
    print(f"seeds {seeds[0]} to {seeds[-1]}, each of up to {length} rounds")
    print("\n".join([str(figures), *faults]))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
