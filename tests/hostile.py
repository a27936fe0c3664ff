"""What nobody should write into an assessment, for every format to be held against."""

from __future__ import annotations

from dataclasses import replace

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
