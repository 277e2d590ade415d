"""DICOM import through the binder, beside SQLCipher itself writing the same bytes with the same chunks and hashing."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.tell import figure, middle, spread, title

CHUNK = 256 * 1024
COMMIT_BYTES, COMMIT_FILES = 32 << 20, 200
PASSPHRASE = "a bench passphrase"


def run(*, files: int = 240, runs: int = 3) -> None:
    """Print the figures."""
    title(f"Import of {files} DICOM images of 512x512")
    with tempfile.TemporaryDirectory() as folder:
        disc, first = Path(folder) / "disc", Path(folder) / "first"
        paths = make_images(disc, files)
        make_images(first, 1)
        size = sum(path.stat().st_size for path in paths)
        raw, cold, warm = [], [], []
        for n in range(runs):
            raw.append(_timed(lambda n=n: _raw(paths, Path(folder) / f"raw{n}.db")))
            cold.append(_timed(lambda n=n: _binder(disc, Path(folder) / f"cold{n}.binder", files)))
            warm.append(_timed(lambda n=n: _binder(disc, Path(folder) / f"warm{n}.binder", files, first)))
    figure("bytes", f"{size / 1e6:.0f} MB")
    for what, times in (
        ("sqlcipher3 alone", raw),
        ("Binder.add, readers started anew", cold),
        ("Binder.add, warm", warm),
    ):
        figure(f"{what}, wall", spread([wall for wall, _ in times], " ms", 1000))
        figure("", spread([cpu for _, cpu in times], " ms cpu", 1000))
    for what, times in (("readers started anew", cold), ("warm", warm)):
        ratio = middle([r[0] / o[0] for r, o in zip(raw, times, strict=True)])
        speed = size / 1e6 / middle([wall for wall, _ in times])
        figure(f"Binder.add ({what}) : sqlcipher3 alone, {speed:.0f} MB/s", f"{ratio:.2f} x", ">= 0.7 x")


def _timed(work: Callable[[], float]) -> tuple[float, float]:
    cpu = time.process_time()
    return work(), time.process_time() - cpu


def make_images(folder: Path, count: int) -> list[Path]:
    """Images of one study, full of noise so that nothing compresses and no two are the same."""
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

    folder.mkdir()
    study, series = generate_uid(), generate_uid()
    paths = []
    for number in range(1, count + 1):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = CTImageStorage
        meta.MediaStorageSOPInstanceUID = generate_uid()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        image = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
        image.SOPClassUID, image.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
        image.StudyInstanceUID, image.SeriesInstanceUID = study, series
        image.PatientName, image.PatientID, image.Modality = "Bench^Person", "B1", "CT"
        image.StudyDate, image.StudyDescription, image.InstanceNumber = "20260301", "CT CHEST", number
        image.Rows = image.Columns = 512
        image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
        image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 12, 11, 0
        image.PixelData = secrets.token_bytes(512 * 512 * 2)
        path = folder / f"IM{number:05}"
        image.save_as(path, enforce_file_format=True)
        paths.append(path)
    return paths


def _raw(paths: Sequence[Path], into: Path) -> float:
    """Write the files with the driver alone; the seconds it took."""
    from sqlcipher3 import dbapi2

    db = dbapi2.connect(str(into), isolation_level=None)
    db.set_key(bytearray(b"x'" + secrets.token_hex(32).encode() + b"'"))
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "secure_delete=ON"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    db.execute("CREATE TABLE blob (id INTEGER PRIMARY KEY, sha256 BLOB UNIQUE, size INTEGER)")
    db.execute("CREATE TABLE chunk (id INTEGER PRIMARY KEY, data BLOB NOT NULL)")
    begin, size, count = time.perf_counter(), 0, 0
    db.execute("BEGIN IMMEDIATE")
    for path in paths:
        data = path.read_bytes()
        db.execute("INSERT INTO blob (sha256, size) VALUES (?, ?)", (hashlib.sha256(data).digest(), len(data)))
        for start in range(0, len(data), CHUNK):
            db.execute("INSERT INTO chunk (data) VALUES (?)", (data[start : start + CHUNK],))
        size, count = size + len(data), count + 1
        if size >= COMMIT_BYTES or count >= COMMIT_FILES:
            db.execute("COMMIT")
            db.execute("BEGIN IMMEDIATE")
            size = count = 0
    db.execute("COMMIT")
    took = time.perf_counter() - begin
    db.close()
    return took


def _binder(disc: Path, into: Path, files: int, first: Path | None = None) -> float:
    """Add the folder to a new binder; the seconds it took, after another small folder where one is given."""
    from binder.binder import Binder
    from binder.model.record import Outcome

    with Binder.create(into, PASSPHRASE, profile=1) as binder:
        if first is not None:
            list(binder.add([first]))
        begin = time.perf_counter()
        added = sum(1 for intake in binder.add([disc]) if intake.status is Outcome.ADDED)
        took = time.perf_counter() - begin
    if added != files:
        raise RuntimeError(f"{added} of {files} images were added")
    return took


if __name__ == "__main__":
    run()
