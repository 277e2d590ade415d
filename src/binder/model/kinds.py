"""The kinds of record binder files, each with its LOINC code (HL7 FHIR R4 document types; see docs/format.md)."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a record is."""

    PATHOLOGY_REPORT = "pathology_report"
    PATHOLOGY_CONSULT = "pathology_consult"
    MOLECULAR_REPORT = "molecular_report"
    OPERATIVE_NOTE = "operative_note"
    PROCEDURE_NOTE = "procedure_note"
    DISCHARGE_SUMMARY = "discharge_summary"
    IMAGING_REPORT = "imaging_report"
    IMAGING_STUDY = "imaging_study"
    LAB_REPORT = "lab_report"
    MEDICATION_LIST = "medication_list"
    TREATMENT_PLAN = "treatment_plan"
    CONSULT_NOTE = "consult_note"
    SECOND_OPINION = "second_opinion"
    TUMOR_BOARD = "tumor_board"
    VISIT_NOTE = "visit_note"
    HISTORY_AND_PHYSICAL = "history_and_physical"
    EMERGENCY_NOTE = "emergency_note"
    RADIATION_SUMMARY = "radiation_summary"
    CHEMOTHERAPY_RECORD = "chemotherapy_record"
    REFERRAL = "referral"
    PATIENT_SUMMARY = "patient_summary"
    LETTER = "letter"
    AUTHORIZATION = "authorization"
    POWER_OF_ATTORNEY = "power_of_attorney"
    SLIDE_RELEASE = "slide_release"
    INSURANCE = "insurance"
    MESSAGE = "message"
    VOICEMAIL = "voicemail"
    ADVANCE_DIRECTIVE = "advance_directive"
    IMMUNIZATIONS = "immunizations"
    ALLERGIES = "allergies"
    IMAGE = "image"
    OTHER = "other"

    @property
    def loinc(self) -> str:
        """The LOINC code of the document type."""
        return _ABOUT[self][0]

    @property
    def label(self) -> str:
        """The name shown to a person."""
        return _ABOUT[self][1]

    @property
    def badge(self) -> str:
        """At most five letters for a list's type column."""
        return _ABOUT[self][2]


_ABOUT: dict[Kind, tuple[str, str, str]] = {
    Kind.PATHOLOGY_REPORT: ("11526-1", "Pathology report", "PATH"),
    Kind.PATHOLOGY_CONSULT: ("60570-9", "Pathology consult (slide re-read)", "SLIDE"),
    Kind.MOLECULAR_REPORT: ("51969-4", "Molecular or genetic report", "GENE"),
    Kind.OPERATIVE_NOTE: ("11504-8", "Operative note", "OP"),
    Kind.PROCEDURE_NOTE: ("28570-0", "Procedure note", "PROC"),
    Kind.DISCHARGE_SUMMARY: ("18842-5", "Discharge summary", "DISCH"),
    Kind.IMAGING_REPORT: ("18748-4", "Imaging report", "SCAN"),
    Kind.IMAGING_STUDY: ("18726-0", "Imaging study (the images)", "DICOM"),
    Kind.LAB_REPORT: ("11502-2", "Lab report", "LAB"),
    Kind.MEDICATION_LIST: ("10160-0", "Medication list", "MEDS"),
    Kind.TREATMENT_PLAN: ("56447-6", "Treatment plan", "PLAN"),
    Kind.CONSULT_NOTE: ("11488-4", "Consult note", "CONS"),
    Kind.SECOND_OPINION: ("47040-1", "Second opinion", "OPIN"),
    Kind.TUMOR_BOARD: ("34098-4", "Tumor board note", "BOARD"),
    Kind.VISIT_NOTE: ("11506-3", "Visit note", "VISIT"),
    Kind.HISTORY_AND_PHYSICAL: ("34117-2", "History and physical", "H&P"),
    Kind.EMERGENCY_NOTE: ("34111-5", "Emergency note", "ER"),
    Kind.RADIATION_SUMMARY: ("68602-2", "Radiation summary", "RAD"),
    Kind.CHEMOTHERAPY_RECORD: ("11486-8", "Chemotherapy record", "CHEMO"),
    Kind.REFERRAL: ("57133-1", "Referral", "REFER"),
    Kind.PATIENT_SUMMARY: ("34133-9", "Patient summary", "SUMM"),
    Kind.LETTER: ("51852-2", "Letter", "LETTR"),
    Kind.AUTHORIZATION: ("64292-6", "Authorization to release", "AUTH"),
    Kind.POWER_OF_ATTORNEY: ("64298-3", "Power of attorney", "POA"),
    Kind.SLIDE_RELEASE: ("64292-6", "Slide release", "GLASS"),
    Kind.INSURANCE: ("52034-6", "Insurance letter", "INSUR"),
    Kind.MESSAGE: ("56444-3", "Message", "MSG"),
    Kind.VOICEMAIL: ("56444-3", "Voicemail", "VOICE"),
    Kind.ADVANCE_DIRECTIVE: ("42348-3", "Advance directive", "ADV"),
    Kind.IMMUNIZATIONS: ("11369-6", "Immunizations", "IMMUN"),
    Kind.ALLERGIES: ("48765-2", "Allergies", "ALLRG"),
    Kind.IMAGE: ("72170-4", "Picture", "IMAGE"),
    Kind.OTHER: ("34109-9", "Other document", "OTHER"),
}
