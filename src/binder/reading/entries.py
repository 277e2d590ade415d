"""The coded entries of a clinical document's sections, each tied to the line of narrative that shows it.

Where the narrative shows an entry nowhere, a line is added that does: nothing is stated without a line to read.
Templates: C-CDA R1.1 to R2.1 result observation 2.16.840.1.113883.10.20.22.4.2 and its forerunner in the CCD of 2007.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from binder.model.citation import Span
from binder.model.document import Coded
from binder.reading.hl7 import range_ends
from binder.reading.lines import GAP, Lines, iso, spaced
from binder.reading.markup import Element, kind_of_value, words

_RESULT_TEMPLATES = {"2.16.840.1.113883.10.20.22.4.2", "2.16.840.1.113883.10.20.1.31"}
_RESULTS = {"30954-2", "26436-6", "18725-2", "11502-2"}
_VITALS = {"8716-3"}
_MEDICATIONS = {"10160-0", "10183-2", "42346-7", "29549-3", "18610-6", "75311-1", "57828-6"}
_TYPES = {"47519-4": "procedure", "11450-4": "problem", "11348-0": "problem", "48765-2": "allergy",
          "11369-6": "immunization", "29554-3": "procedure"}  # fmt: skip
_SYSTEMS = {"2.16.840.1.113883.6.1": "LOINC", "2.16.840.1.113883.6.88": "RxNorm", "2.16.840.1.113883.6.96": "SNOMED CT",
            "2.16.840.1.113883.6.12": "CPT", "2.16.840.1.113883.6.90": "ICD-10", "2.16.840.1.113883.6.103": "ICD-9",
            "2.16.840.1.113883.12.292": "CVX", "2.16.840.1.113883.6.69": "NDC"}  # fmt: skip
_LONGEST = 120  # characters of a result in words; what is longer is a report, and stands in the narrative
_WIDE = 200
_MOST = 20_000  # entries of one document
_AXES = re.compile(r":[^:]*:[^:]*:")  # a LOINC name by its axes ("POTASSIUM:SCNC:PT:BLD:QN:") is for machines


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry before its place is known.

    Attributes:
        names: what the narrative may call it, the one to show first.  pointers: IDs of the narrative that tell of it.
    """

    coded: Coded
    names: tuple[str, ...]
    pointers: tuple[str, ...]


