"""Values that carry their own name: stage, TNM, grade, Gleason, markers, and any scale with a value behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.comparison.cued import Cued
from binder.comparison.facts import Fact, frames_at
from binder.comparison.lexicon import lexicon
from binder.comparison.statement import Statement
from binder.comparison.words import ROMAN, STOPWORDS, stem
from binder.knowledge import load
from binder.model.comparison import Axis

# A value in words, as far as scores go: "nought", "two", "twenty-two".
_ONES = "one|two|three|four|five|six|seven|eight|nine"
WRITTEN = (
    rf"(?:(?:twenty|thirty|forty|fifty)(?:[- ](?:{_ONES}))?|{_ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|zero|nought)\b"
)
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_STAGE = re.compile(
    r"\b(?:[Ss]tag|STAG)(?:e|ed|ing|E|ED|ING)\b(?:\s+(?:is|as|of|group|at|disease|now|remains|to|be|would|this|the|cancer|tumor|tumour))*[\s:(]*\(?"
    r"(?:G(?=[1-5]))?(?P<value>(?<=G)[1-5][ab]?|(?:IV|I{1,3}|[0-4]|(?:nought|zero|one|two|three|four|five)\b)(?:\s?-?[ABCEabce])?[1-3]?)"
    r"(?![\w.]*\d|[A-Za-z%])",
)
# The system with its edition and the stage behind it: "AJCC IB", "FIGO 2018 IB2".
_EDITION = re.compile(
    r"\b(?:AJCC|UICC|FIGO)(?:[\s-]?(?:\d{4}|[78](?:th)?(?: edition| ed\.?)?))?[\s:,]+"
    r"(?P<value>(?:IV|I{1,3})(?:\s?[A-C])?[1-3]?)(?!\w)"
)
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
    r"(?P<value>IV|I{1,3}|[1-5](?:\s?[-–/]\s?[1-5])?[ABab]?|one|two|three|four|five)(?:\b(?![.\d]*\d)|(?=(?-i:[A-Z][a-z]{2})))",
    "grade",
)
# What looks behind a letter that the pattern begins with is written after it: patterns that begin so are found faster.
_G = re.compile(r"G(?<![\w-]G)(?P<value>[1-4])(?![\w-])")
_OWN_SCALE = re.compile(
    r"(?P<name>[A-Z](?<![.!?]\s.)(?<!^.)(?<!\w.)[a-zéöäü]{4,}(?:[-–][A-Z][a-zé]{3,})?)\s+(?:(?:grade|type|class|category|stage|score)\s+)?"
    r"(?P<value>IV|I{1,3}F?|[1-6][a-d]?)(?![\w%/:-]|\.\d|\s*(?:[-–x]\s*\d|mg|mm|cm|ml|days?|weeks?|months?|years?|of\b|to\b))"
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
            r"\b(?:negativ\w*|preserved|undetect\w*|wild[- ]?type|unmethylated|non-?reactive|nonamplified|retained"
            r"|maintained|intact|absent)\b",
            "negativ", "preserved", "undetect", "wild", "unmethylated", "reactive", "nonamplified", "retained",
            "maintained", "intact", "absent",
        ),
    ),
    ("equivocal", Cued(r"\b(?:equivocal|indeterminate|borderline)\b", "equivocal", "indeterminate", "borderline")),
)  # fmt: skip
_SET_ASIDE = re.compile(
    r"\b(?:rather than|instead of|no longer|as opposed to|and not|is not|was not)\s+(?:(?:a|an|the|stage|c|p)\s*)*$",
    re.I,
)


def _extent_scales() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str], frozenset[str]]:
    """A named scale of how far an illness is with its value a few small words later, or before; its names -> the first
    one; the words that its names begin with.
    """
    first = {}
    for entry in re.split(r"[|\n]", load("comparison_words")["extent_scales"]):
        names = [n.strip() for n in entry.split("~") if n.strip()]
        first.update({_bare(n): _bare(names[0]) for n in names})
    every = [n.strip() for n in re.split(r"[|~\n]", load("comparison_words")["extent_scales"]) if n.strip()]
    begin = frozenset(re.split(r"\W", n)[0].lower() for n in every)
    scales = "|".join(re.sub(r"(?:\\ |\\-)", r"[\\s-]", re.escape(n)) for n in sorted(every, key=len, reverse=True))
    between = (
        r"(?:\([A-Z]{2,5}\)|(?:(?i:stage|class|score|grade|index|group|type|level|functional|scale|classification|status"
        r"|system)|today|now|still|is|was|are|of|at|as|on|in|and|also|too|only|just|you|he|she|scored?|scores|arrive[ds]?"
        r"|reach(?:es|ed)?|collects?|I|we|count|points?|it|this|that|the|to|be|a|an|remains?|value|calculated|measured"
        r"|put|makes?|her|him|came|comes)\b|[:=,()])"
    )
    steps = r"IV|I{1,3}(?:[12]\b|\s?[abABCES]\b)?(?!\s(?:[a-z]{2,}\s)?\d)|V|\d{1,2}(?:\.\d{1,2})?[a-c]?"
    value = rf"(?P<value>(?:[A-EL]\d\w?[\s,]+){{1,3}}[A-EL]\d|{steps}|[A-E]\d{{0,2}}|[EL]\d"
    value += rf"|one(?= points?\b)|(?!one\b){WRITTEN})"
    after = (
        r"(?![\w%]|/(?!\d)|\.\d|-\w|\s*(?:mg|mm|cm|weeks?|months?|years?|days?|capsules?|vitamins?|formula|tablets?)\b)"
    )
    ahead = re.compile(rf"(?<![\w-])(?P<name>{scales})(?![\w-])(?:[\s-]*{between})*?[\s-]*{value}{after}")
    # ... or before it: "class two of the New York scale", "5.5 on the EDSS", "the third class of the New York scheme".
    behind = re.compile(
        rf"(?:\b(?P<what>[Cc]lass|[Ss]tage|[Gg]rade|[Ss]core|[Cc]ategory)\s+(?:of\s+)?)?(?<![\w.,/+-])(?P<value>{steps}|[A-E]|{WRITTEN}"
        rf"|(?P<ordinal>{'|'.join(ORDINALS)})\s+(?:functional\s+)?(?:class|stage|grade|category))"
        r"(?:\s+points?)?(?:\s?/\s?\d{1,3}|,?\s+(?:out\s+)?of\s+(?:a\s+possible\s+)?\d{1,3})?,?\s+(?P<link>on|of|in|by|from|after)\s+"
        r"(?:(?:the|her|his|your|our|my|a|an|old|scale|score|classification|system|of|revised|modified)\s+)*"
        rf"(?P<name>{scales})(?![\w-])"
    )
    return ahead, behind, first, begin


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


_EXTENT, _OF_EXTENT, _EXTENT_NAMES, _EXTENT_BEGINS = _extent_scales()
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


def _numbers_written() -> list[tuple[str, int]]:
    """Numbers as words run together, the longest first, with what they are."""
    ones = {w: n for n, w in enumerate(_ONES.split("|"), 1)}
    teens = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    found = ones | ORDINALS | {w: n for n, w in enumerate(teens.split(), 10)} | {"zero": 0, "nought": 0}
    for n, tens in enumerate(("twenty", "thirty", "forty", "fifty"), 2):
        found |= {tens: n * 10} | {tens + w: n * 10 + one for w, one in ones.items()}
    return sorted(found.items(), key=lambda e: -len(e[0]))


_WRITTEN = _numbers_written()


def level(text: str) -> str:
    """A step of a scale as digits and letters: "IIb", "2 B" and "two-b" alike."""
    text = text.lower().replace(" ", "").replace("-", "")
    word = re.match(r"(viii|vii|vi|iv|v|i{1,3})(?=[a-e]?\d?$)", text)
    if word:
        return str(ROMAN[word[1]]) + text[word.end() :]
    for written, value in _WRITTEN:
        if text.startswith(written) and len(text) <= len(written) + 1:
            return f"{value}{text[len(written) :]}"
    return text


# The Montreal classification of Crohn's disease (Silverberg 2005) is often given without its name: "A2 L1 B3".
_MONTREAL = re.compile(r"A(?<!\wA)[1-3],?\s?L[1-4],?\s?B[1-3]p?\b")


_RESPONSES = frozenset(("50", "75", "90", "100"))  # "PASI 75" is how much better the skin is to become


def _extents(s: Statement) -> Iterator[Fact]:
    if "montreal" not in s.words:
        for m in _MONTREAL.finditer(s.text):
            yield _fact(
                s, m, "stage", "extent:montreal", level(m[0].replace(",", " ")), "Montreal", Axis.STAGING, m.span()
            )
    if _EXTENT_BEGINS.isdisjoint(s.words):
        return
    taken = []
    for m in _EXTENT.finditer(s.text):
        if m["name"] == "FIGO" and "stage" not in m[0].lower():
            continue  # FIGO also grades cells and numbers fibroids
        name, label = _EXTENT_NAMES[_bare(m["name"])], level(m["value"].replace(",", " "))
        if name == "pasi" and label in _RESPONSES:
            continue
        taken.append(m.start("name"))
        yield _fact(s, m, "stage", f"extent:{name}", label, m["name"], Axis.STAGING, (m.start("name"), m.end("value")))
    for m in _OF_EXTENT.finditer(s.text):
        # "two of the NYHA class III patients" counts; "class two of" does not.
        if m.start("name") in taken or (m["link"] == "of" and not (m["what"] or m["ordinal"])):
            continue
        name, label = _EXTENT_NAMES[_bare(m["name"])], level(m["ordinal"] or m["value"])
        if name == "montreal" and label[0].isdigit():
            continue  # the cognitive one
        yield _fact(s, m, "stage", f"extent:{name}", label, m["name"], Axis.STAGING, (m.start("value"), m.end("name")))


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
        key = "grade group" if m["system"].lower() == "grade group" else "grade"
        yield _fact(s, m, "grade", key, level(m["value"]), key, Axis.DIAGNOSIS)
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
        if denied and status == "positive":
            status = "negative"
        name = _marker_name(m[0])
        left, right = min(start, m.start()), max(end, m.end())
        yield Fact("biomarker", f"{name} status", f"{name} status", left, right, f"{m[0]} status", Axis.DIAGNOSIS,
                   label=status, frames=frames_at(s, m.start()), shown=text[left:right])  # fmt: skip


def _is_marker(name: str) -> bool:
    """A name in capitals that is no word, no scale, no medicine."""
    known = lexicon()
    return name not in _NOT_MARKERS and name.lower() not in known.regimens and not known.generic(name.lower())


def _clause_at(s: Statement, place: int) -> int:
    for start, end, clause in zip(s.starts, s.ends, s.clause, strict=True):
        if start <= place < end or start >= place:
            return clause
    return s.clause[-1] if s.clause else 0
