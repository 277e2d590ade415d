"""Several people in one binder: each sees the other and their changes; no session that died is in the way."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.model.errors import Held
from binder.vault import Vault, check, filesystem
from binder.vault.filesystem import is_network, kind_of

from .conftest import lab_report

OTHER = """
import sys
from pathlib import Path
from binder.vault import Vault
vault = Vault.open(Path(sys.argv[1]), key=bytes.fromhex(sys.argv[2]), actor="jonas")
for line in sys.stdin:
    verb, _, rest = line.strip().partition(" ")
    if verb == "announce":
        vault.announce(rest)
    elif verb == "set":
        vault.set_meta("note", rest)
    elif verb == "see":
        print("; ".join(f"{s.user}: {s.what}" for s in vault.sessions() if not s.own), flush=True)
        continue
    elif verb == "write":
        with vault.transaction():
            print("writing", flush=True)
            sys.stdin.readline()
    elif verb == "leave":
        vault.close()
    print("done", flush=True)
"""

COUNT = """
import sys
from pathlib import Path
from binder.vault import Vault
vault = Vault.open(Path(sys.argv[1]), key=bytes.fromhex(sys.argv[2]))
for _ in range(int(sys.argv[3])):
    with vault.transaction():
        vault.set_meta("count", str(int(vault.meta("count", "0")) + 1), logged=False)
        vault.set_meta("last", vault.meta("count"))
vault.close()
"""


class Other:
    """Another person's session, a process of its own."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER, str(path), key.hex()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def does(self, line: str) -> str:
        """Have it do something, and return what it says."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def dies(self) -> None:
        """Killed, as by a power cut."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits ten seconds for another writer here."""
    monkeypatch.setattr("binder.vault.connection._WAIT_SECONDS", 0.05)


@pytest.fixture
def other(vault: Vault, path: Path) -> Iterator[Other]:
    """Jonas has the binder open too."""
    made = Other(path, vault.key)
    yield made
    made.dies()


def seen(vault: Vault) -> list[tuple[str, str]]:
    return [(s.user, s.what) for s in vault.sessions() if not s.own]


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the system does not say who holds a lock")
def test_a_refusal_names_who_writes(vault: Vault, other: Other, hurried: None) -> None:
    assert other.does("announce Timeline") == "done" and other.does("write") == "writing"
    said = rf"^jonas \(process {other.process.pid}\) is writing to \S+/mother\.binder: wait until that is done"
    with pytest.raises(Held, match=said):
        vault.set_meta("a", "b")
    assert other.does("") == "done"
    vault.set_meta("a", "b")


def test_a_writer_who_said_nothing_is_named_as_the_system_knows_them(vault: Vault, other: Other, hurried: None) -> None:
    other.does("write")
    with pytest.raises(Held, match=rf"^\S+ \(process {other.process.pid}\) is writing"):
        vault.set_meta("a", "b")


