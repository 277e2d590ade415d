"""Clinical documents (HL7 CDA R2 and the C-CDA built on it): every section's narrative, and what is coded beside it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import BinaryIO

from binder.model.citation import Span
from binder.model.clean import clean_lines
from binder.model.document import Document, Stated
from binder.reading.attached import Inside
from binder.reading.enclosed import Enclosed, named
from binder.reading.entries import Entries
from binder.reading.limits import MIB, Limits
from binder.reading.lines import Lines, clock, iso, read_whole, spaced
from binder.reading.markup import VERSION, Element, parse, without_namespaces, words
from binder.reading.narrative import Narrative

READER = f"binder cda 1, {VERSION}"
LARGEST = 96 * MIB
LOINC = "2.16.840.1.113883.6.1"
_DEEPEST = 8
_SPECIAL_NAMES = {"SRCH", "P", "ASGN"}  # search names, pseudonyms, assigned names


def read_ccda(stream: BinaryIO, limits: Limits) -> Document:
    """Read one clinical document. Raises Unreadable where nothing of it can be."""
    warnings: list[str] = []
    root = parse(read_whole(stream, LARGEST, "health summary"), warnings)
    return document_of(root, limits, warnings)


def enclosed(stream: BinaryIO, size: int, limits: Limits, password: str | None = None) -> list[Enclosed]:
    """The file that a document without sections wraps."""
    root = parse(read_whole(stream, LARGEST, "health summary"), [])
    return _written(root, limits, [])[1]


def document_of(root: Element, limits: Limits, warnings: list[str]) -> Document:
    """The document that a parsed ClinicalDocument is."""
    return _written(root, limits, warnings)[0]


def _written(root: Element, limits: Limits, warnings: list[str]) -> tuple[Document, list[Enclosed]]:
    without_namespaces(root)
    if root.tag != "ClinicalDocument":
        found = root.find(".//ClinicalDocument")
        root = root if found is None else found
    lines = Lines(limits)
    header = _Header(root, lines).states
    narrative, entries = Narrative(lines), Entries(lines)
    for section, depth in _sections(root):
        _section(section, depth, lines, narrative, entries, header)
        if lines.full:
            warnings.append("only the first part of this document is read: it is very long")
            break
    inside = Inside(limits)
    _body_that_is_a_file(root, lines, narrative, warnings, inside)
    if len(lines.pages) == 1 and not lines.pages[0].lines:
        warnings.append("there are no words in this file")
    made = Document("", "application/cda+xml", lines.pages, warnings=tuple(warnings), reader=READER,
                    header=tuple(header), coded=tuple(entries.coded),
                    parts=named((part.name for part in inside.parts), limits))  # fmt: skip
    return made, inside.parts


def _sections(root: Element) -> Iterator[tuple[Element, int]]:
    """Every section in reading order, with how deep it stands."""
    below = [(section, 0) for section in root.findall("component/structuredBody/component/section")]
    below += [(section, 0) for section in root.findall("structuredBody/component/section")]
    while below:
        section, depth = below.pop(0)
        yield section, depth
        if depth < _DEEPEST:
            below[:0] = [(inner, depth + 1) for inner in section.findall("component/section")]


def _section(
    section: Element, depth: int, lines: Lines, narrative: Narrative, entries: Entries, header: list[Stated]
) -> None:
    code = section.find("code")
    title = words(section.find("title")) or ("" if code is None else code.get("displayName") or "")
    loinc = "" if code is None else code.get("code") or ""
    text = section.find("text")
    if not title and text is None and section.find("entry") is None:
        return
    if depth == 0 or title:
        lines.section()
    place = lines.add(title) if title else None
    header.append(Stated("section", title, loinc, "LOINC" if loinc else "", place))
    start = lines.here()
    if text is not None:
        narrative.lay(text)
    entries.read(section, loinc, narrative.ids, start)


def _body_that_is_a_file(
    root: Element, lines: Lines, narrative: Narrative, warnings: list[str], inside: Inside
) -> None:
    """A document without sections wraps a text or a file of another format (CDA R2 section 4.3.2)."""
    for body in root.findall("component/nonXMLBody/text"):
        media = (body.get("mediaType") or "text/plain").lower()
        reference = body.find("reference")
        if reference is not None and not (body.text or "").strip():
            warnings.append(f"its text is in another file that came with it: {spaced(reference.get('value') or '?')}")
        elif (body.get("representation") or "").upper() == "B64":
            _attached(body, media, lines, warnings, inside)
        else:
            lines.section()
            if len(body):
                narrative.lay(body)
            else:
                _plain(body.text or "", lines)


def _attached(body: Element, media: str, lines: Lines, warnings: list[str], inside: Inside) -> None:
    try:
        data = base64.b64decode("".join((body.text or "").split()))
    except (binascii.Error, ValueError):
        warnings.append("the file inside it is damaged and could not be unpacked")
        return
    words_inside = inside.take(data, media, words(body.getroottree().getroot().find("title")))
    if words_inside:
        lines.section()
        for line in words_inside:
            lines.add(line)


def _plain(text: str, lines: Lines) -> None:
    for line in clean_lines(text.strip("\r\n")):
        lines.add(line)


class _Header:
    """What stands above the body: who, what, when, by whom, each put down as a line."""

    def __init__(self, root: Element, lines: Lines) -> None:
        self.states: list[Stated] = []
        self._lines = lines
        self._kind(root)
        self._patient(root.find("recordTarget/patientRole"))
        self._dates(root)
        self._people(root)

    def _say(self, label: str, name: str, value: str, shown: str = "") -> None:
        if value:
            place = self._lines.labelled(label, shown or value)
            if name:
                self.states.append(Stated(name, value, place=place))

    def _kind(self, root: Element) -> None:
        code, title = root.find("code"), words(root.find("title"))
        shown = "" if code is None else code.get("displayName") or _translated(code)
        place: Span | None = self._lines.add(title or shown) if title or shown else None
        if title or shown:
            self.states.append(Stated("title", title or shown, place=place))
        if code is not None and code.get("code"):
            system = "LOINC" if code.get("codeSystem") in (LOINC, None) else code.get("codeSystemName") or ""
            self.states.append(Stated("kind", shown, code.get("code"), system, place))

    def _patient(self, role: Element | None) -> None:
        if role is None:
            return
        patient = role.find("patient")
        if patient is not None:
            self._say("Patient", "patient", _legal_name(patient))
            birth = patient.find("birthTime")
            self._say("Born", "born", "" if birth is None else iso(birth.get("value") or ""))
            sex = patient.find("administrativeGenderCode")
            self._say("Sex", "", "" if sex is None else sex.get("displayName") or sex.get("code") or "")
        number = next((i.get("extension") for i in role.findall("id") if i.get("extension")), "")
        self._say("Patient ID", "patient_id", spaced(number or ""))
        self._say("Patient of", "practice", words(role.find("providerOrganization/name")))

    def _dates(self, root: Element) -> None:
        for event in root.findall("documentationOf/serviceEvent")[:1]:
            self._period("Care", "service", event.find("effectiveTime"))
        visit = root.find("componentOf/encompassingEncounter")
        if visit is not None:
            self._period("Visit", "visit", visit.find("effectiveTime"))
            kind = visit.find("code")
            self._say("Kind of visit", "", "" if kind is None else kind.get("displayName") or words(kind))
        made = root.find("effectiveTime")
        stamp = "" if made is None else made.get("value") or ""
        self._say("Document made", "made", iso(stamp), clock(stamp))
        signed = root.find("legalAuthenticator/time")
        stamp = "" if signed is None else signed.get("value") or ""
        self._say("Signed", "signed", iso(stamp), clock(stamp))

    def _period(self, label: str, name: str, time: Element | None) -> None:
        if time is None:
            return
        low, high = time.get("value") or "", ""
        for part in time:
            if part.tag == "low":
                low = low or part.get("value") or ""
            elif part.tag == "high":
                high = part.get("value") or ""
        begin, end = iso(low), iso(high)
        if begin and end and begin != end:
            self._say(f"{label} from", name, begin, clock(low))
            self._say(f"{label} to", f"{name}_end", end, clock(high))
        elif begin or end:
            self._say(label, name if begin else f"{name}_end", begin or end, clock(low or high))

    def _people(self, root: Element) -> None:
        authors = [
            name
            for author in root.findall("author")
            if (name := _name(author.find("assignedAuthor/assignedPerson/name")))
        ]
        signer = _name(root.find("legalAuthenticator/assignedEntity/assignedPerson/name"))
        performers = [name for p in root.findall("documentationOf/serviceEvent/performer")
                      if (name := _name(p.find("assignedEntity/assignedPerson/name")))]  # fmt: skip
        for author in dict.fromkeys(authors):
            self._say("Author", "author", author)
        if signer and signer not in authors:
            self._say("Signed by", "signer", signer)
        for performer in dict.fromkeys(p for p in performers if p not in authors and p != signer):
            self._say("Care by", "performer", performer)
        custodian = words(root.find("custodian/assignedCustodian/representedCustodianOrganization/name"))
        place = words(root.find("componentOf/encompassingEncounter/location/healthCareFacility/location/name"))
        written = words(root.find("author/assignedAuthor/representedOrganization/name"))
        self._say("Kept by", "facility", custodian)
        if place and place != custodian:
            self._say("Place", "place", place)
        if not custodian:
            self._say("Author's organisation", "facility", written)


def _translated(code: Element) -> str:
    return next((t.get("displayName") for t in code.findall("translation") if t.get("displayName")), "") or words(
        code.find("originalText")
    )


def _legal_name(patient: Element) -> str:
    """The patient's name: the legal one where several are given."""
    names = patient.findall("name")
    usual = [n for n in names if not set((n.get("use") or "").split()) & _SPECIAL_NAMES] or names
    legal = sorted(usual, key=lambda n: "L" not in (n.get("use") or "").split())
    return next((text for n in legal if (text := _name(n))), "")


def _name(name: Element | None) -> str:
    """A name in the order it is spoken; words that stand in no part of it are taken as they are."""
    if name is None:
        return ""
    parts: dict[str, list[str]] = {"prefix": [], "given": [], "family": [], "suffix": []}
    for part in name:
        if part.tag in parts and (text := words(part)):
            parts[part.tag].append(text)
    spoken = spaced(" ".join(text for several in parts.values() for text in several))
    return spoken or words(name)
