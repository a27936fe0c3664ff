"""Files made to hang, to fill the memory or to mislead: one sentence, soon, and nothing else happens."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from support import HERE, SAMPLES

if sys.platform == "win32":
    pytest.skip("needs fork, pipes with names and bounds on memory", allow_module_level=True)

from forking import Command, Ended, ran

GOOD = SAMPLES / "payments-2026.json"
GARDEN = (HERE / "models" / "garden.yaml").read_bytes()
SECONDS = 10  # a machine that is busy with other things; alone the slowest takes a quarter of it

HUGE = 2_400_000  # bytes; each of their values would take twenty times as much in memory
BOMB = b"a: &a [x, x, x]\n" + b"".join(
    b"%c: &%c [*%c, *%c, *%c]\n" % (n, n, n - 1, n - 1, n - 1) for n in range(ord("b"), ord("z"))
)


def sample(**changes: object) -> bytes:
    return json.dumps({**json.loads(GOOD.read_text("utf-8")), **changes}).encode()


ANY = {
    "empty": b"",
    "blank": b" \r\n\t\n",
    "nul": b"\0" * 5000,
    "nul-within": b'{"format": "pemm-assessment/1", "subject": "\0"}',
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "utf-32": '{"a": 1}'.encode("utf-32"),
    "latin-1": '{"a": "é"}'.encode("latin-1"),
    "lone-surrogate": b'{"a": "\xed\xa0\x80"}',
    "binary": bytes(range(256)) * 20,
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "one-long-line": b"x" * 1_000_000,
    "brackets": b"[" * 100_000,
    "braces": b'{"a":' * 100_000,
    "closed-brackets": b"[" * 100_000 + b"]" * 100_000,
    "quotation-marks": b'"' * 1_000_000,
    "commas": b"," * 1_000_000,
    "line-ends": b"\n" * 1_000_000,
}
JSON = {
    "nan": sample(answers={"investment_1": {"value": float("nan")}}),
    "infinity": sample(targets={"investment": float("inf")}),
    "minus-infinity": sample(about={"x": float("-inf")}),
    "huge-exponent": sample(x=0).replace(b'"x": 0', b'"x": 1e999999999'),
    "huge-number": sample(x=0).replace(b'"x": 0', b'"x": ' + b"9" * 100_000),
    "huge-value": sample(answers={"investment_1": {"value": 10**4000}}),
    "fraction": sample(answers={"investment_1": {"value": 2.0}}),
    "true": sample(answers={"investment_1": {"value": True}}),
    "duplicate-keys": b'{"format": "pemm-assessment/1", "format": "pemm-assessment/1"}',
    "deep": sample(x=0).replace(b'"x": 0', b'"x": ' + b"[" * 50_000 + b"]" * 50_000),
    "many-lists": sample(x=0).replace(b'"x": 0', b'"x": [' + b"[]," * (HUGE // 3) + b"[]]"),
    "many-objects": sample(x=0).replace(b'"x": 0', b'"x": [' + b"{}," * (HUGE // 3) + b"{}]"),
    "many-answers": b'{"format": "pemm-assessment/1", "model": {"id": "platform-engineering"}, "answers": {'
    + b",".join(b'"q%d":{"value":1}' % n for n in range(150_000))
    + b"}}",
    "much-evidence": sample(answers={"investment_1": {"value": 1, "evidence": [""]}}).replace(
        b'[""]', b"[" + b'"",' * (HUGE // 3) + b'""]'
    ),
    "newer": sample(format="pemm-assessment/999999"),
    "format-number": sample(format="pemm-assessment/" + "9" * 5000),
    "format-list": sample(format=[]),
    "another-report": b'{"format": "pemm-result/1"}',
    "model-of-a-device": sample(model={"id": "/dev/zero"}),
    "model-of-a-path": sample(model={"id": "../../../../etc/passwd"}),
}
YAML = {
    "alias-bomb": BOMB,
    "merge-bomb": b"a: &a {b: c}\n<<: *a\n",
    "object-tag": b'!!python/object/apply:os.system ["touch pwned"]',
    "tag": b"a: !!binary aGk=\n",
    "many-tags": b"".join(b"%%TAG !a%d! b\n" % n for n in range(100_000)) + b"--- a\n",
    "directives": b"%A b\n" * 300_000,
    "documents": b"---\n" * 400_000,
    "items": b"[" + b"1," * 990_000 + b"1]",
    "same-keys": b"k:\n" * 600_000,
    "other-keys": b"".join(b"k%d:\n" % n for n in range(200_000)),
    "pairs": b"[" + b"a: b," * 390_000 + b"]",
    "anchors": b"[" + b"&a ," * 490_000 + b"]",
    "question-marks": b"? " * 900_000,
    "dashes": b"- " * 900_000,
    "long-key": b"k" * 1_900_000 + b": 1\n" + b"k" * 1000 + b": 1\n",
    "long-tag": b"!" + b"t" * 1_900_000 + b" x",
    "broken-escape": b'a: "\\UFFFFFFFF"\n',
    "surrogate": b'a: "\\ud800"\n',
    "too-large": b"#" * 2_000_001,
}
MODELS = {
    "more-keys": GARDEN + b"".join(b"k%d: 1\n" % n for n in range(40_000)),
    "more-options": GARDEN.replace(
        b"options:\n", b"options:\n" + b"          - {value: 1, label: x}\n" * 30_000, 1
    ),
    "huge-value": GARDEN.replace(b"value: 1,", b"value: " + b"9" * 10_000 + b",", 1),
    "needs-circle": GARDEN + b"needs:\n"
    b"  - {aspect: soil, level: 3, needs: {aspect: water, level: 2}, why: x}\n"
    b"  - {aspect: water, level: 2, needs: {aspect: soil, level: 3}, why: x}\n",
    "community-bomb": b"metadata: {}\ncategories:\n" + b"  - {}\n" * 90_000,
}
CSV = {
    "columns": b"investment_1," + b"x," * 3_000_000,
    "cells": b"investment_1\n" + b"1," * 7_000_000,
    "wide-rows": b"investment_1" + b",x" * 1000 + b"\n" + (b"1" * 1 + b",y" * 1000 + b"\n") * 6_500,
    "open-quote": b'investment_1\n"' + b"x\n" * 1_000_000,
    "long-cell": b"investment_1\n" + b"x" * 1_000_000 + b"\n",
    "nul": b"investment_1\n\0\n",
    "half-utf-16": b"\xff\xfei",
    "same-columns": b"investment_1," * 5000 + b"\n1\n",
    "separator": b"sep=|\n" + b"|" * 100_000,
    "value": b"investment_1\n" + b"9" * 100_000 + b"\n",
    "formula": b"investment_1\n=cmd|' /C calc'!A0\n",
}
LINKS = {
    "many": b"?investment_1=1\n" * 20_000,
    "short": b"?\n" * 50_000,
    "many-parameters": b"?" + b"&".join(b"p%d=1" % n for n in range(200_000)),
    "long-link": b"?a=" + b"%41" * 7_000_000,
    "two-in-one": b"https://a.b/?x=1 " * 100_000,
    "roles": b"x\t" * 1_000_000 + b"?investment_1=1",
    "wrong": b"".join(b"?investment_1=%d\n" % n for n in range(5, 9_000)),
}


def one_sentence(what: str, ended: Ended, codes: tuple[int, ...] = (1,)) -> None:
    """No traceback, nothing on standard output, the exit code, a message that can be read, and in time."""
    told = ended.err.decode()
    assert ended.code in codes, (what, ended.code, told[-500:])
    assert "Traceback" not in told, (what, told)
    assert "has a fault" not in told, (what, told)
    assert ended.out == b"", (what, ended.out[:200])
    assert 0 < len(told.strip()) < 100_000, (what, told[:300])
    assert ended.seconds < SECONDS, (what, ended.seconds)


def refused(contents: dict[str, bytes], ending: str, folder: Path, *uses: list[str]) -> None:
    """Every file with such a content is refused by every command in `uses`, where FILE stands for it."""
    told, commands = [], []
    for name, content in contents.items():
        path = folder / "files" / f"{name}{ending}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        for use in uses:
            told.append(f"{name}: {' '.join(use)}")
            commands.append(Command([str(path) if word == "FILE" else word for word in use]))
    for what, ended in zip(told, ran(commands, folder), strict=True):
        one_sentence(what, ended)
    assert sorted(path.name for path in folder.iterdir()) == ["files"]  # nothing was written, nothing ran


def test_no_hostile_json_is_taken_for_an_assessment(tmp_path: Path) -> None:
    """Whatever reads assessments refuses what is none, however large it would become in memory."""
    refused({**ANY, **JSON}, ".json", tmp_path, ["show", "FILE"])


@pytest.mark.slow
def test_no_command_takes_hostile_json(tmp_path: Path) -> None:
    """The same for every command and option that reads an assessment."""
    good = str(GOOD)
    refused(
        {**ANY, **JSON},
        ".json",
        tmp_path,
        ["export", "FILE", "--format", "csv"],
        ["compare", good, "FILE"],
        ["compare", "FILE", good],
        ["plan", "FILE"],
        ["trend", good, "FILE"],
        ["link", "FILE"],
        ["assess", "FILE", "--set", "investment_1=1"],
        ["assess", "new.json", "--from", "FILE", "--no-input"],
        ["import", "FILE", "-o", "new.json"],
    )


@pytest.mark.slow
def test_no_hostile_file_is_taken_for_answers(tmp_path: Path) -> None:
    """--answers refuses the same, as JSON and as YAML."""
    use = ["assess", "new.json", "--answers", "FILE"]
    refused({**ANY, **JSON}, ".json", tmp_path, use)
    refused({**ANY, **YAML}, ".yaml", tmp_path, use)


def test_no_hostile_file_is_taken_for_a_model(tmp_path: Path) -> None:
    """Bombs of aliases, tags that run programs, floods of keys: a model is refused at the first of them."""
    # One of each kind; all of them with `-m slow`, below.
    kinds = (
        "alias-bomb",
        "object-tag",
        "many-tags",
        "items",
        "same-keys",
        "question-marks",
        "surrogate",
        "too-large",
    )
    chosen = {name: YAML[name] for name in kinds}
    refused({**chosen, **MODELS}, ".yaml", tmp_path, ["model", "show", "--model", "FILE"])


@pytest.mark.slow
def test_no_command_takes_a_hostile_model(tmp_path: Path) -> None:
    """The same for every command that takes a model, and for a language file."""
    use = ["--model", "FILE"]
    refused(
        {**ANY, **YAML, **MODELS},
        ".yaml",
        tmp_path,
        ["show", str(GOOD), *use],
        ["assess", "new.json", *use, "--no-input"],
        ["import", "?investment_1=1", *use],
        ["model", "diff", "FILE", "platform-engineering"],
        ["model", "diff", "platform-engineering", "FILE"],
    )
    base = tmp_path / "files" / "garden.yaml"
    base.write_bytes(GARDEN)
    commands = []
    for name, content in YAML.items():
        path = base.with_name(f"garden.{name.replace('-', '')}.yaml")
        path.write_bytes(content)
        commands.append(Command(["model", "show", "--model", str(base), "--lang", name.replace("-", "")]))
    for name, ended in zip(YAML, ran(commands, tmp_path), strict=True):
        one_sentence(name, ended)


@pytest.mark.slow
def test_every_error_of_a_model_is_told_within_bounds(tmp_path: Path) -> None:
    """pemm model check prints the errors as its result, of very many the first."""
    commands = []
    for name, content in {**YAML, **MODELS}.items():
        (tmp_path / f"{name}.yaml").write_bytes(content)
        commands.append(Command(["model", "check", f"{name}.yaml"]))
    for name, ended in zip({**YAML, **MODELS}, ran(commands, tmp_path), strict=True):
        assert (ended.code, ended.err) == (1, b""), (name, ended)
        assert 0 < len(ended.out) < 100_000, name
        assert ended.seconds < SECONDS, (name, ended.seconds)


@pytest.mark.slow
def test_a_folder_of_hostile_models_stops_nothing(tmp_path: Path) -> None:
    """PEMM_MODELS may hold anything, pipes and devices too: what is no model is named, the others are found."""
    head = b"format: pemm-model/1\nid: m%d\n"
    for number, content in enumerate([*list(YAML.values())[::3], *MODELS.values()]):
        (tmp_path / f"m{number}.yaml").write_bytes(head % number + content)
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    (tmp_path / "circle.yaml").symlink_to("circle.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "garden.yaml").write_bytes(GARDEN)
    env = {"PEMM_MODELS": str(tmp_path)}
    (tmp_path / "empty").mkdir()
    listed, shown = ran(
        [Command(["model", "list", "--plain"], env), Command(["model", "show", "--model", "garden"], env)],
        tmp_path / "empty",
    )
    assert (listed.code, shown.code, shown.err) == (0, 0, b"")
    assert b"garden" in listed.out
    assert b"m0.yaml" in listed.err
    assert listed.seconds < 2 * SECONDS


@pytest.mark.slow
def test_no_hostile_table_or_list_of_links_is_imported(tmp_path: Path) -> None:
    """pemm import refuses them all, and writes nothing."""
    use = ["import", "FILE", "-o", "new.ndjson"]
    refused({**ANY, **CSV}, ".csv", tmp_path, use)
    refused({**ANY, **LINKS}, ".txt", tmp_path, use)


@pytest.fixture
def odd(tmp_path: Path) -> dict[str, str]:
    """What stands in a file system and is no readable file, by kind."""
    folder = tmp_path / "odd"
    folder.mkdir()
    with open(folder / "huge.json", "wb") as file:
        file.truncate(1_000_000_000)  # takes no room: it is one hole
    os.mkfifo(folder / "pipe.json")
    (folder / "circle.json").symlink_to("circle.json")
    (folder / "nowhere.json").symlink_to("/nowhere/at/all")
    (folder / "zero.json").symlink_to("/dev/zero")
    (folder / "folder.json").mkdir()
    found = {path.stem: str(path) for path in folder.iterdir()}
    devices = {
        name: f"/dev/{name}" for name in ("zero", "full", "tty", "random") if Path("/dev", name).exists()
    }
    return {**found, **{f"device {name}": path for name, path in devices.items()}}


def test_what_is_no_file_is_refused_by_every_reader(odd: dict[str, str], tmp_path: Path) -> None:
    """A gigabyte, a pipe that nobody writes into, devices, links in a circle: none is waited for."""
    (tmp_path / "work").mkdir()
    told, commands = [], []
    for kind, path in odd.items():
        uses = [
            ["show", path],
            ["compare", str(GOOD), path],
            ["assess", path, "--set", "investment_1=1"],
            ["assess", "new.json", "--answers", path],
            ["model", "diff", "platform-engineering", path],
            ["import", path],
        ]
        # Only once for the pipe: each reader gives a writer a second to come.
        for use in uses[:1] if kind == "pipe" else uses:
            told.append(f"{kind}: {' '.join(use)}")
            commands.append(Command(use))
    for what, ended in zip(told, ran(commands, tmp_path / "work"), strict=True):
        one_sentence(what, ended)
    assert list((tmp_path / "work").iterdir()) == []


def test_standard_input_without_an_end_is_refused(tmp_path: Path) -> None:
    """`yes | pemm show -` ends: more than any file holds is not read."""
    uses = [["show", "-"], ["assess", "new.json", "--answers", "-"], ["import", "-"]]
    for use, ended in zip(
        uses, ran([Command(use, stdin="/dev/zero") for use in uses], tmp_path), strict=True
    ):
        one_sentence(" ".join(use), ended)


def test_a_language_is_no_path(tmp_path: Path) -> None:
    """--lang and PEMM_LANG name one of the languages there are, or nothing."""
    told, commands = [], []
    for path in ("../../etc/passwd", "/etc/passwd", "..", "en/../en", "en\n", "en.yaml", "*"):
        told += [path] * 5
        commands += [
            Command(["show", str(GOOD), "--lang", path]),
            Command(["model", "diff", "platform-engineering", "platform-engineering", "--lang", path]),
            Command(["assess", "new.json", "--set", "investment_1=1", "--lang", path]),
            Command(["show", str(GOOD)], {"PEMM_LANG": path}),
            Command(["model", "list"], {"PEMM_LANG": path}),
        ]
    for what, ended in zip(told, ran(commands, tmp_path), strict=True):
        one_sentence(what, ended)
        assert b"root:" not in ended.err
    assert list(tmp_path.iterdir()) == []


def test_what_waits_in_a_folder_is_no_trap(tmp_path: Path, odd: dict[str, str]) -> None:
    """Without FILE, pemm assess looks through the folder; what it cannot read there it does not offer."""
    folder = tmp_path / "odd"
    for name, content in JSON.items():
        (folder / f"{name}.json").write_bytes(content)
    (ended,) = ran([Command(["assess", "--plain"])], folder)
    assert ended.code == 0, ended.err.decode()
    assert b"Traceback" not in ended.err
    assert ended.seconds < SECONDS


@pytest.mark.slow
def test_no_hostile_file_stops_a_survey(tmp_path: Path) -> None:
    """Beside a good respondent each is named and left out, or its answers that can be read are counted."""
    good = tmp_path / "good.json"
    good.write_bytes(GOOD.read_bytes())
    sources = [
        (".json", {**ANY, **JSON}),
        (".ndjson", {**ANY, **JSON}),
        (".csv", {**ANY, **CSV}),
        (".txt", LINKS),
    ]
    told, commands = [], []
    for ending, contents in sources:
        for name, content in contents.items():
            path = tmp_path / f"{name}{ending}"
            path.write_bytes(content)
            told.append(path.name)
            commands.append(Command(["survey", str(path), str(good)]))
    for what, ended in zip(told, ran(commands, tmp_path), strict=True):
        message = ended.err.decode()
        assert ended.code == 0, (what, ended.code, message[-500:])
        assert "Traceback" not in message, what
        assert len(message) < 20_000, what
        assert ended.seconds < SECONDS, (what, ended.seconds)
