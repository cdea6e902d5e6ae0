"""Questions as QTI 2.1, a file for each question and a test for each assessment.

Texts are XHTML, formulas MathML in its own namespace.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from sitekit.qti.elements import add, manifest, xml
from sitekit.qti.items import Assessment, Item

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
RESPONSE, SCORE, FEEDBACK, SOLUTION = "RESPONSE", "SCORE", "FEEDBACK", "SOLUTION"


def files(assessments: Sequence[Assessment]) -> dict[str, bytes]:
    """Write the manifest, each question and each test, by path."""
    written: dict[str, bytes] = {}
    listed: list[tuple[str, str, str, list[str]]] = []
    for made in assessments:
        names = [item.identifier for item in made.items]
        for item in made.items:
            written[f"items/{item.identifier}.xml"] = _item(item)
            listed.append((item.identifier, "imsqti_item_xmlv2p1", _path(item), []))
        test = f"test-{made.identifier}"
        written[f"{test}.xml"] = _test(test, made)
        listed.append((test, "imsqti_test_xmlv2p1", f"{test}.xml", names))
    return {"imsmanifest.xml": manifest("QTIv2.1 Package", "1.0.0", listed), **written}


def _path(item: Item) -> str:
    return f"items/{item.identifier}.xml"


def _test(identifier: str, made: Assessment) -> bytes:
    root = etree.Element(
        "assessmentTest", {"xmlns": QTI, "identifier": identifier, "title": made.title}
    )
    part = add(
        root,
        "testPart",
        identifier="part",
        navigationMode="nonlinear",
        submissionMode="individual",
    )
    section = add(part, "assessmentSection", identifier="section", title=made.title, visible="true")
    for item in made.items:
        add(section, "assessmentItemRef", identifier=item.identifier, href=_path(item))
    return xml(root)


def _pour(parent: etree.Element, html: str) -> None:
    """Put HTML into an element, as XML."""
    _copy(parent, BeautifulSoup(html, "html.parser"))


def _copy(parent: etree.Element, source: Tag) -> None:
    last: etree.Element | None = None
    for child in source.children:
        if isinstance(child, Tag):
            attributes = {key: str(value) for key, value in child.attrs.items()}
            last = etree.SubElement(parent, child.name, attributes)
            _copy(last, child)
        elif isinstance(child, NavigableString) and last is None:
            parent.text = (parent.text or "") + str(child)
        elif isinstance(child, NavigableString):
            assert last is not None
            last.tail = (last.tail or "") + str(child)


def _kind(item: Item) -> str:
    if item.choices:
        return "identifier"
    return "float" if item.numeric else "string"


def _item(item: Item) -> bytes:
    root = etree.Element(
        "assessmentItem",
        {
            "xmlns": QTI,
            "identifier": item.identifier,
            "title": item.title,
            "adaptive": "false",
            "timeDependent": "false",
        },
    )
    declared = add(
        root,
        "responseDeclaration",
        identifier=RESPONSE,
        cardinality="single",
        baseType=_kind(item),
    )
    add(add(declared, "correctResponse"), "value", item.right[0])
    _outcome(root, SCORE, "float", "0")
    _outcome(root, FEEDBACK, "identifier", "none")
    _outcome(root, SOLUTION, "identifier", "solution")
    _body(root, item)
    _processing(root, item)
    for place, (_, html) in enumerate(item.feedback, 1):
        _modal(root, FEEDBACK, f"feedback{place}", html)
    _modal(root, SOLUTION, "solution", item.solution)
    return xml(root)


def _outcome(root: etree.Element, identifier: str, kind: str, value: str) -> None:
    declared = add(
        root, "outcomeDeclaration", identifier=identifier, cardinality="single", baseType=kind
    )
    add(add(declared, "defaultValue"), "value", value)


def _body(root: etree.Element, item: Item) -> None:
    body = add(root, "itemBody")
    _pour(add(body, "div"), item.ask)
    if not item.choices:
        longest = str(max(12, *(len(text) for text in item.right)))
        add(
            add(body, "p"),
            "textEntryInteraction",
            responseIdentifier=RESPONSE,
            expectedLength=longest,
        )
        return
    choices = add(
        body, "choiceInteraction", responseIdentifier=RESPONSE, shuffle="false", maxChoices="1"
    )
    for name, html in item.choices:
        _pour(add(choices, "simpleChoice", identifier=name), html)


def _processing(root: etree.Element, item: Item) -> None:
    processing = add(root, "responseProcessing")
    _conditions(processing, item, SCORE, "float", [(item.right, "1")])
    told = [(texts, f"feedback{place}") for place, (texts, _) in enumerate(item.feedback, 1)]
    _conditions(processing, item, FEEDBACK, "identifier", told)


def _conditions(
    processing: etree.Element,
    item: Item,
    outcome: str,
    kind: str,
    cases: Sequence[tuple[Sequence[str], str]],
) -> None:
    """Set an outcome to the value of the first case that the response is among."""
    if not cases:
        return
    condition = add(processing, "responseCondition")
    for place, (texts, value) in enumerate(cases):
        branch = add(condition, "responseElseIf" if place else "responseIf")
        either = add(branch, "or") if len(texts) > 1 else branch
        for text in texts:
            match = _match(either, item)
            add(match, "variable", identifier=RESPONSE)
            add(match, "baseValue", text, baseType=_kind(item))
        add(add(branch, "setOutcomeValue", identifier=outcome), "baseValue", value, baseType=kind)


def _match(parent: etree.Element, item: Item) -> etree.Element:
    if item.numeric:  # a float is never simply matched
        return add(parent, "equal", toleranceMode="relative", tolerance="0.0001 0.0001")
    if item.choices:
        return add(parent, "match")
    return add(parent, "stringMatch", caseSensitive="false")


def _modal(root: etree.Element, outcome: str, identifier: str, html: str) -> None:
    shown = add(
        root,
        "modalFeedback",
        outcomeIdentifier=outcome,
        identifier=identifier,
        showHide="show",
    )
    _pour(shown, html)
