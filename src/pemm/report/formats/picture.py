"""A report as a picture of its chart."""

from __future__ import annotations

from pemm.errors import PemmError
from pemm.report import Report

FORMATS = {"png": False, "svg": False, "pdf": False}


def write(report: Report, name: str) -> bytes:
    """The chart as PNG, SVG or PDF. Raises PemmError for a report without a chart."""
    if report.chart is None:
        raise PemmError("no-chart", format=name)
    from pemm.report.charts import draw  # the dearest import of all, so it comes when a picture is wanted

    return draw(report.chart(), name)
