"""Whatever a person wrote, wherever: what comes out is only read, in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import html5lib
import pytest
from hostile import MEGABYTE, TEXTS, assessment_with, turning
from markdown_it import MarkdownIt
from support import HERE, SAMPLES, Run

from pemm import modelfile

BEFORE, AFTER = (json.loads((SAMPLES / f"payments-{year}.json").read_text("utf-8")) for year in (2025, 2026))
STYLE = re.compile(r"\x1b\[[0-9;]*m")  # what pemm itself writes for colours
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# Those that can be a file's name; a byte that is no UTF-8 stands for the half pairs, which no name can hold.
NAMED = [re.sub("[\ud800-\udfff]", "\udcff", text) for text in TEXTS if "\0" not in text and "/" not in text]


def spread(step: int) -> list[Any]:
    """Where to begin in TEXTS: here and there, and with `-m slow` everywhere else."""
    return [
        pytest.param(start, marks=[] if start % step == 0 else [pytest.mark.slow])
        for start in range(len(TEXTS))
    ]


def named(start: int) -> str:
    return ascii(TEXTS[start])[1:-1][:30]


def acts(char: str) -> bool:
    """Whether a character steers instead of being read; joiners stand inside words and emoji."""
    return char not in "\n\u200c\u200d" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def check_terminal(text: str) -> None:
    assert not [char for char in STYLE.sub("", text) if acts(char)], ascii(text)


def check_json(text: str) -> None:
    json.loads(text)
    assert not [char for char in text if acts(char)]


def check_csv(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len({len(row) for row in rows}) == 1
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(FORMULA), cell
        assert not [char for char in cell if acts(char) and char != "\t"], ascii(cell)


def check_md(text: str) -> None:
    assert not [char for char in text if acts(char) and char != "\u2060"], ascii(text)
    for block in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        for token in (block, *(block.children or ())):
            assert token.type not in (
                "html_block",
                "html_inline",
                "image",
                "fence",
                "code_block",
                "hr",
                "s_open",
            )
            if token.type == "link_open":
                assert str(token.attrGet("href")).startswith(("http://", "https://"))


def check_html(text: str) -> None:
    assert not [char for char in text if acts(char)], ascii(text)
    check_tree(html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text))


def check_svg(text: str) -> None:
    check_tree(ElementTree.fromstring(text))


def check_tree(root: ElementTree.Element) -> None:
    """No element or attribute that runs or loads anything; links lead to the web or within the page."""
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2].lower()
        assert tag not in {*("script", "iframe", "object", "embed", "img", "image", "form", "input", "base")}
        assert tag not in {*("foreignobject", "animate", "set", "textarea", "audio", "video")}
        for name, value in element.attrib.items():
            key = name.rpartition("}")[2].lower()
            assert not key.startswith("on"), (tag, name)
            if key in ("href", "src"):
                followed = value.startswith(("https://", "http://")) and tag == "a"
                assert value.startswith("#") or followed or (tag, value) == ("link", "data:,"), (tag, value)
            assert "url(" not in value or "url(#" in value


CHECKS = {"json": check_json, "csv": check_csv, "md": check_md, "html": check_html, "svg": check_svg}


def write(folder: Path, start: int) -> list[Path]:
    """Two assessments of different years, the texts going round from `start`, with names that are hostile too."""
    paths = []
    for sample, name in ((BEFORE, "before"), (AFTER, "after")):
        path = folder / f"{name} {NAMED[start % len(NAMED)]}.json"
        path.write_text(json.dumps(assessment_with(sample, turning(TEXTS, start))), "utf-8")
        paths.append(path)
    return paths


def commands(before: Path, after: Path) -> list[list[object]]:
    return [
        ["show", after, "--all"],
        ["show", after, "--table"],
        ["compare", before, after],
        ["plan", after, "--all"],
        ["trend", before, after],
    ]


@pytest.mark.parametrize("start", spread(9), ids=named)
def test_every_text_in_every_place_is_only_read(
    start: int, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each place has each text once; the terminal, ears, colours and every format of text stay harmless."""
    before, after = write(tmp_path, start)
    shapes = [("80", {}, []), ("40", {}, []), ("80", {}, ["--plain"]), ("80", {"FORCE_COLOR": "1"}, [])]
    for place, command in enumerate(commands(before, after)):
        # Every shape of the report that holds the most; of the others one each, another with every text.
        for width, env, more in shapes if place == 0 else [shapes[(start + place) % len(shapes)]]:
            with monkeypatch.context() as changed:
                changed.setenv("COLUMNS", width)
                for name, value in env.items():
                    changed.setenv(name, value)
                ran = run(*command, *more)
                assert ran.code == 0, ran.err
                check_terminal(ran.out + ran.err)
        for name in ("json", "csv", "md"):
            if place == 0 or (start + place) % 3 == 0:
                ran = run(*command, "--format", name)
                assert ran.code == 0, ran.err
                CHECKS[name](ran.out)
                check_terminal(ran.err)
    said = run("link", after)
    check_terminal(said.out + said.err)
    assert said.code == 0


