"""Medications as lists and plans write them: drug, dose, route, frequency; whether stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from binder.filing.dates import Dated
from binder.filing.sheet import Row, Sheet
from binder.model.kinds import Kind
from binder.model.record import Fact, FactType

_DOSE = (
    r"(?P<dose>AUC\s?=?\s?\d(?:\.\d)?(?!\d)|\d[\d,]*(?:\.\d+)?(?:\s?(?:-|/|to)\s?\d[\d,]*(?:\.\d+)?)?\s?(?:mg/m2|mg/m²|mg/kg|mcg/kg|mg/mL|"
    r"mcg/hr|units?/mL|mg|mcg|µg|ug|g|gm|grams?|mL|cc|units?|IU|mEq|meq|AUC|%|puffs?|drops?|tablets?|tabs?|"
    r"caps?(?:ules?)?|patch(?:es)?|sprays?|gr)"
    r"(?:\s?/\s?\d+(?:\.\d+)?\s?(?:mg|mL|mcg))?)(?![A-Za-z])"
)
_ROUTE = (
    r"\b(?P<route>by\s+mouth|orally|oral|buccal|intrathecal(?:ly)?|per\s+tube|p\.?\s?o\.?|IV|intravenous(?:ly)?|IM|intramuscular(?:ly)?|SC|SQ|subq|"
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
    r"(?:before|after|with)\s+(?:food|breakfast|lunch|dinner)|in\s+the\s+(?:am|pm)|o\.?d|b\.?d|t\.?d\.?s|q\.?d\.?s|mane|nocte|"
    r"[MTWFS](?:/(?:Tu|Th|Sa|Su|[MTWFS])){1,5}|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|as\s+directed|days?\s+\d+(?:\s?(?:-|to|,|"
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


_FORM = re.compile(
    r"^(?:(?:take|tak\w+|use|inject\w*|apply|instill|inhale|chew|dissolve|give|sig|dispense|disp|tab(?:let)?s?|cap(?:sule)?s?|"
    r"and|or|of|elemental|inhaler|actuation|pen|vial|solution|cream|patch|spray|drops?|puffs?|mL|then|plus|maximum|max|total|"
    r"by|mouth|for|M/W/F|[MTWFS](?:/\w+)+)\b[\s,:(/-]*)+$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"^.*\b(?:and|plus|with|on|of|then|to)(?:\s+|$)", re.IGNORECASE)
_LABEL = re.compile(r"[\s,;|(]*\b(?:dose|dosage|strength)\s*:?\s*$", re.IGNORECASE)
_SENTENCE = re.compile(r"[;]|\.\s+(?=[A-Z0-9])(?!(?:Take|Sig|Inject|Use|Apply|Chew|Inhale|Give)\b)|\s\d{1,2}\.\s")
_FOR = re.compile(r"\b(?:for|x|×)\s?\d{1,3}\s?(?:days?|weeks?|months?|doses?|cycles?)\b", re.IGNORECASE)
_BEGUN = re.compile(
    r"\b(?:start(?:ed)?|since|began|begun|start\s+date)\b\s*:?\s*(?:on|in)?\s*(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
)
_BEGINS = re.compile(r"^\W*(?:start|since|began|begun|prescribed|date\s+prescribed)", re.IGNORECASE)
_REACH = 110  # columns after a dose that still speak of it


@dataclass(slots=True)
class _Said:
    """One drug of a row with its doses, by their columns."""

    drug: tuple[int, int]
    doses: list[re.Match[str]] = field(default_factory=list)


def find_medications(sheet: Sheet, kind: Kind, dates: list[Dated]) -> list[Fact]:
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
        found.extend(_of_row(row, inside, [d for d in dates if d.row is row]))
    return found


def _of_row(row: Row, inside: bool, dates: list[Dated]) -> Iterator[Fact]:
    said: list[_Said] = []
    begin = 0
    for dose in _DOSED.finditer(row.text):
        drug = _drug(row.text, begin, dose.start())
        if drug is not None:
            said.append(_Said(drug, [dose]))
        elif said and _continues(row.text[said[-1].doses[-1].end() : dose.start()]):
            said[-1].doses.append(dose)
        else:
            continue
        begin = dose.end()
    for at, one in enumerate(said):
        stop = said[at + 1].drug[0] if at + 1 < len(said) else len(row.text)
        if (fact := _fact(row, one, stop, inside, dates)) is not None:
            yield fact


def _continues(between: str) -> bool:
    """Whether a second dose is of the same drug: "500 mg tablet - take 1 tablet"."""
    plain = re.sub(r"[\d.,;:()/-]+", " ", between).strip()
    return len(between) < 40 and (not plain or bool(_FORM.match(plain + " ")))


def _drug(text: str, begin: int, end: int) -> tuple[int, int] | None:
    """The columns of the drug's name that ends where a dose begins."""
    before = _LABEL.sub("", text[begin:end])
    clause = re.split(r"[.;:]\s+|,\s+|\)\s+|\d\.\s+|\s{3,}(?=\S+\s*$)", before.rstrip(" ,:;|-\t"))[-1].strip()
    clause = _LEAD.sub("", clause)
    match = _DRUG.search(clause + " ")
    if match is None or _NOT_DRUG.search(match["drug"].strip()) or len(match["drug"].split()) > 4:
        return None
    name = _JOINED.split(match["drug"].strip())[-1]
    if _FORM.match(name + " "):
        return None
    start = text.rfind(name, begin, end)
    return (start, start + len(name)) if start >= 0 and len(name) > 2 else None


def _fact(row: Row, said: _Said, stop: int, inside: bool, dates: list[Dated]) -> Fact | None:
    first, last = said.doses[0], said.doses[-1]
    after = _SENTENCE.split(row.text[first.end() : min(stop, last.end() + _REACH)])[0]
    route, often, how_long = _ROUTED.search(after), _OFTEN.search(after), _FOR.search(after)
    if not (route or often or inside) or not (inside or len(row.text) < 400 or often):
        return None
    end = max(last.end(), first.end() + max((m.end() for m in (route, often, how_long) if m), default=0))
    parts = [" ".join(d["dose"].split()) for d in said.doses]
    parts += [" ".join(m[0].split()).strip(" .,") for m in (route, often, how_long) if m]
    begun = next((d.found.value for d in dates if d.found.citation and _BEGINS.match(d.found.citation.quote)), "")
    year = _BEGUN.search(row.text[end:])
    before, behind = row.text[max(0, said.drug[0] - 25) : said.drug[0]], row.text[end : end + 40]
    stopped = _STOPPED.search(before) or _STOPPED.search(_SENTENCE.split(behind)[0])
    sure = 0.9 if often else 0.8
    name, cited = row.text[said.drug[0] : said.drug[1]], row.cite(said.drug[0], end)
    return Fact(FactType.MEDICATION, name, ", ".join(parts), cited,
                flag="stopped" if stopped else "", date=begun or (year["year"] if year else ""),
                confidence=min(sure, 0.75) if row.recognised else sure, rule="medication with dose")  # fmt: skip
