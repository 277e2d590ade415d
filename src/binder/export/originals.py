"""The original files, byte for byte, under names a person can read; scans as folders of DICOM files by series."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from binder.export.contents import Holding
from binder.export.names import ending, record_name, safe
from binder.export.write import Folder, Written
from binder.model.errors import BinderError, Damaged
from binder.model.record import Record
from binder.model.study import Instance, Series

ORIGINALS, PUT_ASIDE, TEXTS = "originals", "put-aside", "texts"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a record came to lie.

    Attributes:
        path: its file, or the folder of a scan, relative to the export.
        files: every file of it.  text: its text as read; None where it has none.
        images: (series, instance, file) of a scan, in order.
    """

    path: str
    files: tuple[Written, ...]
    text: Written | None = None
    images: tuple[tuple[Series, Instance, Written], ...] = ()


def place(folder: Folder, holding: Holding) -> Placed:
    """Write the original files of a record and its text.

    Raises:
        Damaged: the binder no longer holds what was added.
    """
    record = holding.record
    beneath = PUT_ASIDE if holding.put_aside else ORIGINALS
    text = _text(folder, holding)
    if holding.study is not None and holding.instance is not None:
        path = f"{beneath}/{record_name(record)}"
        images = tuple(_images(folder, holding, path))
        return Placed(path, tuple(written for _, _, written in images), text, images)
    path = f"{beneath}/{record_name(record)}{ending(record)}"
    written = folder.save(path, _read(record, holding.original))
    if record.sha256 and written.sha256 != record.sha256:
        raise _damaged(record, "it is not what was added")
    return Placed(path, (written,), text)


def _images(folder: Folder, holding: Holding, path: str) -> Iterator[tuple[Series, Instance, Written]]:
    assert holding.study is not None and holding.instance is not None
    give = holding.instance
    for at, series in enumerate(holding.study.series, 1):
        what = safe(" ".join(word for word in (series.modality, series.description) if word), 60)
        beneath = f"{path}/{at:02} {what}"
        for number, instance in enumerate(series.instances):
            uid, here = series.uid, number
            pieces = _read(holding.record, lambda uid=uid, here=here: give(uid, here))  # type: ignore[misc]
            yield series, instance, folder.save(f"{beneath}/{number + 1:04}.dcm", pieces)


def _read(record: Record, give: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    """The bytes; a record that cannot be read is named."""
    try:
        yield from give()
    except Damaged as error:
        raise _damaged(record, str(error).split(":")[0].rstrip(".")) from error


def _damaged(record: Record, what: str) -> BinderError:
    return Damaged(
        f"{record.id} ({record.title}) is damaged in the binder ({what}), so nothing was exported: "
        "run binder check, which says what can be saved."
    )


def _text(folder: Folder, holding: Holding) -> Written | None:
    """The text page by page: line n of a page is the n-th line under its heading, as citations count them."""
    if not any(page.lines for page in holding.pages):
        return None
    record, total = holding.record, len(holding.pages)

    def lines() -> Iterator[str]:
        for page in holding.pages:
            recognised = ", recognised from a picture" if page.recognised else ""
            yield f"=== {record.id}, page {page.number} of {total}{recognised} ===\n"
            yield from (f"{line}\n" for line in page.lines)

    return folder.save(f"{TEXTS}/{record.id}.txt", lines())
