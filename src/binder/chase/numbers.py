"""The number of a desk that is only known by what it is called ("radiology file room")."""

from __future__ import annotations

from binder.chase.people import desk
from binder.chase.situation import Situation
from binder.model.people import DepartmentKind

_CALLED = {
    "pathology": DepartmentKind.PATHOLOGY,
    "radiology": DepartmentKind.RADIOLOGY,
    "nuclear medicine": DepartmentKind.RADIOLOGY,
    "medical records": DepartmentKind.MEDICAL_RECORDS,
    "member services": DepartmentKind.MEMBER_SERVICES,
    "clinic": DepartmentKind.CLINIC,
}


def number_of(whom: str, situation: Situation, where: str = "") -> str:
    """The number of such a desk, where only one place in the binder has it, or the place named does; else empty.

    Args:
        where: a place as a document names it.
    """
    kind = next((kind for words, kind in _CALLED.items() if words in whom.casefold()), None)
    if kind is None:
        return ""
    if kind is DepartmentKind.MEMBER_SERVICES and len(situation.coverages) == 1:
        return situation.coverages[0].phone
    having = [one for one in situation.organizations if one.department(kind)]
    if where:
        having = [one for one in having if one.name.casefold() in where.casefold()]
    return desk(having[0], kind).contact.phone if len(having) == 1 else ""
