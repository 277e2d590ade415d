"""Values that carry their own name: stage, TNM, grade, Gleason, markers, and any scale with a value behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.comparison.cued import Cued
from binder.comparison.facts import Fact, frames_at
from binder.comparison.lexicon import lexicon
from binder.comparison.scales import extents, level
from binder.comparison.statement import Statement
from binder.comparison.words import STOPWORDS, stem
from binder.knowledge import load
from binder.model.comparison import Axis

_STAGE = re.compile(
    r"\b(?:[Ss]tag|STAG)(?:e|ed|ing|E|ED|ING)\b(?:\s+(?:is|as|of|group|at|disease|now|remains|to|be|would|this|the|cancer|tumor|tumour"
    r"|moves|goes|rises|up|down|a|one|notch|step))*[\s:(|]*\(?"
    r"(?:G(?=[1-5]))?(?P<value>(?<=G)[1-5][ab]?|(?:IV|I{1,3}(?!\s+(?:make|made|would|think|have|do|see|call|put|had|can|find|judge)\b)|[0-5]|(?:nought|zero|one|two|three|four|five)\b)(?:\s?-?[ABCEabce])?[1-3]?)"
    r"(?![\w.]*\d|[A-Za-z%])",
)
# The system with its edition and the stage behind it: "AJCC IB", "FIGO 2018 IB2".
_EDITION = re.compile(
    r"\b(?:AJCC|UICC|FIGO)(?:[\s-]?(?:\d{4}|[78](?:th)?(?: edition| ed\.?)?))?[\s:,]+"
    r"(?P<value>(?:IV|I{1,3})(?:\s?[A-C])?[1-3]?)[rp]?(?!\w)"
)
# Kidneys are staged by filtration and protein: "G4 A3".
_KIDNEY = re.compile(r"(?<![\w-])G(?P<value>[1-5][ab]?)\s?/?A[1-3]\b")
# How scarred a liver is: "F2".
_FIBROSIS = re.compile(r"(?<![\w-])F(?P<value>[0-4])(?![\w-]|\.\d)")
_MAY_BE_F_OR_G = re.compile(r"[FG][0-5]")
_OF_LIVER = re.compile(r"fibros|stiff|kPa|kilopascal|cirrho|elastogra", re.I)
# "Stage 1: take out the metal" is a step of a plan, "at this stage one should" no stage at all.
_STEP = re.compile(r"\s*(?::|[,;]\s+(?:if|when|once|then|after)\b|\s(?:operation|procedure|repair|surgery|revision)\b)")
_POINT_IN_TIME = re.compile(r"\b(?:this|that|which|any|every|some|no|present|later|earl(?:y|ier)) $", re.I)
_NO_STAGE = re.compile(
    r"\b(?:no|not|cannot|nor)\b[^.;,]{0,30}?\bstag(?:e|es|ed|ing)\b(?:[^.;,]{0,25}?\b(?:appl\w+|assign\w*|relevant|possible|given))?",
    re.I,
)
_AT_THIS_STAGE = re.compile(r"\b(?:at|in) (?:this|that|the present|any|an? \w+) stages?$", re.I)
_T = re.compile(
    r"(?<![A-Za-z0-9-])(?P<prefix>y?(?:mr|[cpra]{0,2}))T(?P<value>is|a|[0-4xX](?:mi|[a-d])?[12]?)(?=[\s,;.)(/]|$|p?c?N|p?M)(?!\s?-?(?:weight|w\b|signal|hyper"
    r"|hypo|/|FLAIR|lesion|sequence|image|vertebr|level|relax|burden))"
)
_N = re.compile(
    r"(?:(?<=[0-4Xxa-ds\s,(;])|(?<![\w-]))(?P<prefix>y?[cp]?)N(?P<value>[0-3xX](?:mi|[a-c])?)(?=[\s,;.)(+]|$|p?c?M)"
)
_M = re.compile(r"(?:(?<=[0-3Xxa-c\s,(;])|(?<![\w-]))(?P<prefix>[cp]?)M(?P<value>[01xX][a-d]?)(?=[\s,;.)(]|$)")
_MAY_BE_T, _MAY_BE_N, _MAY_BE_M = re.compile(r"T[0-4xXia]"), re.compile(r"N[0-3xX]"), re.compile(r"M[01xX]")
# T1 to T12 are also vertebrae and T1 and T2 pictures: what tells that a tumour is meant.
_CALLED_T = re.compile(r"\b(?:is|it|as|to|category|clinical(?:ly)?|called|now|still) $")
_OF_SPINE = re.compile(
    r"\b(?:spin\w+|cord|vertebra\w*|level|sensory|wedge|endplates?|signal|hormone|TSH|free)\b|[CTLS]\d+\s?(?:to|[-–/])",
    re.I,
)
_OF_TUMOUR = re.compile(r"cancer|carcinoma|tumou?r|papillary|urothelial|melanoma|invas|glands|nod[ae]", re.I)
_GRADE = Cued(
    r"\b(?P<system>grade group|grade)[sd]?\b(?:\s+(?:is|as|of|it|this|would|be|to|a|at|who|cns))*[\s:(]*"
    r"(?P<value>IV|I{1,3}|[1-5](?:\s?(?:[-–/]|to|or)\s?[1-5])?[ABab]?|one|two|three|four|five)(?:\b(?![.\d]*\d)|(?=(?-i:[A-Z][a-z]{2})))",
    "grade",
)
# What looks behind a letter that the pattern begins with is written after it: patterns that begin so are found faster.
_G = re.compile(r"G(?<![\w-]G)(?P<value>[1-4])(?![\w-])")
_OWN_SCALE = re.compile(
    r"(?P<name>[A-Z](?<![.!?]\s.)(?<!^.)(?<!\w.)[a-zéöäü]{4,}(?:[-–][A-Z][a-zé]{3,})?)\s+(?:(?:grade|type|class|category|stage|score)\s+)?"
    r"(?P<value>IV|I{1,3}F?|[1-6][a-d]?)(?![\w%/:'’-]|\.\d|\s*(?:[-–x+]\s*\d|g\b|mg|mm|cm|ml|days?|weeks?|months?|years?|of\b|to\b))"
)
_GLEASON = re.compile(
    r"(?<![\d.])(?:(?:10|[2-9])\s*[(=]\s*)?(?P<a>[1-5])\s*\+\s*(?P<b>[1-5])(?:\s*=\s*\d+|\s*\))?"  # "3+4", "7 (3 + 4)"
)
_ISUP = re.compile(r"ISUP(?<![\w/]ISUP)\s+(?P<value>[1-5])(?![\w.%+]*\d|\w)")
_IHC = re.compile(r"(?<![\d+.])(?P<value>[0-4])\+(?![\d])")
_LEVEL = Cued(
    r"\b(?P<name>[A-Za-z][A-Za-z'’-]{2,})\s+(?P<what>class|category|level|type|score|group|stage|grade)\s*(?:is|of|:|was|=)?\s*"
    r"(?P<value>(?:VI{0,3}|IV|I{1,3})[a-c]?|[0-9]{1,2}[a-e]?|[A-E])(?![\w%.]*\d|[A-Za-z%])",
    "class", "category", "level", "type", "score", "group", "stage", "grade",
    flags=re.NOFLAG,
)  # fmt: skip
_MARKER = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z][A-Z0-9]{1,5}(?:-?[A-Z0-9]{1,4})?|[a-z]?[A-Z]{1,4}-?\d{1,3}|p\d{2}|\d{1,2}[pq](?:/\d{1,2}[pq])?|anti-[A-Za-z]+)(?![A-Za-z0-9])"
)
_STAGE_OR_SPINE = re.compile(r"[NM][0-3X]|[TL]\d{1,2}|I{1,3}V?[ABC]?\d?")
_STATUS = (
    (
        "positive",
        Cued(
            r"\b(?:(?:strongly|weakly|diffusely) )?(?:positiv\w*|detected|mutated|mutant|mutation|amplified"
            r"|rearranged|overexpressed|methylated|expressed|reactive|lost|loss|(?:co)?delet\w+)\b",
            "positiv", "detected", "mutated", "mutant", "mutation", "amplified", "rearranged", "expressed",
            "methylated", "reactive", "lost", "loss", "delet",
        ),
    ),
    (
        "negative",
        Cued(
            r"\b(?:negativ\w*|preserved|undetect\w*|wild[- ]?type"
            r"|un(?:methylated|mutated|rearranged|amplified)|non-?reactive|nonamplified|retained"
            r"|maintained|intact|absent)\b",
            "negativ", "preserved", "undetect", "wild", "unmethylated", "unmutated", "unrearranged",
            "unamplified", "reactive", "nonamplified", "retained",
            "maintained", "intact", "absent",
        ),
    ),
    ("equivocal", Cued(r"\b(?:equivocal|indeterminate|borderline)\b", "equivocal", "indeterminate", "borderline")),
)  # fmt: skip
_SET_ASIDE = re.compile(
    r"\b(?:rather than|instead of|no longer|as opposed to|and not|is not|was not|,\s*not)\s+"
    r"(?:(?:a|an|the|of|stage|c|p)\s*)*$",
    re.I,
)


_NOT_SCALES = frozenset(load("comparison_words")["not_scales"].split())
_NOT_MARKERS = frozenset(load("comparison_words")["not_markers"].split())


def named(statement: Statement) -> Iterator[Fact]:
    """All named values of a sentence but those it sets aside ("rather than T1b")."""
    yield from (f for f in _named(statement) if not _SET_ASIDE.search(statement.text[max(0, f.start - 30) : f.start]))


def _named(statement: Statement) -> Iterator[Fact]:
    text = statement.text
    if "tage" in text or "TAGE" in text:
        yield from _stage(statement)
        yield from _no_stage(statement)
    for m in _EDITION.finditer(text) if "JCC" in text or "ICC" in text or "FIGO" in text else ():
        yield _fact(statement, m, "stage", "stage", level(m["value"]), "stage", Axis.STAGING, m.span("value"))
    if _MAY_BE_F_OR_G.search(text):
        yield from _kidney_and_liver(statement)
    yield from _extents(statement)
    yield from _tnm(statement)
    yield from _grades(statement)
    if "+" in text:
        yield from _plus(statement)
    yield from _own_scales(statement)
    yield from _levels(statement)
    yield from _markers(statement)


def _fact(
    s: Statement,
    m: re.Match[str],
    kind: str,
    key: str,
    label: str,
    rule: str,
    axis: Axis,
    span: tuple[int, int] | None = None,
) -> Fact:
    start, end = span or m.span()
    return Fact(
        kind, key, key, start, end, rule, axis, label=label, frames=frames_at(s, start), shown=m[0].strip(" :(")
    )


def _kidney_and_liver(s: Statement) -> Iterator[Fact]:
    for m in _KIDNEY.finditer(s.text):
        yield _fact(s, m, "stage", "stage", m["value"], "stage", Axis.STAGING)
    for m in _FIBROSIS.finditer(s.text) if _OF_LIVER.search(s.text) else ():
        yield _fact(s, m, "stage", "extent:fibrosis", m["value"], "stage of fibrosis", Axis.STAGING)


def _extents(s: Statement) -> Iterator[Fact]:
    for m, name, label, system, span in extents(s):
        yield _fact(s, m, "stage", f"extent:{name}", label, system, Axis.STAGING, span)


def _stage(s: Statement) -> Iterator[Fact]:
    for m in _STAGE.finditer(s.text):
        if (m["value"] == "one" and _POINT_IN_TIME.search(s.text, 0, m.start())) or (
            not m.start() and _is_step(s, m.end())
        ):
            continue
        yield _fact(s, m, "stage", "stage", level(m["value"]), "stage", Axis.STAGING, m.span("value"))


def _is_step(s: Statement, end: int) -> bool:
    """Whether a sentence that begins with "Stage 1" goes on as a step of a plan."""
    return bool(_STEP.match(s.text, end)) and (
        s.axis_hint in ("treatment", "timing") or any(t.advice for t in s.terms if t.kind in ("drug", "procedure"))
    )


def _no_stage(s: Statement) -> Iterator[Fact]:
    """That there is no stage to give is a statement on the stage."""
    for m in _NO_STAGE.finditer(s.text):
        if not _STAGE.search(s.text) and not _AT_THIS_STAGE.search(m[0]):
            yield _fact(s, m, "stage", "stage", "none", "stage", Axis.STAGING)


def _tnm(s: Statement) -> Iterator[Fact]:
    text = s.text
    tumour = list(_T.finditer(text)) if _MAY_BE_T.search(text) else []
    context = bool(tumour) or "tag" in s.lower
    for m in tumour:
        if _is_tumour(s, m):
            yield _fact(s, m, "stage", "T", m["value"].lower(), "tumour category T", Axis.STAGING)
    for sign, pattern, key, rule in (
        (_MAY_BE_N, _N, "N", "node category N"),
        (_MAY_BE_M, _M, "M", "metastasis category M"),
    ):
        for m in pattern.finditer(text) if sign.search(text) else ():
            if context or m["prefix"] or (key == "N" and _OF_TUMOUR.search(text)):
                yield _fact(
                    s, m, "stage", key, m["value"].lower(), rule, Axis.STAGING, (m.start("prefix"), m.end("value"))
                )


def _is_tumour(s: Statement, m: re.Match[str]) -> bool:
    """T1 to T12 are also vertebrae: a size of tumour has a prefix, a letter, or words of a tumour beside it."""
    text = s.text
    if m["prefix"] or (m["value"] != "a" and "stage" in s.lower):
        return True
    if m["value"][1:].isdigit():
        return False
    if m["value"] != "a" and (m["value"][-1] in "abcds" or _N.search(text, m.end()) or _M.search(text, m.end())):
        return True
    told = _CALLED_T.search(text, 0, m.start()) or _OF_TUMOUR.search(text)
    return bool(told) and not _OF_SPINE.search(text)


def _grades(s: Statement) -> Iterator[Fact]:
    for m in _GRADE.finditer(s.text, s.lower):
        isup = m["system"].lower() == "grade group" or s.text[: m.start()].rstrip().endswith("ISUP")
        key = "grade group" if isup else "grade"
        # "1 to 2" and "1-2" are one grade
        value = level(re.sub(r"(?<=\d)\s?(?:[-–/]|to|or)\s?(?=\d)", "", m["value"]))
        yield _fact(s, m, "grade", key, value, key, Axis.DIAGNOSIS)
    for m in _G.finditer(s.text):
        yield _fact(s, m, "grade", "grade", m["value"], "grade", Axis.DIAGNOSIS)
    for m in _ISUP.finditer(s.text):
        yield _fact(s, m, "grade", "grade group", level(m["value"]), "grade group", Axis.DIAGNOSIS)


def _own_scales(s: Statement) -> Iterator[Fact]:
    """A scale by its own name, with or without the word grade: "Tonnis grade 3", "Tonnis 2", "Bosniak IIF"."""
    for m in _OWN_SCALE.finditer(s.text):
        name = m["name"].lower()
        if m["name"] in _NOT_MARKERS or name in STOPWORDS or name in _NOT_SCALES:
            continue
        yield _fact(s, m, "grade", f"scale:{name}", level(m["value"]), m["name"], Axis.DIAGNOSIS)


def _plus(s: Statement) -> Iterator[Fact]:
    for m in _GLEASON.finditer(s.text):
        yield _fact(s, m, "grade", "gleason", f"{m['a']}+{m['b']}", "Gleason patterns", Axis.DIAGNOSIS)
    for m in _IHC.finditer(s.text):
        before = [x for x in _MARKER.finditer(s.text[: m.start()]) if x[0] not in _NOT_MARKERS]
        if before:
            name = _marker_name(before[-1][0])
            yield _fact(s, m, "biomarker", f"{name} staining", m["value"], f"{before[-1][0]} staining", Axis.DIAGNOSIS)


def _levels(s: Statement) -> Iterator[Fact]:
    for m in _LEVEL.finditer(s.text, s.lower):
        name = stem(m["name"].lower())
        if (
            m["what"] in ("stage", "grade")
            or (m["what"] == "score" and m["value"].isdigit())
            or name in ("the", "a", "and", "of", "this", "that", "risk", "grad")
        ):
            continue
        axis = Axis.STAGING if m["what"] == "class" else Axis.DIAGNOSIS
        key = f"scale:{name}"
        yield _fact(
            s, m, "number", key, level(m["value"]), f"{m['name']} {m['what']}", axis, (m.start("name"), m.end())
        )


def _marker_name(text: str) -> str:
    return text.replace("-", "").lower()


def _markers(s: Statement) -> Iterator[Fact]:
    """Any name in capitals with a status in its clause: EGFR, ALK, HLA-B27, whatever comes next."""
    text = s.text
    statuses = sorted(
        [(m.start(), m.end(), status) for status, pattern in _STATUS for m in pattern.finditer(text, s.lower)]
    )
    if not statuses or text.isupper():
        return
    found = [m for m in _MARKER.finditer(text) if _is_marker(m[0])]
    for m in found:
        clause = _clause_at(s, m.start())
        near = [x for x in statuses if _clause_at(s, x[0]) == clause and abs(x[0] - m.end()) < 60]
        if not near:
            continue
        start, end, status = min(near, key=lambda x: abs(x[0] - m.end()))
        denied = any(
            t.denied and s.starts[t.first] < max(end, m.end()) and s.ends[t.last - 1] > min(start, m.start())
            for t in s.terms
        )
        name = _marker_name(m[0])
        left, right = min(start, m.start()), max(end, m.end())
        # An antibody against a thing does not deny it.
        if denied and status == "positive" and "against" not in text[max(0, left - 8) : right]:
            status = "negative"
        yield Fact("biomarker", f"{name} status", f"{name} status", left, right, f"{m[0]} status", Axis.DIAGNOSIS,
                   label=status, frames=frames_at(s, m.start()), shown=text[left:right])  # fmt: skip


def _is_marker(name: str) -> bool:
    """A name in capitals that is no word, no scale, no medicine."""
    known = lexicon()
    return (
        not _STAGE_OR_SPINE.fullmatch(name)
        and name not in _NOT_MARKERS
        and name.lower() not in known.regimens
        and not known.generic(name.lower())
    )


def _clause_at(s: Statement, place: int) -> int:
    for start, end, clause in zip(s.starts, s.ends, s.clause, strict=True):
        if start <= place < end or start >= place:
            return clause
    return s.clause[-1] if s.clause else 0
