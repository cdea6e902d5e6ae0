"""<receptive-field-explorer>: every unit's region, every pixel's way forward, by mouse and key."""

from __future__ import annotations

import re

import pytest
from engines import NewContext
from playwright.sync_api import Locator, Page, expect
from steppers import without_python
from watch import Watch

from cnnlib import architectures, receptive_field

READY = 60_000
ADDRESS = "receptive_field_explorer/"


def explorer(page: Page) -> Locator:
    return page.locator("receptive-field-explorer")


def readout(page: Page) -> Locator:
    return explorer(page).locator(".explorer__readout")


def test_the_default_needs_no_script(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(ADDRESS)
    expect(readout(page)).to_contain_text("pool5, unit (3, 3) of 6 × 6: rows 32 to 226")
    expect(explorer(page).get_by_role("row", name="conv5")).to_contain_text("163")


def test_the_script_changes_nothing_of_the_default(new_context: NewContext, page: Page) -> None:
    context = new_context(java_script_enabled=False)
    built = context.new_page()
    built.goto(ADDRESS)
    page.goto(ADDRESS)
    expect(explorer(page).get_by_role("button", name="Copy link")).to_be_visible()
    for part in ("readout", "covering", "steps"):
        text = explorer(built).locator(f".explorer__{part}").inner_text()
        expect(explorer(page).locator(f".explorer__{part}")).to_have_text(text, use_inner_text=True)
    for part, name in (("region", "x"), ("region", "width"), ("unit", "x"), ("map", "width")):
        value = explorer(built).locator(f".explorer__{part}").get_attribute(name)
        expect(explorer(page).locator(f".explorer__{part}")).to_have_attribute(name, value or "")


def test_a_click_chooses_a_unit_and_a_pixel_without_python(page: Page, watch: Watch) -> None:
    page.route("**/pyodide*/**", lambda route: route.abort())
    page.goto(ADDRESS)
    explorer(page).locator(".explorer__units").click(position={"x": 3, "y": 3})
    expect(readout(page)).to_contain_text("pool5, unit (0, 0) of 6 × 6: rows −64 to 130")
    expect(readout(page)).to_contain_text("131 × 131 of them inside")
    assert explorer(page).locator(".explorer__padding").get_attribute("d")
    explorer(page).locator(".explorer__photo").click()
    expect(explorer(page).locator(".explorer__backwards")).to_contain_text(
        re.compile(r"Pixel \(11\d, 11\d\) reaches 6 × 6 units of pool5")
    )
    watch.problems.clear()  # the aborted runtime


@pytest.mark.core
def test_published_networks_need_no_python(page: Page) -> None:
    without_python(page)
    page.goto(ADDRESS)
    for name, size in (("resnet50", 427), ("resnet50_v1", 483), ("alexnet_torchvision", 195)):
        assert receptive_field(getattr(architectures, name)()[:-3]).size == size
        explorer(page).get_by_label("Network").select_option(name)
        expect(explorer(page).locator(".explorer__covering")).to_contain_text("The middle unit of")
        expect(explorer(page).locator(".explorer__now")).to_contain_text(str(size))


@pytest.mark.core
def test_keys_reach_everything(page: Page) -> None:
    page.goto(ADDRESS)
    units, photo = (explorer(page).locator(f".explorer__{part}") for part in ("units", "photo"))
    units.focus()
    page.keyboard.press("Home")
    expect(readout(page)).to_contain_text("unit (0, 0)")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(readout(page)).to_contain_text("unit (2, 1)")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")  # stays inside
    expect(readout(page)).to_contain_text("unit (5, 5)")
    photo.focus()
    page.keyboard.press("Home")
    expect(explorer(page).locator(".explorer__backwards")).to_contain_text("Pixel (0, 0) reaches")
    explorer(page).get_by_label("Depth").focus()
    page.keyboard.press("Home")
    expect(readout(page)).to_contain_text("conv1, unit (27, 27) of 55 × 55")
    expect(explorer(page).get_by_role("status")).to_contain_text("conv1, unit (27, 27)")
    page.keyboard.press("ArrowRight")
    expect(readout(page)).to_contain_text("pool1")
    expect(explorer(page).get_by_label("Depth")).to_have_attribute("aria-valuetext", "pool1")


def test_the_address_holds_what_is_seen(page: Page) -> None:
    page.goto(
        f"{ADDRESS}?explorer.network=vgg16&explorer.layer=4&explorer.unit=3,5&explorer.pixel=9,8"
    )
    expect(readout(page)).to_contain_text("unit (3, 5)")
    expect(explorer(page).locator(".explorer__backwards")).to_contain_text("Pixel (9, 8)")
    text = readout(page).inner_text()
    explorer(page).locator(".explorer__units").press("ArrowUp")
    expect(page).to_have_url(re.compile(r"explorer\.unit=2%2C5"))
    page.reload()
    expect(readout(page)).to_contain_text("unit (2, 5)")
    explorer(page).get_by_role("button", name="Reset").click()
    expect(readout(page)).not_to_have_text(text, use_inner_text=True)
    expect(readout(page)).to_contain_text("pool5, unit (3, 3)")
    expect(page).to_have_url(re.compile(r"receptive_field_explorer/$"))


@pytest.mark.parametrize("state", ["layer=99", "unit=900,1", "unit=x", "pixel=-1,2", "layer=1e3"])
def test_an_old_address_is_forgiven(page: Page, state: str) -> None:
    page.goto(f"{ADDRESS}?explorer.{state}")
    expect(readout(page)).to_contain_text("pool5, unit (3, 3)")


@pytest.mark.core
def test_own_layers_cover_the_image(page: Page) -> None:
    page.goto(ADDRESS)
    explorer(page).get_by_role("button", name="Holes").click()
    expect(readout(page)).to_contain_text("Only 5 × 5 pixels can contribute")
    assert explorer(page).locator(".explorer__holes").get_attribute("d")
    field = explorer(page).get_by_role("textbox", name="Layers")
    field.fill("conv 3\n" * 3 + "pool 8")
    expect(readout(page)).to_contain_text("4 pool 8", timeout=READY)
    expect(explorer(page).locator(".explorer__covering")).to_contain_text("Not the whole image")
    field.fill("pool 64")
    expect(explorer(page).locator(".explorer__covering")).to_contain_text(
        "The whole image is covered"
    )
    field.fill("pool 65")
    expect(explorer(page).get_by_role("alert")).to_contain_text("kernel_size is 65")
    expect(explorer(page).locator(".explorer__covering")).to_contain_text(
        "The whole image is covered"
    )
    field.fill("conv 3")
    explorer(page).get_by_role("button", name="+ pool 2").click()
    expect(readout(page)).to_contain_text("2 pool 2, unit (15, 15) of 31 × 31")
    explorer(page).get_by_role("button", name="Copy as PyTorch").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "nn.Conv2d(3, 16, 3),\n    nn.MaxPool2d(2)," in copied


def test_shares_light_up_the_photograph(page: Page) -> None:
    page.goto(ADDRESS)
    explorer(page).get_by_label("how much each pixel counts").check()
    middle, corner = page.evaluate(
        """() => {
            const canvas = document.querySelector(".explorer__light");
            const { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
            const at = (x, y) => data[4 * (y * width + x) + 3];
            return [at(56 + 129, 56 + 129), at(56 + 33, 56 + 33)];
        }"""
    )
    assert middle < 60 < 200 < corner  # the veil over the middle is thin
