"""The formats a report can be written in: one module each.

A module offers `FORMATS`, names (which are file endings too) with whether each is text, and
`write(report, name) -> bytes`. A module put into this folder is a format; nothing else names it.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

from pemm.report import Report


@cache
def _modules() -> dict[str, ModuleType]:
    found = {}
    for info in pkgutil.iter_modules(__path__):
        module = import_module(f"{__name__}.{info.name}")
        for name in module.FORMATS:
            found[name] = module
    return found


def _module(name: str) -> ModuleType | None:
    """The module that writes a format: most are named after theirs, and then no other is loaded."""
    if name.isidentifier() and not name.startswith("_"):
        try:
            module = import_module(f"{__name__}.{name}")
        except ModuleNotFoundError:
            return _modules().get(name)
        if name in getattr(module, "FORMATS", ()):
            return module
    return _modules().get(name)


def is_text(name: str) -> bool | None:
    """Whether a format is text, so that standard output can take it; None where there is no such format."""
    module = _module(name)
    return None if module is None else bool(module.FORMATS[name])


def names() -> list[str]:
    """Every format: what `-o` takes as an ending."""
    return sorted(_modules())


def text_names() -> list[str]:
    """The formats that are text: what `--format` writes to standard output."""
    return [name for name in names() if _modules()[name].FORMATS[name]]


def write(report: Report, name: str) -> bytes:
    """The report in a format of `names()`; text is UTF-8 and ends with a newline.

    Raises PemmError where the report has nothing to show in this format.
    """
    module = _module(name)
    if module is None:
        raise ValueError(f"no format {name!r}")
    content: bytes = module.write(report, name)
    return content
