"""The resources of a FHIR file by the addresses they go by, and whom they are about."""

from __future__ import annotations

import json
from typing import Any

from binder.reading.fields import Resource, concept, first, person_name, string


class Known:
    """Every resource once, in the order of the file.

    Attributes:
        resources: bundles included.  contained: those that stand inside another, by identity.
    """

    def __init__(self, found: list[tuple[str, Resource]]) -> None:
        self.resources: list[Resource] = []
        self._by_address: dict[str, Resource] = {}
        seen: set[str] = set()
        for address, resource in found:
            name = f"{string(resource.get('resourceType'))}/{string(resource.get('id'))}"
            mark = json.dumps(resource, sort_keys=True) if resource.get("resourceType") != "Bundle" else address + name
            if mark in seen:
                continue
            seen.add(mark)
            for key in (name if resource.get("id") else "", address):
                if key:
                    self._by_address.setdefault(key, resource)
            self.resources.append(resource)
        self.contained = {id(r) for key, r in self._by_address.items() if key.startswith("#")}

    def resolve(self, reference: Any) -> Resource:
        """What a reference points to; nothing where it did not come along."""
        target = string(first(reference).get("reference"))
        if target in self._by_address:
            return self._by_address[target]
        return self._by_address.get("/".join(target.split("/_history")[0].split("/")[-2:]), {}) if target else {}

    def named(self, reference: Any) -> str:
        """A person, place or thing that is referred to, in words."""
        item = self.resolve(reference)
        name = item.get("name")
        if isinstance(name, str):
            return string(name)
        return person_name(name) or concept(item.get("code")) or string(first(reference).get("display"))

    def patient_of(self, resource: Resource) -> Resource:
        """Whom a resource is about."""
        return next((p for k in ("subject", "patient") if (p := self.resolve(resource.get(k)))), {})
