"""Everything in the catalogue, handed in at once: each earns what it did, and nothing else happens.

Stock nbgrader's known faults (GRADING.md) are among them: code with the grader's rights (`escape_*`), forged verdicts
(`forged_*`), standard error (`unlucky_stderr`), partial credit (`forged_credit_*`), a duplicated cell and a schema that
stop a batch (`broken_*`), points of an earlier attempt (`again_*`), scripts in the viewer (`viewer_*`), hidden tests to
be read (`stolen_*`).

Not among them, because nothing outside of a student's process can help it: code that patches the guard against
forbidden calls, which runs there; and a visible test's message that repeats what an earlier hidden test has asked,
whose drawn inputs are others for every notebook.
"""

from __future__ import annotations

import json
import os
import sys
from html.parser import HTMLParser

import pytest

catalogue = sys.modules["hostile_catalogue"]
exercise = sys.modules["hostile_catalogue.exercise"]

pytestmark = [pytest.mark.nbgrader, pytest.mark.slow]

every = pytest.mark.parametrize("record", catalogue.RECORDS, ids=lambda record: ascii(record.name)[1:-1])


@pytest.fixture(autouse=True)
def handed_in(request, ran):
    record = request.node.callspec.params.get("record") if hasattr(request.node, "callspec") else None
    if record is not None and record.name not in ran.results:
        if os.environ.get("HOSTILE_ONLY"):
            pytest.skip("it is not among those that HOSTILE_ONLY chooses")
        pytest.fail(f"{record.name} has no row")


@every
def test_it_earns_what_it_did(ran, record):
    expected = {**exercise.POINTS, **record.earns}
    points = ran.points(record.name)
    assert set(points) == set(expected)
    for name, wanted in expected.items():
        if wanted is None:
            expected[name] = points[name]
            assert 0 <= points[name] <= exercise.POINTS[name]
    assert points == expected, ran.row(record.name)


@every
def test_its_status(ran, record):
    row = ran.row(record.name)
    statuses = record.status if isinstance(record.status, tuple) else (record.status,)
    assert row.status in statuses, row.reason
    assert record.said in row.reason
    assert row.points == sum(ran.points(record.name).values())


@every
def test_what_has_to_be_true_besides(ran, record):
    outputs = ran.outputs(record.name)
    for text in record.shows:
        assert text in outputs, outputs[:3000]
    if record.must is not None:
        record.must(ran, record.name)


@every
def test_no_secret_comes_out(ran, record):
    assert leaks(ran, record.name) == []


@pytest.mark.parametrize("name", ["a_neighbour", "es_neighbour", "m_neighbour", "v_neighbour", "zz_neighbour"])
def test_neighbours_are_graded_as_if_they_were_alone(ran, name):
    kept = ("name", "status", "points", "max_points", "message", "output", "hidden")
    alone, among = (
        [{key: verdict[key] for key in kept} for verdict in one["verdicts"]]
        for one in (ran.alone[name], ran.outcome(name))
    )
    assert among == alone
    assert ran.points(name) == {verdict["name"]: verdict["points"] for verdict in alone}
    assert leaks(ran, name) == []


def test_what_a_person_gave_is_still_there(ran):
    assert ran.manual["a_neighbour"]["why"] == 2.5
    with ran.small.gradebook() as book:
        topic = ran.small.topic.id
        assert book.find_comment("why", topic, topic, "a_neighbour").manual_comment == ran.words.comment
    assert not [name for name, grades in ran.manual.items() if name != "a_neighbour" and any(grades.values())]


def leaks(ran, student):
    """What of the things that nobody may find stands in what was made for a student."""
    row = ran.row(student)
    places = {"outputs": ran.outputs(student), "feedback": ran.page(student), "row": row.reason, "table": ran.printed}
    for path in ran.autograded(student).rglob("*"):
        if path.is_file() and path.suffix != ".ipynb":
            places[path.name] = path.read_bytes()[: 2**24].decode(errors="replace")
    return [
        (what, where)
        for what, secret in ran.words.forbidden(student).items()
        for where, text in places.items()
        if secret in text
    ]


