"""What a person must look at before a record counts as filed, each doubt one sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

from binder.filing.kind import KindFound
from binder.filing.own_date import OwnDate
from binder.model.document import Document, faults_in
from binder.model.kinds import Kind
from binder.model.record import Person

SURE_ENOUGH = 0.75
_UNDATED = frozenset({Kind.IMAGE, Kind.OTHER, Kind.VOICEMAIL})
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def doubts_about(
    document: Document,
    kind: KindFound,
    date: OwnDate,
    patient: Person | None,
    binder_patient: Person | None,
    *,
    dated: bool = False,
) -> tuple[str, ...]:
    """The sentences for the review queue; empty where nothing is in doubt. Another person's document comes first.

    `dated` says that a field of the document gave its date, so that `date`, found in the words, is not asked."""
    found: list[str] = []
    if (other := differs(patient, binder_patient)) and patient is not None:
        found.append(f"this may be another person's: {other}")
    elif age := _impossible_age(document, date, patient, binder_patient):
        found.append(f"this may be another person's: {age}")
    if document.instance is None:  # one image that is cut off is told when it is added: its study is more than that
        found.extend(faults_in(document.warnings))
    if not document.text.strip() and document.instance is None and kind.kind in (Kind.IMAGE, Kind.OTHER):
        found.append("it holds no text that could be read: say what it is and of when")
    elif kind.confidence < SURE_ENOUGH:
        found.append(_kind_doubt(kind))
    if not dated:
        found.extend(_date_doubts(kind.kind, date, document))
    return tuple(found)


_AGE = re.compile(
    r"(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!\bmy )(?<!\bhas a )(?<!\bwith a )(?<!\bof a )"
    r"\b(?P<years>\d{1,3})[- ](?:years?[- ]old|y/?o)\b(?:[\w' -]{0,40}?)"
    r"\b(?P<whom>man|woman|male|female|boy|girl|gentleman|lady|patient|child|infant)\b",
    re.IGNORECASE,
)
_AGES_APART = 3  # years by which an age may be off: rounded, or of an earlier visit that is quoted


def _impossible_age(document: Document, date: OwnDate, patient: Person | None, expected: Person | None) -> str:
    """An age the binder's patient did not have on the day of the document, in words; empty where it fits or none is
    told. A document that gives the patient's own day of birth may tell of others."""
    if expected is None or not expected.born or date.chosen is None or (patient is not None and patient.born):
        return ""
    told = _AGE.search(" ".join(document.text.split()))
    if told is None:
        return ""
    then = int(date.chosen.found.value[:4]) - int(expected.born[:4])
    if abs(int(told["years"]) - then) <= _AGES_APART:
        return ""
    return f"it tells of a {told['years']}-year-old {told['whom'].lower()}, the patient was about {then} then"


def left_open(doubts: Iterable[str], *, kind: bool, date: bool) -> tuple[str, ...]:
    """The doubts that remain when a person has said what the document is, or of when: each answers its own."""
    return tuple(d for d in doubts if not (kind and about_kind(d)) and not (date and about_date(d)))


def about_kind(doubt: str) -> bool:
    """Whether a sentence doubts what the document is."""
    return doubt.startswith(("nothing in it says what kind", "it is probably", "it holds no text"))


def about_date(doubt: str) -> bool:
    """Whether a sentence doubts of when it is."""
    return doubt.startswith(("it states no date", "it carries more than one date")) or " could be " in doubt


def _kind_doubt(kind: KindFound) -> str:
    if kind.kind is Kind.OTHER:
        return "nothing in it says what kind of record it is"
    other = f", or perhaps {_one(kind.runner_up)}" if kind.runner_up is not Kind.OTHER else ""
    return f"it is probably {_one(kind.kind)}{other}"


def _one(kind: Kind) -> str:
    """The kind with its article; plurals have none."""
    label = kind.label[0].lower() + kind.label[1:]
    if kind in (Kind.IMMUNIZATIONS, Kind.ALLERGIES):
        return f"a list of {label}"
    return f"{'an' if label[0] in 'aeio' else 'a'} {label}"


