"""The packages for learning systems: complete, right, and the same for the same pages."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as etree
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from task_pages import PAGE, built_elements, tasks

from cnnlib.drills import drill, names
from sitekit.errors import SiteError
from sitekit.qti import DATE, VERSIONS, archive, items, version12, version21
from sitekit.qti.elements import PACKAGE

NAMES = {"p": PACKAGE, "q": version12.QTI, "n": version21.QTI}
KINDS = ("multiple_choice_question", "numerical_question", "short_answer_question")
Items = dict[str, etree.Element]


def package(site: Path, version: str) -> dict[str, bytes]:
    path = site / "exercises" / f"cnn-foundations-qti-{version}.zip"
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def found(element: etree.Element, tag: str) -> list[etree.Element]:
    return element.findall(f".//{tag}", NAMES)


def named(elements: list[etree.Element], attribute: str) -> Items:
    by_name = {element.attrib[attribute]: element for element in elements}
    assert len(by_name) == len(elements), "identifiers are unique in the whole package"
    return by_name


@pytest.fixture(scope="module")
def old(site: Path) -> Items:
    files = package(site, "1.2")
    del files["imsmanifest.xml"]
    return named(
        [i for text in files.values() for i in found(etree.fromstring(text), "q:item")], "ident"
    )


@pytest.fixture(scope="module")
def new(site: Path) -> Items:
    files = package(site, "2.1")
    texts = [text for name, text in files.items() if name.startswith("items/")]
    return named([etree.fromstring(text) for text in texts], "identifier")


@pytest.fixture(scope="module")
def elements(site: Path) -> dict[str, Tag]:
    return built_elements(site)


def drill_names() -> dict[str, tuple[str, int]]:
    seeds = items.DRILL_SEEDS
    return {f"drill-{n.replace('_', '-')}-{s}": (n, s) for n in names() for s in seeds}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_manifest_lists_every_file(site: Path, version: str) -> None:
    files = package(site, version)
    manifest = etree.fromstring(files["imsmanifest.xml"])
    resources = named(found(manifest, "p:resource"), "identifier")
    listed = [file.attrib["href"] for file in found(manifest, "p:file")]
    assert listed == [resource.attrib["href"] for resource in resources.values()]
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(files) == list(files)
    for name in [*resources, manifest.attrib["identifier"]]:
        assert re.fullmatch(r"[A-Za-z_][\w.-]*", name)
    needed = [each.attrib["identifierref"] for each in found(manifest, "p:dependency")]
    assert set(needed) <= set(resources)


def test_tests_refer_to_every_item_once(site: Path, new: Items) -> None:
    files = package(site, "2.1")
    tests = [etree.fromstring(text) for name, text in files.items() if name.startswith("test-")]
    refs = [ref for test in tests for ref in found(test, "n:assessmentItemRef")]
    assert sorted(ref.attrib["identifier"] for ref in refs) == sorted(new)
    assert all(ref.attrib["href"] in files for ref in refs)


def test_every_question_of_the_site_is_there(old, new, elements) -> None:
    asked = {name for name, task in elements.items() if task.name in ("quiz-question", "try-it")}
    assert asked
    assert set(old) == set(new) == asked | set(drill_names())


def accepted_old(item: etree.Element) -> list[str]:
    conditions = found(item, "q:respcondition")
    scored = [each for each in conditions if each.find("q:setvar", NAMES) is not None]
    assert {each.findtext("q:setvar", namespaces=NAMES) for each in scored} == {"100"}
    return [equal.text or "" for each in scored for equal in found(each, "q:varequal")]


def accepted_new(item: etree.Element) -> list[str]:
    scored = found(item, "n:responseIf")[0]
    outcome = scored.find("n:setOutcomeValue", NAMES)
    assert outcome is not None
    assert outcome.attrib["identifier"] == "SCORE"
    first = item.findtext(".//n:correctResponse/n:value", namespaces=NAMES)
    texts = [
        value.text or "" for value in found(scored, "n:baseValue") if value not in list(outcome)
    ]
    assert first == texts[0]
    return texts


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", text)]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_right_answers_are_the_sites(version: str, old, new, elements) -> None:
    exported, accepted = {"1.2": (old, accepted_old), "2.1": (new, accepted_new)}[version]
    for name, task in elements.items():
        if task.name == "try-it":
            right = numbers(task["data-answer"])
            assert all(numbers(text) == right for text in accepted(exported[name]))
        elif task.name == "quiz-question":
            choices = enumerate(task.select("input"), 1)
            (place,) = [place for place, choice in choices if "data-right" in choice.attrs]
            assert accepted(exported[name]) == [f"choice{place}"]
    for name, (kind, seed) in drill_names().items():
        right = drill(kind, seed)["answer"]
        assert all(numbers(text) == right for text in accepted(exported[name]))


def test_references_of_1_2_lead_somewhere_and_mistakes_are_told_apart(old: Items) -> None:
    for item in old.values():
        feedback = named(found(item, "q:itemfeedback"), "ident")
        assert len(feedback) >= 2
        shown = [each.attrib["linkrefid"] for each in found(item, "q:displayfeedback")]
        assert set(shown) == set(feedback)
        labels = named(found(item, "q:response_label"), "ident")
        equals = [each.text for each in found(item, "q:varequal")]
        if found(item, "q:response_lid"):
            assert set(equals) == set(labels)
        else:
            assert len(set(equals)) == len(equals), "no mistake is the right answer"
        assert found(item, "q:fieldentry")[0].text in KINDS


def test_references_of_2_1_lead_somewhere(new: Items) -> None:
    for item in new.values():
        declared = {
            each.attrib["identifier"]
            for each in item
            if each.tag.endswith(("responseDeclaration", "outcomeDeclaration"))
        }
        used = [each.attrib["identifier"] for each in found(item, "n:variable")]
        used += [each.attrib["identifier"] for each in found(item, "n:setOutcomeValue")]
        used += [each.attrib["outcomeIdentifier"] for each in found(item, "n:modalFeedback")]
        assert set(used) <= declared
        shown = named(found(item, "n:modalFeedback"), "identifier")
        told = found(item, "n:setOutcomeValue[@identifier='FEEDBACK']/n:baseValue")
        assert {each.text for each in told} | {"solution"} == set(shown)
        for choice in found(item, "n:simpleChoice"):
            assert "".join(choice.itertext()).strip()


class Seen(HTMLParser):
    """Collects what the texts of a package consist of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)


