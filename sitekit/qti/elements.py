"""Elements of XML, and the manifest that both versions of QTI share."""

from __future__ import annotations

import xml.etree.ElementTree as etree

PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"


def add(parent: etree.Element, tag: str, text: str = "", **attributes: str) -> etree.Element:
    """Add an element with attributes and, where there is one, a text."""
    element = etree.SubElement(parent, tag, attributes)
    if text:
        element.text = text
    return element


def xml(root: etree.Element) -> bytes:
    """Write a document."""
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def manifest(schema: str, version: str, resources: list[tuple[str, str, str, list[str]]]) -> bytes:
    """List the files: identifier, type and path of each, and the identifiers that it needs."""
    root = etree.Element("manifest", {"xmlns": PACKAGE, "identifier": "cnn-foundations"})
    meta = add(root, "metadata")
    add(meta, "schema", schema)
    add(meta, "schemaversion", version)
    add(root, "organizations")
    listed = add(root, "resources")
    for identifier, kind, path, needed in resources:
        resource = add(listed, "resource", identifier=identifier, type=kind, href=path)
        add(resource, "file", href=path)
        for other in needed:
            add(resource, "dependency", identifierref=other)
    etree.indent(root)
    return xml(root)
