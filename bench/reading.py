"""Reading beside bare pypdf and bare pydicom: pages and headers a second of processor time, isolation included.

python -m bench reading [--folder DIR] reads the PDF and DICOM files of a folder instead of made ones.
"""

from __future__ import annotations

import io
import logging
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.tell import figure, title

_PROSE = (
    "The specimen is received in formalin and consists of a segment of colon measuring 14.2 x 5.1 x 3.0 cm. The tumor "
    "infiltrates the muscularis propria; margins are negative (closest 0.4 cm), lymph nodes 0/12. "
)
_ROWS = (
    ("White blood cells", "7.2", "", "10*3/uL", "4.0-11.0"),
    ("Hemoglobin", "9.1", "L", "g/dL", "12.0-15.5"),
    ("Platelets", "91", "L", "10*3/uL", "150-400"),
    ("Glucose, fasting", "112", "H", "mg/dL", "70-99"),
    ("eGFR (CKD-EPI)", ">60", "", "mL/min/1.73 m2", ">=60"),
)


def run(*, folder: Path | None = None, copies: int = 6) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as made:
        if folder is None:
            folder = Path(made)
            _make(folder, copies)
        pdfs, images = _sorted(folder)
        if pdfs:
            _pdf(pdfs)
        if images:
            _dicom(images)


def _pdf(paths: Sequence[Path]) -> None:
    title(f"{len(paths)} PDF files")
    bare, bare_cpu = _cpu(lambda: _pypdf(paths))
    cold, cold_cpu = _cpu(lambda: _binder(paths))
    start_cpu = _cpu(lambda: _binder(paths[:1]))[1] - _cpu(lambda: _warm(paths[:1]))[1]
    ours, theirs = cold / cold_cpu, bare / bare_cpu
    figure("bare pypdf, text only", f"{theirs:.0f} pages/cpu-s")
    figure("rows with places, isolated, start included", f"{ours:.0f} pages/cpu-s")
    figure("of this the start of the readers", f"{start_cpu * 1000:.0f} ms cpu")
    figure("Reader : pypdf, start included", f"{ours / theirs:.1f} x", ">= 3 x")
    figure("Reader : pypdf, once started", f"{cold / max(cold_cpu - start_cpu, 1e-3) / theirs:.1f} x", ">= 3 x")


def _dicom(paths: Sequence[Path]) -> None:
    title(f"{len(paths)} DICOM files, headers")
    bare, bare_cpu = _cpu(lambda: _pydicom(paths))
    begin = time.perf_counter()
    count, cpu = _cpu(lambda: _binder(paths))
    wall = time.perf_counter() - begin
    figure("bare pydicom", f"{bare / bare_cpu:.0f} files/cpu-s")
    figure("Reader, isolated, start included", f"{count / cpu:.0f} files/cpu-s", ">= 300 files/s")
    figure("", f"{count / wall:.0f} files/s wall")


def _binder(paths: Sequence[Path]) -> int:
    """Pages (of images: files) read by workers that are started for it and end with it."""
    from binder.reading.starter import STARTER

    STARTER.stop()
    count = _warm(paths)
    STARTER.stop()  # waited for, so that its processor time is counted
    return count


def _warm(paths: Sequence[Path]) -> int:
    from binder.model.document import Document
    from binder.reading import Reader, Source

    with Reader() as reader:
        read = [made for _, made in reader.read_many(Source.from_path(path) for path in paths)]
    return sum(max(len(made.pages), made.instance is not None) for made in read if isinstance(made, Document))


def _pypdf(paths: Sequence[Path]) -> int:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    count = 0
    for path in paths:
        try:
            for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages:
                page.extract_text()
                count += 1
        except Exception:  # it may raise anything on a damaged file; what it read till then counts
            continue
    return count


def _pydicom(paths: Sequence[Path]) -> int:
    import pydicom

    for path in paths:
        pydicom.dcmread(path, stop_before_pixels=True)
    return len(paths)


def _cpu(work: Callable[[], int]) -> tuple[int, float]:
    before = _used()
    count = work()
    return count, _used() - before


def _used() -> float:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _sorted(folder: Path) -> tuple[list[Path], list[Path]]:
    """The PDF files and the DICOM files of a folder, by their first bytes."""
    pdfs, images = [], []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as stream:
            head = stream.read(132)
        if head.startswith(b"%PDF-"):
            pdfs.append(path)
        elif head[128:] == b"DICM" and path.name.upper() != "DICOMDIR":
            images.append(path)
    return pdfs, images


def _make(folder: Path, copies: int) -> None:
    """Reports of ten pages: prose, tables, and prose in two columns; and a study of images."""
    from fpdf import FPDF

    from bench.imports import make_images

    for number in range(copies):
        made = FPDF(format="letter")
        made.set_font("Helvetica", size=9)
        for page in range(10):
            made.add_page()
            made.text(15, 15, f"REPORT {number}, PAGE {page + 1}")
            if page % 3 == 0:
                made.set_xy(15, 20)
                made.multi_cell(180, 4, _PROSE * 12)
            elif page % 3 == 1:
                for line in range(45):
                    for x, cell in zip((15, 80, 100, 115, 150), _ROWS[line % len(_ROWS)], strict=True):
                        made.text(x, 25 + 5 * line, cell)
            else:
                for x in (15, 110):
                    made.set_xy(x, 20)
                    made.multi_cell(85, 4, _PROSE * 8)
        made.output(str(folder / f"{number}.pdf"))
    make_images(folder / "disc", 240)


if __name__ == "__main__":
    run()
