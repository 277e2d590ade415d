"""Medications as lists and plans write them: drug, dose, route, frequency; whether stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.filing.sheet import Row, Sheet
from binder.model.kinds import Kind
from binder.model.record import Fact, FactType

_DOSE = (
    r"(?P<dose>\d[\d,]*(?:\.\d+)?(?:\s?(?:-|/|to)\s?\d[\d,]*(?:\.\d+)?)?\s?(?:mg/m2|mg/m²|mg/kg|mcg/kg|mg/mL|"
    r"mcg/hr|units?/mL|mg|mcg|µg|ug|g|gm|grams?|mL|cc|units?|IU|mEq|meq|AUC|%|puffs?|drops?|tablets?|tabs?|"
    r"caps?(?:ules?)?|patch(?:es)?|sprays?|gr)"
    r"(?:\s?/\s?\d+(?:\.\d+)?\s?(?:mg|mL|mcg))?)(?![A-Za-z])"
)
_ROUTE = (
    r"\b(?P<route>by\s+mouth|orally|p\.?\s?o\.?|IV|intravenous(?:ly)?|IM|intramuscular(?:ly)?|SC|SQ|subq|"
    r"subcut(?:aneous(?:ly)?)?|sublingual(?:ly)?|SL|PR|rectal(?:ly)?|topical(?:ly)?|inhaled|inhalation|"
    r"nasal(?:ly)?|transdermal|ophthalmic|each\s+eye|each\s+nostril)(?![A-Za-z])"
)
_FREQUENCY = (
    r"\b(?P<frequency>(?:once|twice|three\s+times|four\s+times|two\s+times|1x|2x|3x)\s+(?:a|per|each)?\s?(?:day|"
    r"daily|week|weekly)|once\s+daily|twice\s+daily|daily|every\s+(?:other\s+)?(?:day|morning|evening|night|week|"
    r"month)|"
    r"every\s+\d+(?:\s?(?:-|to)\s?\d+)?\s+(?:hours?|days?|weeks?|months?)|q\.?\s?\d+(?:-\d+)?\s?(?:h|hr|hrs|"
    r"hours?|d|days?|weeks?|wk)\.?|b\.?i\.?d\.?|t\.?i\.?d\.?|q\.?i\.?d\.?|q\.?d\.?|q\.?h\.?s\.?|q\.?a\.?m\.?|"
    r"q\.?p\.?m\.?|q\.?o\.?d\.?|"
    r"at\s+bedtime|nightly|bedtime|weekly|monthly|in\s+the\s+(?:morning|evening)|with\s+meals|before\s+meals|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|as\s+directed|days?\s+\d+(?:\s?(?:-|to|,|"
    r"and)\s?\d+)*(?:\s+of\s+(?:a\s+)?\d+[- ]day\s+cycles?)?|as\s+needed|"
    r"p\.?r\.?n\.?)(?![A-Za-z])(?:\s*,?\s*(?:as\s+needed|p\.?r\.?n\.?)(?:\s+for\s+[a-z ]{3,30})?)?"
)
_DOSED = re.compile(_DOSE, re.IGNORECASE)
_ROUTED = re.compile(_ROUTE, re.IGNORECASE)
_OFTEN = re.compile(_FREQUENCY, re.IGNORECASE)
_DRUG = re.compile(
    r"(?P<drug>[A-Za-z][A-Za-z0-9'/+-]{2,}(?:[ -](?:[A-Za-z][A-Za-z0-9'+-]*|\([A-Za-z][A-Za-z0-9' /+-]{2,30}\)|"
    r"[A-Z]\d{1,2})){0,4})\s*(?:\([A-Za-z][^()]{1,40}\)\s*)?[,:;|-]?\s*$"
)
_HEADING = re.compile(
    r"^\s*(?:(?:current|discharge|home|outpatient|active|admission|present|preoperative|your|list\s+of|scheduled|"
    r"prescription|chemotherapy|take[- ]home|new|continued?|changed|other)\s+)*(?:medications?|meds|prescriptions|"
    r"drugs|medicines)"
    r"(?:\s+(?:on\s+(?:admission|discharge)|at\s+(?:home|discharge)|list|prior\s+to\s+admission|"
    r"at\s+time\s+of\s+\w+))?\s*:?",
    re.IGNORECASE,
)
_OTHER_HEADING = re.compile(r"^\s*(?:[A-Z][A-Z /&]{4,50}:|allerg\w+\s*:|[A-Z][A-Za-z ]{3,40}:\s*$)")
_STOPPED = re.compile(r"\b(?:stop(?:ped)?|discontinued?|d/c'?d|held|on\s+hold|do\s+not\s+take)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:and|plus|the|on|with|of|takes?|taking|took|start(?:ed)?|continue[ds]?|increase[ds]?|decrease[ds]?|"
    r"prescribed|give[ns]?|was|is|he|she|patient|then|also|including|include|were|are|received|resume|her|his|my|"
    r"stop(?:ped)?|discontinue[ds]?|placed|put|discharged|use|apply|instill|inject|drug|medications?|meds|home|"
    r"current|discharge|new|oral|po|iv)\s+)+",
    re.IGNORECASE,
)
_NOT_DRUG = re.compile(
    r"\b(?:blood|loss|volume|weight|fluid|bolus|saline|normal|tumou?r|mass|size|about|approximately|total|"
    r"measur\w*|dose|doses|contrast|isovue|urine|output|glucose|level|hemoglobin|creatinine|potassium\s+of|"
    r"sodium\s+of|pressure|reading|result|range|value|only|than|less|more|age|feeding|ounces|"
    r"formula|per|each|every|first|second|last|at|for|from|to|by|in|mg|ml|tablet|tablets|capsule|one|two|three|"
    r"four|local|infiltrated|injected|xylocaine|lidocaine|marcaine|bupivacaine|epinephrine|balloon|catheter|"
    r"specimen|cc|psa|ldl|hdl|cholesterol|wbc|platelets?)$",
    re.IGNORECASE,
)
_LISTS = frozenset(
    {
        Kind.MEDICATION_LIST,
        Kind.DISCHARGE_SUMMARY,
        Kind.TREATMENT_PLAN,
        Kind.CHEMOTHERAPY_RECORD,
        Kind.PATIENT_SUMMARY,
        Kind.VISIT_NOTE,
        Kind.CONSULT_NOTE,
        Kind.HISTORY_AND_PHYSICAL,
        Kind.SECOND_OPINION,
        Kind.EMERGENCY_NOTE,
        Kind.LETTER,
        Kind.TUMOR_BOARD,
        Kind.REFERRAL,
        Kind.MESSAGE,
    }
)


def find_medications(sheet: Sheet, kind: Kind) -> list[Fact]:
    """Each drug with a dose and a route or a frequency; within a list of medications a dose alone is enough."""
    if kind not in _LISTS:
        return []
    found: list[Fact] = []
    inside = kind is Kind.MEDICATION_LIST
    for row in sheet.filled:
        heading = _HEADING.match(row.text)
        if heading:
            inside = True
        elif _OTHER_HEADING.match(row.text) and kind is not Kind.MEDICATION_LIST:
            inside = False
        found.extend(_of_row(row, inside))
    return found


def _of_row(row: Row, inside: bool) -> Iterator[Fact]:
    doses = list(_DOSED.finditer(row.text))
    begin = 0
    for at, dose in enumerate(doses):
        stop = doses[at + 1].start() if at + 1 < len(doses) else len(row.text)
        after = re.split(r"[;]|\.\s+(?=[A-Z0-9])|\s\d{1,2}\.\s", row.text[dose.end() : min(stop, dose.end() + 90)])[0]
        drug = _drug(row.text, begin, dose.start())
        route, often = _ROUTED.search(after), _OFTEN.search(after)
        if drug and (route or often or inside) and (inside or len(row.text) < 400 or often):
            end = dose.end() + max((m.end() for m in (route, often) if m), default=0)
            yield _fact(row, drug, dose["dose"], route, often, end)
            begin = end
    return


def _drug(text: str, begin: int, end: int) -> tuple[int, int] | None:
    """The columns of the drug's name that ends where a dose begins."""
    before = text[begin:end]
    clause = re.split(r"[.;:]\s+|,\s+|\)\s+|\d\.\s+|\s{3,}(?=\S+\s*$)", before.rstrip(" ,:;|-\t"))[-1].strip()
    clause = _LEAD.sub("", clause)
    match = _DRUG.search(clause + " ")
    if match is None or _NOT_DRUG.search(match["drug"].strip()) or len(match["drug"].split()) > 4:
        return None
    name = match["drug"].strip()
    start = text.rfind(name, begin, end)
    return (start, start + len(name)) if start >= 0 and len(name) > 2 else None


def _fact(
    row: Row, drug: tuple[int, int], dose: str, route: re.Match[str] | None, often: re.Match[str] | None, end: int
) -> Fact:
    said = [" ".join(dose.split())] + [" ".join(m[0].split()).strip(" .,") for m in (route, often) if m]
    stopped = _STOPPED.search(row.text[max(0, drug[0] - 25) : drug[0]])
    sure = 0.9 if often else 0.8
    return Fact(FactType.MEDICATION, row.text[drug[0] : drug[1]], ", ".join(said), row.cite(drug[0], end),
                flag="stopped" if stopped else "", confidence=min(sure, 0.75) if row.recognised else sure,
                rule="medication with dose")  # fmt: skip