class Entries:
    """Collects the coded statements of one document."""

    def __init__(self, lines: Lines) -> None:
        self.coded: list[Coded] = []
        self._lines = lines
        self._ids: dict[str, Span] = {}

    def read(self, section: Element, code: str, ids: dict[str, Span], start: tuple[int, int]) -> None:
        """Read a section's entries; its narrative begins at page and line `start` and ends where the lines end now."""
        self._ids = ids
        shown = list(self._shown(start))
        added = False
        for entry in self._entries(section, code):
            if len(self.coded) >= _MOST or self._lines.full:
                return
            place = self._place(entry, shown)
            if place is None:
                if not added:
                    self._lines.add("Coded, not in the text above:")
                    added = True
                place = self._line_of(entry)
            self.coded.append(replace(entry.coded, place=place))

    def _shown(self, start: tuple[int, int]) -> Iterator[Span]:
        """The lines from a place to the end, as spans."""
        for page in self._lines.pages[start[0] - 1 :]:
            for number, text in enumerate(page.lines, 1):
                if text.strip() and (page.number, number) >= start:
                    yield Span(page.number, number, len(text) - len(text.lstrip()), len(text))

    def _entries(self, section: Element, code: str) -> Iterator[_Entry]:
        for element in section.findall("entry"):
            for act in element:
                if act.tag == "organizer" or code in _RESULTS | _VITALS:
                    yield from self._observations(act, code, "")
                if code in _MEDICATIONS:
                    yield from self._substances(act, "medication")
                elif code == "11369-6":
                    yield from self._substances(act, "immunization")
                elif code in _TYPES:
                    yield from self._things(act, _TYPES[code])

    def _observations(self, act: Element, code: str, date: str) -> Iterator[_Entry]:
        if act.tag == "organizer":
            own = _date(act) or date
            for inner in (*act.findall("component/observation"), *act.findall("component/organizer")):
                yield from self._observations(inner, code, own)
        elif act.tag == "observation":
            templates = {t.get("root") for t in act.findall("templateId")}
            if (code in _RESULTS | _VITALS or templates & _RESULT_TEMPLATES) and (
                entry := self._result(act, code, date)
            ):
                yield entry

    def _result(self, act: Element, section: str, date: str) -> _Entry | None:
        if _not_done(act):
            return None
        names, code = self._names(act.find("code")), act.find("code")
        value, unit = self._value(act.find("value"))
        if not value or not names or len(value) > _LONGEST:
            return None
        low, high = _range(act)
        flags = [i.get("code") or "" for i in act.findall("interpretationCode")]
        coded = Coded(
            "vital" if section in _VITALS else "lab", names[0], value, Span(1, 1, 0, 0), code=_code(code),
            system=_system(code), unit=unit, low=low, high=high, flag=next((f for f in flags if f), ""),
            date=_date(act) or date, status=_status(act),
        )  # fmt: skip
        return _Entry(coded, names, (*_pointers(act.find("text")), *_pointers(code), *_pointers(act.find("value"))))

    def _substances(self, act: Element, kind: str) -> Iterator[_Entry]:
        for given in (act,) if act.tag == "substanceAdministration" else act.findall(".//substanceAdministration"):
            material = given.find("consumable/manufacturedProduct/manufacturedMaterial")
            if material is None or given.get("negationInd") == "true":
                continue
            names = (*self._names(material.find("code")), *filter(None, [words(material.find("name"))]))
            if not names:
                continue
            low, high = _period(given)
            coded = Coded(kind, names[0], _dose(given), Span(1, 1, 0, 0), code=_code(material.find("code")),
                          system=_system(material.find("code")), low=low, high=high, date=low,
                          status=_status(given))  # fmt: skip
            yield _Entry(coded, names, (*_pointers(given.find("text")), *_pointers(material.find("code"))))

    def _things(self, act: Element, kind: str) -> Iterator[_Entry]:
        """Procedures by their code, problems by their value, allergies by what they are against."""
        if act.tag == "organizer":
            return
        inner = (
            act.findall("entryRelationship/observation")
            if kind in ("problem", "allergy") and act.tag == "act"
            else [act]
        )
        for thing in inner:
            if _not_done(thing):
                continue
            code = thing.find("code") if kind == "procedure" else thing.find("value")
            if kind == "allergy":
                code = thing.find("participant/participantRole/playingEntity/code")
            names = self._names(code)
            if kind == "allergy":
                names += tuple(filter(None, [words(thing.find("participant/participantRole/playingEntity/name"))]))
            if not names:
                continue
            coded = Coded(kind, names[0], "", Span(1, 1, 0, 0), code=_code(code), system=_system(code),
                          date=_date(thing) or _date(act), status=_status(act))  # fmt: skip
            pointers = (*_pointers(thing.find("text")), *_pointers(code), *_pointers(act.find("text")))
            yield _Entry(coded, names, pointers)

    def _names(self, code: Element | None) -> tuple[str, ...]:
        """What a coded thing is called: its display name, the narrative's words, its translations."""
        if code is None:
            return ()
        own = spaced(code.get("displayName") or "")
        original = code.find("originalText")
        told = words(original) or self._told(_pointers(original))
        others = [spaced(t.get("displayName") or "") for t in code.findall("translation")]
        first = [told, own] if _AXES.search(own) else [own, told]
        return tuple(dict.fromkeys(n for n in (*first, *others) if n and len(n) <= 300))

    def _told(self, pointers: tuple[str, ...]) -> str:
        for pointer in pointers:
            if (span := self._ids.get(pointer)) and span.end > span.start:
                return spaced(self._lines.text(span))
        return ""

    def _value(self, value: Element | None) -> tuple[str, str]:
        """A result as shown, and its unit."""
        if value is None:
            return "", ""
        kind = kind_of_value(value)
        if value.get("value") and kind not in ("TS",):
            return spaced(value.get("value") or ""), _unit(value)
        if kind == "TS":
            return iso(value.get("value") or ""), ""
        if kind == "IVL_PQ" or value.find("low") is not None or value.find("high") is not None:
            return _interval(value)
        if kind == "RTO" or value.find("numerator") is not None:
            sides = [
                p.get("value") or "" for p in (value.find("numerator"), value.find("denominator")) if p is not None
            ]
            return (":".join(sides), "") if len(sides) == 2 and all(sides) else ("", "")
        for translation in value.findall("translation"):
            if translation.get("value"):
                return spaced(translation.get("value") or ""), words(translation.find("originalText"))
        names = self._names(value)
        return (words(value) or (names[0] if names else "") or self._told(_pointers(value))), ""

    def _place(self, entry: _Entry, shown: list[Span]) -> Span | None:
        """Where the narrative shows it: the line its own pointer names, else the best line of the section."""
        pointed = [span for p in entry.pointers if (span := self._ids.get(p))]
        for span in pointed:
            line = self._lines.line(span.page, span.line)
            if _says_value(line, entry.coded) and (span.end > span.start or _says_name(line, entry.names)):
                return self._around(span, entry, line)
        best: Span | None = None
        for span in shown:
            line = self._lines.line(span.page, span.line)
            if _says_name(line, entry.names) and _says_value(line, entry.coded):
                best = best or span
                if entry.coded.date and _says_date(line, entry.coded.date):
                    return self._around(span, entry, line)
        if best is not None:
            return self._around(best, entry, self._lines.line(best.page, best.line))
        return None

    def _around(self, span: Span, entry: _Entry, line: str) -> Span:
        """The whole row where it is short, else the words from the name to the value."""
        start = len(line) - len(line.lstrip())
        if len(line) - start <= _WIDE:
            return Span(span.page, span.line, start, len(line))
        lowered = line.lower()
        places = [
            (at, at + len(w)) for w in (*entry.names, entry.coded.value) if w and (at := lowered.find(w.lower())) >= 0
        ]
        if not places:
            return (
                Span(span.page, span.line, span.start, span.end) if span.end > span.start else replace_end(span, line)
            )
        first = min(places)
        last = max((end for at, end in places if at - first[0] <= _WIDE), default=first[1])
        return Span(span.page, span.line, first[0], last)

    def _line_of(self, entry: _Entry) -> Span:
        coded = entry.coded
        bounds = f"{coded.low}-{coded.high}" if coded.low and coded.high and coded.type in ("lab", "vital") else ""
        cells = [coded.name, f"{coded.value} {coded.unit}".strip(), bounds, coded.flag, coded.date]
        return self._lines.add(GAP.join(cell for cell in cells if cell))


