"""XML from strangers: no entity is resolved, nothing is fetched, depth and size are bounded by the parser itself."""

from __future__ import annotations

import contextlib
import re
from typing import Any

from lxml import etree

from binder.model.document import AGAIN
from binder.model.errors import Unreadable

VERSION = f"lxml {etree.__version__}"
_ENTITY = re.compile(rb"<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y", re.IGNORECASE)
_HARMFUL = "This XML file declares entities, which can be made to harm; it was not read. Ask for the record as PDF."
_NO_XML = "This XML file is damaged from the start and could not be read; ask for it again."
_LARGE = re.compile(r"huge|too long|limit|xml_parse_huge", re.IGNORECASE)
_DEEPEST = 60  # fields within fields
_DEEP = re.compile(r"depth|nest", re.IGNORECASE)
Element = Any  # lxml publishes no types


def parse(raw: bytes, warnings: list[str]) -> Element:
    """The root element; a file that is cut off or damaged gives what stands before, and a warning says so.

    Raises Unreadable where it declares entities, nests without end, or holds nothing that can be read.
    """
    raw = raw.lstrip(b"\x0b \t\r\n")
    if _ENTITY.search(raw[: 1 << 20]):
        raise Unreadable(_HARMFUL)
    root = _parsed(raw, warnings)
    if root is None:
        raise Unreadable(_NO_XML)
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(iter(declared.iterentities()), None) is not None:
        raise Unreadable(_HARMFUL)
    return root


def _parsed(raw: bytes, warnings: list[str]) -> Element:
    try:
        return etree.fromstring(raw, _parser())
    except etree.XMLSyntaxError as error:
        problem = str(error)
    if _DEEP.search(problem):
        raise Unreadable("This XML file nests parts within parts without end; it was not read.")
    if _LARGE.search(problem):  # a scan inside the file makes a text longer than the parser allows at first
        return etree.fromstring(raw, _parser(huge_tree=True, recover=True))
    try:
        root = etree.fromstring(raw, _parser(recover=True))
    except etree.XMLSyntaxError:
        return None
    if root is not None and not problem.startswith("Extra content"):
        warnings.append(f"the file is damaged or cut off: only what could be read of it is shown, {AGAIN}")
    return root


def _parser(**more: bool) -> Any:
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False,
            "remove_comments": True, "remove_pis": True}  # fmt: skip
    return etree.XMLParser(**{**safe, **more})


def local_name(element: Element) -> str:
    """An element's name without namespace or prefix; a prefix that nothing declares is taken off too."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def without_namespaces(root: Element) -> None:
    """Rename every element of the root's own namespace to its plain name; those of others become "other_name"."""
    own = _namespace(root)
    for element in root.iter():
        if isinstance(element.tag, str):
            name = local_name(element)
            with contextlib.suppress(ValueError):  # damage can leave a name that is none: nothing looks for it
                element.tag = name if _namespace(element) in (own, "") else f"other_{name}"


def _namespace(element: Element) -> str:
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def words(element: Element | None) -> str:
    """All text inside an element, blanks made single; empty for None."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def kind_of_value(element: Element) -> str:
    """An element's xsi:type without its prefix ("PQ"), or empty."""
    declared = element.get("{http://www.w3.org/2001/XMLSchema-instance}type") or ""
    return declared.rsplit(":", 1)[-1]


def resources(root: Element) -> list[dict[str, Any]]:
    """FHIR written as XML, as the JSON it equals (hl7.org/fhir/xml.html): repeated elements become lists."""
    name = local_name(root)
    return [{"resourceType": name, **_fields(root, 0)}]


def _fields(element: Element, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if depth > _DEEPEST:
        return found
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = local_name(child)
        value = _field(child, name, depth)
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    if (url := element.get("url")) and "url" not in found:
        found["url"] = url
    return found


def _field(child: Element, name: str, depth: int) -> Any:
    if name == "div":
        return etree.tostring(child, encoding="unicode", with_tail=False)
    if name in ("resource", "contained") and len(child):
        return {"resourceType": local_name(child[0]), **_fields(child[0], depth + 1)}
    value = child.get("value")
    if value is None:
        return _fields(child, depth + 1)
    return value