def test_where_the_system_does_not_say_nobody_is_named(
    vault: Vault, other: Other, hurried: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("binder.vault.occupants._LOCKS", tmp_path / "none")
    other.does("write")
    with pytest.raises(Held, match=r"^Another session is writing"):
        vault.set_meta("a", "b")


def test_each_sees_what_the_other_has_open(vault: Vault, other: Other) -> None:
    assert vault.announce("today")
    other.does("announce R12, a blood count")
    assert seen(vault) == [("jonas", "R12, a blood count")]
    assert other.does("see") == "ruth: today"
    other.does("announce the checklist")
    assert seen(vault) == [("jonas", "the checklist")]
    assert {(s.user, s.own) for s in vault.sessions()} == {("ruth", True), ("jonas", False)}
    other.does("leave")
    assert seen(vault) == []


def test_a_session_that_was_killed_is_not_shown_and_holds_nobody_up(vault: Vault, other: Other) -> None:
    other.does("announce R12")
    other.dies()
    assert seen(vault) == []
    vault.announce("today")
    rows = vault.connection.all("SELECT name FROM meta WHERE name LIKE 'session.%'")
    assert len(rows) == 1  # and its row was swept away
    vault.records.add(*lab_report())
    assert check(vault) == []


def test_a_session_of_this_process_that_was_closed_is_not_shown(vault: Vault, path: Path) -> None:
    with Vault.open(path, key=vault.key, actor="ruth again") as second:
        second.announce("the checklist")
        assert seen(vault) == [("ruth again", "the checklist")]
    assert seen(vault) == []


def test_a_session_on_another_machine_counts_until_it_has_long_been_silent(
    vault: Vault, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = {"host": "clinic-pc", "machine": "another", "boot": "another", "processes": "another"}
    with monkeypatch.context() as patch:
        patch.setattr("binder.vault.sessions._machine", lambda: elsewhere)
        far = Vault.open(path, key=vault.key, actor="nora")
        far.announce("R3")
    assert [(s.user, s.host) for s in vault.sessions()] == [("nora", "clinic-pc")]
    with vault.transaction() as connection:
        connection.run(
            "UPDATE meta SET value = replace(value, '\"at\": \"20', '\"at\": \"19') WHERE name LIKE 'session.%'"
        )
    assert seen(vault) == []
    far.close()


def test_a_row_that_is_no_session_is_passed_over(vault: Vault) -> None:
    for number, value in enumerate(("not json", "[]", "{}", '{"at": 3}', '{"at": "2026-01-01"}')):
        vault.set_meta(f"session.{number}", value, logged=False)
    assert vault.sessions() == []
    assert vault.announce("today")


def test_changes_of_another_process_are_noticed_once(vault: Vault, other: Other) -> None:
    assert not vault.changed()
    other.does("see")
    assert not vault.changed()
    other.does("set called the archive")
    assert vault.changed()
    assert not vault.changed()
    assert vault.meta("note") == "called the archive"
    other.does("announce R3")
    assert vault.changed()
    vault.announce("today")  # what this session says of itself is no news to it
    assert not vault.changed()


def test_changes_are_noticed_from_whatever_thread_asks(vault: Vault, other: Other) -> None:
    said: list[bool] = []
    for words in ("", "set one", "see", "set two"):
        if words:
            other.does(words)
        thread = threading.Thread(target=lambda: said.append(vault.changed()))
        thread.start()
        thread.join()
    assert said == [False, True, False, True]


def test_three_processes_lose_none_of_twelve_hundred_changes(vault: Vault, path: Path) -> None:
    command = [sys.executable, "-c", COUNT, str(path), vault.key.hex(), "400"]
    children = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [child.communicate(timeout=100)[1] for child in children] == ["", "", ""]
    assert (vault.meta("count"), vault.meta("last")) == ("1200", "1200")
    logged = [event.after for event in reversed(vault.events.recent(2000)) if event.entity_id == "last"]
    assert logged == [{"value": str(number)} for number in range(1, 1201)]  # none lost, none doubled, in turn
    assert vault.events.verify() is None


# -- where the file lies ----------------------------------------------------------------------------------------------

MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 0:40 / /home/nora/server rw - fuse.sshfs nora@server:/ rw
31 22 0:41 / /mnt/clinic\\040share rw - cifs //clinic/share rw
32 22 0:42 / /mnt rw - nfs4 server:/ rw
33 32 0:43 / /mnt/fast rw - xfs /dev/sdb1 rw
34 22 0:44 / /over rw - nfs server:/ rw
35 34 0:45 / /over rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/nora/my.binder", "ext4"),
        ("/home/nora/server/my.binder", "fuse.sshfs"),
        ("/home/nora/serverless/my.binder", "ext4"),
        ("/mnt/clinic share/my.binder", "cifs"),
        ("/mnt/my.binder", "nfs4"),
        ("/mnt/fast/deep/my.binder", "xfs"),
        ("/over/my.binder", "tmpfs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert kind_of(Path(path), MOUNTS) == kind


def test_network_file_systems_are_told_from_local_ones() -> None:
    assert all(map(is_network, ("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.rclone", "9p", "ceph", "vboxsf")))
    assert not any(map(is_network, ("ext4", "xfs", "btrfs", "tmpfs", "overlay", "fuseblk", "fuse.gocryptfs", "")))


@pytest.fixture
def on_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The test's folder as if it were mounted from another machine."""
    mounts = tmp_path / "mounts"
    mounts.write_text(f"22 1 254:1 / / rw - ext4 /dev/vda1 rw\n23 22 0:40 / {tmp_path} rw - nfs4 server:/ rw\n")
    monkeypatch.setattr(filesystem, "_MOUNTS", mounts)


def test_on_a_network_file_system_writing_is_refused_and_reading_offered(
    vault: Vault, path: Path, on_network: None
) -> None:
    vault.records.add(*lab_report())
    key = vault.key
    with pytest.raises(Held, match="is open on another machine"):  # its last changes are in the log beside it
        Vault.open(path, key=key, read_only=True)
    vault.close()
    before = path.read_bytes()
    with pytest.raises(Held, match=r"network file system \(nfs4\).*--read-only"):
        Vault.open(path, key=key)
    with pytest.raises(Held):
        Vault.create(path.with_name("new.binder"), "seven grey herons", profile=1)
    with Vault.open(path, key=key, read_only=True) as opened:
        assert opened.records.row("R1").title == "Blood count 1"
        assert not opened.changed() and not opened.announce("R1")
        assert sorted(p.name for p in path.parent.iterdir()) == ["mother.binder", "mounts"]
    assert path.read_bytes() == before


def test_who_takes_the_risk_may_write_on_a_network_file_system(
    vault: Vault, path: Path, on_network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = vault.key
    vault.close()
    monkeypatch.setenv("BINDER_NETWORK_FILES", "1")
    with Vault.open(path, key=key) as opened:
        opened.records.add(*lab_report())