def replace_end(span: Span, line: str) -> Span:
    """The same place, reaching as far as a row may be quoted."""
    return Span(span.page, span.line, span.start, min(len(line), span.start + _WIDE))


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def _says_name(line: str, names: tuple[str, ...]) -> bool:
    plain = _plain(line)
    return any(p in plain for n in names if (p := _plain(n)))


def _says_value(line: str, coded: Coded) -> bool:
    """Whether a line shows the value: the same number however written (".8" is 0.8), or the same words."""
    if coded.type not in ("lab", "vital"):
        return True
    if (wanted := _number(coded.value)) is not None:
        return any(_number(found) == wanted for found in re.findall(r"\d[\d,]*(?:\.\d+)?|\.\d+", line))
    return _plain(coded.value) in _plain(line) if _plain(coded.value) else coded.value in line


def _number(text: str) -> float | None:
    match = re.fullmatch(r"\s*[<>≤≥=]{0,2}\s*(-?(?:\d[\d,]*\.?\d*|\.\d+))\s*", text)
    try:
        return abs(float(match[1].replace(",", ""))) if match else None
    except ValueError:
        return None


def _says_date(line: str, date: str) -> bool:
    """Whether a line shows a date, in one of the ways narratives write it."""
    if date in line or len(date) < 10:
        return date in line
    year, month, day = date.split("-")
    short = f"{int(month)}/{int(day)}/{year}"
    written = (f"{month}/{day}/{year}", short, f"{year}{month}{day}", f"{day}/{month}/{year}", f"{month}-{day}-{year}")
    return any(w in line for w in written)


