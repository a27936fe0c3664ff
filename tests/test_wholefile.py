"""One whole file under its name: whose it is, what a kill leaves, and who cleans that up."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pemm import wholefile
from pemm.storage import Conflict, digest_of, read, write, write_new

if sys.platform == "win32":
    pytest.skip("needs a POSIX file system", allow_module_level=True)

NOW = "2026-10-02T14:02:11Z"
ALICE, HER_GROUP, ANOTHER_GROUP = 54321, 54322, 54323  # nobody needs to have them
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "payments.json"
    path.write_bytes(b"one")
    return path


def whose(path: Path) -> tuple[int, int, int]:
    now = path.stat()
    return now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)


@as_root
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o660, 0o664])
def test_root_saves_another_s_file_and_it_stays_another_s(path: Path, mode: int) -> None:
    """Owner, group and mode are those it had; so are those of a report that is replaced."""
    os.chown(path, ALICE, HER_GROUP)
    path.chmod(mode)
    digest = write(path, b"two", digest_of(b"one"), NOW)
    assert whose(path) == (ALICE, HER_GROUP, mode)
    write_new(path, b"one")
    assert whose(path) == (ALICE, HER_GROUP, mode)
    with pytest.raises(Conflict) as conflict:
        write(path, b"three", digest, NOW)
    assert whose(conflict.value.beside) == (ALICE, HER_GROUP, mode)  # she can put the two together


@as_root
def test_a_link_to_another_s_file_changes_neither(path: Path, tmp_path: Path) -> None:
    """The link stays root's, the file behind it stays hers."""
    os.chown(path, ALICE, HER_GROUP)
    link = tmp_path / "link.json"
    link.symlink_to(path.name)
    write(link, b"two", digest_of(b"one"), NOW)
    assert (link.is_symlink(), link.lstat().st_uid) == (True, 0)
    assert (path.stat().st_uid, path.read_bytes()) == (ALICE, b"two")


WITHOUT_CHOWN = """
import ctypes, os, sys
from pathlib import Path
from pemm.storage import read, write
CAPBSET_DROP, CHOWN = 24, 0
if sys.argv[2] == "drop":
    assert ctypes.CDLL(None).prctl(CAPBSET_DROP, CHOWN, 0, 0, 0) == 0
    os.execv(sys.executable, [sys.executable, "-c", sys.orig_argv[2], sys.argv[1], "write"])
os.umask(0)
write(Path(sys.argv[1]), b"two", read(Path(sys.argv[1]))[1], "now")
"""


@as_root
@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
@pytest.mark.parametrize(
    ("before", "after"), [(0o660, 0o600), (0o664, 0o644), (0o640, 0o600), (0o604, 0o644), (0o600, 0o600)]
)
def test_a_group_that_cannot_be_kept_gives_nobody_more(path: Path, before: int, after: int) -> None:
    """Without the right to give files away saving works; the new group may do what everybody may."""
    os.chown(path, ALICE, HER_GROUP)
    path.chmod(before)
    subprocess.run([sys.executable, "-c", WITHOUT_CHOWN, path, "drop"], check=True)
    assert path.read_bytes() == b"two"
    assert whose(path) == (0, os.getegid(), after)


def test_a_group_of_ours_is_kept(path: Path) -> None:
    """No root is needed to keep a file in a group that one is a member of."""
    groups = [each for each in os.getgroups() if each != os.getegid()]
    if os.geteuid() == 0:
        groups = [ANOTHER_GROUP]
    if not groups:
        pytest.skip("a member of one group only")
    os.chown(path, -1, groups[0])
    path.chmod(0o640)
    write(path, b"two", digest_of(b"one"), NOW)
    assert whose(path) == (os.geteuid(), groups[0], 0o640)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes are Linux's")
def test_extended_attributes_are_kept(path: Path) -> None:
    """A tag on the file, and with it its access list, is there after saving."""
    try:
        os.setxattr(path, "user.pemm.test", b"kept")
    except OSError:
        pytest.skip("this file system knows none")
    write(path, b"two", digest_of(b"one"), NOW)
    assert os.getxattr(path, "user.pemm.test") == b"kept"


