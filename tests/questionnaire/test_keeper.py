"""The keeper of the file, against a real disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support import NOW

from pemm.assessment import answer, load, new, remark
from pemm.model import Model
from pemm.questionnaire.keeper import Keeper, utc_now
from pemm.storage import Conflict


def test_only_what_differs_is_saved(model: Model, tmp_path: Path) -> None:
    """The same assessment again does not touch the file."""
    path = tmp_path / "a.json"
    keeper = Keeper(path, None, None)
    assessment = new(model, NOW)
    keeper.keep(assessment)
    path.unlink()
    keeper.keep(assessment)
    assert not path.exists()


def test_a_failed_save_is_tried_again(model: Model, tmp_path: Path) -> None:
    """Trouble is told, the answer stays in memory, and the next save that works ends it."""
    folder = tmp_path / "gone"
    keeper = Keeper(folder / "a.json", None, None)
    keeper.keep(new(model, NOW))
    assert keeper.trouble is not None
    assert "a.json" in str(keeper.trouble)
    folder.mkdir()
    later = replace(new(model, NOW), subject="kept")
    keeper.keep(later)
    assert keeper.trouble is None
    assert load(folder / "a.json")[0].subject == "kept"


def test_what_cannot_be_saved_is_rescued(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes to another folder, under a name that tells what it is."""
    monkeypatch.chdir(tmp_path)
    keeper = Keeper(tmp_path / "gone" / "a.json", None, None)
    rescue = keeper.rescue(replace(new(model, NOW), subject="kept"))
    assert rescue is not None
    assert rescue.name.startswith("a.rescued-")
    assert load(rescue)[0].subject == "kept"


def test_a_conflict_is_not_swallowed(model: Model, tmp_path: Path) -> None:
    """A file that appeared meanwhile is not overwritten."""
    path = tmp_path / "a.json"
    keeper = Keeper(path, None, None)
    path.write_text("theirs")
    with pytest.raises(Conflict):
        keeper.keep(new(model, NOW))
    assert path.read_text() == "theirs"


def test_the_clock_tells_utc_to_the_second() -> None:
    """Times in files look like 2026-10-02T14:02:11Z."""
    now = utc_now()
    assert (len(now), now[10], now[-1]) == (20, "T", "Z")


def test_a_rescue_finds_a_place_when_its_name_is_taken(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody else left under that name stays, and only one file is written."""
    monkeypatch.chdir(tmp_path)
    keeper = Keeper(tmp_path / "gone" / "a.json", None, None)
    first = keeper.rescue(replace(new(model, NOW), subject="first"))
    second = keeper.rescue(replace(new(model, NOW), subject="second"))
    assert first is not None
    assert second is not None
    assert [load(each)[0].subject for each in (first, second)] == ["first", "second"]
    assert len(list(tmp_path.iterdir())) == 2


def test_what_is_missing_in_the_file_can_be_written_down(model: Model, tmp_path: Path) -> None:
    """Answers as --set takes them, with note and evidence; those that are saved are left out."""
    path = tmp_path / "a.json"
    one, two, three, *_ = model.questions
    saved = answer(new(model, NOW), model, one, NOW, value=2)
    keeper = Keeper(path, None, None)
    keeper.keep(saved)
    typed = answer(saved, model, two, NOW, reason="not_applicable")
    typed = remark(typed, model, three, NOW, note="why", evidence=("https://a.example",))
    path.unlink()
    path.mkdir()
    keeper.keep(typed)
    assert keeper.missing() == [f"{two.id}=na", f'{three.id}=unanswered "why" "https://a.example"']
