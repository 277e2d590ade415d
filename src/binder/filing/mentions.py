"""Follow-up a document asks for, and records it speaks of: an earlier scan, the slides of another hospital."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.filing.dates import Dated
from binder.filing.sheet import Row, Sheet
from binder.model.kinds import Kind
from binder.model.record import DateRole, Fact, FactType

_SCAN = (
    r"(?:PET[/ -]?CT|PET|CT(?:\s+scan)?|CAT\s+scan|MRI|MR\s+(?:angiogram|imaging)|MRA|MRCP|ultrasound|sonogram|"
    r"mammogra\w+|X-?rays?|radiographs?|bone\s+scan|echocardiogra\w+|chest\s+film|DEXA|bone\s+density)"
)
_STUDY = (
    rf"(?:{_SCAN}|MR|colonoscopy|endoscopy|EGD|bronchoscopy|cystoscopy|biopsy|pathology(?:\s+report)?|cytology|"
    r"operative\s+(?:report|note)|surgery|resection|EKG|ECG|stress\s+test|discharge\s+summary|"
    r"genetic\s+test(?:ing|s)?|tumou?r\s+board(?:\s+note)?)"
)
_TEST = rf"(?:{_SCAN}|colonoscopy|endoscopy|EGD|bronchoscopy|cystoscopy|biopsy|genetic\s+test(?:ing|s)?|stress\s+test)"
_ABOUT = r"(?:\s+(?:of\s+the\s+|of\s+)?[A-Za-z/,]+){0,5}?"
_PERFORMED = r"(?:dated|from|of|on|performed(?:\s+on)?|obtained(?:\s+on)?|done(?:\s+on)?|taken(?:\s+on)?)"
_COMPARED = re.compile(
    rf"(?P<all>(?:compar(?:ed|ison|e)\s*(?:(?:is\s+)?(?:made\s+)?(?:with|to)|:)|prior|previous|outside|"
    rf"earlier)\s*(?:the\s+|a\s+|an\s+)?(?:prior\s+|previous\s+|outside\s+|recent\s+)?"
    rf"(?P<what>{_STUDY}{_ABOUT})?\s*,?\s*(?:{_PERFORMED}\s*)?)$",
    re.IGNORECASE,
)
_DATED_STUDY = re.compile(
    rf"(?P<all>\b(?P<what>{_STUDY}{_ABOUT})\s*,?\s*\(?(?:was\s+)?{_PERFORMED}?\s*)$",
    re.IGNORECASE,
)
# "the January 2 CT": the date stands before what it is of.
_STUDY_AFTER = re.compile(rf"^\s*(?P<what>{_STUDY})\b", re.IGNORECASE)
_COMPARISON = re.compile(
    r"^\s*comparisons?\s*:\s*(?!none\b|no\b|n/?a\b|not\b|unavailable\b)(?P<rest>\S.*)", re.IGNORECASE
)
_STOP_WORDS = re.compile(
    r"\s+(?:was|were|is|are|has|had|to|also|show\w*|s/p|and|that|which)\b.*|[\s,]+$", re.IGNORECASE
)
_OUTSIDE = re.compile(
    r"\b(?P<what>(?:outside|external)\s+(?:hospital\s+|facility\s+|institution\s+)?(?:slides?|pathology(?:\s+report)?|"
    r"blocks?|CT|MRI|PET|imaging|records?|reports?|films?|scans?|studies|mammogra\w+|biopsy|consult\w*)|"
    r"slides\s+from\s+(?:the\s+)?(?:outside|referring)\s+\w+|"
    rf"{_SCAN}\s+(?:performed|done|obtained)\s+(?:elsewhere|outside|at\s+(?:an\s+outside|another)\s+\w+))\b",
    re.IGNORECASE,
)
# "referred to Dr. Hahn in radiation oncology": a consultation whose note belongs into the binder.
_REFERRED = re.compile(
    r"\b(?:refer(?:red|ral)?(?:\s+(?:him|her|them|the\s+patient|you))?\s+(?:placed\s+)?(?:to|was\s+(?:made|placed)\s+to)|"
    r"(?:seen|evaluated)\s+by|consult(?:ation)?\s+(?:with|by)|second\s+opinion\s+(?:from|with|at))\s+"
    r"(?P<what>(?:the\s+)?(?:Dr\.?\s+(?-i:[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?)(?:\s*,?\s*(?:in|of)\s+(?:\w+\s+)?\w+(?:logy|ics|ine|ery))?|"
    r"(?:medical|radiation|surgical|gynecologic|neuro-?)?\s?(?:oncology|surgery|urology|genetics|genetic\s+counsel\w+|"
    r"cardiology|neurology|neurosurgery|gastroenterology|pulmonology|palliative\s+care|hematology)))",
    re.IGNORECASE,
)
_COUNT = r"(?:\d{1,2}|one|two|three|four|six|eight|twelve|a|several|few)"
_WHEN = (
    rf"(?P<when>{_COUNT}(?:\s?(?:-|–|to)\s?(?:\d{{1,2}}|two|three|four|six))?[\s-]+(?:days?|weeks?|wks?|months?|mos?|years?|"
    r"yrs?))\b"
)
_WHAT = (
    rf"(?P<what>\b(?:{_STUDY}|imaging|labs?|blood\s+(?:work|counts?|tests?)|CBC|PSA|CEA|visit|appointment|scan|study)\b"
    r"[^.;:\d]{0,30}?)"
)
_FOLLOW = (
    r"(?:follow(?:ing)?[- ]?up|f/u|repeat|surveillance|recheck|return|RTC|see\s+(?:him|her|you|them)\s+(?:back|again))"
)
_ASKED = re.compile(
    rf"(?P<all>(?:(?:short[- ]interval\s+|interval\s+)?(?:{_FOLLOW}|recommend(?:ed|ation)?|advise[ds]?|suggest(?:ed)?|"
    rf"should\s+have|have|schedule(?:d)?|obtain|order(?:ed)?|plan(?:ned)?|needs?)\b[^.;]{{0,60}}?)"
    rf"{_WHAT}?\s*\b(?:in|after|every|within|at)\s+{_WHEN})",
    re.IGNORECASE,
)
_SOON = re.compile(rf"(?P<all>\b(?P<follow>{_FOLLOW})\s*:?\s*{_WHEN})", re.IGNORECASE)
_ADVISED = re.compile(
    rf"(?P<all>\b(?:recommend(?:ed)?|advise[ds]?|suggest(?:ed)?|obtain|needs?|should\s+(?:have|undergo|get))\s+"
    rf"(?:an?\s+|further\s+|repeat\s+|dedicated\s+|additional\s+|diagnostic\s+|follow-?up\s+|tissue\s+)*"
    rf"(?P<what>(?:(?:[a-z-]+\s+){{0,2}}{_TEST}(?:\s+(?:of\s+the\s+|of\s+)?[a-z]+){{0,3}}|(?:tissue\s+)?sampling)))\b"
    rf"|(?P<all2>\b(?P<what2>(?:[a-z-]+\s+){{0,2}}{_TEST}(?:\s+of\s+the\s+[a-z]+)?)\s+(?:is|are)\s+"
    rf"(?:strongly\s+)?(?:recommended|advised|suggested|needed|warranted))\b",
    re.IGNORECASE,
)
_BEFORE = 60  # columns before a phrase that may deny it
_DENIED = re.compile(r"\b(?:no|not|without|never|declin\w+|refus\w+)\b[^.;]{0,25}$", re.IGNORECASE)
_APPOINTED = re.compile(
    r"^(?:follow|f/u|next\s+(?:appointment|visit|appt)|appointment|appt|return|scheduled)", re.IGNORECASE
)
_APPOINTED_WITH = re.compile(
    r"\b(?:follow[- ]?up|return|see|appointment)\b[^.;:]{0,12}\bwith\b[^;:]{0,60}$", re.IGNORECASE
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
    """Records mentioned with their date, records from elsewhere, and follow-up with its interval or day."""
    if kind in _WHOLE:
        return []
    found = [f for d in dates if (f := _dated(d)) is not None]
    asked = [f for d in dates if (f := _appointed(d)) is not None]
    placed = {(f.citation.page, f.citation.line) for f in found}
    for row in sheet.filled:
        found.extend(_outside(row))
        if kind is Kind.IMAGING_REPORT and (row.page, row.number) not in placed:
            found.extend(_compared(row))
        asked.extend(_asked(row))
    every = {(f.type, f.citation.page, f.citation.line, f.name, f.value): f for f in [*found, *asked]}
    return sorted(every.values(), key=lambda f: (f.citation.page, f.citation.line, f.citation.start))


def _dated(dated: Dated) -> Fact | None:
    """An earlier record named just before a date that is not the document's own."""
    if dated.found.role not in (DateRole.OTHER, DateRole.SERVICE):
        return None
    before = dated.row.text[max(0, dated.start - 110) : dated.start]
    other = dated.found.role is DateRole.OTHER
    match = _COMPARED.search(before) or (_DATED_STUDY.search(before) if other else None)
    start, end = dated.start, dated.end
    if match is not None and match["what"]:
        start -= len(before) - match.start("what")
    elif other and (after := _STUDY_AFTER.match(dated.row.text[dated.end :])):
        match, end = after, dated.end + after.end()
    else:
        return None
    return _record(dated.row, match["what"], dated.found.value, start, end, 0.85, "record with its date")