def test_nobody_reads_along_while_a_private_file_is_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary file is never open to more people than the file itself."""
    path.chmod(0o600)
    modes = []
    real = os.fsync

    def seen(descriptor: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", seen)
    write(path, b"two", digest_of(b"one"), NOW)
    assert modes[0] == 0o600


KILLED_AT_EVERY_STEP = """
import os, signal, sys
from pathlib import Path
from pemm import storage
path, old, new = Path(sys.argv[1]), sys.argv[2].encode(), sys.argv[3].encode()
number, left = 0, 0
while True:
    number += 1
    path.unlink(missing_ok=True)
    if old:
        path.write_bytes(old)
    child = os.fork()
    if child == 0:
        steps = 0
        def count(frame, event, argument):
            # Each call into the system, and each return from it, is a step.
            global steps
            if event in ("c_call", "c_return"):
                steps += 1
                if steps == number:
                    os.kill(os.getpid(), signal.SIGKILL)
        digest = storage.digest_of(old) if old else None
        sys.setprofile(count)
        storage.write(path, new, digest, "now")
        sys.setprofile(None)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    content = path.read_bytes() if path.exists() else b""
    assert content in (old, new), (number, content)
    others = [each for each in path.parent.iterdir() if each != path]
    assert len(others) <= 1, (number, others)
    assert all(each.name.startswith(".pemm-") for each in others), others
    if others:
        left += 1
    # The next run goes on, and a save or two later nothing is left.
    digest = storage.digest_of(content) if content else None
    for again in (b"again", b"and again"):
        digest = storage.write(path, again, digest, "now")
    assert [each.name for each in path.parent.iterdir()] == [path.name], number
    if os.WIFEXITED(status):
        break
print(number, left)
"""


@pytest.mark.parametrize("old", ["", "one"], ids=["a new file", "a file that is replaced"])
def test_killed_at_every_step_of_saving(old: str, tmp_path: Path) -> None:
    """Before and after each single call: the old content or the new one is there, whole, and the next
    save takes away what was left."""
    run = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EVERY_STEP, tmp_path / "a.json", old, "two" * 1000],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    steps, left = map(int, run.stdout.split())
    assert steps > 50
    assert left > 10  # kills that did leave a temporary file


def left_by_a_kill(path: Path) -> Path:
    """A temporary file of this path, as a killed process leaves it."""
    script = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom pemm import storage\n"
        "os.replace = os.link = lambda *names: os.kill(os.getpid(), signal.SIGKILL)\n"
        "path = Path(sys.argv[1])\n"
        "storage.write(path, b'left', storage.read(path)[1], 'now')\n"
    )
    before = set(path.parent.iterdir())
    assert subprocess.run([sys.executable, "-c", script, path], check=False).returncode == -9
    (left,) = set(path.parent.iterdir()) - before
    return left


def test_the_next_save_removes_what_a_kill_left_of_the_same_file_only(path: Path, tmp_path: Path) -> None:
    """Nothing else goes: not another file's temporary, not what only looks alike, no folder, no link."""
    other = tmp_path / "other.json"
    other.write_bytes(b"other")
    others, ours = left_by_a_kill(other), left_by_a_kill(path)
    alike = [
        ours.with_name(ours.name + ".bak"),
        ours.with_name(ours.name.replace(".tmp", "")),
        ours.with_name(ours.name[:-5] + ".tmp"),
        ours.with_name(".pemm-notes.tmp"),
        ours.with_name(".pemm-1234-0123abcd.tmp"),
    ]
    for each in alike:
        each.write_bytes(b"mine")
    folder, link = (ours.with_name(ours.name[:-12] + end) for end in ("00000000.tmp", "11111111.tmp"))
    folder.mkdir()
    link.symlink_to(other)
    kept = {path, other, others, folder, link, *alike}
    write(path, b"two", digest_of(b"one"), NOW)
    assert set(tmp_path.iterdir()) == kept
    write(other, b"2", digest_of(b"other"), NOW)
    assert set(tmp_path.iterdir()) == kept - {others}


def test_a_save_that_fails_removes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a kill left may be all there is, as long as nothing newer is safe."""
    left = left_by_a_kill(path)
    with pytest.raises(Conflict):
        write(path, b"two", "another", NOW)
    assert left.exists()


def test_a_temporary_file_that_may_be_in_use_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no lock tells whether another process is writing it, only an old one goes."""
    monkeypatch.setattr(wholefile, "_PATIENCE", 0.0)
    young, old = left_by_a_kill(path), left_by_a_kill(path)
    an_hour_ago = time.time() - 3600
    os.utime(old, (an_hour_ago, an_hour_ago))
    with wholefile.alone(path.parent):
        write(path, b"two", read(path)[1], NOW)
    assert (young.exists(), old.exists()) == (True, False)


def test_a_file_system_without_hard_links_creates_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There a new file takes its name by a rename; a name that is taken is still seen."""

    def refuse(*names: object) -> None:
        raise PermissionError("no hard links here")  # as such a system does; none can be mounted in a test

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "a.json"
    assert write(path, b"one", None, NOW) == digest_of(b"one")
    assert wholefile.create(path, b"two") is False
    assert (path.read_bytes(), len(list(tmp_path.iterdir()))) == (b"one", 1)
