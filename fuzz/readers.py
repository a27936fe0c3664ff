"""What is fuzzed: a function for every reader of what strangers wrote.

A target takes bytes and may raise PemmError, and nothing else. A new reader is one more function here with
`@target(...)` above it: the seeds are inputs to begin with, the words are put together by the fuzzer.
What a reader lets through is shown too, for a fault may lie in what is made of it.
"""

from __future__ import annotations

import io
import os
import tempfile
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any
from zlib import crc32

from pemm import (
    assessmentfile,
    linkfile,
    modelfile,
    planning,
    recording,
    responses,
    sharelink,
    strictjson,
    translation,
)
from pemm.assessment import Answer, Assessment, Respondent, new
from pemm.cli import conditions
from pemm.errors import PemmError
from pemm.model import Model, from_plain
from pemm.report import Report, formats, modelpages, plan, result, terminal, trends
from pemm.scoring import score
from pemm.texts import load as load_texts
from pemm.trend import trend

ROOT = Path(__file__).parents[1]
NOW = "2026-10-02T14:02:11Z"
EN = load_texts("en")
JSON_WORDS = (
    "{",
    "}",
    "[",
    "]",
    '":',
    "null",
    "true",
    "NaN",
    "1e999",
    '"\\ud800"',
    '"\\u0000"',
    '"\\u001b[31m"',
)
YAML_WORDS = (
    "- ",
    ": ",
    "\n  ",
    "&a ",
    "*a",
    "!!str ",
    "|\n",
    ">-\n",
    "? ",
    "---\n",
    "%YAML 1.1\n",
    "{",
    "}",
    "[",
    "]",
)


@dataclass(frozen=True)
class Target:
    """A reader with inputs to begin with; `words` help the fuzzer, `most` is the longest input it tries."""

    name: str
    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    words: tuple[str, ...]
    most: int


TARGETS: dict[str, Target] = {}


def target(
    *, seeds: Iterable[bytes | Path], words: Iterable[str] = (), most: int = 4000
) -> Callable[[Callable[[bytes], None]], Callable[[bytes], None]]:
    """Makes a function a target; PemmError is what it may raise, and has a sentence that can be said."""

    def register(function: Callable[[bytes], None]) -> Callable[[bytes], None]:
        def run(content: bytes) -> None:
            try:
                function(content)
            except PemmError as error:
                error.sentence(EN)  # raises where the text lacks what it should say

        name = function.__name__
        read = tuple(seed.read_bytes() if isinstance(seed, Path) else seed for seed in seeds)
        TARGETS[name] = Target(name, run, read, tuple(words), most)
        return function

    return register


@cache
def _garden_description() -> dict[str, Any]:
    return modelfile.read_model(ROOT / "tests/models/garden.yaml")


@cache
def garden() -> Model:
    """A small model, quick to read."""
    return from_plain(_garden_description())


@cache
def _file(ending: str) -> Path:
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # no need to wear out a disk
    return Path(tempfile.mkdtemp(prefix="pemm-fuzz-", dir=memory)) / f"input{ending}"


def _written(content: bytes, ending: str) -> Path:
    path = _file(ending)
    path.write_bytes(content)
    return path


def _shown(report: Report) -> None:
    """Writes a report as people get it; nothing in it may act instead of being read."""
    drawn = io.StringIO()
    terminal.write(report.document(), terminal.console_for(drawn, width=80))
    texts = [drawn.getvalue(), *(formats.write(report, name).decode() for name in ("csv", "md", "json"))]
    for text in texts:
        acting = [
            char for char in set(text) if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs")
        ]
        assert not acting, acting
        assert "\u202e" not in text


