"""Runs the benches and prints each figure as a ratio against its peer, with the goal beside it.

python -m bench [first_frame] [keys] [while_adding] [imports] [reading] [--quick] [--folder DIR]
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from bench import first_frame, imports, keys, reading, while_adding

_ALL = ("first_frame", "keys", "while_adding", "imports", "reading")


def main() -> None:
    """Run those named, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("which", nargs="*", metavar="BENCH", help=f"{', '.join(_ALL)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="fewer runs, smaller binders")
    parser.add_argument("--folder", type=Path, help="reading: the files of a folder, not made ones")
    given = parser.parse_args()
    which = given.which or list(_ALL)
    if unknown := set(which) - set(_ALL):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}: ratios hold better than single figures.")
    if "first_frame" in which:
        first_frame.run(runs=3 if given.quick else 7)
    if "keys" in which:
        keys.run(records=5_000 if given.quick else 100_000)
    if "while_adding" in which:
        while_adding.run(files=500 if given.quick else 2_000)
    if "imports" in which:
        imports.run(files=60 if given.quick else 240, runs=2 if given.quick else 3)
    if "reading" in which:
        reading.run(folder=given.folder, copies=2 if given.quick else 6)


if __name__ == "__main__":
    main()