def test_every_text_is_only_read_in_a_page_and_in_pictures(run: Run, tmp_path: Path) -> None:
    """HTML runs and loads nothing, an SVG and a PDF neither, whatever is drawn in them."""
    # A picture takes long to draw: all texts stand in its title, the other places go round.
    sample = assessment_with(AFTER, turning(TEXTS, 0))
    sample["subject"] = " ".join(TEXTS)
    path = tmp_path / "a.json"
    path.write_text(json.dumps(sample), "utf-8")
    ran = run("show", path, "--all", "-o", "a.html", "-o", "a.svg", "-o", "a.pdf", "--client", TEXTS[10])
    assert ran.code == 0
    check_terminal(ran.err)
    check_html(Path("a.html").read_text("utf-8"))
    check_svg(Path("a.svg").read_text("utf-8"))
    check_pdf(Path("a.pdf"))


def check_pdf(path: Path) -> None:
    content = path.read_bytes()
    assert not re.search(rb"/(JavaScript|JS|URI|Launch|OpenAction|AA|EmbeddedFile|SubmitForm)\b", content)
    if reader := shutil.which("pdftotext"):
        text = subprocess.run([reader, path, "-"], capture_output=True, check=True).stdout.decode()
        assert "Operations" in text
        assert not [char for char in text if acts(char) and char != "\f"]


@pytest.mark.slow
@pytest.mark.parametrize("start", range(len(TEXTS)), ids=named)
def test_every_text_in_every_place_of_a_page_and_a_picture(start: int, run: Run, tmp_path: Path) -> None:
    """The same for every report and each text in each place, drawn anew for each."""
    before, after = write(tmp_path, start)
    for number, command in enumerate(commands(before, after)):
        page, picture = f"{number}.html", f"{number}.svg"
        drawn = ["-o", picture] if command[0] != "plan" and "--table" not in command else []
        ran = run(*command, "-o", page, *drawn, "--author", TEXTS[start].replace("\0", ""))
        assert ran.code == 0, ran.err
        check_html(Path(page).read_text("utf-8"))
        if drawn:
            check_svg(Path(picture).read_text("utf-8"))


@pytest.mark.parametrize("start", spread(9), ids=named)
def test_a_text_in_a_model_is_refused_or_only_read(start: int, run: Run, tmp_path: Path) -> None:
    """Names, labels, steps and help of somebody's model are read with care, or the file is refused."""
    kept = ("id", "format", "version", "texts", "language", "value", "goal", "since", "until")

    def filled(part: object, key: str = "") -> object:
        if isinstance(part, dict):
            return {each: filled(value, each) for each, value in part.items() if value is not None}
        if isinstance(part, list):
            return [filled(each, key) for each in part]
        return TEXTS[start] if isinstance(part, str) and key not in kept else part

    plain = filled(modelfile.read_model(HERE / "models" / "garden.yaml"))
    assert isinstance(plain, dict)
    path = tmp_path / f"{NAMED[start % len(NAMED)]}.yaml"
    path.write_text(json.dumps({"format": "pemm-model/1", **plain}, ensure_ascii=True), "utf-8")
    checked = run("model", "check", path)
    check_terminal(checked.out + checked.err)
    check_terminal(run("model", "list").err)
    if checked.code:
        return
    for part in ([], ["soil"], ["soil_1"]):
        check_terminal(run("model", "show", *part, "--model", path).out)
        for name in ("json", "csv", "md", "html"):
            CHECKS[name](run("model", "show", *part, "--model", path, "--format", name).out)
    told = run("model", "diff", HERE / "models" / "garden.yaml", path, "--format", "md")
    assert told.code == 0
    check_md(told.out)
    run("assess", "a.json", "--model", path, "--set", "soil_1=1", "--target", "3")
    for command in (["show", "a.json", "--all"], ["plan", "a.json"], ["assess", "b.json", "--plain"]):
        ran = run(*command, "--model", path)
        check_terminal(ran.out + ran.err)


