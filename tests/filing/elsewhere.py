"""Papers as other countries, portals, faxes and offices print them; people, places and numbers are invented."""

from __future__ import annotations

# what it is -> kind, own date, a word of the patient's name (empty where none is named), text
ELSEWHERE: dict[str, tuple[str, str, str, str]] = {
    "histology of a British trust": ("pathology_report", "2026-02-11", "Holloway", """\
Northgate NHS Foundation Trust
CELLULAR PATHOLOGY
HISTOLOGY REPORT

Surname: HOLLOWAY   Forename: Jane   DOB: 30/12/1948   NHS No: 943 476 5919
Lab No: 26H004417        Date taken: 11/02/2026     Date received: 12/02/2026   Date authorised: 17/02/2026
Consultant: Mr A Pemberton   Location: Ward 7

CLINICAL DETAILS
Sigmoid tumour. Anterior resection.

MACROSCOPY
Sigmoid colon 24 cm. Ulcerated tumour 38 x 30 mm, 45 mm from the distal margin.

MICROSCOPY
Moderately differentiated adenocarcinoma. Tumour invades through muscularis propria into subserosa. 0 of 17
lymph nodes contain metastatic
tumour. EMVI not seen.

CONCLUSION
Sigmoid colon, anterior resection: adenocarcinoma, pT3 N0 V0 R0 (TNM8). Dukes B.
Reported by: Dr S Whitfield, Consultant Histopathologist
"""),
    "genomic profile": ("molecular_report", "2025-12-01", "Ferrante", """\
ONCOPANEL SOLID TUMOR GENOMIC PROFILING
Patient Name  Lucia Ferrante      DOB  Jan 9, 1970      Specimen  Lung, right upper lobe, FFPE block B2
Ordering physician  Dr. Paul Adeyemi    Collected 2025-12-01   Report date 2025-12-15
RESULTS SUMMARY
Genomic findings:  EGFR exon 19 deletion (p.E746_A750del), VAF 31%;  TP53 R273H, VAF 22%
Tumor mutational burden: 4.2 mut/Mb     Microsatellite status: MSS
Genes analyzed: 447. Variants of unknown significance are listed on page 3.
METHODOLOGY: next generation sequencing of tumor DNA.
"""),
    "count copied from a portal": ("lab_report", "2026-01-15", "Moor", """\
Portal > Test Results > CBC WITH AUTO DIFFERENTIAL - Details
Beatrice Moor, DOB 9/9/1950
Collected on Jan 15, 2026 8:12 AM
Results
Component            Your Value            Standard Range          Flag
WBC                  5.2 thousand/uL       3.8 - 10.8 thousand/uL
RBC                  3.61 million/uL       3.80 - 5.10 million/uL    L
HGB                  11.2 g/dL             11.7 - 15.5 g/dL          L
MCV                  93.1 fL               80.0 - 100.0 fL
"""),
    "remote opinion": ("second_opinion", "2026-05-06", "Nguyen", """\
REMOTE SECOND OPINION REPORT
Patient: Harold Nguyen        Date of birth: 08/14/1962
Requested by: patient         Report date: 05/06/2026
Expert: Marguerite Leroy, MD, Urologic Oncology
Questions from the patient: 1. Is surgery needed? 2. Is active surveillance an option?
Records reviewed: pathology report 12/18/2025, MRI prostate 11/30/2025
Summary of case: 63 year old man with PSA 7.2...
Opinion: I agree with the diagnosis. I do not agree that surgery is the only choice.
This opinion is based on the records provided only; no physical examination took place.
"""),
    "outcome of a British meeting": ("tumor_board", "2026-02-24", "Holloway", """\
Colorectal MDT Outcome
Date of MDT: 24/02/2026
Patient: Jane HOLLOWAY  DOB 30/12/1948  NHS 943 476 5919
Diagnosis: adenocarcinoma sigmoid pT3 N0 M0
MDT discussion: Radiology and histology reviewed.
Outcome / Plan: No adjuvant chemotherapy. Surveillance CT at 12 months. Clinical nurse specialist to inform
patient.
"""),
    "completion of radiation": ("radiation_summary", "2026-06-30", "O'Leary", """\
RADIATION ONCOLOGY TREATMENT COMPLETION SUMMARY
Patient: Margaret O'Leary    DOB 04/02/1951
Date: 06/30/2026
Diagnosis: left breast cancer ypT1c N0
Site           Dose/Fx    # Fx   Total Dose   Start       End
Left breast    266 cGy    16     4256 cGy     06/01/2026  06/22/2026
Boost          250 cGy    4      1000 cGy     06/23/2026  06/26/2026
Technique: 3D conformal, 6 MV photons. Elapsed days: 25.
Tolerance: grade 1 dermatitis.
Follow up in 4 weeks.
Radiation Oncologist: Victor Hahn, MD
"""),
    "clinic letter of a British surgeon": ("letter", "2026-02-27", "Holloway", """\
Northgate NHS Foundation Trust
Department of Colorectal Surgery
Ref: AP/lk/943476
Dictated: 25/02/2026   Typed: 27/02/2026
27 February 2026
Dr P Sandhu
The Surgery, Mill Lane
Dear Dr Sandhu
Re: Mrs Jane HOLLOWAY, DOB 30/12/1948, 4 Orchard Close, NG1 5FS
I saw this lady in clinic today with her husband. She has recovered well from her anterior resection...
Yours sincerely
Mr A Pemberton FRCS
Consultant Colorectal Surgeon
"""),
    "recording of a call": ("voicemail", "2026-03-17", "", """\
Voicemail transcript
Received Tuesday March 17, 2026 at 9:04 AM from (555) 200-3031
"Hi, this is Donna from Dr. Fischer's office calling for Margaret. Your MRI is scheduled for March 24th at 7
a.m. Please call us back at 555-200-3031."
"""),
    "request for slides": ("slide_release", "2026-03-25", "O'Leary", """\
REQUEST FOR RELEASE OF PATHOLOGY SLIDES/BLOCKS
St. Brendan Regional Medical Center Pathology
Patient Name: Margaret O'Leary   DOB: 04/02/1951
Accession Number: SP-25-18221
Please send: [x] H&E slides [x] IHC slides [ ] paraffin block
Ship to: Midland University Hospital, Pathology Consultation
Patient signature: Margaret O'Leary   Date: 03/25/2026
"""),
    "mammogram without a letterhead": ("imaging_report", "2026-01-30", "Feldman", """\
Bilateral digital diagnostic mammogram with tomosynthesis
Name: FELDMAN,DORIS  11/11/57
Date of exam 1/30/26
The breasts are heterogeneously dense. There is a 12 mm irregular mass in the upper outer left breast, new
since 2/4/2024.
BI-RADS 5: Highly suggestive of malignancy. Biopsy is recommended.
"""),
    "German laboratory": ("lab_report", "2026-03-14", "Baumann", """\
Labor Dr. Klein MVZ GmbH, Hannover
Befund für Baumann, Erika   Geburtsdatum: 03.06.1961
Entnahme: 14.03.2026   Eingang: 14.03.2026  Befunddatum: 15.03.2026
Analyt              Ergebnis   Einheit    Referenzbereich
Leukozyten          4,1        G/l        3,9 - 10,2
Erythrozyten        3,8 -      T/l        3,9 - 5,2
Hämoglobin          11,2 -     g/dl       12,0 - 15,6
Thrombozyten        143 -      G/l        150 - 370
Kreatinin           0,84       mg/dl      0,51 - 0,95
CRP                 12,3 +     mg/l       < 5,0
"""),
    "British blood count": ("lab_report", "2025-08-07", "Fraser", """\
PATHOLOGY DEPARTMENT - Clinical Biochemistry & Haematology
Royal Eastshire Hospital NHS Trust
Name: FRASER Colin    D.o.B: 22/01/1953   NHS No: 485 777 3456
Sample taken: 07/08/2025 09:10   Received 07/08/2025 12:00
Full Blood Count
Haemoglobin         128 g/L       (130 - 180)   *
White cell count    6.2 10^9/L    (4.0 - 11.0)
Platelet count      250 10^9/L    (150 - 400)
U&E
Sodium              139 mmol/L    (133 - 146)
Potassium           4.4 mmol/L    (3.5 - 5.3)
Urea                6.1 mmol/L    (2.5 - 7.8)
Creatinine          88 umol/L     (59 - 104)
PSA                 4.8 ug/L      (0.0 - 4.0)   *
"""),
    "note as a portal prints it": ("visit_note", "2026-04-20", "O'Leary", """\
Progress Notes by Lena Fischer, MD at 4/20/2026 9:30 AM
Author: Lena Fischer, MD     Service: Oncology     Author Type: Physician
Patient: Margaret O'Leary (DOB: 4/2/1951)
Interval history: Tolerated C1 ddAC with mild nausea.
Exam: ECOG 0.
Assessment & Plan: Proceed with cycle 2. RTC 2 weeks.
"""),
    "cumulative results": ("lab_report", "2026-02-14", "Abernathy", """\
Page 1 of 2                       CUMULATIVE RESULTS
ABERNATHY, RUTH L    MRN 119201   DOB 03/18/1960
                       01/03/2026   01/24/2026   02/14/2026   Ref Range     Units
WBC                    6.1          4.0          2.2 L        4.0-10.5      K/uL
Hemoglobin             12.2         11.0 L       9.8 L        11.7-15.5     g/dL
Platelets              301          180          96 L         150-400       K/uL
CA 125                 812 H        340 H        121 H        <35           U/mL
"""),
    "operation with short labels": ("operative_note", "2026-01-20", "Abernathy", """\
COASTAL WOMEN'S HOSPITAL
REPORT OF OPERATION
PATIENT: Abernathy, Ruth   DATE OF SURGERY: January 20, 2026   DOB: March 18, 1960
Surgeon: Glenn Porter MD  Assistant: resident
Pre-op Dx: Pelvic mass     Post-op Dx: Ovarian carcinoma
Procedure(s): 1. Exploratory laparotomy  2. Total abdominal hysterectomy, BSO  3. Omentectomy
Anesthesia: GETA   EBL: 400 cc   Fluids: 2.5 L
Findings: 8 cm right ovarian mass, omental cake.
Description: After informed consent the patient was taken to the OR...
"""),
    "chemotherapy given": ("chemotherapy_record", "2026-02-24", "Abernathy", """\
CHEMOTHERAPY ORDER AND ADMINISTRATION RECORD
Abernathy, Ruth  DOB 03/18/1960    Date 02/24/2026
Protocol: Carboplatin AUC 6 / Paclitaxel 175 mg/m2 q21d   Cycle #2
BSA 1.71
Drug            Dose      Route  Start   Stop   Given by
Paclitaxel      299 mg    IV     0930    1230   KM RN
Carboplatin     540 mg    IV     1240    1340   KM RN
"""),
    "radiotherapy letter": ("radiation_summary", "2025-10-17", "Marsden", """\
Radiotherapy Completion Letter
Treatment completed: 17 October 2025
Hugh Marsden, date of birth 15 January 1947
Site: Prostate and seminal vesicles. 60 Gy in 20 fractions over 4 weeks, VMAT, 18/09/2025 to 17/10/2025.
Acute toxicity: RTOG grade 1 GU.
Follow up: clinic in 6 weeks with PSA.
Dr J Adler, Clinical Oncologist
"""),
    "slides read again": ("pathology_consult", "2026-03-02", "Okada", """\
LAKELAND CANCER CENTER PATHOLOGY
REVIEW OF OUTSIDE SLIDES
Okada, Tom   DOB 06/30/1949   Our accession LC26-4411
Outside accession: HP25-9902 (Harbor Pathology), biopsy of 12/10/2025
Received: 02/26/2026   Signed: 03/02/2026
Diagnosis after review: Prostatic adenocarcinoma, Gleason 3+4=7, 3 of 12 cores. We agree with the outside
interpretation.
"""),
    "hereditary panel": ("molecular_report", "2026-02-18", "Abernathy", """\
Hereditary Cancer Panel - Final Report
Patient: Ruth Abernathy   DOB: 03/18/1960   Specimen: Blood   Collected: 02/18/2026  Reported: 03/05/2026
RESULT: POSITIVE - Pathogenic variant identified
BRCA1  c.68_69delAG (p.Glu23Valfs*17)  heterozygous  PATHOGENIC
ATM c.1066-6T>G VUS
Genetic counseling is recommended.
"""),
    "insurance card": ("insurance", "", "Abernathy", """\
SHORELINE MEDICARE ADVANTAGE (HMO)
Member: RUTH ABERNATHY
Member ID: 7781-22      Group: 00412
RxBIN 610014  RxPCN MEDD
PCP copay $0  Specialist $35  ER $90
Customer service 1-800-555-0102
"""),
    "log of shipped slides": ("slide_release", "2026-02-20", "Okada", """\
HARBOR PATHOLOGY - MATERIAL RELEASE LOG
Date shipped: 02/20/2026     FedEx 7788 1122 0001
Patient: Okada, Tom  DOB 06/30/1949
HP25-9902: 12 H&E slides, 2 blocks
Sent to: Lakeland Cancer Center Pathology
Please return blocks within 30 days.
"""),
    "summary care record": ("patient_summary", "2026-03-15", "Marsden", """\
Summary Care Record
Patient: Hugh Marsden    Born: 15-Jan-1947
Date created: 15 Mar 2026
Diagnoses: prostate cancer (2025), atrial fibrillation (2018)
Current medication: apixaban 5mg bd, bisoprolol 2.5mg od
Allergies: none known
Investigations: PSA 0.4 ug/L
"""),
    "emergency in few words": ("emergency_note", "2026-03-08", "Abernathy", """\
COAST ER - PHYSICIAN DOCUMENTATION
Abernathy, Ruth  65 F  DOB 03/18/1960   Date/Time seen: 03/08/2026 02:14
CC: Fever
65F with ovarian ca on carbo/taxol D12, temp 101.4 at home.
ED course: cultures, cefepime 2 g IV. ANC 0.3.
Dx: Neutropenic fever. Dispo: admit to oncology
"""),
    "call noted by a nurse": ("visit_note", "2026-02-03", "Poole", """\
Telephone Encounter
Ann Poole  DOB 01/01/1970   02/03/2026 3:12 PM
Caller: patient. Reason for call: nausea after chemo. Advised to take ondansetron 8 mg q8h. Will call back
tomorrow. RN J. Dole
"""),
    "hospital bill": ("insurance", "2026-02-20", "Poole", """\
HOSPITAL STATEMENT OF ACCOUNT
Statement date: 02/20/2026    Account 77120
Patient: Ann Poole
Date      Description          Charges   Payments
01/12/26  CT CHEST W CONTRAST  1,850.00  1,400.00
Amount due 450.00   Please pay by 03/15/2026
"""),
    "electrocardiogram": ("imaging_report", "2026-01-05", "Poole", """\
ELECTROCARDIOGRAM
Poole, Ann   DOB: 01/01/1970   Recorded: 01/05/2026 10:00
Vent rate 72 bpm  PR 160 ms  QRS 88 ms  QT/QTc 400/430
Normal sinus rhythm. Normal ECG.
Confirmed by: Lee Chan, MD
"""),
    "flow cytometry": ("lab_report", "2026-01-12", "Poole", """\
FLOW CYTOMETRY REPORT
Patient: Ann Poole  DOB: 01/01/1970  Collected: 01/12/2026
Specimen: peripheral blood
Interpretation: Monoclonal B-cell population, CD5+, CD19+, CD23+
"""),
    "consent": ("authorization", "2026-01-15", "Poole", """\
INFORMED CONSENT FOR CHEMOTHERAPY
I, Ann Poole, give my consent to treatment with carboplatin. The risks and benefits have been explained to me.
Signature: Ann Poole   Date: 01/15/2026   Witness: ____
"""),
    "orders for life-sustaining treatment": ("advance_directive", "2026-01-20", "Poole", """\
PHYSICIAN ORDERS FOR LIFE-SUSTAINING TREATMENT (POLST)
Last name: Poole   First name: Ann   Date of birth: 01/01/1970
A. CPR: [x] Do not attempt resuscitation/DNR
Signature of physician: ___  Date: 01/20/2026
"""),
    "short letter with an opinion": ("second_opinion", "2026-03-21", "Poole", """\
March 21, 2026
Jo Bell, MD
Re: Ann Poole (DOB 01/01/1970)
Dear Jo,
I saw Mrs. Poole today for a second opinion regarding adjuvant therapy. In my opinion the benefit of
chemotherapy is small, and I would recommend
endocrine therapy alone. I discussed this with her at length.
Kind regards,
Ivy Long, MD
"""),
}  # fmt: skip
