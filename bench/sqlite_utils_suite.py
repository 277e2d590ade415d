"""Runs sqlite-utils' own tests on the vault's kind of connection: python -m bench.sqlite_utils_suite [--bare]

The source of the installed version is fetched with pip and unpacked into a folder that is removed again. Its tests
run once as they are, on Python's sqlite3, and once as the vault uses the package: the name pysqlite3 leads to
SQLCipher, and every connection has a key and the settings of ours. What fails only there is named. To be run at each
new version.

Of 4.2.1, 20 of 1,381 fail, and each for what the test itself asks: 7 want the class of Python's own sqlite3 for an
error that is raised as it should be (SQLCipher's), 7 want `iterdump`, which this driver lacks and the vault never
calls, 2 attach a file without its key, 2 look for "SQLite format 3" at the beginning of a file, 2 read the file from a
process that has no key.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.tell import figure, title

# Imported by pytest before the tests are: from then on their connections are ours.
PLUGIN = """
import sys
import sqlcipher3
from sqlcipher3 import dbapi2
from binder.vault.opening import SETTINGS

plain = dbapi2.connect

def connect(*args, **kwargs):
    connection = plain(*args, **kwargs)
    level, connection.isolation_level = connection.isolation_level, None
    connection.execute("PRAGMA cipher_log=off").fetchall()
    connection.set_key(bytearray(b"x'" + b"07" * 32 + b"'"))
    connection.executescript(SETTINGS.replace("PRAGMA foreign_keys=ON;", ""))  # the tests set that themselves
    connection.isolation_level = level
    return connection

dbapi2.connect = sqlcipher3.connect = connect
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2
"""


def unpacked(folder: Path) -> Path:
    """The source of the installed version, fetched and unpacked."""
    version = importlib.metadata.version("sqlite-utils")
    fetch = ["-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", f"sqlite-utils=={version}"]
    subprocess.run([sys.executable, *fetch, "-d", str(folder)], check=True)
    archive = next(folder.glob("*.tar.gz"))
    subprocess.run(["tar", "-xzf", str(archive), "-C", str(folder)], check=True)
    return next(path for path in folder.iterdir() if path.is_dir())


def failures(source: Path, *, ours: bool, bare: bool) -> tuple[str, dict[str, str]]:
    """The last line of a run, and why each test failed that did; without those of the command line where `bare`."""
    plugin = source.parent / "plugin"
    plugin.mkdir(exist_ok=True)
    (plugin / "vault_connections.py").write_text(PLUGIN)
    command = [sys.executable, "-m", "pytest", "tests", "-q", "-p", "no:cacheprovider", "--tb=no", "-rfE"]
    command += ["-p", "vault_connections"] if ours else []
    command += [f"--ignore-glob=*/test_{name}*" for name in (("docs", "cli", "plugins") if bare else ("docs",))]
    env = {**os.environ, "PYTHONPATH": str(plugin)}
    told = subprocess.run(command, cwd=source, env=env, capture_output=True, text=True).stdout
    found = re.findall(r"^(?:FAILED|ERROR) (\S+)(?: - (.*))?$", told, re.M)
    return told.strip().splitlines()[-1], dict(found)


def main() -> None:
    """Print what fails on our connection and does not on Python's own."""
    parser = argparse.ArgumentParser(prog="python -m bench.sqlite_utils_suite")
    parser.add_argument("--bare", action="store_true", help="without its command line, which the vault never uses")
    given = parser.parse_args()
    title(f"sqlite-utils {importlib.metadata.version('sqlite-utils')}: its own tests")
    with tempfile.TemporaryDirectory() as name:
        source = unpacked(Path(name))
        last, before = failures(source, ours=False, bare=given.bare)
        figure("on Python's sqlite3", last)
        last, now = failures(source, ours=True, bare=given.bare)
        figure("on SQLCipher, with a key", last)
        for test, why in now.items():
            if test not in before:
                print(f"  {test}\n      {why}")


if __name__ == "__main__":
    main()
