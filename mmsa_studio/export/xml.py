"""XML written in one way and read with care; what all XML formats here share."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from xml.etree.ElementTree import Element, SubElement
from xml.parsers import expat

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.limits import DEEPEST_NESTING

__all__ = ["Element", "add", "document", "number", "parse", "value"]


def add(parent: Element, name: str, content: object = None, /, **attributes: str) -> Element:
    """A new child element, with text when there is some."""
    child = SubElement(parent, name, attributes)
    if content is not None:
        child.text = str(content)
    return child


def document(root: Element, doctype: str = "") -> bytes:
    """The whole file: declaration, doctype, indented elements, a line end."""
    ElementTree.indent(root)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (f"<!DOCTYPE {doctype}>\n" if doctype else "")
    return (head + ElementTree.tostring(root, encoding="unicode") + "\n").encode()


def parse(content: bytes, root: str, title: str) -> Element:
    """The root element of a file from anywhere.

    Raises:
        StudioError: when it is broken, brings a document type definition, is nested too deep, or has another root.
    """
    try:
        element = _tree(content)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise StudioError("import.broken_xml", title=title, error=str(error)) from error
    if element.tag != root:
        raise StudioError("import.other_xml", title=title)
    return element


def _tree(content: bytes) -> Element:
    """All elements, none inside of more than `limits` allows.

    An internal document type definition is refused before anything in it counts: it can define entities inside each
    other, and attributes that every element of a name then has, so that few bytes become gigabytes.
    """
    builder, parser, depth = ElementTree.TreeBuilder(), expat.ParserCreate(), 0

    def doctype(_name: str, _system: str | None, _public: str | None, has_definition: bool) -> None:
        if has_definition:
            raise StudioError("import.definition")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST_NESTING:
            raise StudioError("import.deep")
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.Parse(content, True)
    return builder.close()


def value(element: Element, path: str, default: str = "") -> str:
    """Text of a descendant, without white space around it."""
    return (element.findtext(path) or default).strip()


def number(element: Element, path: str, default: int = 0) -> int:
    """A whole number below an element; some programs write it with `.0`.

    Raises:
        StudioError: when it is no number.
    """
    found = value(element, path, str(default))
    try:
        return int(float(found))
    except (ValueError, OverflowError):
        raise StudioError("import.no_number", text=found[:40]) from None
