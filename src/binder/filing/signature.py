"""Who signed a paper: a name under its closing, on its last line, or at the end of its letterhead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.filing.sheet import Row, Sheet

NOT_NAMES = re.compile(
    r"\b(?:hospital|clinic|center|centre|medical|report|letter|request|authorization|plan|health|information|"
    r"insurance|record|records|"
    r"results?|department|consultation|summary|test|claim|denial|notice|referral|type|status|number|diagnosis|"
    r"name|patient|unknown|"
    r"redacted|sex|male|female|age|birth|physician|doctor|\w*patholog(?:ist|y)|radiolog(?:ist|y)|surgeon|"
    r"consultant|authori[sz]\w+|provider|service|history|exam|procedure|specimen|portal|"
    r"message|visit|"
    r"opinion|review|release|slides?|your|our|the|for|and|of|appointment|biopsy|scan|ct|mri|pathology|surgery|"
    r"education|instructions?)\b",
    re.IGNORECASE,
)
PROVIDER_NAME = (
    r"(?P<name>(?:Dr\.?\s+|Prof\.?\s+)?[A-Z][\w.'’\-]*(?:,?\s+(?:[A-Z][\w.'’\-]*|de|van|von|der|la|med\.))"
    r"{0,4}(?:,?\s*(?:MD|M\.D\.|DO|D\.O\.|PhD|Ph\.D\.|NP|PA-C|PA|RN|MBBS|FACS|FRCPath|FRCP|"
    r"FRCSEd|FRCS|FRCR|FRCOphth|FRCOG|FRCPCH|MRCP|MRCS|FRACS|FRACP|FEBU|MSc|MBChB|DNP|APRN|CRNP|PharmD|"
    r"MSN|OD|DC)(?![A-Za-z])\.?(?:\s?\([A-Z][A-Za-z&,. ]{1,24}\))?)*)"
)
CREDENTIAL = re.compile(
    r"\b(?:MD|M\.D\.?|DO|D\.O\.?|PhD|NP|PA-C|RN|MBBS|FACS|FRCPath|"
    r"FRCSEd|FRCS|FRCR|FRCP|FRCOphth|FRCOG|FRCPCH|MRCP|MRCS|FRACS|FRACP|FEBU|MSc|MBChB|DNP|APRN|PharmD|DC|OD)(?![A-Za-z])"
)
FACILITY_WORD = re.compile(
    r"\b(?:hospital|medical\s+cent(?:er|re)|clinic|NHS|klinik(?:um)?|praxis|radiologie|"
    r"health(?:care)?(?:\s+(?:system|plan|partners|network))?|"
    r"cancer\s+(?:center|centre|institute)|laborator(?:y|ies)|"
    r"labcorp|laboratory\s+corporation|quest\s+diagnostics|institute|infirmary|university|radiology|imaging|"
    r"diagnostics|pathology\s+associates|oncology|"
    r"insurance|mutual|associates|surgery\s+center|physicians|hospice|pharmacy|medical\s+group)\b",
    re.IGNORECASE,
)
_CLOSING_WORDS = (
    r"(?:sincerely|yours\s+(?:sincerely|truly|faithfully)|(?:with\s+)?(?:best|kind|kindest|warm)\s+(?:regards|wishes)|"
    r"respectfully|regards|best|cordially|(?:many\s+|with\s+)?thanks|thank\s+you|all\s+the\s+best|"
    r"mit\s+freundlichen\s+gr(?:ü|ue)(?:ß|ss)en)(?:\s+yours)?"
)
CLOSING = re.compile(rf"^\s*{_CLOSING_WORDS}\s*,?\s*$", re.IGNORECASE)
# "Sincerely, Ada Lake, MD", "Second Opinion, Ada Lake, MD": what stands on the line before a name of two words.
_BEFORE_NAME = re.compile(
    rf"\s*(?i:{_CLOSING_WORDS}|(?:\w+\s+)?(?:opinion|report|summary|consultation)"
    r"(?:\s+of\s+\w+|\s+report)?),\s+(?=[A-Z][\w.'’-]*\s+[A-Z])"
)
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor)\b\.?\s+(?:med\.\s+)?"
_DOCTOR = re.compile(r"\s*(?:Dr|Doctor|Prof|Professor)\b", re.IGNORECASE)
_ADDRESSING = re.compile(
    r"\s*(?:(?P<dear>dear)\s|(?:to|c\.?c|bcc|copy|copies(?:\s+to)?|copy\s+to|attn|attention|fao)\.?\s*:|"
    rf"(?:to|c\.?c\.?|attn\.?)\s+(?={_TITLE}))",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(rf"(?:{_TITLE})*(?:[A-Z][\w'’-]*\.?\s+)*[A-Z][\w'’-]+\.?")
_ABOUT = re.compile(r"\s*(?:re|pt|patient|dear)\b", re.IGNORECASE)
# What may stand under a name at the end: an office, a telephone number, the number of the page.
_UNDER_NAME = re.compile(
    r"\s*(?:(?:\w+\s+){0,3}(?:consultant|specialist|professor|head|chief|director|registrar|surgeon|\w+ologist)\b|"
    r"(?:tel|phone|fax|e-?mail|enc|page)\b|-?\s*\d+\s*(?:-|of\s+\d+|/\s*\d+)?\s*$)",
    re.IGNORECASE,
)
# A line that goes on in the next: a sentence, or a label of somebody else's name.
_UNFINISHED = re.compile(
    r"(?:[,:]|\b(?:by|with|to|from|of|and|or|under|see|for|the|than|"
    r"(?:referring|requesting|ordering|family|primary)\s+\w+))\s*$",
    re.IGNORECASE,
)
_SIGNING = re.compile(r"\b(?:signed|signature|dictated|reported|written|author)\b", re.IGNORECASE)
_DEPARTMENT = re.compile(
    r"\b(?:\w+olog(?:y|ie)|surgery|chirurgie|medicine|radiotherapy|pa?ediatrics|dep(?:artmen)?t|abteilung)\b",
    re.IGNORECASE,
)
_BETWEEN_CELLS = re.compile(r"\s+[|•·–—-]\s+|\s{3,}")
_LAST_ROWS, _HEAD_ROWS, _NAME_WIDTH = 8, 8, 60


def provider(text: str) -> str:
    """A clinician's name as printed, where the words can be one."""
    if before := _BEFORE_NAME.match(text):
        text = text[before.end() :]
    text = re.split(r"\s+(?:on|at|this|Date|Signed|DATE)\b|\s{2,}", text.strip())[0].strip(" ,.-")
    text = re.split(r",\s*(?:Consultant|Medical|Radiation|Surgical|Chief|Department|Attending|Professor)\b", text)[0]
    text = re.split(r"\s+for\s+", text)[0]
    if (
        not text
        or not text[0].isupper()
        or (not CREDENTIAL.search(text) and (NOT_NAMES.search(text) or FACILITY_WORD.search(text)))
    ):
        return ""
    return text if 3 < len(text) <= 70 else ""


