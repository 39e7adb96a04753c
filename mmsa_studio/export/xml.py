"""XML written in one way and read with care; what all XML formats here share."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from xml.etree.ElementTree import Element, SubElement

from mmsa_studio.core.errors import StudioError

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
        StudioError: when it is broken, defines entities, or has another root.
    """
    if b"<!ENTITY" in content or b"<\0!\0E\0N\0T\0I\0T\0Y" in content:
        raise StudioError("import.entities")
    try:
        element = ElementTree.fromstring(content)  # noqa: S314  (entities, the danger in it, were refused)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise StudioError("import.broken_xml", title=title, error=str(error)) from error
    if element.tag != root:
        raise StudioError("import.other_xml", title=title)
    return element


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
