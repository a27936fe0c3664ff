"""A report as CSV: a header, then a row per question."""

from __future__ import annotations

import csv
import io

from pemm.cleaning import unseen_escaped
from pemm.report import Report

FORMATS = {"csv": True}

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # the wide ones count in spreadsheets of East Asia


def write(report: Report, name: str) -> bytes:
    """The report's rows, UTF-8, comma-separated, LF line ends."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [_harmless(cell) for cell in row] for row in report.rows()
    )
    return text.getvalue().encode(errors="replace")


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before it makes it text.

    Lines stay lines; other characters that act instead of being read are left out.
    """
    cell = unseen_escaped(cell.replace("\r\n", "\n").replace("\r", "\n"), lambda char: "")
    return f"'{cell}" if cell.startswith(("\t", "\n")) or cell.lstrip().startswith(_FORMULA) else cell
