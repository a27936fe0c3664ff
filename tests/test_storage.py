"""Saving loses nothing: not by a crash, not by a full disk, not by somebody else's hand."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pemm.errors import PemmError
from pemm.storage import Conflict, digest_of, read, write, write_new

NOW = "2026-10-02T14:02:11Z"

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")
no_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write everything"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A saved file, alone in its folder."""
    path = tmp_path / "payments.json"
    path.write_bytes(b"one\n")
    return path


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def refused(*given) -> PemmError:
    with pytest.raises(PemmError) as error:
        write(*given, NOW)
    assert str(given[0]) in str(error.value)
    return error.value


def test_digests_chain_one_save_to_the_next(tmp_path):
    """Each save returns the digest that the next one asks for, and that reading gives."""
    path, digest = tmp_path / "a.json", None
    for content in (b"", b"one", b"two\n", b"two\n"):
        digest = write(path, content, digest, NOW)
        assert read(path) == (content, digest)
    assert names(tmp_path) == ["a.json"]


def test_a_changed_file_stays_and_ours_goes_beside(path):
    """What something else wrote meanwhile is untouched, and nothing of ours is lost."""
    _, digest = read(path)
    path.write_bytes(b"theirs\n")
    with pytest.raises(Conflict) as conflict:
        write(path, b"ours\n", digest, NOW)
    assert conflict.value.beside == path.with_name("payments.conflict-20261002T140211Z.json")
    assert (path.read_bytes(), conflict.value.beside.read_bytes()) == (b"theirs\n", b"ours\n")
    assert str(conflict.value.beside) in str(conflict.value)
    assert len(names(path.parent)) == 2


def test_a_file_created_meanwhile_stays(path):
    """A file that was to be new, and is there, is a conflict."""
    with pytest.raises(Conflict) as conflict:
        write(path, b"ours\n", None, NOW)
    assert (path.read_bytes(), conflict.value.beside.read_bytes()) == (b"one\n", b"ours\n")


def test_a_file_deleted_meanwhile_is_not_brought_back(path):
    """Somebody moved it away on purpose; ours goes beside the old name, and is not lost."""
    _, digest = read(path)
    path.unlink()
    with pytest.raises(Conflict) as conflict:
        write(path, b"ours\n", digest, NOW)
    assert conflict.value.beside.read_bytes() == b"ours\n"
    assert not path.exists()


def test_conflicts_never_replace_one_another(path):
    """Of several in one second, each has a name of its own."""
    for content in (b"a", b"b", b"c"):
        with pytest.raises(Conflict):
            write(path, content, "another", NOW)
    stem = "payments.conflict-20261002T140211Z"
    assert names(path.parent) == [f"{stem}-2.json", f"{stem}-3.json", f"{stem}.json", "payments.json"]
    assert {each.read_bytes() for each in path.parent.glob("*conflict*")} == {b"a", b"b", b"c"}


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_the_mode_is_kept(path, mode):
    """Who may read the file does not change by saving it, and no conflict file is open to more people."""
    path.chmod(mode)
    digest = write(path, b"two\n", digest_of(b"one\n"), NOW)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    with pytest.raises(Conflict) as conflict:
        write(path, b"three\n", "another" + digest, NOW)
    assert stat.S_IMODE(conflict.value.beside.stat().st_mode) == mode


