"""DICOM instances gathered into their study: series in order, instances in order, odd values tolerated."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from binder.model.study import Instance, Series, Study


def study_of(instances: Iterable[Instance], expected: int | None = None) -> Study:
    """The study that these instances make up; each instance counted once by its UID.

    Where instances disagree on a name or a date, what most of them say is taken. Instances of several studies are not
    to be mixed: call `studies_of` for those. Raises ValueError where there is no instance.
    """
    unique = list({i.sop_instance_uid or f"#{n}": i for n, i in enumerate(instances)}.values())
    if not unique:
        raise ValueError("a study needs at least one instance")
    groups: dict[str, list[Instance]] = defaultdict(list)
    for instance in unique:
        groups[instance.series_uid].append(instance)
    series = sorted((_series(uid, group) for uid, group in groups.items()), key=_series_order)
    return Study(
        uid=_most(i.study_uid for i in unique),
        date=_most(i.study_date for i in unique),
        description=_most(i.study_description for i in unique),
        accession=_most(i.accession for i in unique),
        patient_name=_most(i.patient_name for i in unique),
        patient_id=_most(i.patient_id for i in unique),
        patient_birth_date=_most(i.patient_birth_date for i in unique),
        institution=_most(i.institution for i in unique),
        series=tuple(series),
        expected=expected,
    )


def studies_of(instances: Iterable[Instance], expected: dict[str, int] | None = None) -> list[Study]:
    """All studies among the instances, newest first; `expected` is a disc index's count by study UID."""
    groups: dict[str, list[Instance]] = defaultdict(list)
    for instance in instances:
        groups[instance.study_uid].append(instance)
    made = [study_of(group, (expected or {}).get(uid)) for uid, group in groups.items()]
    return sorted(made, key=lambda s: (s.date, s.uid), reverse=True)


def _series(uid: str, group: list[Instance]) -> Series:
    ordered = sorted(group, key=lambda i: (i.instance_number is None, i.instance_number or 0, i.sop_instance_uid))
    numbers = [i.series_number for i in ordered if i.series_number is not None]
    return Series(
        uid,
        Counter(numbers).most_common(1)[0][0] if numbers else None,
        _most(i.modality for i in ordered),
        _most(i.series_description for i in ordered),
        tuple(ordered),
    )


def _series_order(series: Series) -> tuple[bool, int, str]:
    return series.number is None, series.number or 0, series.uid


def _most(values: Iterable[str]) -> str:
    """What most say, the first of equals; empty values do not vote."""
    counts = Counter(v for v in values if v)
    return counts.most_common(1)[0][0] if counts else ""
