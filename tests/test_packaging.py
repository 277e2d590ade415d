"""What reaches a user: the wheel holds the styles and data files; the app finds them there and in the tree alike."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STYLES = sorted(path.name for path in (ROOT / "styles").glob("*.tcss"))
LOOK = (
    "import json, binder; from pathlib import Path; from binder.tui.styles import style_paths; "
    "from binder.knowledge import load; "
    "print(json.dumps([str(Path(binder.__file__).parent), sorted(Path(p).name for p in style_paths()), "
    "str(Path(style_paths()[0]).parent), len(load('checklists')) > 0]))"
)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as `make wheel` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    return folder / done.stdout.splitlines()[-1]


def look(path: str) -> list[object]:
    """What a fresh process finds with this folder first on its path."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {path!r}); {LOOK}"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return list(json.loads(done.stdout))


def test_the_wheel_carries_styles_and_data_and_finds_them(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path)
    assert {f"binder/styles/{name}" for name in STYLES} <= names
    assert {f"binder/knowledge/{path.name}" for path in (ROOT / "src/binder/knowledge").glob("*.toml")} <= names
    carried = [
        path for folder in ("letters", "fonts") for path in (ROOT / "src/binder/knowledge" / folder).glob("*.t*")
    ]
    assert {f"binder/knowledge/{path.parent.name}/{path.name}" for path in carried} <= names and len(carried) > 10
    assert not any(name.startswith("tests/") for name in names)
    where, found, styles, knows = look(str(tmp_path))
    assert where == str(tmp_path / "binder")
    assert found == STYLES
    assert styles == str(tmp_path / "binder" / "styles")
    assert knows


def test_in_the_tree_the_styles_at_the_top_level_are_used() -> None:
    _, found, styles, _ = look(str(ROOT / "src"))
    assert found == STYLES
    assert styles == str(ROOT / "styles")


def test_the_locked_requirements_name_no_host_and_hash_everything() -> None:
    for name in ("requirements.txt", "requirements-build.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert not any(line.startswith("-") for line in text.splitlines())
        pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert all("==" in line and line.endswith("\\") for line in pinned)
