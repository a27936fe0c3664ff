"""Names that tests share: a moment, the shapes of the fixtures, the samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pemm.assessment import Assessment

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"
NOW = "2026-10-02T14:02:11Z"

Make = Callable[..., Assessment]


@dataclass(frozen=True)
class Ran:
    """What a command left behind: its exit code, and what it wrote to the two streams."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
