"""Whatever is offered - files, folders, discs, archives - each file comes once, or it is said why not."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from binder.model.errors import Unreadable
from binder.model.record import Intake, Outcome
from binder.reading import DiscIndex, Limits, Reader, Source, sources
from tests.reading import made


@pytest.fixture
def offered(reader):
    """What becomes of paths: names of files to read, and (name, outcome, why) of those passed over."""

    def walk(*paths: Path, with_reader: Reader = reader) -> tuple[list[Source], list[Intake]]:
        found = list(sources(paths, with_reader))
        return [one for one in found if isinstance(one, Source)], [one for one in found if isinstance(one, Intake)]

    return walk


def labels(found: list[Source] | list[Intake], folder: Path) -> list[str]:
    return [(one.label if isinstance(one, Source) else one.path).removeprefix(f"{folder}/") for one in found]


def test_a_folder_gives_its_files_in_order_and_those_of_its_folders(offered, tmp_path):
    for name in ("b.txt", "a.txt", "sub/deep/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("words")
    files, passed = offered(tmp_path)
    assert labels(files, tmp_path) == ["a.txt", "b.txt", "sub/deep/c.txt"]
    assert passed == []


def test_what_is_no_document_on_a_disc_is_passed_over_with_its_reason(offered, tmp_path):
    for name in ("VIEWER.EXE", "lib/codec.dll", "autorun.inf", ".DS_Store", "Thumbs.db", "app.jar", "._report.pdf",
                 "LICENSE", "viewer license.txt"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"anything")
    (tmp_path / "hidden-program").write_bytes(b"MZ\x90\0" + bytes(100))
    (tmp_path / "report.txt").write_text("words")
    files, passed = offered(tmp_path)
    assert labels(files, tmp_path) == ["report.txt"]
    assert len(passed) == 10
    assert all(one.status is Outcome.SKIPPED and one.why for one in passed)


def test_links_are_not_followed_and_it_is_said_where_they_lead(offered, tmp_path):
    outside = tmp_path / "outside"
    inside = tmp_path / "disc"
    for folder in (outside, inside):
        folder.mkdir()
        (folder / "file.txt").write_text("words")
    (inside / "away").symlink_to(outside)
    (inside / "away.txt").symlink_to(outside / "file.txt")
    (inside / "twin.txt").symlink_to(inside / "file.txt")
    (inside / "loop").symlink_to(inside)
    files, passed = offered(inside)
    assert labels(files, inside) == ["file.txt"]
    why = dict(zip(labels(passed, inside), (one.why for one in passed), strict=True))
    assert "out of this folder" in why["away"] and "out of this folder" in why["away.txt"]
    assert "in this folder" in why["twin.txt"] and "in this folder" in why["loop"]


def test_a_link_that_was_named_itself_is_followed(offered, tmp_path):
    (tmp_path / "file.txt").write_text("words")
    (tmp_path / "link.txt").symlink_to(tmp_path / "file.txt")
    files, _ = offered(tmp_path / "link.txt")
    assert len(files) == 1


def test_pipes_sockets_and_devices_are_passed_over_without_waiting(offered, tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        files, passed = offered(tmp_path, Path("/dev/null"))
    assert files == []
    assert len(passed) == 3 and all(one.status is Outcome.SKIPPED for one in passed)


def test_what_is_not_there_is_told(offered, tmp_path):
    _, (passed,) = offered(tmp_path / "nowhere.pdf")
    assert passed.status is Outcome.UNREADABLE and "no such file" in passed.why


def test_a_folder_that_may_not_be_looked_into_is_told_and_the_rest_goes_on(tmp_path):
    """As another user, since root may look anywhere."""
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked" / "a.txt").write_text("words")
    (tmp_path / "open.txt").write_text("words")
    (tmp_path / "open.txt").chmod(0o644)
    (tmp_path / "closed.txt").write_text("words")
    (tmp_path / "closed.txt").chmod(0)
    (tmp_path / "locked").chmod(0)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and folder != Path("/") and os.getuid() == 0:
            folder.chmod(folder.stat().st_mode | 0o555)
    program = (
        "import os, sys\n"
        "from binder.reading import Reader, sources\n"
        "os.getuid() or os.seteuid(65534)\n"
        "for one in sources([sys.argv[1]], Reader()):\n"
        "    print(type(one).__name__, getattr(one, 'status', ''), getattr(one, 'why', one))\n"
    )
    told = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, timeout=60)
    (tmp_path / "locked").chmod(0o700)
    lines = told.stdout.splitlines()
    assert told.returncode == 0, told.stderr
    assert len(lines) == 3
    assert "unreadable You are not allowed to read this" in lines[0]
    assert "unreadable You are not allowed to look into this folder" in lines[1]
    assert lines[2].startswith("Source")


def test_a_name_that_would_act_on_the_terminal_becomes_a_clean_label(offered, tmp_path):
    raw = os.fsencode(tmp_path) + b"/evil\x1b]0;title\x07\xff.txt"
    with open(raw, "wb") as file:
        file.write(b"words")
    (source,), _ = offered(tmp_path)
    assert not set(source.label) & {"\x1b", "\x07"}
    assert source.label.isprintable() and source.name.startswith("evil") and source.name.endswith(".txt")
    assert source.label.encode("utf-8")
    with source.open() as stream:
        assert stream.read() == b"words"


def test_an_empty_file_comes_as_a_source_and_is_refused_when_read(offered, reader, tmp_path):
    (tmp_path / "empty.pdf").touch()
    (source,), _ = offered(tmp_path)
    assert source.size == 0
    with pytest.raises(Unreadable, match="0 bytes"):
        reader.read(source)


def test_an_index_of_a_disc_is_passed_over_and_its_promises_are_kept(offered, tmp_path):
    (tmp_path / "DICOMDIR").write_bytes(made.disc_index(("1.2.3", 2)))
    (tmp_path / "IM1").write_bytes(made.dicom())
    files, (index,) = offered(tmp_path)
    assert labels(files, tmp_path) == ["IM1"]
    assert isinstance(index, DiscIndex) and index.status is Outcome.SKIPPED
    assert index.expected == {"1.2.3": 2} and index.files == 2
    assert "2 files" in index.why


def test_an_archive_becomes_its_members(offered, reader, tmp_path):
    (tmp_path / "disc.zip").write_bytes(
        made.archive(("IMAGES/IM1", made.dicom()), ("report.pdf", made.pdf("Words.")), ("VIEWER.EXE", b"MZ"))
    )
    files, passed = offered(tmp_path / "disc.zip")
    assert labels(files, tmp_path) == ["disc.zip > IMAGES/IM1", "disc.zip > report.pdf"]
    assert labels(passed, tmp_path) == ["disc.zip > VIEWER.EXE"]
    assert files[0].name == "IM1"
    assert reader.read(files[0]).instance.patient_id == "S-1"
    assert reader.read(files[1]).line(1, 1) == "Words."


def test_an_archive_within_an_archive_is_opened_but_not_a_third_within(offered, tmp_path):
    third = made.archive(("deep.txt", b"deep"))
    second = made.archive(("inner.txt", b"inner"), ("third.zip", third))
    (tmp_path / "first.zip").write_bytes(made.archive(("second.zip", second), ("outer.txt", b"outer")))
    files, passed = offered(tmp_path / "first.zip")
    assert labels(files, tmp_path) == ["first.zip > second.zip > inner.txt", "first.zip > outer.txt"]
    assert labels(passed, tmp_path) == ["first.zip > second.zip > third.zip"]
    assert passed[0].status is Outcome.UNREADABLE


def test_a_name_that_climbs_out_of_the_archive_is_a_label_and_writes_nowhere(offered, tmp_path):
    data = made.archive(("../../climbs.txt", b"words"), ("/etc/rooted.txt", b"more"), ("C:\\x\\win.txt", b"and"))
    (tmp_path / "slip.zip").write_bytes(data)
    files, passed = offered(tmp_path / "slip.zip")
    assert labels(files, tmp_path) == [
        "slip.zip > (up)/(up)/climbs.txt", "slip.zip > etc/rooted.txt", "slip.zip > C:/x/win.txt",
    ]  # fmt: skip
    assert passed == []
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["slip.zip"]
    assert not (tmp_path.parent.parent / "climbs.txt").exists()


def test_a_link_in_an_archive_is_not_followed(offered, tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    (tmp_path / "links.zip").write_bytes(held.getvalue())
    files, (passed,) = offered(tmp_path)
    assert files == [] and passed.status is Outcome.SKIPPED


def test_a_bomb_ends_in_one_sentence_and_what_came_before_it_is_kept(offered, tmp_path):
    data = made.archive(("letter.txt", b"words"), ("bomb.txt", bytes(40 << 20)), ("after.txt", b"words"))
    assert len(data) < 1 << 17
    (tmp_path / "bomb.zip").write_bytes(data)
    files, passed = offered(tmp_path / "bomb.zip")
    assert labels(files, tmp_path) == ["bomb.zip > letter.txt"]
    assert len(passed) == 1 and "bomb" in passed[0].why and passed[0].status is Outcome.UNREADABLE


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(entries=3), "more than 3 files"),
        (Limits(total=1 << 20), "more than 1 MB"),
        (Limits(entry=1000), "larger"),
    ],
)
def test_an_archive_beyond_its_bounds_says_which(offered, tmp_path, limits, words):
    members = [(f"{n}.txt", os.urandom(300_000)) for n in range(5)]
    (tmp_path / "large.zip").write_bytes(made.archive(*members))
    with Reader(limits) as reader:
        _, passed = offered(tmp_path, with_reader=reader)
    assert any(words in one.why for one in passed)


def test_a_locked_archive_says_so(offered, tmp_path):
    data = bytearray(made.archive(("letter.txt", b"words")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1  # the flag that says: encrypted
    (tmp_path / "locked.zip").write_bytes(data)
    files, (passed,) = offered(tmp_path)
    assert files == [] and "password" in passed.why and passed.status is Outcome.UNREADABLE


def test_a_damaged_archive_ends_in_one_sentence(offered, tmp_path):
    whole = made.archive(("letter.txt", os.urandom(5000)))
    (tmp_path / "cut.zip").write_bytes(whole[:-60])
    files, (passed,) = offered(tmp_path)
    assert files == [] and "damaged" in passed.why


def test_an_office_file_is_a_document_and_not_an_archive(offered, reader, tmp_path):
    word = made.archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<x/>"))
    (tmp_path / "letter.docx").write_bytes(word)
    (tmp_path / "both.zip").write_bytes(made.archive(("letter.docx", word)))
    files, passed = offered(tmp_path)
    assert labels(files, tmp_path) == ["both.zip > letter.docx", "letter.docx"] and passed == []
    assert all("wordprocessingml" in reader.read(source).media_type for source in files)


def test_how_many_are_to_come_is_known_before_the_first(reader, tmp_path):
    """Files in folders at once, members of archives as each is opened; what is passed over counts as well."""
    for name in ("a.txt", "sub/b.txt", "sub/viewer.exe", "__MACOSX/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("words")
    (tmp_path / "z.zip").write_bytes(made.archive(("1.txt", b"one"), ("2.txt", b"two"), ("3.txt", b"three")))
    told: list[int] = []
    found = list(sources([tmp_path], reader, told.append))
    assert told == [5, 2]
    assert len(found) == sum(told)