def _record(row: Row, what: str, when: str, start: int, end: int, sure: float, rule: str) -> Fact:
    date = "" if when == "elsewhere" else when
    what = _STOP_WORDS.sub("", " ".join(what.split()))
    return Fact(FactType.MENTIONED_RECORD, what, when, row.cite(start, end), date=date, confidence=sure, rule=rule)


def _compared(row: Row) -> Iterator[Fact]:
    """What a report compares with, where the line names a study but no day."""
    if (said := _COMPARISON.match(row.text)) and (study := re.search(_STUDY, said["rest"], re.IGNORECASE)):
        start = said.start("rest") + study.start()
        end = said.start("rest") + len(re.split(r"[.;(]", said["rest"][study.start() :])[0].rstrip()) + study.start()
        yield _record(row, row.text[start:end][:60], "elsewhere", start, end, 0.7, "record compared with")


def _outside(row: Row) -> Iterator[Fact]:
    for match in _OUTSIDE.finditer(row.text):
        what = match["what"] if match["what"][:2].isupper() else match["what"][0].lower() + match["what"][1:]
        yield _record(row, what, "elsewhere", match.start(), match.end(), 0.75, "record of another place")
    for match in _REFERRED.finditer(row.text):
        if not _DENIED.search(row.text[max(0, match.start() - _BEFORE) : match.start()]):
            what = f"consultation, {match['what']}"
            yield _record(row, what, "elsewhere", match.start(), match.end(), 0.65, "consultation spoken of")


