"""Imaging: Study > Series > Instance, in the terms of DICOM PS3.3 (patient, study, series and image modules)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Instance:
    """One DICOM object as its header tells it. Texts are clean; absent values are empty or None."""

    sop_instance_uid: str
    sop_class_uid: str
    study_uid: str
    series_uid: str
    patient_name: str = ""
    patient_id: str = ""
    patient_birth_date: str = ""  # ISO 8601 or empty
    patient_sex: str = ""
    study_date: str = ""  # ISO 8601 or empty
    study_description: str = ""
    accession: str = ""
    modality: str = ""
    body_part: str = ""
    institution: str = ""
    referring: str = ""
    series_number: int | None = None
    series_description: str = ""
    instance_number: int | None = None
    rows: int = 0
    columns: int = 0
    frames: int = 1
    image_type: tuple[str, ...] = ()
    transfer_syntax: str = ""
    lossy: bool = False
    has_pixels: bool = False

    @property
    def secondary(self) -> bool:
        """A picture of the study rather than the study: secondary capture, derived or lossy compressed."""
        return self.lossy or self.sop_class_uid.startswith("1.2.840.10008.5.1.4.1.1.7")


@dataclass(frozen=True, slots=True)
class Series:
    """One series, its instances in the order of their instance numbers."""

    uid: str
    number: int | None
    modality: str
    description: str
    instances: tuple[Instance, ...]

    @property
    def pictures(self) -> int:
        """How many pictures it has: an instance may hold many frames, or none."""
        return sum(max(1, i.frames) for i in self.instances if i.has_pixels)

    def place(self, number: int) -> tuple[int, int]:
        """Where a picture of the series stands, counted from 1: (index of its instance, frame from 1).

        Raises:
            IndexError: there are not so many.
        """
        before = 0
        for index, instance in enumerate(self.instances):
            frames = max(1, instance.frames) if instance.has_pixels else 0
            if before < number <= before + frames:
                return index, number - before
            before += frames
        raise IndexError(number)


@dataclass(frozen=True, slots=True)
class Study:
    """One imaging study.

    Attributes:
        expected: how many instances the disc's DICOMDIR names for it; None where there is no DICOMDIR.
    """

    uid: str
    date: str
    description: str
    accession: str
    patient_name: str
    patient_id: str
    patient_birth_date: str
    institution: str
    series: tuple[Series, ...] = field(default=())
    expected: int | None = None

    @property
    def modalities(self) -> tuple[str, ...]:
        """The modalities of its series, each once."""
        return tuple(dict.fromkeys(s.modality for s in self.series if s.modality))

    @property
    def count(self) -> int:
        """How many instances are here."""
        return sum(len(s.instances) for s in self.series)

    @property
    def diagnostic(self) -> bool:
        """Whether it holds original images, not only captures or lossy pictures of them."""
        return any(i.has_pixels and not i.secondary for s in self.series for i in s.instances)
