"""What lies inside structured records: texts and web pages become lines, other files become parts."""

from __future__ import annotations

import io

from lxml import etree

from binder.model.clean import clean_lines
from binder.reading.enclosed import Enclosed, label
from binder.reading.limits import Limits
from binder.reading.lines import Lines, spaced
from binder.reading.markup import without_namespaces
from binder.reading.narrative import Narrative
from binder.reading.text import decode

_ENDINGS = {"image/jpeg": ".jpg", "image/jpg": ".jpg", "image/png": ".png", "image/tiff": ".tif", "text/rtf": ".rtf",
            "application/rtf": ".rtf", "application/msword": ".doc", "text/xml": ".xml", "application/xml": ".xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
            "application/dicom": ".dcm"}  # fmt: skip


class Inside:
    """What is found inside a record: texts become its lines, other files become parts of it.

    Attributes:
        parts: the files, each to be read for itself.
    """

    def __init__(self, limits: Limits) -> None:
        self.parts: list[Enclosed] = []
        self._most = limits.parts

    def take(self, data: bytes, media: str, name: str = "") -> list[str]:
        """The lines of a text or web page; a file of another kind is kept as a part, and has none."""
        start = data[:1024].lstrip()
        pdf = start.startswith(b"%PDF") or "pdf" in media
        if not pdf and start[:1] == b"<" and (b"<html" in start.lower() or "html" in media):
            return page_lines(data)
        if not pdf and media.startswith("text/") and not media.startswith("text/rtf") and b"\0" not in data[:1024]:
            return clean_lines(decode(data)[0])
        if data and len(self.parts) < self._most:
            ending = ".pdf" if pdf else _ENDINGS.get(media.split(";")[0].strip(), "")
            named = spaced(name)
            if named and ending and not named.lower().endswith(ending):
                named = named.replace("/", "-") + ending
            self.parts.append(Enclosed(label(named, len(self.parts) + 1, ending), data))
        return []


def page_lines(data: bytes) -> list[str]:
    """A web page's words as lines; nothing where it cannot be parsed."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.parse(io.BytesIO(data), parser).getroot()
    except (etree.XMLSyntaxError, AssertionError):
        return []
    if root is None:
        return []
    without_namespaces(root)
    lines = Lines(Limits())
    Narrative(lines).lay(root)
    return [line for page in lines.pages for line in page.lines]