def _follow_up(row: Row, what: str, when: str, start: int, end: int, rule: str, date: str = "") -> Fact:
    what = _STOP_WORDS.sub("", " ".join(what.split())).strip(" -") or "follow-up"
    when = " ".join(when.split())
    return Fact(FactType.FOLLOW_UP, what, when, row.cite(start, end), date=date, confidence=0.8, rule=rule)


def _appointed(dated: Dated) -> Fact | None:
    """A day set for a visit: "Next appointment: 03/15/2026"."""
    if dated.found.role is not DateRole.OTHER or dated.found.citation is None:
        return None
    start, before = dated.found.citation.start, dated.row.text[: dated.start]
    if not _APPOINTED.match(dated.found.citation.quote):
        if (said := _APPOINTED_WITH.search(before)) is None:
            return None
        start = said.start()
    return _follow_up(dated.row, "appointment", dated.found.value, start, dated.end, "appointment with its day",
                      dated.found.value)  # fmt: skip


def _asked(row: Row) -> Iterator[Fact]:
    taken: list[tuple[int, int]] = []
    for pattern, rule in (
        (_ASKED, "follow-up with an interval"),
        (_SOON, "follow-up with an interval"),
        (_ADVISED, "follow-up advised"),
    ):
        for match in pattern.finditer(row.text):
            start, end = match.span()
            if any(start < t[1] and t[0] < end for t in taken) or _DENIED.search(
                row.text[max(0, start - _BEFORE) : start]
            ):
                continue
            taken.append((start, end))
            groups = match.groupdict()
            what = groups.get("what") or groups.get("what2") or ""
            yield _follow_up(row, what, groups.get("when") or "advised", start, end, rule)
