"""Names of exported files: readable, and accepted by every system."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binder.export import export
from binder.export.names import percent_encoded, safe
from binder.model.kinds import Kind
from tests.export.conftest import contents, files, holding

RESERVED = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}


def accepted_everywhere(name: str) -> bool:
    """Windows' rules for one part of a path, which are the narrowest."""
    return (
        0 < len(name.encode()) <= 255
        and not set(name) & set('<>:"/\\|?*')
        and not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in name)
        and name == name.strip(" ")
        and not name.endswith(".")
        and name not in (".", "..")
        and name.split(".")[0].strip().lower() not in RESERVED
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Pathology report", "Pathology report"),
        ("Operative note: Excisional biopsy", "Operative note - Excisional biopsy"),
        ("PET/CT of the chest", "PET-CT of the chest"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\Windows\\system32", "C--Windows-system32"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM1", "_COM1"),
        ("report. . ", "report"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("a\u241bb\ufffdc", "a b c"),
        ("abc\u202egnp.exe", "abc gnp.exe"),
        ("דו״ח פתולוגיה", "דו״ח פתולוגיה"),
        ("", "untitled"),
        ("...", "untitled"),
        ("\u200b\u200b", "untitled"),
    ],
)
def test_a_title_becomes_a_name(title: str, name: str) -> None:
    assert safe(title) == name
    assert accepted_everywhere(name)


@given(st.text(max_size=400))
def test_whatever_the_title_every_system_takes_the_name(title: str) -> None:
    assert accepted_everywhere(safe(title))
    assert safe(safe(title)) == safe(title)


@given(st.text(min_size=1, max_size=60))
def test_a_long_name_is_cut_between_characters(text: str) -> None:
    name = safe(text * 10)
    assert len(name.encode()) <= 101  # one more where an underscore keeps it from being a device
    name.encode().decode()


def test_a_name_holds_the_date_the_title_and_the_number(tmp_path: Path) -> None:
    export(
        contents(holding("Pathology report", number=11, kind=Kind.PATHOLOGY_REPORT, date="2026-01-12")),
        tmp_path / "out",
    )
    assert "originals/2026-01-12 Pathology report R11.pdf" in files(tmp_path / "out")


def test_records_of_the_same_title_lie_beside_each_other(tmp_path: Path) -> None:
    twice = [holding("Letter", number=n, data=bytes([n]), date="2026-03") for n in (1, 2)]
    export(contents(*twice, holding("LETTER", number=3, data=b"3", date="2026-03")), tmp_path / "out")
    found = [path for path in files(tmp_path / "out") if path.startswith("originals/")]
    assert len({path.casefold() for path in found}) == 3


def test_an_unnamed_undated_record_has_a_name_all_the_same(tmp_path: Path) -> None:
    export(contents(holding("", name="IMG_2217.JPEG", media_type="image/jpeg")), tmp_path / "out")
    assert "originals/undated IMG_2217 R1.jpeg" in files(tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "media_type", "ending"),
    [
        ("notes.pdf.exe", "application/pdf", ".pdf"),
        ("locked.pdf", "application/octet-stream", ".pdf"),
        ("viewer.exe", "application/octet-stream", ".bin"),
        ("page.hta", "text/html", ".html"),
        ("no ending", "text/plain", ".txt"),
        ("what.md", "text/markdown", ".md"),
        ("odd./../x", "application/octet-stream", ".bin"),
    ],
)
def test_the_ending_says_what_the_content_is_and_never_a_program(
    tmp_path: Path, name: str, media_type: str, ending: str
) -> None:
    export(contents(holding("Something", name=name, media_type=media_type)), tmp_path / "out")
    assert f"originals/undated Something R1{ending}" in files(tmp_path / "out")


def test_a_path_becomes_a_url() -> None:
    assert percent_encoded("originals/a b%#?é.pdf") == "originals/a%20b%25%23%3F%C3%A9.pdf"
