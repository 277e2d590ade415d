"""Score filing against labelled documents: kind, own date, people, TNM, laboratory rows, and calibration.

    python bench/score_filing.py DATA_DIR [--misses] [--names] [--half develop|check]

DATA_DIR holds manifest.csv (path, kind, type, date, patient, birth_date, truth as JSON) and the files. The files are
cut in two halves by a hash of their path: rules are developed on one and checked on the other, and both are printed.
File names are hidden from the rules unless --names is given, since a collection's names often hold its labels.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from binder.filing import file
from binder.filing.cells import bounds
from binder.model.clean import clean_lines
from binder.model.document import Document, Page
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.record import Fact, FactType, Filing

csv.field_size_limit(10_000_000)
ACCEPTED: dict[str, set[str]] = {
    "pathology-report": {"pathology_report"},
    "pathology-lab": {"pathology_report", "lab_report"},
    "diagnosis-review-form": {"pathology_consult", "pathology_report"},
    "autopsy": {"pathology_report", "other"},
    "consult-hp": {"consult_note", "history_and_physical"},
    "progress-note": {"visit_note"},
    "office-note": {"visit_note"},
    "hospice": {"visit_note", "consult_note"},
    "ed-note": {"emergency_note"},
    "discharge-summary": {"discharge_summary"},
    "operative-note": {"operative_note", "procedure_note"},
    "radiology": {"imaging_report"},
    "letter": {"letter"},
    "independent-medical-exam": {"second_opinion", "consult_note"},
    "lab-report": {"lab_report"},
    "portal-export": {"patient_summary"},
    "ccd": {"patient_summary"},
    "consult": {"consult_note"},
    "referral-note": {"referral"},
    "ccda:11490-0": {"discharge_summary"},
    "fhir:Bundle": {"patient_summary"},
    "fhir:Patient": {"patient_summary"},
    "fhir:Condition": {"patient_summary"},
    "fhir:Observation": {"lab_report"},
    "fhir:AllergyIntolerance": {"allergies"},
    "fhir:Immunization": {"immunizations"},
    "fhir:MedicationRequest": {"medication_list"},
}
# A single report or reference says itself which kind it is, in fields the manifest gives the title of.
BY_TITLE = {"x-ray": "imaging_report", "xr ": "imaging_report", "cbc": "lab_report", "discharge": "discharge_summary",
            "echo": "imaging_report"}  # fmt: skip
STRUCTURED = ("ccda", "fhir", "hl7v2")


@dataclass
class Tally:
    """Right, wrong and missing, with the misses by name."""

    right: int = 0
    wrong: int = 0
    missing: int = 0
    misses: list[str] = field(default_factory=list)

    def line(self, what: str) -> str:
        """One line: recall and precision."""
        asked, said = self.right + self.wrong + self.missing, self.right + self.wrong
        recall = f"{self.right / asked:.3f}" if asked else "  -  "
        precision = f"{self.right / said:.3f}" if said else "  -  "
        return f"{what:34} recall {recall} ({self.right}/{asked})  precision {precision} ({self.right}/{said})"


class Score:
    """The tallies of one half."""

    def __init__(self) -> None:
        self.of: dict[str, Tally] = defaultdict(Tally)
        self.confusion: Counter[tuple[str, str]] = Counter()
        self.sure: list[tuple[float, bool]] = []
        self.dated: list[tuple[float, bool]] = []

    def note(self, what: str, expected: object, found: object, name: str, *, same: bool | None = None) -> None:
        """Count one comparison; an empty `found` is a miss, a wrong one also costs precision."""
        tally = self.of[what]
        if same if same is not None else expected == found:
            tally.right += 1
            return
        if found:
            tally.wrong += 1
        else:
            tally.missing += 1
        tally.misses.append(f"{name}: expected {expected}, found {found or 'nothing'}")


def rows(folder: Path) -> list[dict[str, str]]:
    """The rows of the manifest."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def half(path: str) -> str:
    """Which half a path falls into."""
    return "develop" if hashlib.sha1(path.encode()).digest()[0] % 2 == 0 else "check"