class Signatures:
    """The names that sign a sheet, but for its patient and those it is addressed to."""

    def __init__(self, sheet: Sheet, patient: str) -> None:
        self._rows = sheet.filled
        self._patient = patient
        self._recipients: set[int] = set()
        self._addressed: list[str] = []
        self._read_addresses()

    def closing(self, at: int) -> str:
        """The name under "Yours sincerely", where row `at` is such a closing."""
        if not CLOSING.match(self._rows[at].text):
            return ""
        return next((name for i in range(at + 1, min(at + 5, len(self._rows))) if (name := self._name(i))), "")

    def last(self) -> str:
        """A line near the end that is a name with a degree, or at the very end one with a doctor's title."""
        at_end = True
        for at in range(len(self._rows) - 1, max(len(self._rows) - _LAST_ROWS, 0) - 1, -1):
            text = self._rows[at].text.strip(" _")
            name = self._name(at) if len(text) <= _NAME_WIDTH else ""
            if name and (CREDENTIAL.search(name) or (at_end and self._is_titled(name, at))):
                return name
            at_end = at_end and (at in self._recipients or (len(text) <= _NAME_WIDTH and bool(_UNDER_NAME.match(text))))
        return ""

    def head(self) -> str:
        """The doctor at the end of a head line: "UROLOGY - KLINIKUM WESTPARK - Dr. R. Anand"."""
        for at, row in enumerate(self._rows[:_HEAD_ROWS]):
            *others, last = _BETWEEN_CELLS.split(row.text.strip())
            if ":" in row.text or at in self._recipients or not _is_place(others):
                continue
            if (_DOCTOR.match(last) or CREDENTIAL.search(last)) and (name := self._name(at, last)):
                return name
        return ""

    def _name(self, at: int, text: str = "") -> str:
        """The name that a row, or a part of it, is; empty for whom the paper is about or addressed to."""
        text = re.sub(r"^[\s_/s]*/s/\s*|^[_\s]+", "", text or self._rows[at].text).strip(" _,")
        if before := _BEFORE_NAME.match(text):
            text = text[before.end() :]
        if at in self._recipients or _ABOUT.match(text) or not (match := re.fullmatch(PROVIDER_NAME, text)):
            return ""
        name = provider(match["name"])
        if " " not in name or any(_same(name, other) for other in self._addressed):
            return ""
        # Patients sign their own letters, but with no title.
        titled = re.match(_TITLE, name) or CREDENTIAL.search(name)
        return "" if titled and self._patient and _same(name, self._patient) else name

    def _is_titled(self, name: str, at: int) -> bool:
        """Whether a row is "Dr. Miriam Feld" and not the end of a sentence or of a field that names her."""
        above = self._rows[at - 1].text if at and self._rows[at - 1].number == self._rows[at].number - 1 else ""
        goes_on = _UNFINISHED.search(above) and not _SIGNING.search(above) and not CLOSING.match(above)
        return bool(_DOCTOR.match(name)) and len(name.split()) > 2 and not goes_on

    def _read_addresses(self) -> None:
        """Note the rows and the names that "Dear", "To:" and "cc:" address, with the lines right under the latter."""
        block, bare, above = False, False, 0
        for at, row in enumerate(self._rows):
            if match := _ADDRESSING.match(row.text):
                said = row.text[match.end() :]
                block, bare = not match["dear"], not said.strip()
            elif block and _continues(row) and (bare or row.number == above + 1):
                said, bare = row.text, False
            else:
                block = False
                continue
            above = row.number
            self._recipients.add(at)
            self._addressed += _addressed(said)


