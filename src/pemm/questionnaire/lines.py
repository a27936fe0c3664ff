"""Lines of styled text: wrapping and laying out by the columns that characters really take."""

from __future__ import annotations

import re

from prompt_toolkit.utils import get_cwidth

Line = list[tuple[str, str]]  # (style, text) from left to right

MAX_WIDTH = 88  # longer lines are hard to read


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken between words; a longer word is cut."""
    lines, line = [], ""
    width = max(width, 1)  # a window may be narrower than what is indented in it
    for each in re.split(r"[ \t\r\n]+", text.strip()):  # a no-break space holds its words together
        word = each
        while get_cwidth(word) > width:
            cut = _fitting(word, width)
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:cut])
            word = word[cut:]
        joined = f"{line} {word}" if line else word
        if get_cwidth(joined) <= width:
            line = joined
        else:
            lines.append(line)
            line = word
    return [*lines, line] if line or not lines else lines


def _fitting(word: str, width: int) -> int:
    count = 1
    while get_cwidth(word[: count + 1]) <= width:
        count += 1
    return count


def sides(left: tuple[str, str], right: tuple[str, str], width: int) -> list[Line]:
    """Two texts on the two sides of a line, or on two lines where they do not fit beside each other."""
    gap = min(width, MAX_WIDTH) - get_cwidth(left[1]) - get_cwidth(right[1])
    if gap >= 2:
        return [[left, ("", " " * gap), right]]
    lines = [line(style, text, 0) for style, each in (left, right) if each for text in wrap(each, width)]
    return lines or [[]]


def line(style: str, text: str, indent: int = 0) -> Line:
    """A line of one style, indented."""
    return [("", " " * indent), (style, text)] if indent else [(style, text)]


def paragraph(style: str, text: str, width: int, indent: int = 0) -> list[Line]:
    """A text as lines of at most `width` columns, indented."""
    return [line(style, each, indent) for each in wrap(text, text_width(width) - indent)]


def text_width(width: int) -> int:
    """The columns that running text takes on a screen of `width`."""
    return min(width, MAX_WIDTH)


def cut(text: str, width: int) -> str:
    """The text, cut with dots where it is wider than `width`."""
    return text if get_cwidth(text) <= width else text[: _fitting(text, max(width - 3, 1))].rstrip() + "..."
