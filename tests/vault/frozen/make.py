"""Makes the frozen binder of the present format: python -m tests.vault.frozen.make tests/vault/frozen/version-N.frozen

Run once a released version of the format, by the code of that release, and never again: what it made stands here and
must open for ever. Its passphrase is public.
"""

from __future__ import annotations

import sys
from pathlib import Path

from binder.model.checklist import ChecklistItem, ItemState, Need, Receipt
from binder.model.citation import Citation
from binder.model.document import Document, Page
from binder.model.kinds import Kind
from binder.model.people import Organization
from binder.model.question import Question
from binder.model.record import DateFound, DateRole, Fact, FactType, Filing, Person, Precision
from binder.model.study import Instance
from binder.vault import Vault

PASSPHRASE = "grüne Äpfel am Fenster"
LETTER = b"Lakeside Oncology, March 13, 2026. Stage IIA. I recommend surgery within 4 weeks.\n"
SLICE = b"\0" * 128 + b"DICM the pixels of a made-up slice"


def make(path: Path) -> None:
    """Make it at a path where nothing stands."""
    with Vault.create(path, PASSPHRASE, profile=1, actor="nora") as vault:
        vault.set_meta("patient.name", "Rosa Example")
        vault.set_meta("patient.born", "1957-03-21")
        line = LETTER.decode().strip()
        seen = DateFound("2026-03-13", DateRole.SIGNED, Citation(1, 1, 19, 33, line[19:33]), Precision.DAY)
        stage = Fact(FactType.STAGE, "stage", "IIA", Citation(1, 1, 35, 44, line[35:44]), confidence=0.9, rule="stage")
        filing = Filing(
            kind=Kind.SECOND_OPINION, kind_confidence=0.9, title="Second opinion, Lakeside", date="2026-03-13",
            date_precision=Precision.DAY, date_basis=seen, dates=(seen,), facts=(stage,),
            patient=Person("Rosa Example", "1957-03-21", "", "patient"), author="Ada Harbor, MD",
        )  # fmt: skip
        letter = Document("opinion.txt", "text/plain", (Page(1, (line,)),), tags=(("Title", "Opinion"),), reader="text")
        vault.records.add(filing, letter, LETTER, source="letters/opinion.txt", opinion=2)
        uid = "2.25.7"
        header = Instance(f"{uid}.1.1", "1.2.840.10008.5.1.4.1.1.2", uid, f"{uid}.1", modality="CT", has_pixels=True)
        vault.records.add_instance(header, Document("IM1", "application/dicom"), SLICE, "disc > IM1")
        vault.records.set_expected(uid, 24)
        item = ChecklistItem("first-opinion", "First opinion", (Need.REPORT,))
        vault.checklist.seed([item])
        came = ChecklistItem(
            item.id, item.title, item.needs, state=ItemState.RECEIVED,
            receipts=(Receipt(Need.REPORT, "2026-03-14", "by mail", "R1"),),
        )  # fmt: skip
        vault.checklist.save(came, action="receive", summary="First opinion: received")
        office = vault.organizations.save(Organization("Lakeside Oncology"), action="add", summary="Lakeside Oncology")
        question = Question("How sure is the stage?", whom=office.id)
        vault.questions.save(question, action="ask", summary="How sure is the stage?")
        vault.records.update("R1", "retitle", "Retitled", title="Opinion of Dr. Harbor")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
