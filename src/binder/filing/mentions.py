"""Follow-up a document asks for, and records it speaks of: an earlier scan, the slides of another hospital."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.filing.dates import Dated
from binder.filing.sheet import Row, Sheet
from binder.model.kinds import Kind
from binder.model.record import DateRole, Fact, FactType

_STUDY = (
    r"(?:PET[/ -]?CT|PET|CT(?:\s+scan)?|CAT\s+scan|MRI|MR|ultrasound|sonogram|mammogra\w+|X-?rays?|radiographs?|"
    r"bone\s+scan|echocardiogra\w+|chest\s+film|DEXA|"
    r"colonoscopy|endoscopy|biopsy|pathology(?:\s+report)?|cytology|operative\s+(?:report|note)|surgery|resection|"
    r"EKG|ECG|stress\s+test)"
)
_COMPARED = re.compile(
    rf"(?P<all>(?:compar(?:ed|ison|e)\s*(?:(?:is\s+)?(?:made\s+)?(?:with|to)|:)|prior|previous|outside|"
    rf"earlier)\s*(?:the\s+|a\s+|an\s+)?(?:prior\s+|previous\s+|outside\s+|recent\s+)?"
    rf"(?P<what>{_STUDY}(?:\s+(?:of\s+the\s+|of\s+)?[a-z/,]+){{0,4}}?)?\s*(?:(?:dated|from|of|on|"
    rf"performed(?:\s+on)?|obtained(?:\s+on)?)\s*)?)$",
    re.IGNORECASE,
)
_DATED_STUDY = re.compile(
    rf"(?P<all>\b(?P<what>{_STUDY}(?:\s+[a-z/]+){{0,5}}?)\s*,?\s*(?:was\s+)?(?:dated|from|of|on|"
    rf"performed(?:\s+on)?|done(?:\s+on)?|obtained(?:\s+on)?)?\s*)$",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\b(?P<what>outside\s+(?:hospital\s+)?(?:slides?|pathology(?:\s+report)?|blocks?|CT|MRI|imaging|records?|"
    r"films?|scans?|biopsy)|slides\s+from\s+(?:the\s+)?(?:outside|referring)\s+\w+)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"(?P<all>(?:(?:(?:short[- ]interval\s+|interval\s+)?follow[- ]?up|repeat|surveillance|recheck|"
    rf"recommend(?:ed|ation)?|advise[ds]?|suggest(?:ed)?|should\s+have|schedule(?:d)?)\b[^.;]{{0,60}}?)"
    rf"(?P<what>\b(?:{_STUDY}|imaging|labs?|blood\s+(?:work|counts?|tests?)|CBC|PSA|CEA|visit|appointment|"
    rf"colonoscopy|scan|study)\b[^.;]{{0,30}}?)?\s*\b(?:in|after|every|within)\s+(?P<when>(?:\d{{1,2}}|one|two|"
    rf"three|four|six|twelve|a|several|few)(?:\s?(?:-|to)\s?(?:\d{{1,2}}|two|three|four|six))?\s+(?:days?|weeks?|"
    rf"months?|years?)))",
    re.IGNORECASE,
)
_WHOLE = frozenset(
    {
        Kind.MEDICATION_LIST,
        Kind.LAB_REPORT,
        Kind.AUTHORIZATION,
        Kind.POWER_OF_ATTORNEY,
        Kind.ADVANCE_DIRECTIVE,
        Kind.INSURANCE,
    }
)


def find_mentions(sheet: Sheet, dates: list[Dated], kind: Kind) -> list[Fact]:
    """Records mentioned with their date, records from elsewhere, and follow-up with its interval."""
    if kind in _WHOLE:
        return []
    found = [f for d in dates if (f := _dated(d)) is not None]
    for row in sheet.filled:
        found.extend(_outside(row))
        found.extend(_asked(row))
    return sorted(found, key=lambda f: (f.citation.page, f.citation.line, f.citation.start))


def _dated(dated: Dated) -> Fact | None:
    """An earlier record named just before a date that is not the document's own."""
    if dated.found.role not in (DateRole.OTHER, DateRole.SERVICE):
        return None
    before = dated.row.text[max(0, dated.start - 110) : dated.start]
    match = _COMPARED.search(before) or (_DATED_STUDY.search(before) if dated.found.role is DateRole.OTHER else None)
    if match is None or not match["what"]:
        return None
    start = dated.start - (len(before) - match.start("what"))
    return Fact(
        FactType.MENTIONED_RECORD,
        " ".join(match["what"].split()),
        dated.found.value,
        dated.row.cite(start, dated.end),
        date=dated.found.value,
        confidence=0.85,
        rule="record with its date",
    )


def _outside(row: Row) -> Iterator[Fact]:
    for match in _OUTSIDE.finditer(row.text):
        yield Fact(
            FactType.MENTIONED_RECORD,
            " ".join(match["what"].lower().split()),
            "elsewhere",
            row.cite(match.start(), match.end()),
            confidence=0.75,
            rule="record of another place",
        )


def _asked(row: Row) -> Iterator[Fact]:
    for match in _ASKED.finditer(row.text):
        what = " ".join((match["what"] or "follow-up").split())
        yield Fact(FactType.FOLLOW_UP, what, " ".join(match["when"].split()), row.cite(match.start(), match.end()),
                   confidence=0.8, rule="follow-up with an interval")  # fmt: skip
