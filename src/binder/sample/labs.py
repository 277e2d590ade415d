"""Five blood counts over 14 months. The platelets fall; everything else drifts as it may."""

from __future__ import annotations

from dataclasses import dataclass

from binder.sample.people import PATIENT, PATIENT_NUMBER


@dataclass(frozen=True, slots=True)
class Test:
    """One analyte: name, unit, reference range as printed, and a value for each of DAYS ("" where not measured)."""

    name: str
    unit: str
    low: str
    high: str
    values: tuple[str, str, str, str, str]

    def flag(self, value: str) -> str:
        """L, H or nothing, as the laboratory would print it."""
        if float(value) < float(self.low):
            return "L"
        return "H" if float(value) > float(self.high) else ""


DAYS = ("2025-01-14", "2025-09-16", "2025-12-16", "2026-02-14", "2026-03-13")
PLATELETS = ("218", "205", "197", "118", "91")

COUNT = (
    Test("White blood cells", "10^3/uL", "4.0", "11.0", ("6.8", "6.4", "6.1", "5.2", "4.6")),
    Test("Red blood cells", "10^6/uL", "3.90", "5.20", ("4.41", "4.32", "4.28", "4.05", "3.88")),
    Test("Hemoglobin", "g/dL", "12.0", "15.5", ("12.9", "12.4", "12.1", "11.6", "11.2")),
    Test("Hematocrit", "%", "36.0", "46.0", ("38.6", "37.3", "36.5", "34.9", "33.8")),
    Test("MCV", "fL", "80.0", "100.0", ("87.5", "86.3", "85.3", "86.2", "87.1")),
    Test("Platelets", "10^3/uL", "150", "400", PLATELETS),
    Test("Neutrophils, absolute", "10^3/uL", "1.8", "7.7", ("4.1", "3.9", "3.7", "3.1", "2.8")),
    Test("Lymphocytes, absolute", "10^3/uL", "1.0", "4.8", ("1.9", "1.8", "1.7", "1.5", "1.3")),
)
CHEMISTRY = (
    Test("Creatinine", "mg/dL", "0.50", "1.10", ("0.82", "0.84", "0.81", "0.86", "0.85")),
    Test("ALT", "U/L", "7", "45", ("22", "24", "21", "26", "25")),
    Test("Albumin", "g/dL", "3.5", "5.0", ("4.2", "4.1", "4.1", "3.9", "3.8")),
    Test("Lactate dehydrogenase", "U/L", "120", "246", ("188", "194", "201", "214", "221")),
    Test("Uric acid", "mg/dL", "2.4", "6.0", ("", "", "4.9", "5.3", "5.6")),
)
_ORDERED_BY = ("P. Nandakumar, MD", "P. Nandakumar, MD", "I. Calloway, MD", "I. Calloway, MD", "I. Calloway, MD")
_COMMENTS = {
    2: "Hepatitis B surface antigen: non-reactive. Hepatitis B core antibody, total: non-reactive.",
    3: "Platelet count confirmed by repeat on the same tube. Smear: no clumps seen.",
    4: "Platelet count confirmed by repeat. Smear: platelets reduced, a few large forms, no clumps, no blasts.",
}


def report(number: int) -> str:
    """The text of one laboratory report (0 to 4), for `paper`."""
    day = DAYS[number]
    head = [
        f"Patient: {PATIENT} || Collected: {_us(day)} 08:{15 + 7 * number:02d}",
        f"Date of birth: 05/22/1957   Sex: F || Reported: {_us(day)} 14:{5 + 9 * number:02d}",
        f"Patient ID: {PATIENT_NUMBER} || Specimen: LR-{day[2:4]}-{31407 + 2216 * number}",
        f"Ordered by: {_ORDERED_BY[number]} || Status: Final",
        "",
        "## COMPLETE BLOOD COUNT WITH DIFFERENTIAL",
        *_table(COUNT, number),
        "",
        "## CHEMISTRY",
        *_table(CHEMISTRY, number),
    ]
    if comment := _COMMENTS.get(number):
        head += ["", "## COMMENT", comment]
    return "\n".join(
        [*head, "", "Flags: L below, H above the reference range of this laboratory. Serum and EDTA blood."]
    )


def _table(tests: tuple[Test, ...], number: int) -> list[str]:
    rows = ["|: 34 14 8 16 22", "| Test | Result | Flag | Units | Reference range |"]
    for test in tests:
        if value := test.values[number]:
            rows.append(f"| {test.name} | {value} | {test.flag(value)} | {test.unit} | {test.low} - {test.high} |")
    return rows


def _us(day: str) -> str:
    year, month, date = day.split("-")
    return f"{month}/{date}/{year}"
