"""Walks what a person offers - files, folders, discs, archives - and gives each file once, or says why not."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from binder.model.errors import Unreadable
from binder.model.record import Intake, Outcome
from binder.reading.identify import is_disc_index, is_program, is_zip
from binder.reading.reader import Reader
from binder.reading.skip import skipped_folder, why_skipped
from binder.reading.source import Source, one_line, sort_of_file, why_not

_DEEPEST = 64  # folders within folders
_HEAD = 1024


@dataclass(frozen=True, slots=True)
class DiscIndex(Intake):
    """A disc's index (DICOMDIR), passed over as a document, with what it promises.

    Attributes:
        expected: how many instances it names for each study UID.  files: how many files it names in all.
    """

    expected: dict[str, int] = field(default_factory=dict)
    files: int = 0


@dataclass(frozen=True, slots=True)
class _Walk:
    """What a walk needs at every step.

    Attributes:
        expect: is told of files that are still to come.  apart: (device, inode) of files that are not to be opened.
    """

    reader: Reader
    expect: Callable[[int], None]
    apart: frozenset[tuple[int, int]] = frozenset()


def sources(
    offered: Iterable[str | os.PathLike[str] | Source],
    reader: Reader,
    expect: Callable[[int], None] = lambda count: None,
    apart: Iterable[Path] = (),
) -> Iterator[Source | Intake]:
    """Yield every file to be read, and an Intake for each that is passed over or cannot be reached.

    Folders are walked in the order of their names, links in them are not followed; an archive becomes its members.
    `expect` is told beforehand how many more are to come, so far as that can be seen: once for all that is offered,
    and again for the members of each archive. `apart` are the files of the binder that is open: they are not even
    looked into, since closing them again would let go of its locks.
    """
    walk = _Walk(reader, expect, frozenset(filter(None, map(_which, apart))))
    offered = list(offered)
    expect(sum(1 if isinstance(one, Source) else _count(Path(one)) for one in offered))
    for one in offered:
        if isinstance(one, Source):
            yield from _file(one, walk)
        else:
            yield from _path(Path(one), walk)


def _which(path: Path) -> tuple[int, int] | None:
    try:
        about = os.stat(path)
    except OSError:
        return None
    return about.st_dev, about.st_ino


def _count(path: Path) -> int:
    """How many outcomes a path will have, archives unopened."""
    count = 0
    for folder, folders, files in os.walk(path):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        passed = [name for name in folders if skipped_folder(name) and name not in links]
        folders[:] = [name for name in folders if name not in links and name not in passed]
        count += len(files) + len(links) + len(passed)
    return count if os.path.isdir(path) else 1


def _path(path: Path, walk: _Walk) -> Iterator[Source | Intake]:
    label = one_line(str(path))
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        yield Intake(label, Outcome.UNREADABLE, why=why_not(error))
        return
    if stat.S_ISDIR(mode):
        yield from _folder(path, walk, os.path.realpath(path), 0)
    elif stat.S_ISREG(mode):
        yield from _entry(path, path.name, walk)
    else:
        yield Intake(label, Outcome.SKIPPED, why=f"This is {sort_of_file(mode)}, not a file that can be read.")


def _folder(folder: Path, walk: _Walk, root: str, depth: int) -> Iterator[Source | Intake]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        yield Intake(one_line(str(folder)), Outcome.UNREADABLE, why=_folder_why(error))
        return
    for entry in entries:
        path = folder / entry.name
        label = one_line(str(path))
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError as error:
            yield Intake(label, Outcome.UNREADABLE, why=why_not(error))
            continue
        if stat.S_ISLNK(mode):
            yield Intake(label, Outcome.SKIPPED, why=_link_why(path, root))
        elif stat.S_ISREG(mode):
            yield from _entry(path, entry.name, walk)
        elif not stat.S_ISDIR(mode):
            yield Intake(label, Outcome.SKIPPED, why=f"This is {sort_of_file(mode)}, not a file that can be read.")
        elif skipped_folder(entry.name):
            yield Intake(label, Outcome.SKIPPED, why="a folder kept by another system, not documents")
        elif depth >= _DEEPEST:
            yield Intake(label, Outcome.UNREADABLE, why="This folder lies too deep within others; add it by itself.")
        else:
            yield from _folder(path, walk, root, depth + 1)


def _folder_why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "You are not allowed to look into this folder; change its permissions, or copy it as a user who may."
    return why_not(error)


def _link_why(path: Path, root: str) -> str:
    target = os.path.realpath(path)
    if target == root or target.startswith(root.rstrip(os.sep) + os.sep):
        return "a link to something in this folder, which is read where it lies"
    return "a link that leads out of this folder; add what it points to by itself"


def _entry(path: Path, name: str, walk: _Walk) -> Iterator[Source | Intake]:
    """One file on disk, named `name` in its folder."""
    why = why_skipped(one_line(name))
    if why:
        yield Intake(one_line(str(path)), Outcome.SKIPPED, why=why)
        return
    try:
        source = Source.from_path(path)
    except Unreadable as error:
        yield Intake(one_line(str(path)), Outcome.UNREADABLE, why=str(error))
        return
    yield from _file(source, walk)


def _file(source: Source, walk: _Walk) -> Iterator[Source | Intake]:
    """One source, by its first bytes; an archive is opened."""
    if source.path is not None and walk.apart and _which(source.path) in walk.apart:
        yield Intake(source.label, Outcome.SKIPPED, why="a file of this binder itself, not a document")
        return
    try:
        with source.open() as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        yield Intake(source.label, Outcome.UNREADABLE, why=why_not(error))
        return
    if is_program(head):
        yield Intake(source.label, Outcome.SKIPPED, why="a program, not a document")
    elif is_disc_index(head):
        yield _index(source, walk)
    elif is_zip(head):
        yield from _archive(source, walk)
    else:
        yield source


def _index(source: Source, walk: _Walk) -> DiscIndex:
    """What the index promises is only ever compared with what is found: it names files in other cases, or lost ones."""
    try:
        expected, files, patients = walk.reader.index(source)
    except Unreadable:
        why = "the disc's index (DICOMDIR) is damaged; the images are looked for one by one"
        return DiscIndex(source.label, Outcome.SKIPPED, why=why)
    why = f"the disc's index (DICOMDIR): it names {files} file{'s' * (files != 1)}"
    if len(patients) > 1:
        why += f" of {len(patients)} patients ({', '.join(patients)}): see that each image is filed for the right one"
    return DiscIndex(source.label, Outcome.SKIPPED, why=why, expected=expected, files=files)


def _archive(source: Source, walk: _Walk) -> Iterator[Source | Intake]:
    """The members of an archive; an office file, which is a zip too, is a document."""
    found = False
    try:
        for answer, data in walk.reader.unzip(source):
            if "member" in answer:
                if not found and isinstance(of := answer.get("of"), int) and 0 < of <= walk.reader.limits.entries:
                    walk.expect(of - 1)
                found = True
                yield from _member(source, answer, data, walk)
            elif not answer.get("archive"):
                yield source
                return
            elif answer.get("stopped"):
                yield Intake(source.label, Outcome.UNREADABLE, why=str(answer["stopped"]))
            elif not found:
                yield Intake(source.label, Outcome.SKIPPED, why="an archive with nothing in it")
    except Unreadable as error:
        yield Intake(source.label, Outcome.UNREADABLE, why=str(error))


def _member(source: Source, answer: dict[str, str], data: bytes, walk: _Walk) -> Iterator[Source | Intake]:
    label = one_line(f"{source.label} > {answer['member']}")
    if answer.get("status"):
        outcome = Outcome.SKIPPED if answer["status"] == "skipped" else Outcome.UNREADABLE
        yield Intake(label, outcome, why=one_line(answer.get("why", "")))
        return
    name = label.rsplit("/", 1)[-1].rsplit(" > ", 1)[-1]
    member = Source.from_bytes(name, data, label)
    if is_program(data[:4]):
        yield Intake(label, Outcome.SKIPPED, why="a program, not a document")
    elif is_disc_index(data[:_HEAD]):
        yield _index(member, walk)
    else:
        yield member
