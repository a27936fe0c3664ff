"""A report as JSON, by the schemas in `pemm/schemas`."""

from __future__ import annotations

import json

from pemm.cleaning import unseen_escaped
from pemm.report import Report

FORMATS = {"json": True}


def write(report: Report, name: str) -> bytes:
    """The report's data, two-space indent, UTF-8; what would steer a terminal stays an escape."""
    text = json.dumps(report.data(), ensure_ascii=False, indent=2, allow_nan=False)
    return (unseen_escaped(text, _escape) + "\n").encode()


def _escape(char: str) -> str:
    return json.dumps(char)[1:-1]