def test_each_student_has_one_row_and_nobody_else_has(ran):
    names = [path.name for path in (ran.small.course.root / "submitted").iterdir()]
    assert sorted(ran.results) == sorted(names)
    assert len(names) > 100


def test_nothing_is_left(ran):
    assert ran.left == []
    assert ran.reached == []
    assert list(ran.outside.iterdir()) == []
    assert ran.bystander is None, "a process of the grader was ended"
    strange = list(ran.small.course.root.rglob(f"*{ran.words.word}*"))
    assert strange == []


def test_nothing_was_changed(ran):
    conftest = sys.modules[type(ran).__module__]
    after = conftest.state(ran.small.course.root)
    assert {
        name: ran.before.get(name) for name in {*after, *ran.before} if after.get(name) != ran.before.get(name)
    } == {}


def test_the_table_has_no_control_characters(ran):
    for row in ran.results.values():
        assert row.reason.isprintable()


class Inert(HTMLParser):
    """Finds what a browser would run or fetch; reads a page as browsers do in most ways, not in all."""

    def __init__(self):
        super().__init__()
        self.found = []
        self._open = []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "style"):
            self._open.append(tag)
        for name, value in attributes:
            compact = "".join((value or "").split()).lower()
            if (
                (name.startswith("on") and "pwned" in compact)
                or ("pwned" in compact and compact.startswith(("javascript:", "data:text/html", "vbscript:")))
                or ("pwned.example" in compact)
                or (name == "srcdoc" and "pwned" in compact)
            ):
                self.found.append((tag, name, value))

    def handle_endtag(self, tag):
        if self._open and tag == self._open[-1]:
            self._open.pop()

    def handle_data(self, data):
        if self._open and "pwned" in data:
            self.found.append((self._open[-1], data[:200]))


def test_pages_hold_nothing_that_runs(ran):
    found = {}
    for name, page in {**ran.pages, "the report": ran.report}.items():
        reader = Inert()
        reader.feed(page.read_text(encoding="utf-8"))
        if reader.found:
            found[name] = reader.found[:5]
    assert found == {}


def test_results_are_plain_json(ran):
    for path in (ran.small.course.root / "grades" / ran.small.topic.id).glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.browser
def test_a_browser_runs_nothing_and_asks_nobody(ran, chromium, tmp_path):
    """Pages of feedback, and notebooks of `autograded/` as a program shows them that trusts what is in them."""
    from nbconvert import HTMLExporter
    from playwright.sync_api import sync_playwright

    pages = [ran.report, *(ran.pages[name] for name in ran.pages if "pwned" in ran.page(name))]
    for name in ran.pages:
        notebook = ran.autograded(name) / f"{ran.small.topic.id}.ipynb"
        if "pwned" in notebook.read_text(encoding="utf-8"):
            shown, _ = HTMLExporter(require_js_url="", jquery_url="", mathjax_url="").from_filename(str(notebook))
            pages.append(tmp_path / f"{len(pages)}.html")
            pages[-1].write_text(shown, encoding="utf-8")
    assert len(pages) > 20
    ran_in_it, asked = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_init_script("window.said = []; window.addEventListener('message', event => said.push(event.data))")
        page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
        page.on("request", lambda request: asked.append(request.url))
        for path in pages:
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('a, button, details, input').forEach(each => each.click())")
            # Messages come in the order in which they were sent: behind this one there is none of theirs.
            page.evaluate("new Promise(done => { addEventListener('message', done); postMessage('end', '*') })")
            ran_in_it += [(path.name, said) for said in page.evaluate("window.said") if "pwned" in str(said)]
        browser.close()
    assert ran_in_it == []
    assert [url for url in asked if "pwned" in url] == []
