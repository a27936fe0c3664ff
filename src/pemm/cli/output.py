"""Where a report goes: the terminal, standard output in a format, or files."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pemm.cli.messages import tell
from pemm.errors import PemmError, UsageError
from pemm.report import Report
from pemm.texts import Texts


@dataclass(frozen=True, slots=True)
class Destination:
    """What the command line asks for: a format for standard output, files, or neither (the terminal)."""

    format: str | None
    outputs: tuple[Path, ...]
    force: bool
    plain: bool = False
    title_page: bool = False
    client: str | None = None
    author: str | None = None


def destination(
    *,
    format: str | None,
    json: bool,
    outputs: Sequence[Path] | None,
    force: bool,
    plain: bool = False,
    default_format: str | None = None,
    title_page: bool = False,
    client: str | None = None,
    author: str | None = None,
) -> Destination:
    """Checks the options alone, before anything is read.

    Raises UsageError (exit 2) for contradictions, unknown formats and unknown endings.
    """
    if json and format not in (None, "json"):
        raise UsageError("two-formats", format=format)
    wanted = "json" if json else format
    paths = tuple(outputs or ())
    if paths and wanted is not None:
        raise UsageError("format-and-output")
    if wanted is not None or paths:
        from pemm.report import formats

        if wanted is not None and not formats.is_text(wanted):
            raise UsageError("unknown-format", format=wanted, known=", ".join(formats.text_names()))
        for path in paths:
            if formats.is_text(_ending(path)) is None:
                known = ", ".join(f".{name}" for name in formats.names())
                raise UsageError("unknown-ending", path=path, known=known)
        if len({os.path.abspath(path) for path in paths}) < len(paths):
            raise UsageError("output-twice", path=paths[-1])
    return Destination(
        wanted if wanted or paths else default_format,
        *(paths, force, plain),
        *(title_page or bool(client or author), client, author),
    )


def check_outputs(where: Destination, inputs: Sequence[Path]) -> None:
    """Checks every output path before any is written. Raises PemmError (exit 1)."""
    for path in where.outputs:
        if path.is_dir():
            raise PemmError("output-is-folder", path=path)
        if not path.parent.is_dir():
            raise PemmError("output-folder", path=path, folder=path.parent)
        if any(_same(path, given) for given in inputs):
            raise PemmError("output-is-input", path=path)
        if path.exists() and not where.force:
            raise PemmError("output-exists", path=path)


def deliver(report: Report, where: Destination, texts: Texts) -> None:
    """Writes the report to where it was asked for; with files, a line on stderr and nothing else."""
    if where.title_page:
        from pemm.report.titlepage import titled

        report = titled(report, texts, client=where.client, author=where.author)
    if where.outputs:
        from pemm import storage

        # Everything is rendered before anything is written: all the files, or none.
        contents = [_rendered(report, _ending(path)) for path in where.outputs]
        for path, content in zip(where.outputs, contents, strict=True):
            storage.write_new(path, content)
        names = ", ".join(map(str, where.outputs))
        tell(texts("output.wrote", paths=names))
    elif where.format is not None:
        from pemm.report import formats

        content = formats.write(report, where.format)
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:
        from pemm.report import terminal

        terminal.write(report.document(), terminal.console_for(sys.stdout), plain=where.plain)


def _rendered(report: Report, format: str) -> bytes:
    """The report in a format; what a format warns of (a letter that no font has) is told in a line."""
    from pemm.report import formats

    with warnings.catch_warnings(record=True) as remarks:
        warnings.simplefilter("always", UserWarning)
        content = formats.write(report, format)
    for message in dict.fromkeys(str(remark.message) for remark in remarks):
        tell(message)
    return content


def _ending(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
