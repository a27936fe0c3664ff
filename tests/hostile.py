"""What nobody should write into an assessment, for every format to be held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import cycle
from typing import Any

from pemm.assessment import Assessment

MEGABYTE = "long " * 200_000 + "x" * 48_576
NOTES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "[bold]not bold[/bold] [/]",
    "\x1b[31mred\x1b[0m \x07 \u202ebackwards",
    "=cmd|' /C calc'!A0",
    "[click](javascript:alert(1)) ![x](http://tracker.example/x.png) <https://auto.example>",
    "| a | b |\n| - | - |\n\n# heading\n\n```\ncode",
    "{{ 7*7 }} {% include '/etc/passwd' %}",
    "</style></svg></main><iframe src=//tracker.example></iframe>",
    "&lt;b&gt; &#60;b> ]]> --> <!--",
)
EVIDENCE = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//tracker.example/x",
    'https://wiki.example/"onclick="alert(1)',
    "https://wiki.example/><script>alert(1)</script>",
    "https://wiki.example/a|b`c",
    " https://wiki.example/with space",
    "https://wiki.example/plain?a=1&b=2",
)


def hostile(sample: Assessment) -> Assessment:
    """The sample with every field that a person writes turned into an attempt at something."""
    answers = dict(sample.answers)
    for place, (id, given) in enumerate(sample.answers.items()):
        evidence = EVIDENCE[place % len(EVIDENCE)]
        answers[id] = replace(given, note=NOTES[place % len(NOTES)], evidence=(evidence, *EVIDENCE[:1]))
    return replace(
        sample,
        subject=NOTES[0] + NOTES[1],
        respondent=replace(sample.respondent, name=NOTES[1]),
        about={NOTES[0]: NOTES[1], '"': NOTES[2]},
        answers=answers,
        aspect_notes={
            "investment": NOTES[0],
            "adoption": NOTES[6],
            "interfaces": NOTES[7],
            "operations": NOTES[3],
            "measurement": NOTES[9],
        },
    )


# Short enough for a file's name; every report, message and format is held against each of them.
TEXTS = (
    "\x1b[2J\x1b[31mred\x1b[0m",
    "\x1b]0;owned\x07\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x9b31mcsi\x9d0;osc\x9c\x84\x85next",
    "a\x08\x08b\x0b\x0c\x7f\x1f",
    "bid\u202eesrever\u202c \u2066iso\u2069 \u200e\u200f\u061c",
    "zero\u200bwidth\ufeff\u00ad\u2060 tag\U000e0041",
    "lines\nand\r\nmore\u2028and\u2029more\rover",
    "half \ud800 pair \udfff",
    "[bold red]markup[/bold red] [/] [link=http://evil.example]x[/link] :boom:",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)><!-- ]]> &lt;b&gt;",
    "</title></style></textarea><iframe src=//evil.example>",
    "[x](javascript:alert(1)) ![i](http://evil.example/i.png) <javascript:alert(1)>",
    "# head | cell | `code` **b** ~~s~~ @ada\n\n---\n- item",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    " \t=1+1",
    "＝1+1",
    "$\\frac{1}{0}$ ^_{} %s %(x)s {0} {x!r} ${HOME} `id` $(id)",
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    "../../../../etc/passwd",
    "nul \0 byte",
    "ﷺ" * 6 + "e" + "\u0301" * 30,
)


def turning(texts: Sequence[str], start: int) -> Callable[[], str]:
    """Gives the texts one after the other and round again, beginning with the one at `start`."""
    return cycle([*texts[start:], *texts[:start]]).__next__


def assessment_with(sample: Mapping[str, Any], text: Callable[[], str]) -> dict[str, Any]:
    """An assessment's file with a text of `text` in every place where a person can write one."""
    answers = {
        id: {**given, "note": text(), "evidence": [text(), f"https://{text()}", f"javascript:{text()}"]}
        | ({"question": text(), "answer": text()} if place % 2 else {})
        for place, (id, given) in enumerate(sample["answers"].items())
    }
    stranger = {"value": 1, "asked": text(), "question": text(), "answer": text(), text(): text()}
    return {
        **sample,
        "id": text(),
        "subject": text(),
        "respondent": {"name": text(), "role": text(), text(): text()},
        "about": {text(): text(), "sector": text(), text() + "2": "x"},
        "model": {**sample["model"], "version": text(), "texts": text()},
        "language": text(),
        "answers": {**answers, text(): stranger},
        "aspect_notes": {**{id: text() for id in ("investment", "adoption", "interfaces")}, text(): text()},
        "targets": {**dict.fromkeys(("investment", "adoption", "operations"), 4), text(): 2},
        text(): {text(): [text()]},
    }