def _answers(assessment: Assessment, content: bytes) -> None:
    """What is made of an assessment that could be read; reports of every eighth alone: they take long."""
    text = assessmentfile.dump(assessment)
    assert assessmentfile.dump(assessmentfile.parse(text.encode(), "a")) == text
    check = crc32(content)
    if check % 8 == 0:
        _reports(assessment, check // 8)


def _reports(assessment: Assessment, which: int) -> None:
    """Writes one of the reports; which of them depends on the input alone, so that a fault comes again."""
    model = garden()
    scored = score(assessment, model)
    with suppress(PemmError):
        if which % 3 == 0:
            _shown(result.report(scored, model, EN, every_answer=True, notes=True))
        elif which % 3 == 1:
            _shown(plan.report(planning.plan(scored, model, {}), model, EN, every_step=True, notes=True))
        else:
            _shown(trends.report(trend([scored, scored], model), model, EN))
    with suppress(PemmError):
        sharelink.write(assessment, model)


@cache
def _an_assessment() -> bytes:
    given = {
        question.id: recording.word(question.id, str(question.values[0]), garden())
        for question in garden().questions
    }
    return assessmentfile.dump(recording.record(new(garden(), NOW), garden(), given, NOW)).encode()


@target(seeds=[b'{"a": [1, 2.5, null, true, "\\u00e9"]}', b'{"a": {"a": {}}}'], words=JSON_WORDS, most=400)
def json(content: bytes) -> None:
    """JSON, before anything is known of what it should hold."""
    assert isinstance(strictjson.read_object(content, "a.json"), dict)


@target(
    seeds=[_an_assessment(), *sorted((ROOT / "samples").glob("*.json"))],
    words=(*JSON_WORDS, '"answers"', '"note"', '"evidence"', '"targets"', '"about"', '"assessed"', '"stay"'),
    most=5000,
)
def assessment(content: bytes) -> None:
    """An assessment's file, and the reports on it."""
    _answers(assessmentfile.parse(content, "a.json"), content)


@target(
    seeds=[
        "\n".join(("x", "\x1b[31m", "\u202e", "<b>", "=1+1", "| a |", "# b", "https://a.b", "@ada")).encode()
    ],
    words=("\n", "\x1b]8;;", "\u202e", "\u2028", "[/]", "<script>", "](", "`", "$", "{{", "=", "|"),
    most=600,
)
def texts(content: bytes) -> None:
    """What people write, in every place of an assessment that is sound otherwise; a line is a text."""
    text = cycle(content.decode(errors="surrogateescape").split("\n")).__next__
    given = {
        question.id: Answer(
            question.values[0], None, text(), text(), text(), text(), (text(), f"https://{text()}")
        )
        for question in garden().questions
    }
    filled = replace(
        new(garden(), NOW),
        subject=text(),
        respondent=Respondent(text(), text()),
        about={text(): text()},
        answers={**given, text(): Answer(1, note=text())},
        aspect_notes={"soil": text(), text(): text()},
        targets={"soil": 5, "water": 5},
        language=text(),
        assessed=NOW,
    )
    _reports(filled, crc32(content))


@target(
    seeds=[
        *(f"{question.id}: {question.values[0]}\n".encode() for question in garden().questions[:2]),
        f"{garden().questions[0].id}:\n  value: 3\n  note: x\n  evidence: [https://a.b]\n".encode(),
    ],
    words=(*YAML_WORDS, "unsure", "na", "value:", "note:", "evidence:", *(q.id for q in garden().questions)),
    most=600,
)
def answers_yaml(content: bytes) -> None:
    """Answers for --answers, as YAML."""
    given = recording.answers_file(_written(content, ".yaml"), garden())
    _answers(recording.record(new(garden(), NOW), garden(), given, NOW), content)


@target(
    seeds=[f'{{"{garden().questions[0].id}": {{"value": 3, "note": "x"}}}}'.encode(), _an_assessment()],
    words=(*JSON_WORDS, "unsure", '"value"', '"note"', *(question.id for question in garden().questions)),
    most=2000,
)
def answers_json(content: bytes) -> None:
    """Answers for --answers, as JSON."""
    given = recording.answers_file(_written(content, ".json"), garden())
    _answers(recording.record(new(garden(), NOW), garden(), given, NOW), content)


def _model(content: bytes) -> None:
    read = from_plain(modelfile.read_model(_written(content, ".yaml")))
    _shown(modelpages.report(read, EN, None, None))


@target(
    seeds=[ROOT / "tests/models/garden.yaml"],
    words=(*YAML_WORDS, "needs:", "history:", "until:", "since:", "goal: false", "share_links:", "source:"),
    most=3000,
)
def model(content: bytes) -> None:
    """A model of our own format, and its table."""
    _model(content)


@target(
    seeds=[ROOT / "tests/models/community-unversioned.yaml", ROOT / "tests/models/community-pt.yaml"],
    words=(*YAML_WORDS, "<b>", "&#27;", "&#x202e;", "<!--", "content_version:", "order:", "level:"),
    most=2500,
)
def community_file(content: bytes) -> None:
    """A question file of the community's assessment."""
    _model(content)


@target(
    seeds=[
        b"format: pemm-texts/1\nmodel: garden\nlanguage: de\nname: Garten\naspects:\n  soil: {name: Erde}\n"
    ],
    words=(
        *YAML_WORDS,
        "questions:",
        "options:",
        "levels:",
        "cells:",
        "steps:",
        *(q.id for q in garden().questions),
    ),
    most=1500,
)
def language_file(content: bytes) -> None:
    """A language file beside its model, and the model in it."""
    base = _garden_description()
    path = _file(".yaml").with_name("garden.de.yaml")
    path.write_bytes(content)
    _shown(
        modelpages.report(
            from_plain(translation.translated(base, translation.read_texts(path, base))), EN, None, None
        )
    )


@target(
    seeds=[b"https://a.b/?lang=ja&soil_1=3&water_1=4&v=0.9.0&view=results", b"%3Fsoil_1%3D1"],
    words=(
        "&amp;",
        "%26",
        "%3F",
        "%00",
        "%ff",
        "v=",
        "lang=",
        "=9",
        "#",
        *(q.id + "=1" for q in garden().questions),
    ),
    most=500,
)
def link(content: bytes) -> None:
    """A share link, and the assessment made of it."""
    shared = sharelink.read(content.decode(errors="surrogateescape"), garden())
    _answers(sharelink.assessment_of(shared, garden(), NOW), content)


@target(
    seeds=[b"# links\nhttps://a.b/?soil_1=3&v=0.9.0\n\n?water_1=4\n"],
    words=("\t", "\n", "#", "https://", "?", "&", "=", "<", ">"),
    most=800,
)
def link_file(content: bytes) -> None:
    """A file of share links."""
    for line in linkfile.read_links(content.decode(errors="replace"), "links.txt", garden()):
        sharelink.assessment_of(line.shared, garden(), NOW)


def _table() -> bytes:
    ids = ",".join(question.id for question in garden().questions)
    return (
        f"id,subject,name,role,date,{ids}\n1,S,Ada,,2026-10-02,1,2\n2,S,Bo,,03/04/2026,unsure,na\n".encode()
    )


@target(
    seeds=[_table(), _table().replace(b",", b";"), _table().decode().encode("utf-16")],
    words=(
        ",",
        ";",
        "\t",
        '"',
        '""',
        "\r\n",
        "sep=;\n",
        "unsure",
        "na",
        "Timestamp",
        "31.12.2026",
        "language",
        "model",
    ),
    most=1200,
)
def responses_csv(content: bytes) -> None:
    """A survey form's export, and the assessments of its rows."""
    read = responses.read(content, "a.csv", garden(), NOW)
    for each in read.unread:
        assert each.hint_in(EN)
    for found in read.assessments[:3]:
        _answers(found, content)


@target(
    seeds=[b"soil=2", b"water=stay", b"2", b"a=\xff", b"31.12.2026 23:59"],
    words=("=", "stay", "none", "unsure", "1e9", ".", "/", ":"),
    most=60,
)
def options(content: bytes) -> None:
    """What is typed after --set, --target, --aspect-note, --about, --role and --fail-below."""
    text, small = content.decode(errors="surrogateescape"), garden()
    id = small.questions[0].id
    for read in (
        lambda: recording.pairs([text], "bad-set"),
        lambda: recording.word(id, text, small),
        lambda: recording.targets([text], small),
        lambda: recording.aspect_notes([text], small),
        lambda: recording.role(text, small),
        lambda: conditions.limits([text]),
    ):
        with suppress(PemmError):
            read()


import surveys  # noqa: E402, F401  # its targets need what stands above
