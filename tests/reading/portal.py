"""Small records as portals hand them out, written here: of people who do not exist."""

from __future__ import annotations

import json
from typing import Any

MESSAGE = "\r".join(
    (
        r"MSH|^~\&|LIS|Sample Laboratory|||20260313101500||ORU^R01|7|P|2.5.1",
        "PID|1||T-77^^^Clinic^MR||SAMPLE^MARIA^R||19580214|F",
        "OBR|1|A1|L-4711|58410-2^CBC panel^LN|||202603130810|||||||||^WEST^ANNA^^^DR||||||20260313||HM|F",
        "OBX|1|NM|718-7^Hemoglobin^LN||10.9|g/dL|12.0-15.5|L|||F|||202603130810",
        "OBX|2|NM|777-3^Platelets^LN||188|10*3/uL|150 - 400|N|||F|||202603130810",
        "OBX|3|SN|2039-6^CEA^LN||<^0.5|ng/mL|<5.0||||F",
        r"OBX|4|ST|5778-6^Urine color^LN||Straw \T\ clear||||||F",
        "NTE|1|L|Sample slightly hemolyzed.",
        "OBX|5|NM|2160-0^Creatinine^LN||||0.6-1.1||||I",
    )
)


def cda(body: str, *, code: str = "34133-9", title: str = "Summary of care", header: str = "") -> bytes:
    """A clinical document around some sections."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="CDA.xsl"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <code code="{code}" codeSystem="2.16.840.1.113883.6.1" displayName="Some document"/>
 <title>{title}</title>
 <effectiveTime value="20260401093000-0500"/>
 <recordTarget><patientRole><id extension="T-77" root="1.2.3"/><patient>
  <name use="P"><given>Mimi</given></name>
  <name use="L"><prefix>Mrs.</prefix><given>Maria</given><given>R</given><family>Sample</family></name>
  <administrativeGenderCode code="F" displayName="Female"/><birthTime value="19580214"/><sdtc:raceCode code="x"/>
 </patient><providerOrganization><name>River Clinic</name></providerOrganization></patientRole></recordTarget>
 <author><assignedAuthor><assignedPerson><name><given>Anna</given><family>West</family><suffix>MD</suffix></name>
 </assignedPerson></assignedAuthor></author>
 <custodian><assignedCustodian><representedCustodianOrganization><name>River Hospital</name>
 </representedCustodianOrganization></assignedCustodian></custodian>
 {header}
 <component><structuredBody>{body}</structuredBody></component>
</ClinicalDocument>""".encode()


def section(code: str, title: str, text: str, entries: str = "") -> str:
    """One section."""
    return (
        f'<component><section><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/><title>{title}</title>'
        f"<text>{text}</text>{entries}</section></component>"
    )


def result(code: str, name: str, value: str, *, more: str = "", pointer: str = "") -> str:
    """One result observation; `value` is XML."""
    text = f'<text><reference value="#{pointer}"/></text>' if pointer else ""
    return (
        '<component><observation classCode="OBS" moodCode="EVN">'
        '<templateId root="2.16.840.1.113883.10.20.22.4.2"/>'
        f'<code code="{code}" codeSystem="2.16.840.1.113883.6.1" displayName="{name}"/>{text}'
        f'<statusCode code="completed"/><effectiveTime value="20260313"/>{value}{more}</observation></component>'
    )


def organizer(*results: str) -> str:
    """A panel of results as a section's entry."""
    return f'<entry><organizer classCode="BATTERY" moodCode="EVN">{"".join(results)}</organizer></entry>'


PATIENT: dict[str, Any] = {
    "resourceType": "Patient", "id": "p1", "birthDate": "1958-02-14", "gender": "female",
    "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": "T-77"}],
    "name": [{"use": "maiden", "family": "Field"}, {"use": "official", "family": "Sample", "given": ["Maria", "R"]}],
}  # fmt: skip


def observation(code: str, name: str, value: float, unit: str, **more: Any) -> dict[str, Any]:
    """One laboratory observation of Maria Sample."""
    return {
        "resourceType": "Observation", "id": f"o-{code}", "status": "final", "subject": {"reference": "Patient/p1"},
        "category": [{"coding": [{"code": "laboratory"}]}], "effectiveDateTime": "2026-03-13T08:10:00Z",
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": name}]},
        "valueQuantity": {"value": value, "unit": unit}, **more,
    }  # fmt: skip


def bundle(*resources: dict[str, Any], kind: str = "collection") -> bytes:
    """A bundle of resources."""
    entries = [{"fullUrl": f"urn:uuid:{r.get('id', n)}", "resource": r} for n, r in enumerate(resources)]
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries}).encode()
