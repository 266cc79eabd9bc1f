"""What a student wrote, in nbgrader's own formgrader page and a real browser: nothing runs, loads or covers."""

from __future__ import annotations

import base64
import io
import json
import random
from copy import deepcopy
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbformat import v4
from PIL import Image
from playwright.sync_api import sync_playwright

from coursekit.grading.rebuilding.roles import ADDED
from coursekit.grading.sanitising import make_inert
from coursekit.grading.sanitising.markup import clean_html, is_harmless_markdown

pytestmark = [pytest.mark.browser, pytest.mark.nbgrader, pytest.mark.slow]

RUN = "window.ran = (window.ran || []).concat(1)"
AWAY = "http://tracker.test/pixel.png"
SITE = "http://course.test"
COVER = "position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999;background:red"


def text(source, **more):
    return v4.new_markdown_cell(source, metadata=nbformat.from_dict(ADDED), **more)


def raw(source):
    return v4.new_raw_cell(source, metadata=nbformat.from_dict(ADDED))


def shown(data, metadata=None, **more):
    return v4.new_code_cell(
        "1", outputs=[{"output_type": "display_data", "data": data, "metadata": metadata or {}, **more}]
    )


def html(markup):
    return shown({"text/html": markup, "text/plain": "what it says"})


def numbered(number):
    cell = v4.new_code_cell("1")
    cell.execution_count = number
    return cell


def png(width=1, height=1):
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


