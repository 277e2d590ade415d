"""Texts and web pages inside structured records: plain ones become lines, of others it is said what they are."""

from __future__ import annotations

import io

from lxml import etree

from binder.model.clean import clean_lines
from binder.reading.limits import Limits
from binder.reading.lines import Lines, spaced
from binder.reading.markup import without_namespaces
from binder.reading.narrative import Narrative
from binder.reading.text import decode


def attached_text(data: bytes, media: str) -> tuple[list[str], str]:
    """The lines of an attached text or web page; for other kinds none, and a sentence that says what is attached."""
    start = data[:1024].lstrip()
    if start.startswith(b"%PDF") or "pdf" in media:
        return [], "holds an attached PDF, not read yet"
    if start[:1] == b"<" and (b"<html" in start.lower() or "html" in media):
        return page_lines(data), ""
    if media.startswith("text/") and not media.startswith("text/rtf") and b"\0" not in data[:1024]:
        return clean_lines(decode(data)[0]), ""
    return [], f"holds an attached file ({spaced(media)[:60] or 'kind not stated'}), not read yet"


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
