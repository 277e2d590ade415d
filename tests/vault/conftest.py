"""Real encrypted files, and documents of a made-up patient to put into them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from binder.model.citation import Citation
from binder.model.document import Document, Page
from binder.model.kinds import Kind
from binder.model.record import DateFound, DateRole, Fact, FactType, Filing, Person, Precision
from binder.model.study import Instance
from binder.vault import Vault, keys

PASSPHRASE = "seven grey herons"
PHRASES = ("platelets fell to ninety-one", "Hélène Vantongeren", "marrow biopsy of the left iliac crest")


def lab_report(number: int = 1, *, date: str = "2026-03-13") -> tuple[Filing, Document, bytes]:
    """A blood count with one fact and one date, both citing their places, and its original bytes."""
    lines = (f"Report {number} for {PHRASES[1]}", "", f"Collected {date}", "Platelets   91   L   150-400", PHRASES[0])
    collected = DateFound(date, DateRole.COLLECTED, Citation(1, 3, 10, 10 + len(date), date))
    platelets = Fact(
        FactType.LAB, "Platelets", "91", Citation(1, 4, 0, 9, "Platelets"), flag="L", low="150", high="400"
    )
    filing = Filing(
        kind=Kind.LAB_REPORT,
        kind_confidence=0.9,
        kind_basis=("Platelets",),
        title=f"Blood count {number}",
        date=date,
        date_precision=Precision.DAY,
        date_basis=collected,
        date_confidence=0.95,
        dates=(collected,),
        patient=Person(PHRASES[1], "1958-04-02", "88-17", "patient"),
        facility="North Lake Laboratory",
        facts=(platelets,),
    )
    document = Document(
        f"count-{number}.pdf",
        "application/pdf",
        pages=(Page(1, lines), Page(2, (PHRASES[2],), prose="A marrow biopsy was taken.", recognised=True)),
        tags=(("Title", f"Count {number}"),),
        picture_pages=2,
        warnings=("page 2 was recognised from a picture",),
        reader="test 1",
    )
    return filing, document, f"{PHRASES[0]} {number} ".encode() * 2000


def ct_slice(number: int, *, study: str = "2.25.7", series: str = "2.25.7.1", **fields: object) -> Instance:
    """The header of one slice of a made-up study."""
    values: dict[str, object] = {
        "patient_name": PHRASES[1],
        "study_date": "2026-02-20",
        "study_description": "Abdomen",
        "modality": "CT",
        "instance_number": number,
        "series_number": 1,
        "has_pixels": True,
        "image_type": ("ORIGINAL", "PRIMARY"),
        **fields,
    }
    return Instance(f"{series}.{number}", "1.2.840.10008.5.1.4.1.1.2", study, series, **values)  # type: ignore[arg-type]


SLICE = Document("IM00001", "application/dicom", tags=(("Modality", "CT"),), reader="test 1")


def raw(path: Path, key: bytes) -> apsw.Connection:
    """The file opened by another implementation of the format (SQLite3 Multiple Ciphers), by its key."""
    connection = apsw.Connection(str(path))
    connection.pragma("cipher", "sqlcipher")
    connection.pragma("legacy", 4)
    connection.pragma("key", f"x'{key.hex()}'")
    return connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the binder lies."""
    return tmp_path / "mother.binder"


@pytest.fixture(scope="session")
def new_binder(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A binder just created, as its bytes, and its key: deriving the key for every test would take most of the time."""
    path = tmp_path_factory.mktemp("new") / "new.binder"
    with Vault.create(path, PASSPHRASE, profile=1, actor="ruth") as created:
        key = created.key
    return path.read_bytes(), key


@pytest.fixture
def vault(path: Path, new_binder: tuple[bytes, bytes]) -> Iterator[Vault]:
    """A new, empty binder, opened."""
    path.write_bytes(new_binder[0])
    with Vault.open(path, key=new_binder[1], actor="ruth") as opened:
        yield opened


@pytest.fixture
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The derivation of keys is tested elsewhere; here it would take most of the time."""
    quick = lambda passphrase, salt: bytearray(hashlib.sha256(passphrase.encode() + salt).digest())  # noqa: E731
    monkeypatch.setattr(keys, "derive", quick)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups go."""
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards that cost little to open; their strength is not what is tested here."""
    monkeypatch.setattr(keys, "profile_of", lambda salt: keys.Profile(8 * 1024, 1, 1))