@posix
def test_a_new_file_has_the_mode_of_the_umask(tmp_path):
    """A new file is readable as any other new file is, not 0600 as temporary files are."""
    before = os.umask(0o022)
    try:
        write(tmp_path / "a.json", b"x", None, NOW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o644


@posix
def test_links_are_followed(path, tmp_path):
    """The file behind a link is replaced, also through a second link; the links stay links."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "middle.json").symlink_to(path)
    link = folder / "link.json"
    link.symlink_to("middle.json")
    write(link, b"two\n", digest_of(b"one\n"), NOW)
    assert (link.is_symlink(), path.is_symlink(), path.read_bytes()) == (True, False, b"two\n")
    with pytest.raises(Conflict) as conflict:
        write(link, b"three\n", None, NOW)
    assert conflict.value.beside.parent == path.parent


@posix
def test_a_link_to_nothing_creates_what_it_names(tmp_path):
    """A dangling link is a file to be made where it points."""
    (tmp_path / "link.json").symlink_to("real.json")
    write(tmp_path / "link.json", b"x", None, NOW)
    assert (tmp_path / "real.json").read_bytes() == b"x"
    assert (tmp_path / "link.json").is_symlink()


@posix
def test_the_longest_name_that_the_system_takes(tmp_path):
    """A name of 255 bytes is saved, and a conflict over it still finds a place beside it."""
    path = tmp_path / ("ü" * 125 + ".json")
    digest = write(path, b"one", None, NOW)
    assert write(path, b"two", digest, NOW) == digest_of(b"two")
    for content in (b"ours", b"ours, too"):
        with pytest.raises(Conflict) as conflict:
            write(path, content, "another", NOW)
        assert conflict.value.beside.read_bytes() == content


def test_a_missing_folder_is_told(tmp_path):
    """Where there is no folder, nothing is made and a sentence says so."""
    error = refused(tmp_path / "no" / "a.json", b"x", None)
    assert (error.key, error.data["reason"]) == ("not-saved", os.strerror(errno.ENOENT))
    assert names(tmp_path) == []


def test_a_folder_in_place_of_the_file_is_told(tmp_path):
    """A folder is not replaced."""
    (tmp_path / "a.json").mkdir()
    assert refused(tmp_path / "a.json", b"x", None).key == "is-folder"


@posix
def test_a_pipe_is_not_replaced(tmp_path):
    """A pipe is refused at once instead of being waited for."""
    os.mkfifo(tmp_path / "a.json")
    assert refused(tmp_path / "a.json", b"x", None).key == "no-regular-file"
    with pytest.raises(PemmError, match="not a regular file"):
        write_new(tmp_path / "a.json", b"x")


@no_root
def test_a_folder_without_permission_leaves_the_file_whole(path):
    """Where nothing may be written, what was there stays, and no temporary file does."""
    path.parent.chmod(0o500)
    try:
        assert refused(path, b"two\n", digest_of(b"one\n")).key == "not-saved"
    finally:
        path.parent.chmod(0o700)
    assert (path.read_bytes(), names(path.parent)) == (b"one\n", ["payments.json"])


@no_root
def test_a_read_only_file_is_not_replaced(path):
    """Whoever made a file read-only wants it kept, though the folder would let us replace it."""
    path.chmod(0o400)
    assert refused(path, b"two\n", digest_of(b"one\n")).key == "not-saved"
    assert (path.read_bytes(), names(path.parent)) == (b"one\n", ["payments.json"])


LIMITED = """
import resource, sys
from pathlib import Path
from pemm import storage
from pemm.errors import PemmError
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
path = Path(sys.argv[1])
try:
    if sys.argv[2] == "report":
        storage.write_new(path, b"x" * 1001)
    else:
        storage.write(path, b"x" * 1001, storage.read(path)[1] if sys.argv[2] == "same" else "another", "now")
except PemmError as error:
    print(type(error).__name__, error.key, error)
"""


@posix
@pytest.mark.parametrize(
    ("how", "told"), [("same", "not-saved"), ("changed", "not-saved"), ("report", "not-written")]
)
def test_a_disk_that_takes_no_more_leaves_the_file_whole(path, how, told):
    """If the system refuses in the middle of writing, the previous file is whole and nothing else is left."""
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, path, how], capture_output=True, text=True, check=True
    )
    assert run.stdout.startswith(f"PemmError {told} {path} could not be ")
    assert (path.read_bytes(), names(path.parent)) == (b"one\n", ["payments.json"])


KILLED = """
import os, signal, sys
from pathlib import Path
from pemm import storage
os.replace = lambda *names: os.kill(os.getpid(), signal.SIGKILL)
storage.write(Path(sys.argv[1]), b"two", storage.read(Path(sys.argv[1]))[1], "now")
"""


@posix
def test_killed_just_before_the_last_step_the_file_is_whole(path):
    """The old content has its name until the new one is complete."""
    run = subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    assert run.returncode == -9
    assert path.read_bytes() == b"one\n"
    left = [name for name in names(path.parent) if name != "payments.json"]
    assert len(left) == 1
    assert left[0].startswith(".pemm-")
    assert (path.parent / left[0]).read_bytes() == b"two"


@posix
def test_the_content_is_on_the_disk_before_it_takes_the_name(path, monkeypatch):
    """File synced, then renamed, then the folder synced: a power cut leaves the old file or the new one."""
    steps = []

    def seen(step: str, real: Callable[..., None]) -> Callable[..., None]:
        return lambda *given: (steps.append((step, path.read_bytes())), real(*given))[1]

    monkeypatch.setattr(os, "fsync", seen("sync", os.fsync))
    monkeypatch.setattr(os, "replace", seen("rename", os.replace))
    write(path, b"two\n", digest_of(b"one\n"), NOW)
    assert steps == [("sync", b"one\n"), ("rename", b"one\n"), ("sync", b"two\n")]


def test_what_does_not_read_back_is_told(path, monkeypatch):
    """A save is only reported as one when the file reads back as it was written."""
    real = os.fsync

    def careless(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.ftruncate(descriptor, 1)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", careless)
    assert refused(path, b"two\n", digest_of(b"one\n")).key == "not-read-back"


def test_a_report_replaces_what_is_there(path):
    """A report file is written in one step, over an earlier one too, and keeps its mode."""
    path.chmod(0o600)
    write_new(path, b"report")
    write_new(path.with_name("new.md"), b"new")
    assert (path.read_bytes(), path.with_name("new.md").read_bytes()) == (b"report", b"new")
    assert stat.S_IMODE(path.stat().st_mode) == (0o600 if os.name == "posix" else 0o666)
    assert len(names(path.parent)) == 2
    with pytest.raises(PemmError, match="could not be written"):
        write_new(path / "below.md", b"x")


def test_a_conflict_names_the_file_and_what_stands_beside_it(path):
    """The sentence says which was left alone, and where ours is."""
    with pytest.raises(Conflict) as conflict:
        write(path, b"ours", "another", NOW)
    assert (conflict.value.key, conflict.value.data) == (
        "conflict",
        {"path": path, "beside": conflict.value.beside},
    )


def test_a_name_beside_that_is_taken_at_the_last_moment_is_passed_over(path, monkeypatch):
    """Between the choice of a name and its use another may have taken it; ours gets the next one."""
    taken = path.with_name("payments.conflict-20261002T140211Z.json")
    real = os.link

    def link(temporary: Path, target: Path) -> None:
        if target == taken:
            taken.write_bytes(b"theirs")
        real(temporary, target)

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(Conflict) as conflict:
        write(path, b"ours", "another", NOW)
    assert conflict.value.beside == path.with_name("payments.conflict-20261002T140211Z-2.json")
    assert (taken.read_bytes(), conflict.value.beside.read_bytes()) == (b"theirs", b"ours")


def test_what_stands_beside_and_does_not_read_back_is_told(path, monkeypatch):
    """A conflict is only reported as one when ours is safe; the sentence names the file."""
    real = os.fsync

    def careless(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.ftruncate(descriptor, 1)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", careless)
    error = refused(path, b"two\n", "another")
    assert (error.key, error.data["path"]) == ("not-read-back", path)


@pytest.mark.parametrize(("length", "kept"), [(195, 195), (200, 200), (201, 200), (240, 200)])
def test_a_long_name_is_shortened_beside_as_little_as_it_must(tmp_path, length, kept):
    """Two hundred bytes of it stay, and whose file it is can still be told."""
    path = tmp_path / ("x" * length + ".json")
    path.write_bytes(b"theirs")
    with pytest.raises(Conflict) as conflict:
        write(path, b"ours", None, NOW)
    assert conflict.value.beside.name == "x" * kept + ".conflict-20261002T140211Z.json"


def test_a_report_that_cannot_be_written_is_told_with_its_name_and_the_reason(path):
    """What the system says stands in the sentence."""
    with pytest.raises(PemmError) as error:
        write_new(path / "below.md", b"x")
    assert (error.value.key, error.value.data["path"]) == ("not-written", path / "below.md")
    assert error.value.data["reason"] == os.strerror(errno.ENOTDIR)
    path.with_name("folder.md").mkdir()
    with pytest.raises(PemmError) as error:
        write_new(path.with_name("folder.md"), b"x")
    assert (error.value.key, error.value.data) == ("is-folder", {"path": path.with_name("folder.md")})