def _code(code: Element | None) -> str:
    return "" if code is None else spaced(code.get("code") or "")


def _system(code: Element | None) -> str:
    if code is None or not code.get("code"):
        return ""
    return _SYSTEMS.get(code.get("codeSystem") or "", spaced(code.get("codeSystemName") or ""))


def _pointers(element: Element | None) -> tuple[str, ...]:
    """The IDs an element points at (<reference value="#id"/>), its own or in its original text."""
    if element is None:
        return ()
    found = [r.get("value") or "" for r in (*element.findall("reference"), *element.findall("originalText/reference"))]
    return tuple(value.lstrip("#").strip() for value in found if value.strip("# "))


def _unit(value: Element) -> str:
    unit = spaced(value.get("unit") or "")
    return "" if unit == "1" else unit


def _interval(value: Element) -> tuple[str, str]:
    low, high = value.find("low"), value.find("high")
    bottom = "" if low is None else low.get("value") or ""
    top = "" if high is None else high.get("value") or ""
    unit = next((u for side in (low, high) if side is not None and (u := _unit(side))), "")
    if bottom and top:
        return f"{bottom}-{top}", unit
    side, sign = (low, ">") if bottom else (high, "<")
    if side is None or not (bottom or top):
        return "", ""
    return sign + ("" if side.get("inclusive") == "false" else "=") + (bottom or top), unit


def _range(act: Element) -> tuple[str, str]:
    """Both ends of the reference range, from its coded value or else its words."""
    for given in act.findall("referenceRange/observationRange"):
        value = given.find("value")
        if value is not None:
            low, high = value.find("low"), value.find("high")
            ends = ("" if low is None else low.get("value") or "", "" if high is None else high.get("value") or "")
            if any(ends):
                return ends
        ends = range_ends(words(given.find("text")) or ("" if value is None else words(value)))
        if any(ends):
            return ends
    return "", ""


def _date(act: Element) -> str:
    return _period(act)[0]


def _period(act: Element) -> tuple[str, str]:
    """When something was or began, and when it ended, ISO 8601."""
    for time in act.findall("effectiveTime"):
        if value := iso(time.get("value") or ""):
            return value, ""
        low, high = time.find("low"), time.find("high")
        begin = "" if low is None else iso(low.get("value") or "")
        end = "" if high is None else iso(high.get("value") or "")
        if begin or end:
            return begin or end, end
    return "", ""


def _status(act: Element) -> str:
    code = act.find("statusCode")
    return "" if code is None else code.get("code") or ""


def _not_done(act: Element) -> bool:
    return act.get("negationInd") == "true" or (act.get("moodCode") or "EVN") != "EVN" or _status(act) in (
        "aborted", "cancelled", "nullified")  # fmt: skip


def _dose(given: Element) -> str:
    """Dose, route and frequency of a medication in words."""
    dose, route = given.find("doseQuantity"), given.find("routeCode")
    parts = []
    if dose is not None:
        amount, unit = _interval(dose) if dose.find("low") is not None else (dose.get("value") or "", _unit(dose))
        parts.append(spaced(f"{amount} {unit if amount else ''}"))
    if route is not None:
        parts.append(spaced(route.get("displayName") or words(route.find("originalText"))))
    for time in given.findall("effectiveTime"):
        period = time.find("period")
        if period is not None and period.get("value"):
            parts.append(spaced(f"every {period.get('value')} {period.get('unit') or ''}"))
    return ", ".join(part for part in parts if part)