def _date_doubts(kind: Kind, date: OwnDate, document: Document) -> list[str]:
    if date.chosen is None:
        if kind in _UNDATED or (document.instance is not None and document.instance.study_date):
            return []
        return ["it states no date of its own"]
    found = date.chosen.found
    if date.chosen.unsure:
        written = date.chosen.row.text[date.chosen.start : date.chosen.end]
        return [f"{written} could be {spoken_date(found.value)} or {spoken_date(found.other_reading)}"]
    if date.rivals and date.confidence < SURE_ENOUGH:
        return [f"it carries more than one date of its own: {spoken_date(found.value)}, {spoken_date(date.rivals[0])}"]
    return []


def spoken_date(iso: str) -> str:
    """A date with its month in letters, to its precision: "3 August 2026"."""
    parts = [int(p) for p in iso.split("-")]
    if len(parts) == 3:
        return f"{parts[2]} {_MONTHS[parts[1] - 1]} {parts[0]}"
    return f"{_MONTHS[parts[1] - 1]} {parts[0]}" if len(parts) == 2 else str(parts[0])


_TITLES = frozenset(("mr", "mrs", "ms", "dr", "jr", "sr", "ii", "iii", "miss", "mx", "prof"))
_ALIKE = 0.8
_INITIALS = 3


def _parts(name: str) -> list[str]:
    """The words of a name and its initials, in lower case, without accents and titles."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return [p for p in re.split(r"[^a-zà-öø-ÿ]+", plain.lower()) if p and p not in _TITLES]


def name_words(name: str) -> frozenset[str]:
    """The words of a name, without titles, initials and order ("DOE^JANE", "Doe, Jane A." and "Jane Doe" agree)."""
    return frozenset(p for p in _parts(name) if len(p) > 1)


def _given(name: str) -> str:
    """The first given name, as far as the order tells it: after the comma, or first."""
    after = re.split(r"[,^]", name, maxsplit=1)
    parts = _parts(after[1] if len(after) > 1 else name)
    return parts[0] if parts else ""


def _alike(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a) or SequenceMatcher(None, a, b).ratio() >= _ALIKE


def same_name(a: str, b: str) -> bool:
    """Whether two names can be one person's.

    Two words in common, or one and the rest nearly the same; an initial must begin a word of the other name, and two
    given names that are not alike are two people, however many family names they share.
    """
    first, second = name_words(a), name_words(b)
    if not first or not second or _only_initials(a) or _only_initials(b):
        return True
    common = first & second
    if len(common) >= min(2, len(first), len(second)):
        return _initials_fit(a, b) and _initials_fit(b, a) and not _other_given(a, b)
    left, right = sorted(first - common), sorted(second - common)
    return bool(common) and any(_alike(x, y) for x in left for y in right)


def _only_initials(name: str) -> bool:
    return name.isupper() and len(re.sub(r"[^A-Z]", "", name)) <= _INITIALS


def _initials_fit(a: str, b: str) -> bool:
    """Whether of a name with one word and initials ("R. Amberley") an initial begins another word of the other."""
    initials = [p for p in _parts(a) if len(p) == 1]
    if not initials or len(name_words(a)) > 1:
        return True
    others = [p for p in _parts(b) if p not in name_words(a)]
    return not others or any(o.startswith(i) for i in initials for o in others)


def _other_given(a: str, b: str) -> bool:
    first, second = _given(a), _given(b)
    if min(len(first), len(second)) <= 1 or first in _parts(b) or second in _parts(a):
        return False
    return not _alike(first, second)


def differs(patient: Person | None, expected: Person | None) -> str:
    """How the document's patient differs from the binder's, in words; empty where they can be the same person."""
    if patient is None or expected is None:
        return ""
    parts = []
    born_alike = bool(patient.born) and patient.born == expected.born
    if born_alike and name_words(patient.name) & name_words(expected.name):
        return ""  # a short or married name, the same day of birth
    if patient.name and expected.name and not same_name(patient.name, expected.name):
        parts.append(f"it names {patient.name}, not {expected.name}")
    if patient.born and expected.born and patient.born != expected.born and not _swapped(patient.born, expected.born):
        parts.append(f"born {spoken_date(patient.born)}, not {spoken_date(expected.born)}")
    return "; ".join(parts)


def _swapped(a: str, b: str) -> bool:
    """The same date with day and month read the other way round."""
    x, y = a.split("-"), b.split("-")
    return len(x) == len(y) == 3 and x[0] == y[0] and x[1] == y[2] and x[2] == y[1]
