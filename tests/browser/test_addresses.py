"""What was typed, in the address: behind the #, never too long, there again after a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

READY = 60_000
MOST = 8_192  # characters that common hosts accept
LESSON = "lessons/convolution/"


def source(layers: int) -> str:
    """Write a network whose text is about 60 characters per layer."""
    layer = "    nn.Conv2d(1, 1, 3, padding=1),  # the same again, once more\n"
    return "model = nn.Sequential(\n" + layer * layers + ")\n"


def pasted(page: Page, text: str, expected: str) -> None:
    page.goto("network_table/")
    page.locator("network-table").get_by_label("Source").fill(text)
    expect(page.locator("network-table")).to_contain_text(expected, timeout=READY)


@pytest.mark.core
@pytest.mark.parametrize(("text", "expected"), [
    (source(300), "3,000 parameters"),
    ("nn.Sequential(nn.Conv2d(1, 8, 3), nn.Conv2d(1, 8, 3))" + "  # a remark" * 40, "in_channels"),
], ids=["long", "refused"])  # fmt: skip
def test_a_long_or_refused_source_is_kept_out_of_the_address(
    page: Page, text: str, expected: str
) -> None:
    pasted(page, text, expected)
    page.wait_for_url("**source=kept*")
    assert len(page.url) < 300
    page.reload()
    expect(page.locator("network-table").get_by_label("Source")).to_have_value(text)
    expect(page.locator("network-table")).to_contain_text(expected, timeout=READY)


def test_no_address_is_longer_than_hosts_accept(page: Page) -> None:
    for layers in (5, 20, 40, 500):
        text = source(layers)
        pasted(page, text, f"{10 * layers:,} parameters")
        page.locator("network-table").get_by_label("Compare with").fill(text)
        page.wait_for_timeout(700)
        assert len(page.url) < MOST
        page.locator("network-table").get_by_role("button", name="Copy link").click()
        assert len(page.evaluate("navigator.clipboard.readText()")) < MOST


def test_a_host_never_hears_what_was_typed(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pasted(page, "nn.Sequential(nn.Conv2d(1, 17, 3))", "170 parameters")
    page.wait_for_url("**source=**")
    page.reload()
    expect(page.locator("network-table")).to_contain_text("170 parameters", timeout=READY)
    assert not [url for url in asked if "source" in url.split("#")[0]]


def test_links_of_earlier_years_are_read(page: Page) -> None:
    page.goto(f"{LESSON}?conv_layer.stride=2#conv_layer")
    stride = page.locator("#conv_layer [name=stride]")
    expect(stride).to_have_value("2")
    stride.fill("3")
    page.wait_for_url("**#conv_layer?conv_layer.stride=3")
    assert "?" not in page.url.split("#")[0]


def test_a_link_with_settings_leads_to_its_place(page: Page) -> None:
    page.goto(f"{LESSON}#conv_layer?conv_layer.stride=2")
    expect(page.locator("#conv_layer [name=stride]")).to_have_value("2")
    expect(page.locator("#conv_layer")).to_be_in_viewport()


@pytest.mark.core
@pytest.mark.parametrize("text", ["nn.Sequential(nn.Conv2d(1, 17, 3))", source(60)])
def test_a_link_within_the_page_keeps_what_was_typed(page: Page, text: str) -> None:
    parameters = "170 parameters" if len(text) < 100 else "600 parameters"
    pasted(page, text, parameters)
    field = page.locator("network-table").get_by_label("Source")
    link = page.get_by_role("link", name="What is counted").first
    link.click()
    page.wait_for_url("**#what-is-counted?*source=*")
    expect(field).to_have_value(text)
    field.fill("nn.Sequential(nn.Conv2d(1, 18, 3))")
    link.click()  # at once, before the address has it
    page.wait_for_timeout(700)
    expect(field).to_have_value("nn.Sequential(nn.Conv2d(1, 18, 3))")
    expect(page.locator("network-table")).to_contain_text("180 parameters")
    page.reload()
    expect(field).to_have_value("nn.Sequential(nn.Conv2d(1, 18, 3))")


@pytest.mark.parametrize("name", ["kept:0", "kept:zzzzzzzzzzzz"])
def test_a_text_that_is_kept_elsewhere_is_said(page: Page, name: str) -> None:
    page.goto(f"network_table/#?network.source={name}")
    table = page.locator("network-table")
    expect(table.locator(".calculator__message")).to_contain_text("kept in the browser that made")
    expect(table).to_contain_text("61,706 parameters")
    table.get_by_label("Source").fill("nn.Sequential(nn.Conv2d(1, 17, 3))")
    expect(table).to_contain_text("170 parameters", timeout=READY)
    expect(table.locator(".calculator__message")).to_be_hidden()


def test_who_copies_a_link_without_the_source_is_told(page: Page) -> None:
    pasted(page, source(300), "3,000 parameters")
    page.locator("network-table").get_by_role("button", name="Copy link").click()
    expect(page.locator("network-table")).to_contain_text("Copied; long texts stay here")


def test_full_storage_gives_up_the_oldest_texts_first(page: Page) -> None:
    pasted(page, source(60), "600 parameters")
    page.wait_for_url("**source=kept*")
    page.evaluate(
        """() => {
            const old = Array.from({ length: 9 }, (_, i) => [`kept:old${i}`, "x".repeat(150_000)]);
            localStorage.setItem("cnn-foundations.texts", JSON.stringify(old));
            for (let size = 1 << 20, i = 0; size > 9_000; i += 1) {
                try { localStorage.setItem(`fill ${i}`, "x".repeat(size)); } catch { size >>= 1; }
            }
        }"""
    )
    page.locator("network-table").get_by_label("Source").fill(source(70))
    expect(page.locator("network-table")).to_contain_text("700 parameters")
    page.wait_for_timeout(700)
    page.reload()
    expect(page.locator("network-table").get_by_label("Source")).to_have_value(source(70))
    assert page.locator(".notice").count() == 0


@pytest.mark.parametrize("stored", ["", "{", "7", "[7]", '[["kept:1"]]', '{"length": 3}'])
def test_a_spoiled_store_hinders_nothing(page: Page, stored: str) -> None:
    page.goto("network_table/")
    page.evaluate("(text) => localStorage.setItem('cnn-foundations.texts', text)", stored)
    pasted(page, source(60), "600 parameters")
    page.wait_for_url("**source=kept*")
    page.reload()
    expect(page.locator("network-table").get_by_label("Source")).to_have_value(source(60))
