"""Makes the sample binder through the same intake as any other, then marks what the family has done so far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from binder.model.checklist import ItemState, Need
from binder.model.progress import Progress
from binder.sample.chase import chase
from binder.sample.documents import documents, papers
from binder.sample.people import BORN, PATIENT

if TYPE_CHECKING:
    from binder.binder import Binder

# What the family has marked: item, need, day it came, what came, and the text it is linked to.
_RECEIVED = (
    ("pathology-report", Need.REPORT, "2025-11-07", "paper copy from Dr. Wren", "2025-11-04-pathology"),
    ("pathology-report", Need.REPORT, "2025-12-02", "bone marrow, from the portal", "2025-11-25-marrow-pathology"),
    ("molecular-report", Need.REPORT, "2025-11-20", "from the portal", "2025-11-13-molecular"),
    ("imaging-ct", Need.REPORT, "2025-10-09", "from the portal", "2025-10-07-ct"),
    ("imaging-ct", Need.IMAGES, "2026-03-10", "disc by mail, 24 images", "disc"),
    ("operative-note", Need.REPORT, "2026-03-06", "from medical records", "2025-10-28-operative-note"),
    ("treatment-plan", Need.REPORT, "2026-02-20", "handed over at the visit", "2026-02-20-treatment-plan"),
    ("first-opinion", Need.REPORT, "2026-03-02", "letter by mail", "2026-03-02-first-opinion"),
    ("authority", Need.REPORT, "2026-02-26", "signed at home", "2026-02-26-authorization"),
    ("insurance", Need.REPORT, "2026-03-09", "gap exception granted", "2026-03-06-insurance-approval"),
)


def make(path: Path, *, passphrase: str, progress: Callable[[Progress], None] | None = None) -> Binder:
    """Make the sample binder at a path where nothing stands; it is returned open.

    Raises:
        BinderError: as `Binder.create` and the verbs of `Binder` do.
    """
    from binder.binder import Binder

    binder = Binder.create(path, passphrase, patient=PATIENT, born=BORN)
    try:
        records = _add(binder, progress)
        _mark(binder, records)
        chase(binder, records, date.today())
    except BaseException:
        binder.close()
        raise
    return binder


def _add(binder: Binder, progress: Callable[[Progress], None] | None) -> dict[str, str]:
    """Offer every document; the record of each paper by its key, and of the disc as "disc"."""
    keys = {paper.file: paper.key for paper in papers()}
    records: dict[str, str] = {}
    for intake in binder.add(documents(), progress=progress):
        name = intake.path.rsplit(" > ", 1)[-1].rsplit("/", 1)[-1]
        key = keys.get(name, "disc" if "DICOM" in intake.path else name)
        if intake.record:
            records.setdefault(key, intake.record)
    return records


def _mark(binder: Binder, records: dict[str, str]) -> None:
    """Opinions, what was received, and what is not needed."""
    for paper in papers():
        if paper.opinion is not None:
            binder.set_opinion(records[paper.key], paper.opinion)
    for item, need, on, what, key in _RECEIVED:
        binder.receive(item, need=need, on=on, what=what, record=records[key])
    binder.set_item_state("imaging-ct", ItemState.VERIFIED, "Nora counted the images against the disc's label")
    binder.set_item_state("pathology-report", ItemState.VERIFIED)
    binder.set_item_state("tissue-block", ItemState.WAIVED, "Tidewell did not ask for it")
    binder.set_item_state("imaging-pet", ItemState.WAIVED, "none was done so far")