def plain(path: Path) -> Document:
    """A text file as a document of one page."""
    data = path.read_bytes()
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    lines = clean_lines(data.decode("utf-16" if wide else "utf-8", "replace"))
    return Document(path.name, "text/plain", (Page(1, tuple(lines)),), reader="bench")


def documents(folder: Path, wanted: list[dict[str, str]]) -> Iterator[tuple[dict[str, str], Document]]:
    """Every labelled file that can be read, by binder's own reader where the file is not plain text."""
    other = []
    for row in wanted:
        if row["path"].endswith(".txt"):
            yield row, plain(folder / row["path"])
        else:
            other.append(row)
    try:
        from binder.reading import Reader, Source
    except ImportError:
        print(f"(no reader here: {len(other)} files left out)", file=sys.stderr)
        return
    with Reader() as reader:
        for row in other:
            try:
                yield row, reader.read(Source.from_path(folder / row["path"]))
            except BinderError as refused:
                print(f"(not read: {row['path']}: {refused})", file=sys.stderr)


def accepted(row: dict[str, str]) -> set[str]:
    """The kinds that count as right; empty where the manifest does not say."""
    if row["kind"] == "dicom" and row["type"].startswith("dicom:") and row["patient"]:
        return {"imaging_study", "imaging_report", "image", "treatment_plan", "other"}
    if row["type"] in ("fhir:DiagnosticReport", "fhir:DocumentReference"):
        return {kind for word, kind in BY_TITLE.items() if word in row["title"].lower() + " "}
    if row["kind"] == "hl7v2" and (named := {k for word, k in BY_TITLE.items() if word in row["title"].lower()}):
        return named
    return set().union(*(ACCEPTED.get(t, set()) for t in row["type"].split("|")))


def score_kind(score: Score, row: dict[str, str], document: Document, filing: Filing) -> None:
    """Kind and its confidence."""
    kinds = accepted(row)
    if not kinds or (not document.text.strip() and not document.instance):
        return
    right = filing.kind.value in kinds
    score.note(f"kind {row['kind']}", "|".join(sorted(kinds)), f"{filing.kind} {filing.kind_confidence}", row["path"],
               same=right)  # fmt: skip
    score.sure.append((filing.kind_confidence, right))
    score.confusion[row["type"], filing.kind.value] += 1


def score_date(score: Score, row: dict[str, str], document: Document, filing: Filing) -> None:
    """The document's own date where the manifest has one, and silence where it says none is stated."""
    if not document.text.strip() and not document.instance:
        return
    if row["date"] and filing.date:
        score.dated.append((filing.date_confidence, filing.date == row["date"]))
    if row["date"]:
        score.note(f"own date {row['kind']}", row["date"], filing.date, row["path"])
    elif row["path"].startswith(("text/", "opinions/")):
        score.note("own date 'not stated'", "none", filing.date, row["path"], same=not filing.date)


def _plain_number(text: str) -> str:
    """A number without trailing zeros or a sign of comparison, else the words."""
    try:
        return f"{float(text):.6g}"
    except ValueError:
        return " ".join(text.lower().split())


