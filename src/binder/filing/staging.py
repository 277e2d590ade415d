"""Stage as a document writes it: T, N and M with their prefixes, and groups; not where the letters mean else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from binder.filing.sheet import Row, Sheet
from binder.model.record import Fact, FactType

_MOST = 80  # tokens looked at in one line; no honest line holds more
_PREFIX = r"(?P<prefix>(?:[yra]{0,2}[pc]|[yra]p?))?"
_SUFFIX = r"(?P<suffix>\s?\((?:sn|mi|m|i[+-]|mol[+-]|\d{1,2}|is|pd|dcis|f|s|itc)\))?"
_T = re.compile(
    rf"(?<![A-Za-z0-9])(?<![A-Za-z0-9][.-]){_PREFIX}\s?T\s?(?P<value>is|IS|a(?![a-z])|[0-4][a-dA-D]?(?:mi)?|"
    rf"[XxO])(?![0-9a-z]){_SUFFIX}"
)
_N = re.compile(rf"(?<![A-Z]){_PREFIX}\s?N\s?(?P<value>[0-3][a-cA-C]?(?:mi)?|[XxOo])(?![0-9a-z]){_SUFFIX}")
_M = re.compile(rf"(?<![A-Z]){_PREFIX}\s?M\s?(?P<value>[01][a-dA-D]?|[XxOo])(?![0-9a-z]){_SUFFIX}")
_AFTER_T = re.compile(rf"{_PREFIX}\s?N\s?(?P<value>[0-3][a-c]?(?:mi)?|[XxO])(?![0-9a-z]){_SUFFIX}")
_BETWEEN = re.compile(
    r"[\s,;:/.\-]*(?:(?:\([^()]{0,30}\)|[LVR]x?\s?[0-3OX]|Pn\s?[01X]|G[1-4X]|\d{1,3}\s?(?:/|of)\s?\d{1,3}|"
    r"and)[\s,;:/.\-]*)*$"
)
_CUE = {
    "T": re.compile(
        r"(?:primary\s+tumou?r\s*(?:\(p?T\))?|\bT[\s-]*(?:stage|category|classification)|\btumou?r\s+stage|"
        r"\bstag(?:e|ing)|\bp?TNM|AJCC|UICC)[^.;]{0,45}$",
        re.I,
    ),
    "N": re.compile(
        r"(?:regional\s+(?:lymph\s+)?nodes?|\bN[\s-]*(?:stage|category|classification)|"
        r"lymph\s+nodes?\s*\(p?N\))[^.;]{0,30}$",
        re.I,
    ),
    "M": re.compile(
        r"(?:distant\s+metasta\w+|\bM[\s-]*(?:stage|category|classification)|metasta\w+\s*\(p?M\))[^.;]{0,45}$", re.I
    ),
}
_SCAN_WORDS = re.compile(
    r"[\s-]*(?:/\s?T2|and\s+T2|weighted|wtd|w\b|wi\b|signal|hyper|hypo|iso|flair|image|sequence|axial|sagittal|"
    r"coronal|shorten|prolong|relax|bright|dark|fat|gradient|fse|tse|"
    r"post|pre\b|star|\*|map|enhanc|vertebra|compression|endplate|level|through|thru|dermatome|disc|disk|spinous|"
    r"lesion|body|burst|fracture|nerve|sensory|[-–/]\s?[TLCS]\s?\d)",
    re.IGNORECASE,
)
_STAGE = re.compile(
    r"\b(?P<what>(?:(?:AJCC|FIGO|UICC|Ann\s+Arbor|Rai|ISS|R-ISS|Lugano|pathologic(?:al)?|clinical|anatomic|"
    r"prognostic|overall|tumou?r)\s+)*stage(?:\s+group(?:ing)?)?)"
    r"\s*(?:\([^()]{0,20}\)\s*)?(?:is|was|of|:|=|-)?\s*(?P<value>0(?![.\d])|IV|I{1,3}|"
    r"[1-4])\s?(?P<letter>[A-E](?:[1-3](?:[a-c]|[ivx]+)?)?|[ABC])?(?![A-Za-z0-9]|\.\d|\s?/)",
    re.IGNORECASE,
)
_NO_CANCER = re.compile(
    r"(?:kidney|renal|ckd|decubitus|pressure|ulcer|sacral|hypertension|htn|heart failure|copd|emphysema|parkinson|"
    r"hoehn|sarcoid|liver\s+fibrosis|fibrosis|endometriosis|lymphedema|"
    r"chf|acc/aha|retinopathy|osteoarthritis|labor|sleep|anesthesia|prolapse|cirrhosis|rop|nutrition|wound|bruise|"
    r"deep\s+tissue|gfr|diastolic)",
    re.IGNORECASE,
)
_CANCER = re.compile(
    r"(?:cancer|carcinoma|tumou?r|lymphoma|melanoma|sarcoma|myeloma|leukemia|malignan|neoplas|metast|oncolog|"
    r"chemo|AJCC|TNM|FIGO|glioma|mesothelioma|seminoma)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    letter: str
    start: int
    end: int
    prefix: str
    value: str


def find_stages(sheet: Sheet) -> list[Fact]:
    """T, N, M and stage groups, each once a place, in reading order."""
    facts: list[Fact] = []
    above = ""
    for row in sheet.filled:
        facts.extend(_fact(row, token) for token in _tokens(row.text, above))
        facts.extend(_groups(row))
        above = row.text
    return facts


def _fact(row: Row, token: _Token) -> Fact:
    sure = 0.97 if token.prefix else 0.93
    return Fact(FactType.STAGE, f"{token.prefix}{token.letter}", token.value, row.cite(token.start, token.end),
                confidence=min(sure, 0.8) if row.recognised else sure, rule="TNM")  # fmt: skip


def _tokens(text: str, above: str) -> list[_Token]:
    """Tokens that stand for a category by their prefix, by each other, or by the words before them."""
    found: list[_Token] = []
    for match in islice(_T.finditer(text), _MOST):
        if not _is_t(text, match, above):
            continue
        token = _token("T", match)
        found.append(token)
    return sorted([*found, *_nodes(text, found, above)], key=lambda t: t.start)


def _is_t(text: str, match: re.Match[str], above: str) -> bool:
    after, prefix = text[match.end() :], match["prefix"] or ""
    if prefix:
        return prefix[-1].islower() and match["value"] != "O"
    if match["value"] in "aO":
        return False
    if node := _next_node(after):
        return _plausible_node(node, after)
    if _SCAN_WORDS.match(after):
        return False
    before = text[: match.start()]
    upper = before.rstrip()[-1:] == "P" and bool(re.search(r"(?<![A-Za-z])P$", before))
    return bool(_CUE["T"].search(before[-60:].removesuffix("P") if upper else before[-60:])) or (
        not before.strip() and bool(_CUE["T"].search(above[-60:]))
    )


def _next_node(after: str) -> re.Match[str] | None:
    gap = re.match(r"[\s,;/]{0,3}(?:\([^()]{0,12}\)[\s,;/]{0,2})?(?:[LVR]\s?[0-2O][\s,;]{1,2}){0,3}", after)
    return _AFTER_T.match(after, gap.end() if gap else 0)


def _plausible_node(node: re.Match[str], after: str) -> bool:
    """Guard against "T2 NO MASS": a bare NO must not begin a phrase."""
    return node["value"] not in "Oo" or not re.match(r"\s+[A-Za-z]{3,}", after[node.end() :])


def _token(letter: str, match: re.Match[str]) -> _Token:
    value = match["value"]
    fixed = (
        "0"
        if value in "Oo"
        else "X"
        if value in "Xx"
        else "is"
        if value.lower() == "is"
        else value[0] + value[1:].lower()
    )
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return _Token(letter, start, match.end(), match["prefix"] or "", letter + fixed)


def _nodes(text: str, found: list[_Token], above: str) -> Iterator[_Token]:
    """N and M: with a prefix, beside an accepted token, or after their own words."""
    accepted = list(found)
    for letter, pattern in (("N", _N), ("M", _M)):
        for match in list(islice(pattern.finditer(text), _MOST)):
            if _is_node(text, match, letter, accepted, above):
                token = _token(letter, match)
                accepted.append(token)
                yield token


def _is_node(text: str, match: re.Match[str], letter: str, accepted: list[_Token], above: str) -> bool:
    prefix, value = match["prefix"] or "", match["value"]
    if match.start() and text[match.start() - 1].isalnum() and not any(t.end == match.start() for t in accepted):
        return False
    follows_word = bool(re.match(r"\s+[A-Za-z]{3,}", text[match.end() :]))
    if prefix and prefix[-1] in "pc":
        return not (value == "o" and follows_word)
    if prefix or value == "o" or (value == "O" and follows_word):
        return False
    if letter == "M" and " " in match[0].strip():
        return False  # "M 1 X": an item of a list
    beside = [t for t in accepted if t.end <= match.start() and _BETWEEN.match(text[t.end : match.start()])]
    if beside:
        return True
    before = text[: match.start()]
    if _CUE[letter].search(before[-60:]) and value not in "Oo":
        return True
    return not before.strip() and value not in "Oo" and bool(_CUE[letter].search(above[-50:]))


def _groups(row: Row) -> Iterator[Fact]:
    for match in _STAGE.finditer(row.text):
        near = row.text[max(0, match.start() - 70) : match.end() + 70]
        close = (
            re.split(r"[.;]", row.text[max(0, match.start() - 20) : match.start()])[-1]
            + re.split(r"[.;]", row.text[match.end() : match.end() + 45])[0]
        )
        value, letter = match["value"].upper(), match["letter"] or ""
        if _NO_CANCER.search(close) or row.text[: match.start()].rstrip().lower().endswith("end"):
            continue
        if not value.startswith(("I",)) and not (_CANCER.search(near) or letter):
            continue
        if match["value"] in ("i", "ii", "iii", "iv") and not _CANCER.search(near):
            continue
        name = " ".join(match["what"].lower().split())
        yield Fact(
            FactType.STAGE,
            name,
            f"{value}{letter.upper() if len(letter) == 1 else letter}",
            row.cite(match.start(), match.end()),
            confidence=0.9,
            rule="stage group",
        )
