"""A disc is one thing: what it promises is compared with what is on it, and whose it is is said."""

from __future__ import annotations

from pathlib import Path

from binder.binder import Binder
from binder.model.record import Outcome
from tests.reading import made


def test_studies_that_only_the_index_knows_are_said_to_be_missing(tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    disc.mkdir()
    (disc / "DICOMDIR").write_bytes(made.disc_index(("1.2.3", 2), ("1.2.4", 5)))
    (disc / "IM1").write_bytes(made.dicom())
    with Binder.create(tmp_path / "a.binder", "a passphrase", profile=1) as binder:
        intakes = list(binder.add([disc]))
        (study,) = [intake.record for intake in intakes if intake.status is Outcome.ADDED]
        assert intakes[-1].why == "the disc's index names 5 images of 1 study not on it: ask for a whole copy"
        assert (binder.record(study).instances, binder.record(study).expected) == (1, 2)


def test_a_disc_of_several_people_names_them(tmp_path: Path) -> None:
    (tmp_path / "DICOMDIR").write_bytes(made.disc_index(("1.2.3", 1), patients=("Sample^Ann", "Other^Ben")))
    with Binder.create(tmp_path / "a.binder", "a passphrase", profile=1) as binder:
        first = next(iter(binder.add([tmp_path / "DICOMDIR"])))
    assert "of 2 patients (Ann Sample, Ben Other)" in first.why