def wanted_results(row: dict[str, str], truth: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Code, value and unit of every result the truth of a structured file lists with a value."""
    if row["kind"] == "hl7v2":
        results = []
        for obx in truth.get("obx") or []:
            parts = obx["value"].split("^")
            value = parts[1] if len(parts) > 1 and parts[1] else parts[0]
            if obx["value"] and obx["code"] and not re.fullmatch(r"\d{8}", obx["value"]):
                results.append((obx["code"].split("^")[0], value, obx["unit"]))
        return results
    listed = truth.get("labs_first_12") or truth.get("last_labs") or []
    return [(lab.get("code") or lab.get("loinc") or "", str(lab["value"]), lab["unit"]) for lab in listed
            if str(lab["value"])]  # fmt: skip


def score_results(score: Score, row: dict[str, str], truth: dict[str, Any], filing: Filing) -> None:
    """Results of a structured file: code, value and unit. The truth may list only the first or the last of them,
    so precision is counted on the number the file holds, where the truth gives it."""
    if row["kind"] not in STRUCTURED:
        return
    found = [f for f in filing.facts if f.type is FactType.LAB]
    left = [(f.code, _plain_number(f.value), f.unit.lower()) for f in found]
    for code, value, unit in wanted_results(row, truth):
        key = (code, _plain_number(value), unit.lower())
        hit = key in left
        if hit:
            left.remove(key)
        score.note(f"results {row['kind']}", f"{code} {value} {unit}", "", row["path"], same=hit)
    count = truth.get("lab_observations")
    if count is not None and len(found) > count:
        score.of[f"results {row['kind']}"].wrong += len(found) - count
        score.of[f"results {row['kind']}"].misses.append(f"{row['path']}: {len(found)} stated, the file has {count}")
    score.of[f"results {row['kind']} in all"].misses.append(f"{row['path']}: {len(found)} of {count}")


def score_sections(score: Score, row: dict[str, str], truth: dict[str, Any], document: Document) -> None:
    """Every section of a clinical document, by its code."""
    have = [item.code for item in document.header if item.name == "section"]
    for code in truth.get("sections") or ():
        score.note("sections ccda", code, "", row["path"], same=code in have)


def score_people(score: Score, row: dict[str, str], filing: Filing) -> None:
    """The patient's name and birth date."""
    if row["kind"] == "disc-file":
        return
    if row["patient"]:
        found = filing.patient.name if filing.patient else ""
        named = re.sub(r"\^{2,}.*", "", row["patient"]) if row["kind"] == "hl7v2" else row["patient"]
        key = re.sub(r"[^a-z]+", " ", named.lower()).split()
        score.note("patient", row["patient"], found, row["path"],
                   same=sorted(key) == sorted(re.sub(r"[^a-z]+", " ", found.lower()).split()))  # fmt: skip
    if row["birth_date"]:
        score.note("birth date", row["birth_date"], filing.patient.born if filing.patient else "", row["path"])


def printed(label: str, text: str) -> bool:
    """Whether a text prints a category as such ("pN0", "N O", "T3a"): the labels are noisy, and "NO" is a word."""
    value = "".join("[0O]" if c == "0" else re.escape(c) for c in label[1:])
    return bool((re.search(rf"(?<![A-Za-z])(?:[ypcra]{{0,3}}){label[0]}\s?{value}(?![0-9])", text)
                and not re.fullmatch(r"N0|M0", label)) or re.search(
                    rf"(?:[ypcra]{label[0]}\s?{value}|T\s?[0-4X][a-d]?[\s,;]*{label[0]}\s?{value}|"
                    rf"(?<![A-Z]){label[0]}0)(?![0-9A-Za-z])", text))  # fmt: skip


def score_tnm(score: Score, row: dict[str, str], truth: dict[str, Any], filing: Filing, text: str) -> None:
    """T, N and M where the label stands in the text, as the manifest says and as it is really printed.

    What is said besides the label counts against precision of the second.
    """
    literal = truth.get("label_literally_in_text") or {}
    for letter in "TNM":
        if not literal.get(letter):
            continue
        found = [f.value for f in filing.facts if f.type is FactType.STAGE and f.name.endswith(letter)]
        same = [v for v in found if v.lower().startswith(truth[letter].lower()) or v.upper() == f"{letter}X"]
        other = [v for v in found if v not in same]
        hit = any(v.lower().startswith(truth[letter].lower()) for v in found)
        score.note(f"TNM {letter}, label", truth[letter], ", ".join(found), row["path"], same=hit)
        if printed(truth[letter], text):
            score.note(f"TNM {letter}, printed", truth[letter], ", ".join(found), row["path"], same=hit)
            if hit and other:
                score.of[f"TNM {letter}, printed"].wrong += 1
                score.of[f"TNM {letter}, printed"].misses.append(f"{row['path']}: {truth[letter]} and also {other}")


def _number(text: str) -> str:
    return text.replace(" ", "").replace(",", ".").replace("–", "-")


def _same_row(fact: Fact, lab: dict[str, str]) -> bool:
    """Name (but for blanks and punctuation), value, unit and both ends of the range."""
    name, wanted = (re.sub(r"[^a-z0-9]", "", n.lower()) for n in (fact.name, lab["name"]))
    return (
        name == wanted
        and _number(fact.value) == _number(lab["value"])
        and fact.unit.lower() == lab["unit"].lower()
        and (fact.low, fact.high) == bounds(lab["ref"])
    )


def score_labs(score: Score, row: dict[str, str], truth: dict[str, Any], filing: Filing) -> None:
    """Rows of a laboratory report: name, value, unit and range all right."""
    wanted = truth.get("rows") or []
    if not wanted or row["kind"] != "lab-text":
        return
    found = [f for f in filing.facts if f.type is FactType.LAB]
    left = list(found)
    for lab in wanted:
        same = next((f for f in left if _same_row(f, lab)), None)
        if same:
            left.remove(same)
        score.note("lab rows", f"{lab['name']} {lab['value']} {lab['unit']} {lab['ref']}", "", row["path"],
                   same=same is not None)  # fmt: skip
    score.of["lab rows"].wrong += len(left)
    score.of["lab rows"].misses += [f"{row['path']}: not in truth: {f.name} = {f.value} {f.unit}" for f in left]


def check_citations(document: Document, filing: Filing) -> int:
    """How many citations do not hold."""
    cited = [f.citation for f in filing.facts] + [d.citation for d in filing.dates if d.citation]
    return sum(not c.holds(document.line(c.page, c.line)) for c in cited)


def report(name: str, score: Score, misses: bool) -> None:
    """Print one half."""
    print(f"\n== {name}")
    kinds = [t for k, t in score.of.items() if k.startswith("kind ")]
    right, asked = sum(t.right for t in kinds), sum(t.right + t.wrong + t.missing for t in kinds)
    if asked:
        print(f"kind, all: {right / asked:.3f} ({right}/{asked})")
    for what in sorted(score.of):
        print(score.of[what].line(what))
        for miss in score.of[what].misses if misses else ():
            print(f"      {miss}")
    reliability("kind", score.sure)
    reliability("own date", score.dated)


def reliability(what: str, said: list[tuple[float, bool]]) -> None:
    """Print how often was right what was called so sure."""
    print(f"reliability of {what}: said / right / documents")
    edges = (0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
    for low, high in itertools.pairwise(edges):
        group = [(c, ok) for c, ok in said if low <= c < high]
        if group:
            mean = sum(c for c, _ in group) / len(group)
            print(f"   {mean:.2f}  {sum(ok for _, ok in group) / len(group):.2f}  {len(group)}")


def main() -> int:
    """Print the figures of both halves."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--misses", action="store_true")
    arguments.add_argument("--names", action="store_true", help="let the rules see the file names")
    arguments.add_argument("--half", choices=("develop", "check"))
    arguments.add_argument("--only", default="", help="paths that begin so")
    options = arguments.parse_args()
    scores = {"develop": Score(), "check": Score()}
    broken, spent, count = 0, 0.0, 0
    wanted = [row for row in rows(options.data) if row["path"].startswith(tuple(options.only.split(",")))]
    for row, document in documents(options.data, wanted):
        score = scores[half(row["path"])]
        seen = document if options.names else replace(document, name="document")
        began = time.process_time()
        filing = file(seen)
        spent, count = spent + time.process_time() - began, count + 1
        broken += check_citations(document, filing)
        truth = json.loads(row["truth"]) if row["truth"] else {}
        score_kind(score, row, document, filing)
        score_date(score, row, document, filing)
        score_people(score, row, filing)
        score_tnm(score, row, truth, filing, document.text)
        score_labs(score, row, truth, filing)
        score_results(score, row, truth, filing)
        score_sections(score, row, truth, document)
    for name, score in scores.items():
        if options.half in (None, name):
            report(name, score, options.misses)
    print(f"\n{count} documents, {count / max(spent, 1e-9):.0f} a cpu-second; citations that do not hold: {broken}")
    print("kinds:", len(Kind))
    return 0


if __name__ == "__main__":
    sys.exit(main())
