"""What a report states about a tumour besides its stage: grade, biomarkers, sizes, nodes; in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from binder.filing.sheet import Row, Sheet
from binder.filing.variants import find_variants
from binder.model.kinds import Kind
from binder.model.record import Fact, FactType

_GRADE = re.compile(
    r"\b(?P<what>(?:(?:histologic(?:al)?|nuclear|tumou?r|fuhrman|furhman|nottingham(?:\s+histologic)?|FIGO|"
    r"WHO(?:/ISUP)?|ISUP|overall|combined|architectural|bloom[- ]richardson|final)\s+)+"
    r"(?:nuclear\s+)?grad(?:e|ing)(?:\s+group)?|grade\s+group|histologic(?:al)?\s+grade|gleason\s+grade\s+group|"
    r"grade)\s*(?:\([^()]{0,25}\)\s*)?(?:is|of|:|=|-)?\s*"
    r"(?P<value>(?:G\s?)?(?:I{1,3}|IV|[1-5])(?:\s?[-/]\s?(?:I{1,3}V?|IV|[1-5])|\s+(?:of|out\s+of)\s+(?:[3-5]|III|"
    r"IV))?|low|high|intermediate|moderate|well|poor(?:ly)?)\b(?!\.\d|\s?cm|\s*%)",
    re.IGNORECASE,
)
_G = re.compile(r"(?<=[\s,;(])(?P<value>G[1-4X])(?=[\s,;.)]|$)")
_DIFFERENTIATED = re.compile(
    r"\b(?P<value>(?:well|moderately|poorly|well[- ]to[- ]moderately|moderately[- ]to[- ]poorly|"
    r"un)[\s-]?differentiated)\b",
    re.IGNORECASE,
)
_GLEASON = re.compile(
    r"\bgleason(?:'?s)?\s*(?:grade|score|sum|pattern)?s?\s*(?:score|sum)?\s*(?:is|of|:|"
    r"=)?\s*(?P<value>\(?[1-5]\s?\+\s?[1-5]\)?(?:\s?\(?=\s?\d{1,2}\)?)?(?:/10)?|(?:[6-9]|"
    r"10)(?:\s?\([1-5]\s?\+\s?[1-5]\)|/10)?)",
    re.IGNORECASE,
)
_MARKERS = {
    "ER": r"ER|(?i:o?estrogen[\s-]receptors?(?:\s*\(ER\))?)",
    "PR": r"PR|PgR|(?i:progesterone[\s-]receptors?(?:\s*\((?:PR|PgR)\))?)",
    "HER2": r"HER[\s-]?2(?:\s?[/-]\s?neu)?|c-?erbB-?2|ERBB2",
    "Ki-67": r"Ki[\s-]?67(?:\s*\(MIB-?1\))?|MIB-?1",
    "PD-L1": r"PD-?L1(?:\s*\((?:TPS|CPS)\))?",
    "MSI": r"MSI|microsatellite(?:\s+(?:instability|status))?",
    "MMR": r"(?:d|p)?MMR|mismatch[\s-]repair(?:\s+proteins?)?",
    "MLH1": r"MLH1",
    "MSH2": r"MSH2",
    "MSH6": r"MSH6",
    "PMS2": r"PMS2",
    "EGFR": r"EGFR",
    "ALK": r"ALK",
    "ROS1": r"ROS1",
    "KRAS": r"K-?RAS",
    "NRAS": r"N-?RAS",
    "BRAF": r"BRAF(?:\s+V600E)?",
    "BRCA1": r"BRCA1",
    "BRCA2": r"BRCA2",
    "IDH1": r"IDH-?1(?:\s+R132H)?",
    "p16": r"p16",
    "p53": r"p53|TP53",
    "1p/19q": r"1p\s?/\s?19q(?:\s+co-?deletion)?",
    "MGMT": r"MGMT(?:\s+promoter(?:\s+methylation)?)?",
    "HPV": r"HPV",
    "CD20": r"CD20",
    "TTF-1": r"TTF-?1",
    "CK7": r"CK-?7",
    "CK20": r"CK-?20",
    "S100": r"S-?100",
    "CD117": r"CD117|c-kit",
    "TMB": r"TMB|tumou?r\s+mutational\s+burden",
    "AR": r"androgen\s+receptors?",
}
_STATE = (
    r"(?:strongly\s+|weakly\s+|diffusely\s+|focally\s+|moderately\s+)?(?:positive|negative|equivocal|"
    r"indeterminate|not\s+amplified|non-?amplified|amplified|overexpressed|not\s+detected|detected|intact|lost|"
    r"loss(?:\s+of)?|retained|"
    r"stable|low|high|mutated|wild[\s-]?type|mutant|methylated|unmethylated|co-?deleted|not\s+co-?deleted|"
    r"proficient|deficient|present|absent|rearranged|not\s+rearranged|MSS|MSI-?H(?:igh)?|MSI-?L(?:ow)?)"
)
_VALUE = (
    rf"(?P<value>(?:{_STATE}(?:\s*(?:\([^()]{{1,40}}\)|[0-3]\+|[<>~]?\s?\d{{1,3}}\s?%))?|[0-3]\+(?:\s*\({_STATE}\))?|"
    r"\d{1,3}(?:\.\d+)?\s?mut(?:ation)?s?/(?:Mb|megabase)|"
    rf"[<>~]?\s?\d{{1,3}}(?:\s?-\s?\d{{1,3}})?\s?%(?:\s*\(?{_STATE}\)?)?))"
)
_JOIN = (
    r"(?:\s*(?:immunostain\w*|stain\w*|status|expression|immunohistochemi\w+|\(IHC\)|by\s+IHC|IHC|gene|"
    r"mutation|index|proliferation(?:\s+index)?|labell?ing\s+index|protein|score|fish|by\s+fish|tps|"
    r"cps))*\s*(?:is|are|was|were|:|=|-|,|of|shows?|about|approximately)?\s*(?:is|are|approximately|about|~)?\s*"
)


@cache
def _named(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9/-])(?:{_MARKERS[name]})(?![A-Za-z0-9])", _case(name))


@cache
def _marker(name: str) -> re.Pattern[str]:
    """A marker with its value; made when the first document names it, since each takes a while to compile."""
    return re.compile(
        rf"(?<![A-Za-z0-9/-])(?<!\bthe )(?:{_MARKERS[name]})(?![A-Za-z0-9])(?i:{_JOIN}{_VALUE})", _case(name)
    )


def _case(name: str) -> re.RegexFlag:
    """Two-letter names (ER, PR) must be written in capitals: "er" is a room as well."""
    return re.NOFLAG if name in ("ER", "PR") else re.IGNORECASE


# "ER+/PR+/HER2-", "ER (+)"
_SHORT = re.compile(
    r"(?<![A-Za-z0-9])(?P<name>ER|PR|PgR|HER-?2)\s?(?P<value>\([+-]\)|\+(?!\d)|[-−–](?=[\s,;/.)]|$))(?!\s?\d)"
)
_ANY_MARKER = re.compile(r"(?<![A-Za-z0-9])(?:" + "|".join(_MARKERS.values()) + ")", re.IGNORECASE)
_SIZE = re.compile(
    r"(?P<value>\d+(?:[.,]\d+)?(?:\s?[x×X]\s?\d+(?:[.,]\d+)?){0,2})\s?-?(?P<unit>cm|mm|centimet(?:er|re)s?|"
    r"millimet(?:er|re)s?)\b(?!\s*(?:from|above|below|to\s+the|proximal|distal|/))",
    re.IGNORECASE,
)
_TUMOUR = re.compile(
    r"\b(?P<what>tumou?r(?:\s+(?:size|thickness|focus))?|mass|nodule|lesion|carcinoma|adenocarcinoma|neoplasm|"
    r"cyst|aneurysm|metastasis|metastases|lymph\s+node|greatest\s+dimension|maximum\s+dimension|"
    r"breslow(?:\s+(?:depth|thickness))?)\b",
    re.IGNORECASE,
)
_NODES = re.compile(r"(?P<value>\(?(?P<of>\d{1,2})\s?(?:/|of)\s?(?P<all>\d{1,3})\)?)")
_ONCOLOGY = frozenset(
    {
        Kind.PATHOLOGY_REPORT,
        Kind.PATHOLOGY_CONSULT,
        Kind.MOLECULAR_REPORT,
        Kind.SECOND_OPINION,
        Kind.TUMOR_BOARD,
        Kind.CONSULT_NOTE,
        Kind.TREATMENT_PLAN,
        Kind.VISIT_NOTE,
        Kind.LETTER,
        Kind.DISCHARGE_SUMMARY,
        Kind.HISTORY_AND_PHYSICAL,
    }
)
_PER_ROW = 40


def find_findings(sheet: Sheet, kind: Kind) -> list[Fact]:
    """Grades, Gleason scores, biomarkers, sizes and node counts, in reading order."""
    facts: list[Fact] = []
    for row in sheet.filled:
        here = [*_grades(row)]
        if kind in _ONCOLOGY:
            here += [*_biomarkers(row), *_nodes(row)]
        if kind in _ONCOLOGY or kind is Kind.IMAGING_REPORT:
            here += _sizes(row)
        facts += sorted(here, key=lambda f: f.citation.start)[:_PER_ROW]
    return facts


def _of(
    row: Row, what: FactType, name: str, value: str, start: int, end: int, rule: str, sure: float = 0.9, unit: str = ""
) -> Fact:
    return Fact(
        what,
        name,
        " ".join(value.split()),
        row.cite(start, end),
        unit=unit,
        confidence=min(sure, 0.75) if row.recognised else sure,
        rule=rule,
    )


def _grades(row: Row) -> Iterator[Fact]:
    for match in _GLEASON.finditer(row.text):
        yield _of(
            row,
            FactType.GRADE,
            "Gleason",
            match["value"].strip("() ") if match["value"].count("(") != match["value"].count(")") else match["value"],
            match.start(),
            match.end(),
            "Gleason score",
            0.95,
        )
    for match in _GRADE.finditer(row.text):
        word = match["value"].lower()
        plain = match["what"].lower() == "grade"
        if plain and (
            word in ("low", "high", "intermediate", "moderate", "well", "poor")
            or re.search(
                r"(?:murmur|fever|toxicity|school|ulcer|sprain|neuropathy|esophagitis|hemorrhoid\w*|laceration)",
                row.text[match.end() : match.end() + 40],
                re.I,
            )
        ):
            continue
        if plain and re.search(r"(?:low|high|in|the|th|first|second)[\s-]*$", row.text[: match.start()], re.I):
            continue
        yield _of(
            row,
            FactType.GRADE,
            " ".join(match["what"].lower().split()),
            match["value"],
            match.start(),
            match.end(),
            "grade",
        )
    if re.search(r"p[TN]\s?\d|TNM|carcinoma|stage", row.text):
        for match in _G.finditer(row.text):
            yield _of(row, FactType.GRADE, "grade", match["value"], match.start(), match.end(), "grade beside a stage")
    for match in _DIFFERENTIATED.finditer(row.text):
        yield _of(row, FactType.GRADE, "differentiation", match["value"], match.start(), match.end(), "differentiation")


def _biomarkers(row: Row) -> Iterator[Fact]:
    yield from find_variants(row)
    if not _ANY_MARKER.search(row.text):
        return
    for match in _SHORT.finditer(row.text):
        name = {"PGR": "PR", "HER-2": "HER2"}.get(match["name"].upper(), match["name"])
        said = "positive" if "+" in match["value"] else "negative"
        yield _of(row, FactType.BIOMARKER, name, said, match.start(), match.end(), "biomarker in short", 0.92)
    for name in _MARKERS:
        for match in _marker(name).finditer(row.text) if _named(name).search(row.text) else ():
            yield _of(row, FactType.BIOMARKER, name, match["value"], match.start(), match.end(), "biomarker", 0.92)


def _sizes(row: Row) -> Iterator[Fact]:
    for match in _SIZE.finditer(row.text):
        before = re.split(r"(?<=[a-z)])[.;]\s", row.text[max(0, match.start() - 90) : match.start()])[-1]
        after = re.split(r"[.;]\s", row.text[match.end() : match.end() + 45])[0]
        words = list(_TUMOUR.finditer(before))
        follows = _TUMOUR.match(after.lstrip()) or re.match(
            r"\s*(?:[a-z]+\s){0,2}(?:mass|nodule|lesion|tumou?r|carcinoma|cyst|aneurysm)\b", after, re.I
        )
        if not words and not follows:
            continue
        what = words[-1]["what"] if words else (re.search(_TUMOUR, after) or match)[0]
        yield _of(
            row,
            FactType.MEASUREMENT,
            what.lower(),
            match["value"],
            match.start(),
            match.end(),
            "size beside its object",
            0.85,
            match["unit"].lower()[:2].replace("ce", "cm").replace("mi", "mm"),
        )


def _nodes(row: Row) -> Iterator[Fact]:
    for match in _NODES.finditer(row.text):
        of, every = int(match["of"]), int(match["all"])
        near = row.text[max(0, match.start() - 130) : match.start()].lower()
        exact = "/" in match["value"] and match["value"].startswith("(")
        if (
            of <= every
            and re.search(r"\bnod(?:e|es|al)\b|lymphonod", near)
            and (exact or re.match(r"\s+(?:\w+\s)?(?:lymph\s+)?nodes?", row.text[match.end() :]))
            and re.search(r"node|metasta|positive|negative|no tumor|tumor|carcinoma|involved|free", near)
        ):
            yield _of(
                row,
                FactType.FINDING,
                "lymph nodes",
                f"{of} of {every}",
                match.start(),
                match.end(),
                "nodes involved of nodes examined",
                0.85,
            )