# Each of these does harm in the stock page, but for the few that say otherwise.
ATTACKS = {
    "script in html": html(f"<script>{RUN}</script>"),
    "script in markdown": text(f"Look:\n\n<script>{RUN}</script>"),
    "script in the middle of a line": text(f"a <b>b</b> <script>{RUN}</script> c"),
    "script between style sheets": html(f"<st<style></style>yle></style><script>{RUN}</script>"),
    "javascript output": shown({"application/javascript": RUN}),
    "image that fails": html(f"<img src=x: onerror='{RUN}'>"),
    "image that fails, in markdown": text(f"<img src=x: onerror='{RUN}'>"),
    "svg that loads": html(f"<svg onload='{RUN}'></svg>"),
    "svg output": shown({"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{AWAY}'/></svg>"}),
    "details that opens": html(f"<details open ontoggle='{RUN}'>x</details>"),
    "details that opens, in markdown": text(f"<details open ontoggle='{RUN}'>x</details>"),
    "focus": html(f"<input autofocus onfocus='{RUN}'>"),
    "animation": html(f"<style>@keyframes x{{}}</style><b style='animation-name:x' onanimationstart='{RUN}'>x</b>"),
    "iframe": html(f"<iframe src='{AWAY}'></iframe>"),
    "iframe with a document": html(f'<iframe srcdoc="<script>parent.{RUN.replace("window.", "parent.")}</script>">'),
    "object": html(f"<object data='{AWAY}'></object>"),
    "embed": html(f"<embed src='{AWAY}'>"),
    "form": html(f"<form action='{AWAY}'><button>Full credit</button></form>"),
    "form in markdown": text(f"<form action='{AWAY}'><button>Full credit</button></form>"),
    "tracking pixel": html(f"<img src='{AWAY}'>"),
    "tracking pixel in markdown": text(f"![]({AWAY})"),
    "tracking pixel by reference": text(f"![a][b]\n\n[b]: {AWAY}"),
    "tracking by style": html(f"<p style='background-image:url({AWAY})'>x</p>"),
    "tracking by colour": html(f"<p style='background-color:url({AWAY})'>x</p>"),
    "tracking by import": html(f"<style>@import '{AWAY}';</style>"),
    "tracking by link element": html(f"<link rel=stylesheet href='{AWAY}'>"),
    "tracking by file name": shown({"image/png": png()}, {"filenames": {"image/png": AWAY}}),
    "tracking by video": html(f"<video poster='{AWAY}'></video><audio autoplay src='{AWAY}'></audio>"),
    "tracking by source set": html(f"<img srcset='{AWAY} 1x'>"),
    "tracking by old attributes": html(f"<table background='{AWAY}'><tr><td>x</td></tr></table>"),
    "base": html("<base href='http://tracker.test/'>"),
    "other page": html(f"<meta http-equiv=refresh content='1;url={AWAY}'>"),
    "javascript link": html(f"<a href='javascript:{RUN}'>x</a>"),
    "javascript link in markdown": text(f"[x](javascript:{RUN.replace(' ', '')})"),
    "javascript link in disguise": html(f"<a href='&#106;ava&Tab;script:{RUN}'>x</a>"),
    "data link": text("[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)"),
    "script in mermaid": text(f"```mermaid\n<img src=x: onerror='{RUN}'>\n```"),
    "script in mathematics": text(f"$$a$$<script>{RUN}</script>$$b$$"),
    "link in mathematics": text(f"$\\href{{javascript:{RUN}}}{{x}}$"),
    "box in mathematics": text("$\\rlap{\\rule{1000em}{1000em}}$"),
    "mathematics by entities": text("&#36;&#92;rule{1000em}{1000em}&#36;"),
    "latex output": shown({"text/latex": "$\\rule{1000em}{1000em}$"}),
    "markdown output": shown({"text/markdown": f"<img src=x: onerror='{RUN}'>"}),
    "width with a handler": shown({"image/png": png()}, {"image/png": {"width": f"1 onload={RUN.replace(' ', '')}"}}),
    "count with a script": numbered(f"<script>{RUN}</script>"),
    "data of a picture": shown({"image/png": f'x"><script>{RUN}</script>'}),
    "isolated output": shown({"text/html": f"<script>{RUN}</script>"}, {"text/html": {"isolated": True}}),
    "widget": shown({"application/vnd.jupyter.widget-view+json": {"model_id": f"</script><script>{RUN}</script>"}}),
    "cover in html": html(f"<div style='{COVER}'>x</div>"),
    "cover in markdown": text(f"<div style='{COVER}'>x</div>"),
    "cover by class": html("<div class='navbar navbar-fixed-top'><h1>100 points</h1></div>"),
    "cover by class in markdown": text('<div class="modal-backdrop"></div>'),
    "style sheet": html(f"<style>body * {{ {COVER} }}</style>"),
    "style sheet in markdown": text(f"<style>nav {{ {COVER} }}</style>"),
    "left open": text("<textarea><b>\n\nand all that comes after it"),
    "closed too often": text("</div></div></div></div></div></div></div></div>\n\nOutside."),
    "comment": text("<!-- and all that comes after it"),
    "plain text element": html("<plaintext>"),
    "mutation": html(f"<svg></p><style><a id='</style><img src=x: onerror=\"{RUN}\">'>"),
    "mutation by namespaces": html(
        f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x: onerror={RUN}&gt;'>"
    ),
    "mutation in markdown": text(f"<noscript><p title='</noscript><img src=x: onerror={RUN}>'>"),
    "raw cell": raw('<div class="modal-backdrop">x</div>'),
    "raw cell with a picture": raw(f"<a href='{AWAY}'>x</a>"),
    "another's element": text('<span id="statusmessage">x</span>'),
    "attachment that is not there": text("![x](attachment:none.png)"),
    "nesting": html("<div>" * 1000 + "x" + "</div>" * 1000),
    "pile of marks": text("a" + "\u0301" * 3000),
}


def unchecked(cells):
    """A notebook that holds whatever a kernel sent."""
    notebook = v4.new_notebook()
    notebook.cells = cells
    return notebook


class Look:
    """Opens a page of nbgrader's formgrader in the browser and notes what it did."""

    def __init__(self, browser):
        from nbconvert.exporters import HTMLExporter
        from nbgrader.server_extensions.formgrader import handlers
        from traitlets.config import Config

        config = Config()
        config.HTMLExporter.template_name = "formgrade"
        config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
        self._exporter = HTMLExporter(config=config)
        self._static = Path(handlers.static_path)
        self.browser = browser

    def at(self, cells):
        notebook = unchecked(cells)
        resources = {"base_url": "", "notebook_id": "ps", "submission_id": "1", "index": 0, "total": 1}
        text, _ = self._exporter.from_notebook_node(notebook, resources=resources)
        page = self.browser.new_page(viewport={"width": 1280, "height": 900})
        page.asked, page.dialogs = [], []

        def answer(route):
            path = urlsplit(route.request.url).path
            if route.request.url == f"{SITE}/":
                return route.fulfill(body=text, content_type="text/html")
            file = self._static / path.removeprefix("/formgrader/static/")
            if route.request.url.startswith(SITE) and file.is_file():
                return route.fulfill(path=file)
            page.asked.append(route.request.url)
            return route.abort()

        def dismiss(dialog):
            page.dialogs.append(dialog.message)
            dialog.dismiss()

        page.route("**/*", answer)
        page.on("dialog", dismiss)
        page.goto(f"{SITE}/", wait_until="load")
        page.wait_for_function("document.readyState === 'complete'")
        page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        return page