@pytest.mark.parametrize("start", spread(9), ids=named)
def test_messages_quote_a_text_without_obeying_it(start: int, run: Run, tmp_path: Path) -> None:
    """Errors and notices name files, options, links and cells; none of it reaches the terminal as it came."""
    # As an argument of any bytes arrives: without a NUL, and with no half pairs but those for bytes.
    text = re.sub("[\ud800-\udfff]", "\udcff", TEXTS[start].replace("\0", ""))
    (tmp_path / "links.txt").write_text(f"{text}\t?investment_1=2\n?{text}\n", "utf-8", "surrogateescape")
    (tmp_path / "cells.csv").write_text(
        f'investment_1,name,"{text}"\n"{text}",x,1\n', "utf-8", "surrogateescape"
    )
    (tmp_path / "keys.yaml").write_text(json.dumps({text: text, "investment_1": {text: text}}), "utf-8")
    (tmp_path / "values.json").write_text(
        json.dumps({"format": text, "answers": {text: {"value": text}}}), "utf-8"
    )
    (tmp_path / "bad.json").write_text(json.dumps({**AFTER, "targets": {text: text}}), "utf-8")
    (tmp_path / "other.json").write_text(json.dumps({**AFTER, "model": {"id": text or "x"}}), "utf-8")
    for command in (
        ["show", text],
        ["show", "other.json"],
        ["show", "bad.json"],
        ["show", "values.json"],
        ["model", "check", "keys.yaml", text],
        ["model", "show", text],
        ["model", "show", "--lang", text],
        ["model", "show", "--format", text],
        ["model", "show", "-o", text],
        ["model", "show", "--model", text],
        ["import", "links.txt"],
        [
            "import",
            f"?investment_1={quote(text, errors='surrogateescape')}&{quote(text, errors='surrogateescape')}=1",
        ],
        ["import", "cells.csv"],
        ["assess", "a.json", "--answers", "keys.yaml"],
        ["assess", "a.json", "--set", f"investment_1={text}"],
        ["assess", "a.json", "--target", f"{text}={text}"],
        ["assess", "a.json", "--role", text],
        [text],
        ["show", f"--{text}"],
    ):
        ran = run(*command)
        assert ran.code in (0, 1, 2), (command, ran)
        assert ran.code or command[:2] == ["import", "links.txt"] or command[0] == "import", (command, ran)
        check_terminal(ran.out + ran.err)
        assert "fault" not in ran.err


def test_a_megabyte_in_a_line_is_only_long(run: Run, tmp_path: Path) -> None:
    """In every place at once, it is shown or cut, and a message about it stays short."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps(assessment_with(AFTER, lambda: MEGABYTE[:20_000])), "utf-8")
    for command in (["show", path], ["plan", path], ["show", path, "--format", "csv"], ["link", path]):
        ran = run(*command)
        assert ran.code == 0
        check_terminal(ran.err)
        assert len(ran.err) < 10_000
    for command in (["show", "x" * 100_000], ["import", "?" + MEGABYTE], ["model", "show", MEGABYTE]):
        ran = run(*command)
        assert ran.code == (command[0] != "import")
        assert len(ran.err) < 10_000


@pytest.mark.skipif(sys.platform == "win32", reason="needs file names of any bytes")
def test_the_model_that_a_file_names_is_never_a_path(run: Run, tmp_path: Path) -> None:
    """A stranger's assessment cannot make pemm open a file of its choice; an id is looked up, no more."""
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: hunter2\n", "utf-8")
    for id in (str(secret), "./secret.yaml", "../secret.yaml", "/dev/zero/x.yaml", "\\\\evil\\share\\x.yaml"):
        path = tmp_path / "a.json"
        path.write_text(json.dumps({**AFTER, "model": {"id": id}}), "utf-8")
        for command in (
            ["show", path],
            ["plan", path],
            ["link", path],
            ["assess", path, "--set", "investment_1=1"],
        ):
            ran = run(*command)
            assert (ran.code, ran.out) == (1, "")
            assert "There is no model" in ran.err
            assert "password" not in ran.err
