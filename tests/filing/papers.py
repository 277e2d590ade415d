"""Made-up papers as families hold them, one a kind; people, places and numbers are invented."""

from __future__ import annotations

PAPERS: dict[str, tuple[str, str]] = {
    "insurance approval": ("insurance", """\
Lakeshore Mutual Health Plan
PO Box 4410, Duluth, MN 55801
March 9, 2026

Rosalind Amberley
14 Birch Row
Duluth, MN 55803

RE: Member ID: LM4471902      Reference number: 88-20177
Service requested: PET/CT, skull base to mid-thigh

Dear Rosalind Amberley:

We received a request from your doctor on 03/04/2026. We have approved this service because it is medically necessary.
This authorization is valid until June 7, 2026. If you have questions call Member Services.
"""),
    "insurance denial": ("insurance", """\
Notice of Adverse Benefit Determination
Date of notice: 02/27/2026
Member: Rosalind Amberley      Member ID: LM4471902
Claim number: 5561-09

Your request for review of pathology slides at an out of network laboratory is denied. The plan's reviewer
found that it does
not meet our medical policy. You have the right to file an appeal within 180 days, and to an external review.
"""),
    "explanation of benefits": ("insurance", """\
EXPLANATION OF BENEFITS - THIS IS NOT A BILL
Subscriber: Amberley, Rosalind     Group number: 0092
Statement date 04/02/2026
Provider: Northfield Radiology     Amount billed 2,410.00   Plan paid 1,902.00   You may owe 120.00
"""),
    "slide release": ("slide_release", """\
Harbor Point Hospital - Department of Pathology
Slide and Block Release Confirmation
Date released: 03/16/2026
Patient: AMBERLEY, ROSALIND    DOB: 05/11/1957    MRN: 7702281
Case: S26-00412

Materials released: 11 H&E slides (original), 4 recuts, 1 paraffin block
Released to: Courier for Midland Cancer Institute, Attn: Pathology Consultation Service
Tracking number: 7712 0091 4456
Original slides must be returned within 60 days.
"""),
    "authorization": ("authorization", """\
AUTHORIZATION FOR RELEASE OF PROTECTED HEALTH INFORMATION
Patient name: Rosalind Amberley     Date of birth: May 11, 1957
I hereby authorize Harbor Point Hospital to disclose the records described below to Midland Cancer Institute.
Information to be released: pathology reports, imaging on disc, operative notes
Purpose of disclosure: second opinion
I understand that I may revoke this authorization in writing at any time. Expiration date: 03/01/2027
Signature: Rosalind Amberley       Date signed: 03/01/2026
"""),
    "power of attorney": ("power_of_attorney", """\
DURABLE POWER OF ATTORNEY FOR HEALTH CARE
I, Rosalind Amberley, the principal, hereby appoint my daughter Hazel Amberley as my agent (attorney-in-fact) to make
health care decisions for me if I become unable to make them.
Alternate agent: Tobias Amberley
Signed on February 20, 2026 before me, a notary public.
"""),
    "living will": ("advance_directive", """\
LIVING WILL
If I have a terminal condition or am permanently unconscious, I direct that life-sustaining treatment be
withheld, and that
artificial nutrition not be used to prolong my life.
Dated this 20 February 2026
"""),
    "medication list": ("medication_list", """\
Medication list for Rosalind Amberley            Updated: 03/12/2026

Medication        Dose        Route      Frequency       Prescriber
Lisinopril        10 mg       by mouth   once daily      Dr. Quill
Metformin         500 mg      by mouth   twice daily     Dr. Quill
Ondansetron       8 mg        by mouth   every 8 hours as needed
"""),
    "treatment plan": ("treatment_plan", """\
Midland Cancer Institute
Oncology Treatment Plan
Date: 03/24/2026
Diagnosis: invasive ductal carcinoma, left breast, pT2 pN1a
Treatment intent: curative
Planned regimen: dose-dense doxorubicin and cyclophosphamide, then paclitaxel
Number of cycles: 4 + 4, every 14 days      Planned start date: 04/06/2026
Monitoring: CBC before each cycle
"""),
    "voicemail": ("voicemail", """\
Voicemail transcript
Received: March 17, 2026 4:12 PM      Duration: 0:41
Hi, this is Dana from the pathology file room at Harbor Point calling for Hazel Amberley. I'm calling about
the slides you
asked for. Please call us back at 218-555-0142, extension 4. Thanks, bye.
"""),
    "portal message": ("message", """\
From: Midland Cancer Institute Care Team
To: Rosalind Amberley
Sent: 03/19/2026 9:05 AM
Subject: Your upcoming visit

Please bring your imaging disc. Do not reply to this message; log in to the patient portal to answer.
"""),
    "referral": ("referral", """\
REFERRAL REQUEST
Referral date: 03/02/2026      Priority: urgent
Patient: Rosalind Amberley     DOB 05/11/1957
Referred to: Midland Cancer Institute, Medical Oncology
Referring provider: Imogen Quill, MD
Reason for referral: newly diagnosed breast cancer; please evaluate and treat
"""),
    "tumor board": ("tumor_board", """\
Multidisciplinary Tumor Board Note
Conference date: 03/26/2026
Patient: Amberley, Rosalind
Attendees: medical oncology, surgery, radiation oncology, pathology, radiology
Pathology review: invasive ductal carcinoma, grade 2
Consensus: the board recommends systemic therapy before radiation
"""),
    "second opinion": ("second_opinion", """\
Midland Cancer Institute
Second Opinion Program
April 14, 2026

Re: Rosalind Amberley, DOB 05/11/1957

Dear Ms. Amberley:

Thank you for asking me for a second opinion. Having reviewed the records you sent, including the pathology
report of January 12, 2026
and the CT of the chest dated 01/20/2026, my opinion is as follows. I agree with the diagnosis. I would favor
chemotherapy first.

Sincerely,
Orla Fennimore, MD
"""),
    "discharge": ("discharge_summary", """\
Harbor Point Hospital
DISCHARGE SUMMARY
Patient Name: Amberley, Rosalind     MRN: 7702281     DOB: 05/11/1957
Date of Admission: 01/29/2026        Date of Discharge: 02/02/2026
Admitting diagnosis: left breast cancer
Hospital course: She underwent mastectomy on 01/30/2026 and did well.
Discharge medications: acetaminophen 650 mg every 6 hours as needed
Condition on discharge: good
Electronically signed by: Ansel Pryor, MD on 02/03/2026 10:22
"""),
    "operative": ("operative_note", """\
OPERATIVE REPORT
Patient: Rosalind Amberley    Date of operation: 01/30/2026
Surgeon: Ansel Pryor, MD      Anesthesia: general
Preoperative diagnosis: left breast cancer
Postoperative diagnosis: same
Procedure performed: left mastectomy with sentinel node biopsy
The patient was brought to the operating room, prepped and draped. An incision was made. Estimated blood loss 50 mL.
Dictated: 01/30/2026    Transcribed: 01/31/2026
"""),
    "pathology": ("pathology_report", """\
Harbor Point Hospital Laboratory
SURGICAL PATHOLOGY REPORT
Patient: AMBERLEY, ROSALIND          Accession No: S26-00412
DOB: 05/11/1957   Sex: F             Date Collected: 01/09/2026
Physician: Imogen Quill, MD          Date Received: 01/10/2026
                                     Date Reported: 01/12/2026
FINAL DIAGNOSIS
Left breast, core biopsy: invasive ductal carcinoma, Nottingham grade 2.
ER positive (95%), PR negative, HER2 1+ (negative), Ki-67 18%.
GROSS DESCRIPTION
Received in formalin, labeled with the patient's name, are three cores. Entirely submitted in cassette A1.
Electronically signed by Lucan Brodie, MD 01/12/2026
Printed: 03/01/2026
"""),
    "slide re-read": ("pathology_consult", """\
Midland Cancer Institute - Pathology Consultation Report
Outside slides received from Harbor Point Hospital, outside accession S26-00412 (collected 01/09/2026)
Patient: Rosalind Amberley
Received: 03/18/2026      Reported: 03/21/2026
Submitted diagnosis: invasive ductal carcinoma, grade 2
Consultation diagnosis: invasive ductal carcinoma, grade 3. We concur with the receptor results.
"""),
    "genes": ("molecular_report", """\
Next Generation Sequencing - Tumor Profiling Report
Patient: Amberley, Rosalind    Specimen collected: 01/30/2026   Report date: 02/20/2026
Genomic findings: PIK3CA H1047R, variant allele frequency 22%
Tumor mutational burden: 4 mut/Mb    Microsatellite status: stable
Genes tested: 324
"""),
    "imaging": ("imaging_report", """\
Northfield Radiology
Patient Name: ROSALIND AMBERLEY       DOB: 5/11/1957
Exam: CT CHEST WITH CONTRAST          Exam date: 1/20/2026
Clinical indication: breast cancer staging
Comparison: CT chest of 11/03/2025
Technique: Axial images after intravenous contrast.
Findings: No pulmonary nodule. No pleural effusion.
Impression: No evidence of metastatic disease. Recommend follow-up CT in 3 months.
Interpreted by: Wren Castellane, MD
"""),
    "labs": ("lab_report", """\
Northfield Clinical Laboratory                     Printed: 03/20/2026
Patient: Amberley, Rosalind   DOB: 05/11/1957   Collected: 03/13/2026 08:10   Reported: 03/13/2026 15:40

Test                Result    Flag    Units       Reference Range
WBC                 3.9       L       K/uL        4.0 - 11.0
Hemoglobin          12.8              g/dL        12.0 - 16.0
Platelets           91        L       K/uL        150 - 400
"""),
    "visit": ("visit_note", """\
PROGRESS NOTE
Patient: Rosalind Amberley      Date of visit: 03/13/2026
Subjective: She returns for follow up after her second cycle. Doing well.
Objective: weight 64 kg.
Assessment and plan: continue. See her back in two weeks.
"""),
    "consult": ("consult_note", """\
Medical Oncology Consultation
Date of consultation: 02/16/2026
Patient: Rosalind Amberley
Reason for consultation: left breast cancer
Requesting physician: Imogen Quill, MD
History of present illness: a 68-year-old woman seen in consultation.
Past medical history: hypertension. Family history: none. Social history: retired.
Recommendations: systemic therapy. Thank you for allowing me to see her.
"""),
    "history": ("history_and_physical", """\
HISTORY AND PHYSICAL
Date of admission: 01/29/2026
Chief complaint: breast mass
History of present illness: found on mammogram
Past medical history: hypertension
Family history: negative     Social history: no tobacco
Review of systems: negative
Physical examination: HEENT normal
"""),
    "emergency": ("emergency_note", """\
Harbor Point Hospital EMERGENCY DEPARTMENT
Arrival: 02/24/2026 21:10      Triage level 3
Chief complaint: fever after chemotherapy
ED course: cultures drawn, IV fluids given.
Medical decision making: neutropenia excluded. Disposition: home; return to the ED if fever comes back.
"""),
    "radiation": ("radiation_summary", """\
Radiation Oncology Treatment Summary
Date of completion: 06/19/2026
Treatment site: left chest wall     Total dose: 5000 cGy    Fractions: 25    Elapsed days: 35    Energy: 6 MV
"""),
    "infusion": ("chemotherapy_record", """\
Infusion visit - Chemotherapy administration record
Date of service: 04/06/2026     Cycle 1 day 1
BSA: 1.72 m2
Premedications: ondansetron 16 mg IV, dexamethasone 12 mg IV
Doxorubicin 60 mg/m2 IV, start time 10:05, stop time 10:20. Cyclophosphamide infused over 60 minutes. Port
flushed, blood return good.
"""),
    "letter": ("letter", """\
Imogen Quill, MD
Northfield Family Practice
March 3, 2026

Dear Dr. Fennimore:

This letter is to introduce my patient Rosalind Amberley, who will be seeing you soon. Please do not hesitate to call.

Sincerely,

Imogen Quill, MD
"""),
    "immunizations": ("immunizations", """\
Immunization Record
Name: Rosalind Amberley
Vaccine            Date given     Lot number
Influenza          10/02/2025     FL220
Tdap               06/14/2019     TD081
"""),
    "allergies": ("allergies", """\
Allergy list
Patient: Rosalind Amberley       Last updated: 02/16/2026
Allergen        Reaction         Severity
Penicillin      hives            moderate
"""),
    "colonoscopy": ("procedure_note", """\
COLONOSCOPY REPORT
Patient: Rosalind Amberley     Date of procedure: 09/15/2025
Indication: screening          Sedation: propofol
The colonoscope was advanced to the cecum. Retroflexion was normal. Withdrawal time 9 minutes.
"""),
    "summary": ("patient_summary", """\
Continuity of Care Document
Summary of care for Rosalind Amberley        Created: 03/22/2026
Active problems: breast cancer
Demographics: female, born May 11, 1957
"""),
}  # fmt: skip
