"""Reports: each kind of result becomes one Document, and each format writes any Document.

A new report is one module here; a new format is one module in `pemm.report.formats`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # JSON and CSV are written without a Document, and need not wait for its types
    from pemm.report.document import Chart, Document


@dataclass(frozen=True, slots=True)
class Report:
    """A report in the three shapes that formats ask for, each built only when it is asked for.

    `document` for people, `data` for JSON (the contract of the schemas), `rows` for CSV (the first
    row holds the names of the columns), `chart` for pictures, None for a report without one.
    """

    document: Callable[[], Document]
    data: Callable[[], dict[str, Any]]
    rows: Callable[[], list[list[str]]]
    chart: Callable[[], Chart] | None = None
