"""What starting costs: nothing heavy is imported before it is needed, and nothing can be read from outside."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = ("pydicom", "pypdf", "pypdfium2", "sqlite_utils", "sqlcipher3", "cryptography", "numpy", "PIL", "fpdf", "click",
         "binder.vault", "binder.reading", "binder.comparison", "binder.tui.screens.timeline")  # fmt: skip


def fresh(code: str) -> str:
    """What a fresh process prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


def test_the_unlock_screen_imports_nothing_heavy() -> None:
    loaded = json.loads(
        fresh(
            "import sys, json; from pathlib import Path; from binder.tui.app import BinderApp, run;"
            "BinderApp(Path('x'), keymap={});"
            f"print(json.dumps([n for n in {HEAVY!r} if n in sys.modules]))"
        )
    )
    assert loaded == []


def test_files_are_private_and_memory_is_never_dumped() -> None:
    code = (
        "import os, resource, ctypes; from binder.tui.process import guard; guard();"
        "print(oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    said = fresh(code)
    assert said.startswith("0o77 (0, 0)")
    if sys.platform == "linux":
        assert said.endswith(" 0")


def test_the_style_sheets_are_found_theme_first() -> None:
    from binder.tui.styles import style_paths

    names = [path.name for path in style_paths()]
    assert names[0] == "theme.tcss"
    assert {"main.tcss", "unlock.tcss", "today.tcss", "timeline.tcss", "help.tcss"} <= set(names)