@pytest.fixture(scope="module")
def look(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield Look(browser)
        browser.close()


FIND_HARM = """() => {
    const areas = [...document.querySelectorAll('.text_cell_render, .output_subarea, .raw, #notebook-container')];
    const inside = [...new Set(areas.flatMap(area => [...area.querySelectorAll('*')]))];
    const bad = [];
    const told = element => element.outerHTML.slice(0, 200);
    for (const element of inside) {
        for (const { name, value } of element.attributes) {
            if (name.startsWith('on')) bad.push(['handler', told(element)]);
            const links = ['href', 'src', 'action', 'formaction', 'data', 'srcset', 'poster', 'background'];
            const link = /^(#|https?:|mailto:|data:image\\/(png|jpeg);base64,)/;
            if (links.includes(name) && !link.test(value)) bad.push(['link', told(element)]);
        }
        const position = getComputedStyle(element).position;
        const own = element.closest('.anchor-link, .prompt, .task-list-item');
        if (!own && !['static', 'relative'].includes(position)) bad.push([position, told(element)]);
        const kinds = 'script style link meta base iframe object embed form svg math button textarea video audio';
        if (kinds.split(' ').includes(element.localName)) bad.push(['element', told(element)]);
    }
    const bar = document.querySelector('nav, .navbar');
    const box = bar.getBoundingClientRect();
    for (const x of [0.1, 0.5, 0.9]) {
        const top = document.elementFromPoint(box.left + x * box.width, box.top + box.height / 2);
        if (!bar.contains(top)) bad.push(['covered', top && told(top)]);
    }
    const ends = [...document.querySelectorAll('.cell')];
    if (ends.some(cell => !document.querySelector('#notebook-container').contains(cell))) bad.push(['outside', '']);
    if (ends.at(-1).innerText.trim() !== 'The last cell.') bad.push(['swallowed', told(ends.at(-1))]);
    if (document.querySelectorAll('#statusmessage').length !== 1) bad.push(['id', '']);
    return { ran: (window.ran || []).map(number => `RAN${number},`), bad };
}"""

LAST = v4.new_markdown_cell("The last cell.")
HARMLESS = {"ran": [], "asked": [], "dialogs": [], "bad": []}


def harm(page, usual):
    """What a page did and holds that it should not."""
    found = page.evaluate(FIND_HARM)
    asked = [url for url in page.asked if url not in usual]
    page.close()
    return {"ran": found["ran"], "asked": asked, "dialogs": page.dialogs, "bad": found["bad"]}


@pytest.fixture(scope="module")
def usual(look):
    """What nbgrader's page asks for by itself, MathJax in particular."""
    page = look.at([deepcopy(LAST)])
    asked = set(page.asked)
    assert harm(page, asked) == HARMLESS
    return asked


def test_nothing_runs_loads_or_covers(look, usual):
    cells = [cell for attack in ATTACKS.values() for cell in (v4.new_markdown_cell("."), deepcopy(attack))]
    notebook = unchecked([*cells, deepcopy(LAST)])
    notebook.metadata.widgets = {"application/vnd.jupyter.widget-state+json": f"</script><script>{RUN}</script>"}
    make_inert(notebook)
    nbformat.validate(notebook)
    page = look.at(notebook.cells)
    assert "widgets" not in notebook.metadata
    assert harm(page, usual) == HARMLESS


# What stock nbgrader shows harmlessly here: by luck, or because it would need MathJax from the network.
HARMLESS_IN_STOCK = {
    *(
        "link in mathematics",
        "box in mathematics",
        "mathematics by entities",
        "latex output",
        "nesting",
        "pile of marks",
    ),
    *("raw cell", "raw cell with a picture", "widget", "svg output", "tracking by colour", "comment"),
    *("script between style sheets", "mutation by namespaces", "mutation in markdown", "iframe with a document"),
    *("count with a script", "data of a picture", "pile of marks"),
}
# Each of these changes the page around it, so it is looked at alone.
ALONE = {
    *("base", "other page", "cover in html", "cover in markdown", "cover by class", "cover by class in markdown"),
    *("style sheet", "style sheet in markdown", "left open", "closed too often", "plain text element", "mutation"),
    *("another's element", "data link", "form", "form in markdown", "script in mermaid", "isolated output"),
}
BREAKS_THE_PAGE = "attachment that is not there"


def marked(name):
    """The attack with its number in what it runs and asks for."""
    number = list(ATTACKS).index(name)
    made = json.dumps(ATTACKS[name]).replace("concat(1)", f"concat({number})").replace("pixel", f"pixel{number}")
    return nbformat.from_dict(json.loads(made))


def test_the_same_in_stock_is_seen_by_these_tests(look, usual):
    names = [name for name in ATTACKS if name not in {*HARMLESS_IN_STOCK, *ALONE, BREAKS_THE_PAGE}]
    assert len(names) > 25
    found = repr(harm(look.at([*map(marked, names), deepcopy(LAST)]), usual))
    unseen = []
    for name in names:
        number = list(ATTACKS).index(name)
        if f"concat({number})" not in found and f"pixel{number}.png" not in found and f"RAN{number}," not in found:
            unseen.append(name)
    assert unseen == []
    with pytest.raises(InvalidNotebook):
        look.at([ATTACKS[BREAKS_THE_PAGE]])


@pytest.mark.parametrize("name", sorted(ALONE))
def test_what_changes_the_page_is_seen_in_stock_and_gone_here(look, usual, name):
    notebook = unchecked([deepcopy(ATTACKS[name]), deepcopy(LAST)])
    assert any(harm(look.at(deepcopy(notebook.cells)), usual).values())
    make_inert(notebook)
    assert harm(look.at(notebook.cells), usual) == HARMLESS


# What texts are put together from by chance.
WORDS = r"""
< > </ /> <? &lt; &#60; &quot; " ' ` = a $ $$ \\( \\[ [ ]( ) ![ * ** | |-| ``` ~~~ <br/> <svg> </svg> <style> <a>
script style svg math title textarea noscript template select iframe xmp mtext b p div table tr td li a img
pre code details summary br form input <b> </b> <p> </p> <div> </div> <table> </table> <td> </td>
javascript:x https://a.test data:text/html,x
"""
PIECES = [
    *WORDS.split(),
    *(" ", "\n", "\n\n", "\t", "\x0c", "<!--", "-->", "<![CDATA[", "]]>", "```mermaid\n", "> ", "- ", "# "),
    *(' onerror="x"', ' href="javascript:x"', ' style="position:fixed"', ' class="modal"', ' id="after"'),
    *("<a href=", "<img src="),
]
LISTED = """
a b blockquote br code del details div dd dl dt em h1 h2 h3 h4 h5 h6 hr input li ol p pre span strong summary
table tbody td tfoot th thead tr ul
"""
CHECK = """([texts, known]) => texts.map(text => {
    const page = new DOMParser().parseFromString(
        `<!DOCTYPE html><body><div id="box">${text}</div><p id="after"></p></body>`, 'text/html');
    const [box, after] = page.body.children;
    if (page.body.children.length !== 2 || after.id !== 'after' || after.hasChildNodes()) return text;
    for (const element of box.querySelectorAll('*')) {
        if (!known.includes(element.localName)) return element.outerHTML;
        for (const { name, value } of element.attributes) {
            if (name.startsWith('on') || ['src', 'srcdoc', 'action'].includes(name)) return element.outerHTML;
            if (name === 'href' && !/^(https?:|mailto:|#)/.test(value)) return element.outerHTML;
            if (name === 'style' && /position|url/.test(value)) return element.outerHTML;
            if (name === 'class' && /modal/.test(value)) return element.outerHTML;
        }
    }
    return '';
}).filter(Boolean)"""


def test_what_is_taken_for_harmless_is_so_to_the_browser(look):
    """The allow-list is kept by the tree that the browser makes, not only by ours."""
    chance = random.Random(8)  # noqa: S311  # nothing is to be kept secret
    texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 14))) for _ in range(6000)]
    html = [cleaned for cleaned in map(clean_html, texts) if cleaned]
    markdown = [
        MarkdownWithMath(renderer=IPythonRenderer(escape=False)).render(text)
        for text in texts
        if is_harmless_markdown(text, {})
    ]
    assert sum("<" in text for text in html) > 200
    assert len(markdown) > 200
    page = look.browser.new_page()
    assert page.evaluate(CHECK, [[*html, *markdown], LISTED.split()]) == []
    page.close()
