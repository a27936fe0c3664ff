"""A report as JSON, by the schemas in `pemm/schemas`."""

from __future__ import annotations

import json

from pemm.report import Report

FORMATS = {"json": True}


def write(report: Report, name: str) -> bytes:
    """The report's data, two-space indent, UTF-8."""
    return (json.dumps(report.data(), ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode(
        errors="replace"
    )
