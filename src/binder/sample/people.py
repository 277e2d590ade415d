"""The people and houses of the sample. All of them are invented; the telephone numbers are those kept for fiction."""

from __future__ import annotations

from dataclasses import dataclass

PATIENT = "Marian T. Ashgrove"
BORN = "1957-05-22"
PATIENT_NUMBER = "LM-047118"
FOOTER = "SAMPLE - made-up person"


@dataclass(frozen=True, slots=True)
class House:
    """A hospital, practice, laboratory or insurer with what stands in its letterhead."""

    name: str
    department: str
    address: str
    telephone: str


HOUSES: dict[str, House] = {
    "family": House(
        "Quillbrook Family Medicine", "", "12 Millrace Lane, Larkmoor", "Tel (555) 555-0112   Fax (555) 555-0113"
    ),
    "lab": House(
        "Larkmoor Reference Laboratory", "", "88 Tannery Road, Larkmoor", "Tel (555) 555-0120   Director: A. Pell, PhD"
    ),
    "imaging": House(
        "Fernhollow Imaging Center", "", "3 Fernhollow Court, Larkmoor", "Tel (555) 555-0131   File room (555) 555-0132"
    ),
    "mri": House("Saltmarsh Imaging", "", "740 Causeway, Saltmarsh", "Tel (555) 555-0158   Fax (555) 555-0159"),
    "hospital": House(
        "Larkmoor General Hospital",
        "",
        "Infirmary Hill, Larkmoor",
        "Tel (555) 555-0140   Medical records (555) 555-0141",
    ),
    "surgery": House(
        "Larkmoor General Hospital",
        "Department of Surgery",
        "Infirmary Hill, Larkmoor",
        "Tel (555) 555-0143   Fax (555) 555-0144",
    ),
    "pathology": House(
        "Larkmoor General Hospital",
        "Department of Pathology",
        "Infirmary Hill, Larkmoor",
        "Tel (555) 555-0147   Fax (555) 555-0148",
    ),
    "oncology": House(
        "Larkmoor General Hospital",
        "Hematology and Oncology Clinic",
        "Infirmary Hill, Larkmoor",
        "Tel (555) 555-0150   Fax (555) 555-0151",
    ),
    "molecular": House(
        "Northgable Molecular Diagnostics", "", "19 Gable Street, Northgable", "Tel (555) 555-0162   Fax (555) 555-0163"
    ),
    "institute": House(
        "Tidewell Cancer Institute",
        "Lymphoma Service",
        "Estuary Drive, Tidewell",
        "Tel (555) 555-0170   Second opinions (555) 555-0171",
    ),
    "institute pathology": House(
        "Tidewell Cancer Institute",
        "Department of Pathology",
        "Estuary Drive, Tidewell",
        "Tel (555) 555-0175   Slides received (555) 555-0176",
    ),
    "insurer": House(
        "Harborlight Mutual", "Utilization Management", "PO Box 9090, Tidewell", "Member services (555) 555-0190"
    ),
    "none": House("", "", "", ""),
}
