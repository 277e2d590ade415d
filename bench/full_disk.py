"""Lets the disk be full at one write after another, and counts what that did: python -m bench.full_disk

A second process may write files only up to a size, which grows until the work completes. Each time before that there
must be the one clear error for a full disk, and everything as it was.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.kills import PASSPHRASE, Broken, Migrating
from bench.kills import _add as add
from bench.kills import _open as unlocked
from bench.kills import _quick as quick
from bench.kills import _whole as whole
from binder.model.errors import DiskFull
from binder.vault import Vault, back_up, keys, restore, salvage, schema
from binder.vault.rekey import change_passphrase

_PAGE = 4096
_RECORDS = 6


def _import(folder: Path) -> None:
    with unlocked(folder / "mother.binder") as vault, vault.batch():
        for number in range(_RECORDS, 2 * _RECORDS):
            add(vault, number)


def _backup(folder: Path) -> None:
    with unlocked(folder / "mother.binder") as vault:
        back_up(vault, folder / "copy.binder")


def _restore(folder: Path) -> None:
    restore(folder / "backup.binder", folder / "mother.binder", passphrase=PASSPHRASE, replace=True)


def _salvage(folder: Path) -> None:
    with Vault.open(folder / "mother.binder", passphrase=PASSPHRASE, read_only=True) as vault:
        salvage(vault, folder / "saved.binder", PASSPHRASE, profile=1)


def _migration(folder: Path) -> None:
    Migrating.ready(None)  # type: ignore[arg-type]
    unlocked(folder / "mother.binder").close()


def _passphrase(folder: Path) -> None:
    change_passphrase(unlocked(folder / "mother.binder"), "another passphrase")


KINDS: dict[str, Callable[[Path], None]] = {
    "import": _import,
    "backup": _backup,
    "restore": _restore,
    "salvage": _salvage,
    "migration": _migration,
    "passphrase": _passphrase,
}


def _fill(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    with Vault.create(folder / "mother.binder", PASSPHRASE, profile=1) as vault:
        for number in range(_RECORDS):
            add(vault, number)
        back_up(vault, folder / "backup.binder")


def _limited(work: Callable[[Path], None], folder: Path, limit: int) -> str:
    """The work in a second process that may write files up to a size: "done", "full", or what else it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            work(folder)
            said = "done"
        except DiskFull as error:
            said = f"full {error}"
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as words:
        said = words.read()
    os.waitpid(child, 0)
    return said


def _as_before(folder: Path) -> None:
    with unlocked(folder / "mother.binder") as vault:
        whole(vault)
        if vault.records.counts()["records"] != _RECORDS or schema.version(vault.connection) != len(schema.MIGRATIONS):
            raise Broken("the binder is not as it was")
    left = {path.name for path in folder.iterdir()} - {
        "mother.binder",
        "backup.binder",
        f"mother.binder.version-{len(schema.MIGRATIONS) - 1}",
    }
    if left:
        raise Broken(f"left behind: {', '.join(sorted(left))}")


def run(kinds: list[str], every: int) -> dict[str, int]:
    """Fill the disk at each step of `every` pages; print and return how often each work failed before it completed.

    Raises Broken where an error was another one, or something was not as before.
    """
    keys.derive = quick
    failed = dict.fromkeys(kinds, 0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in kinds:
            _fill(folder)
            for limit in range(0, 1 << 30, every * _PAGE):
                said = _limited(KINDS[kind], folder, limit)
                if said == "done":
                    break
                if not said.startswith("full "):
                    raise Broken(f"{kind} at {limit} bytes: {said}")
                failed[kind] += 1
                _as_before(folder)
            print(f"  {kind:<12} full at {failed[kind]:4} writes, each time as before; then it completed", flush=True)
    return failed


def main() -> None:
    """Exit status 1 where anything was not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m bench.full_disk")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"{', '.join(KINDS)} (default: all)")
    parser.add_argument("--every", type=int, default=1, metavar="PAGES", help="step of the limit (default: each page)")
    given = parser.parse_args()
    if unknown := set(given.kinds) - set(KINDS):
        parser.error(f"no such kind of work: {', '.join(sorted(unknown))}")
    try:
        run(given.kinds or list(KINDS), given.every)
    except Broken as error:
        sys.exit(f"  {error}")


if __name__ == "__main__":
    main()