def test_texts_stand_alone(old: Items, new: Items) -> None:
    seen = Seen()
    for item in old.values():
        for text in found(item, "q:mattext"):
            assert text.attrib["texttype"] == "text/html"
            assert (text.text or "").strip()
            seen.feed(text.text or "")
    assert "math" in seen.tags
    assert not seen.tags & {"img", "svg", "script", "style", "annotation", "data", "tex-math"}
    assert {name for name, _ in seen.attributes} <= items.KEPT_ATTRIBUTES
    for name, value in seen.attributes:
        if name == "href":
            assert str(value).startswith("https://")
    formulas = "{http://www.w3.org/1998/Math/MathML}math"
    assert any(item.find(f".//{formulas}") is not None for item in new.values())


def test_both_versions_say_the_same(old: Items, new: Items) -> None:
    def squeezed(text: str) -> str:
        return re.sub(r"\s+", "", text)

    for name, item in old.items():
        html = found(item, "q:mattext")[0].text or ""
        asked = BeautifulSoup(html, "html.parser").get_text()
        body = found(new[name], "n:itemBody")[0][0]
        assert squeezed("".join(body.itertext())) == squeezed(asked)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_archive_is_the_same_for_the_same_pages(version: str) -> None:
    def made() -> bytes:
        return archive(VERSIONS[version](items.assessments(tasks(("a/", PAGE)).pages)))

    assert made() == made()
    with zipfile.ZipFile(io.BytesIO(made())) as packed:
        assert {info.date_time for info in packed.infolist()} == {DATE}


def test_a_page_becomes_questions() -> None:
    made, *drills = items.assessments(tasks(("a/b/", PAGE)).pages)
    assert len(drills) == len(names())
    assert (made.identifier, made.title) == ("a-b", "Page <a/b/>")
    (item,) = made.items
    assert item.ask == "<p>How <b>many</b>?</p><p>In px.</p>"
    assert item.solution == "<p>3 and 4</p>"
    assert item.right == ["3, 4", "3 4", "3,4", "3; 4"]
    assert item.feedback == [(["4, 3", "4 3", "4,3", "4; 3"], "Turned.")]


def test_a_picture_in_a_task_is_refused() -> None:
    pages = tasks(("a/", PAGE.replace("<b>many</b>", '<img src="x.png">'))).pages
    with pytest.raises(SiteError, match="a/: a <img> in a task"):
        items.assessments(pages)


def test_links_leave_the_site_or_become_text() -> None:
    html = '<p><a href="../x/" class="y">in</a> <a href="https://example.org/">out</a></p>'
    soup = BeautifulSoup(html, "html.parser")
    assert items.portable(soup, "a/") == '<p>in <a href="https://example.org/">out</a></p>'


def test_the_packages_are_offered_where_they_are(site: Path) -> None:
    page = site / "exercises" / "worksheet" / "index.html"
    addresses = re.findall(r'href="([^"]+\.zip)"', page.read_text(encoding="utf-8"))
    assert len(addresses) == len(VERSIONS)
    for address in addresses:
        assert (page.parent / address).resolve().is_file()
