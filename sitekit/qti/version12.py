"""Questions as QTI 1.2, a file for each assessment, as Canvas and its kin read it.

Texts are HTML with MathML in it, escaped; the shape is that of Canvas's own exports.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Sequence

from sitekit.qti.elements import add, manifest, xml
from sitekit.qti.items import Assessment, Item

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
SOLUTION = "general_fb"


def files(assessments: Sequence[Assessment]) -> dict[str, bytes]:
    """Write the manifest and each assessment, by path."""
    paths = {made.identifier: f"{made.identifier}/{made.identifier}.xml" for made in assessments}
    listed: list[tuple[str, str, str, list[str]]] = [
        (identifier, "imsqti_xmlv1p2", path, []) for identifier, path in paths.items()
    ]
    written = {paths[made.identifier]: _file(made) for made in assessments}
    return {"imsmanifest.xml": manifest("IMS Content", "1.1.3", listed), **written}


def _field(parent: etree.Element, label: str, entry: str) -> None:
    pair = add(parent, "qtimetadatafield")
    add(pair, "fieldlabel", label)
    add(pair, "fieldentry", entry)


def _material(parent: etree.Element, html: str) -> None:
    add(add(parent, "material"), "mattext", html, texttype="text/html")


def _equals(parent: etree.Element, text: str) -> None:
    add(add(parent, "conditionvar"), "varequal", text, respident="response1")


def _within(parent: etree.Element, number: str) -> None:
    """Accept a number however many zeros stand behind its point."""
    either = add(add(parent, "conditionvar"), "or")
    add(either, "varequal", number, respident="response1")
    both = add(either, "and")
    add(both, "vargte", number, respident="response1")
    add(both, "varlte", number, respident="response1")


def _responses(presentation: etree.Element, item: Item) -> None:
    if not item.choices:
        response = add(presentation, "response_str", ident="response1", rcardinality="Single")
        kind = {"fibtype": "Decimal"} if item.numeric else {}
        add(add(response, "render_fib", **kind), "response_label", ident="answer1")
        return
    response = add(presentation, "response_lid", ident="response1", rcardinality="Single")
    choices = add(response, "render_choice")
    for name, html in item.choices:
        _material(add(choices, "response_label", ident=name), html)


def _write_item(section: etree.Element, item: Item) -> None:
    element = add(section, "item", ident=item.identifier, title=item.title)
    typed = "numerical_question" if item.numeric else "short_answer_question"
    meta = add(add(element, "itemmetadata"), "qtimetadata")
    _field(meta, "question_type", "multiple_choice_question" if item.choices else typed)
    _field(meta, "points_possible", "1")
    presentation = add(element, "presentation")
    _material(presentation, item.ask)
    _responses(presentation, item)
    processing = add(element, "resprocessing")
    scores = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    add(add(processing, "outcomes"), "decvar", **scores)
    general = add(processing, "respcondition", **{"continue": "Yes"})
    add(add(general, "conditionvar"), "other")
    _show(general, SOLUTION)
    # A condition for each text: systems differ in how they read several in one.
    for place, (texts, _) in enumerate(item.feedback, 1):
        for text in texts:
            told = add(processing, "respcondition", **{"continue": "Yes"})
            _equals(told, text)
            _show(told, _feedback_name(item, place))
    for text in item.right:
        scored = add(processing, "respcondition", **{"continue": "No"})
        (_within if item.numeric else _equals)(scored, text)
        add(scored, "setvar", "100", action="Set", varname="SCORE")
    for name, html in [
        (SOLUTION, item.solution),
        *((_feedback_name(item, place), html) for place, (_, html) in enumerate(item.feedback, 1)),
    ]:
        _material(add(add(element, "itemfeedback", ident=name), "flow_mat"), html)


def _feedback_name(item: Item, place: int) -> str:
    return f"{'choice' if item.choices else 'mistake'}{place}_fb"


def _show(condition: etree.Element, name: str) -> None:
    add(condition, "displayfeedback", feedbacktype="Response", linkrefid=name)


def _file(assessment: Assessment) -> bytes:
    root = etree.Element("questestinterop", {"xmlns": QTI})
    element = add(root, "assessment", ident=assessment.identifier, title=assessment.title)
    section = add(element, "section", ident=f"{assessment.identifier}-section")
    for item in assessment.items:
        _write_item(section, item)
    etree.indent(root)
    return xml(root)
