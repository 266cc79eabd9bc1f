"""The pages of feedback and report in a real browser: offline, without script, readable on a phone and in the dark."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from coursekit import grading
from coursekit.console import console
from coursekit.grading.reports import report

pytestmark = [pytest.mark.browser, pytest.mark.nbgrader, pytest.mark.slow]


@pytest.fixture(scope="module")
def files(recorded, tmp_path_factory):
    page = tmp_path_factory.mktemp("page") / "report.html"
    with console.capture():
        report(recorded.course, recorded.topic, html=page)
        pages = grading.feedback(recorded.course, recorded.topic)
    return {"report": page, "feedback": pages["ann"], "poor": pages["cem"]}


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


# Text on its own ground by WCAG 2's formula, for every element that has text of its own.
CONTRASTS = """() => {
    const numbers = text => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = numbers(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] > 0) return colour;
        }
        return matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255];
    };
    return [...document.querySelectorAll('body *')]
        .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .filter(element => element.getClientRects().length && !element.closest('svg'))
        .map(element => {
            const ink = numbers(getComputedStyle(element).color);
            const pair = [light(ink), light(ground(element))].sort((a, b) => b - a);
            return [(pair[0] + 0.05) / (pair[1] + 0.05), element.outerHTML.slice(0, 120)];
        })
        .filter(([contrast]) => contrast < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 480])
@pytest.mark.parametrize("name", ["report", "feedback", "poor"])
def test_page_is_offline_readable_and_fits(files, browser, name, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.asked, page.said = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.goto(files[name].as_uri(), wait_until="load")
    if folder := os.environ.get("COURSE_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}_{width}_{scheme}.png", full_page=True)
    assert page.asked == [files[name].as_uri()]
    assert page.said == []
    assert page.locator("script, iframe, form").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(CONTRASTS) == []
    context.close()


def test_keyboard_reaches_links_and_whatever_scrolls(files, browser):
    page = browser.new_page()
    page.goto(files["feedback"].as_uri())
    reached = []
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.localName"))
    assert reached[0] == "div"
    assert {"a", "summary"} <= set(reached)
    page.goto(files["report"].as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Tasks"
    page.close()


def test_chart_is_told_in_words_and_has_a_bar_for_each(files, browser):
    page = browser.new_page()
    page.goto(files["report"].as_uri())
    chart = page.get_by_role("img", name="Distribution of points")
    told = " ".join(chart.locator("desc").text_content().split())
    assert (
        told == "1 with 0 to 1 points, 1 with 1 to 2 points, 2 with 2 to 3 points, 1 with 3 to 4 points, "
        "1 with 5 to 6 points, 1 with 7 to 8 points."
    )
    heights = chart.locator("rect").evaluate_all("bars => bars.map(bar => +bar.getAttribute('height'))")
    assert heights == [80, 80, 160, 80, 0, 80, 0, 80]
    assert page.get_by_role("heading", level=2).first.text_content().startswith("Half of the submissions have")
    page.close()