def _continues(row: Row) -> bool:
    """Whether a row under "To:" or "cc:" can belong to the address."""
    text = row.text.strip()
    return len(text) <= _NAME_WIDTH and ":" not in text and not CLOSING.match(text)


def _addressed(text: str) -> Iterator[str]:
    """The names in what follows "Dear" or "cc:"; one word alone is a name only after a title."""
    for part in re.split(r"[,;:<(&]|\s{2,}|\band\b", text):
        name = part.strip(" .–-")
        if _ADDRESSED.fullmatch(name) and " " in name:
            yield name


def _is_place(cells: list[str]) -> bool:
    """Whether one cell is a department and another a place."""
    return any(
        _DEPARTMENT.search(a) and FACILITY_WORD.search(b)
        for i, a in enumerate(cells)
        for j, b in enumerate(cells)
        if i != j
    )


def _same(one: str, other: str) -> bool:
    """Whether two names can be one person's: given names are compared as far as both are written."""
    (given, family), (given_other, family_other) = _parts(one), _parts(other)
    if family != family_other or not family:
        return False
    if given and given_other:
        return given.startswith(given_other) or given_other.startswith(given)
    return _is_doctor(one) == _is_doctor(other)


def _is_doctor(name: str) -> bool:
    return bool(_DOCTOR.match(name) or CREDENTIAL.search(name))


def _parts(name: str) -> tuple[str, str]:
    """Given and family name in small letters: of "Dr. M. Feld" and of "Feld, Miriam" alike."""
    degree = CREDENTIAL.search(name)
    plain = re.sub(rf"^(?:{_TITLE})+", "", name[: degree.start()] if degree else name).strip(" ,")
    if "," in plain:
        family, _, given = plain.partition(",")
        plain = f"{given} {family}"
    words = plain.lower().replace(".", " ").split()
    return (words[0] if len(words) > 1 else "", words[-1] if words else "")
