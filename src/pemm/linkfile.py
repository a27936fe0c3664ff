"""Files of share links: a link a line, optionally after a role and a tab."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from pemm.errors import PemmError
from pemm.model import Model
from pemm.recording import role as role_of
from pemm.sharelink import SharedAnswers, looks_like_link, read

MAX_LINKS = 10_000


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A line of the file: its number, the role id before the link (None without one), what the link says."""

    number: int
    role: str | None
    shared: SharedAnswers


def read_links(text: str, name: str, model: Model) -> tuple[LinkLine, ...]:
    """The links of a text, in order; empty lines and lines that begin with # are passed over.

    Raises PemmError for a line that is no link, with its number, for a role that the model lacks, and
    for a text without any link or with more than MAX_LINKS.
    """
    lines: list[LinkLine] = []
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        found = link_line(line, number, name, model)
        if found is None:
            continue
        if len(lines) == MAX_LINKS:
            raise PemmError("too-many-links", path=name, limit=MAX_LINKS)
        lines.append(found)
    if not lines:
        raise PemmError("no-links", path=name)
    return tuple(lines)


def link_line(line: str, number: int, name: str, model: Model) -> LinkLine | None:
    """The link in a line of the file `name`; None for an empty line and for one that begins with #.

    Raises PemmError for a line that is no link, and for a role that the model lacks.
    """
    stripped = line.strip()
    if not stripped or stripped.startswith("#"):
        return None
    before, tab, after = stripped.rpartition("\t")
    link = after.strip()
    if not looks_like_link(link.strip("<>\"'")):
        raise PemmError("no-link-line", path=name, line=number, found=_short(stripped))
    if link.count("http://") + link.count("https://") > 1 and re.search(r"\s", link):
        raise PemmError("two-links", path=name, line=number)
    try:
        role = role_of(before.strip(), model) if tab and before.strip() else None
    except PemmError as error:
        raise PemmError(
            "link-line-role",
            path=name,
            line=number,
            given=_short(error.data["given"]),
            known=error.data["known"],
        ) from None
    return LinkLine(number, role, read(link, model))


def holds_links(start: str) -> bool:
    """Whether any of the first lines of a text is a link: then the others should be, too."""
    lines = start.splitlines()[:200]
    return any(looks_like_link(line.rpartition("\t")[2].strip("<>\"' ")) for line in lines)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
