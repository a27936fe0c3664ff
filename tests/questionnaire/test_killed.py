"""Killed at random moments, nothing that the screen had confirmed is lost. See `kill_harness` for more rounds."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind on Windows", allow_module_level=True)

from kill_harness import Chain


@pytest.mark.parametrize("rounds", [4, pytest.param(90, marks=pytest.mark.slow)])
def test_a_killed_run_keeps_every_confirmed_answer(rounds: int, tmp_path: Path) -> None:
    """After each kill the file is valid, holds what was confirmed, and the next run goes on there."""
    seed = Random().randrange(10**6)  # another one each time; a failure says which
    figures = Chain(seed, tmp_path).run(rounds)
    print(figures)
    assert (figures.rounds, figures.lost) == (rounds, 0)
    if rounds > 50:  # else chance may have it otherwise
        assert figures.confirmed > rounds
        assert figures.resumed > rounds / 2
