"""The fuzzer's targets stay alive: each takes its seeds, and seeds that somebody has damaged."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from readers import TARGETS, Target
from support import HERE


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_its_seeds_and_damaged_ones(name: str) -> None:
    """Only PemmError comes out of a reader, whatever goes in."""
    target = TARGETS[name]
    for seed in target.seeds:
        target.run(seed)
    chance = random.Random(name)
    for _ in range(30):
        target.run(damaged(chance, target))


def damaged(chance: random.Random, target: Target) -> bytes:
    """A seed with bytes changed, cut out, repeated, and words of the target thrown into it."""
    content = bytearray(chance.choice(target.seeds)[: target.most])
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(content) + 1)
        kind = chance.randrange(4)
        if kind == 0 and target.words:
            content[place:place] = chance.choice(target.words).encode(errors="surrogatepass")
        elif kind == 1:
            content[place:place] = bytes([chance.randrange(256)])
        elif kind == 2:
            del content[place : place + chance.randrange(30)]
        else:
            content[place:place] = content[place : place + chance.randrange(200)]
    return bytes(content)


@pytest.mark.slow
def test_the_fuzzer_runs(tmp_path: Path) -> None:
    """`python fuzz/run.py` goes over every target; a few inputs show that it can."""
    pytest.importorskip("atheris")
    ran = subprocess.run(
        [
            sys.executable,
            str(HERE.parent / "fuzz" / "run.py"),
            "--inputs",
            "5000",
            "--findings",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert ran.returncode == 0, ran.stdout
    assert "0 targets with a fault" in ran.stdout
