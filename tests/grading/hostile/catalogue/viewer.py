"""Submissions that want to run something in the browser of who looks at them."""

from __future__ import annotations

from hostile_catalogue.exercise import lost
from hostile_catalogue.record import Record

from coursekit.grading import Status

# `parent.postMessage` is what a test in a real browser listens for.
RUN = "parent.postMessage('pwned','*')"
PAYLOADS = [
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'<img src="x" onerror="{RUN}">',
    f"<svg onload={RUN}></svg>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}></style></mglyph></table></mtext></math>",
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f'<iframe src="javascript:{RUN}"></iframe>',
    f'<object data="javascript:{RUN}"></object><embed src="javascript:{RUN}">',
    f'<a href="javascript:{RUN}">pwned</a>',
    f'<a href="java\tscript:{RUN}">pwned</a>',
    f'<a href="data:text/html,<script>{RUN}</script>">pwned</a>',
    f"<details open ontoggle={RUN}>pwned</details>",
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<form action='javascript:{RUN}'><button>pwned</button></form>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<base href='https://pwned.example/'>",
    "<link rel=stylesheet href='https://pwned.example/x.css'>",
    "<style>body { display: none } @import 'https://pwned.example/pwned.css';</style>",
    "<img src='https://pwned.example/track.png'>",
    '<div style="position:fixed;inset:0;background:url(https://pwned.example/x)">pwned</div>',
    f"</script><script>{RUN}</script>",
    f"</textarea></title></style></pre></div><script>{RUN}</script>",
    f"<!--><script>{RUN}</script>-->",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<template><script>{RUN}</script></template>",
    f"<xmp><script>{RUN}</script></xmp>",
    f"\x00<scr\x00ipt>{RUN}</scr\x00ipt>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"$\\href{{javascript:{RUN}}}{{pwned}}$ $\\unicode{{<script>{RUN}</script>}}$",
    f"$$\\style{{x}}{{<img src=x onerror={RUN}>}}$$",
    f'[pwned](javascript:{RUN}) ![pwned](x"onerror="{RUN}) <javascript:{RUN}>',
    f"[x]: javascript:{RUN}\n[pwned][x]",
    f'```html\n<script>{RUN}</script>\n```\n~~~"onload="{RUN}\n~~~',
]
ALL = "\n\n".join(PAYLOADS)

KINDS = [
    "text/html",
    "text/markdown",
    "text/latex",
    "text/plain",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "application/javascript",
    "application/json",
    "application/pdf",
    "text/x-html",
    "application/vnd.jupyter.widget-view+json",
    "application/vnd.plotly.v1+json",
    "application/vnd.vegalite.v4+json",
    "application/geo+json",
    "text/vnd.mermaid",
    "application/x-nbgrader",
    "video/mp4",
]

CLOSED = f'"><script>{RUN}</script>'
LOADED = f'1" onload="{RUN}" onerror="{RUN}'

SHOWN = f"""
payloads = {PAYLOADS!r}
for kind in {KINDS!r}:
    for payload in payloads[:8]:
        display({{kind: payload, "text/plain": payload}}, raw=True)
        display({{kind: payload}}, raw=True, metadata={{kind: {{"width": {LOADED!r}, "height": payload,
                "isolated": True}}, "isolated": payload, "filenames": {{kind: {LOADED!r}}}}})
display({{"text/html": "\\n".join(payloads), "text/plain": "all"}}, raw=True)
display({{"text/html" + {CLOSED!r}: "x", "text/plain": "key"}}, raw=True)
def double(x):
    return x + x
"""

IMAGES = f"""
import base64
png = base64.b64encode(bytes.fromhex("89504e470d0a1a0a0000000d49484452ffffffffffffffff0806000000")).decode()
for data in (png, png * 10_000, {CLOSED!r}, {LOADED!r}, "", "!!!!", "iVBORw0KGgo="):
    for kind in ("image/png", "image/jpeg", "image/gif", "image/bmp"):
        display({{kind: data}}, raw=True)
        display({{kind: data}}, raw=True, metadata={{kind: {{"width": 10**9, "height": -5, "unconfined": "x"}}}})
def double(x):
    return x + x
"""

SPOKEN = f"""
import sys
payload = {ALL!r}
print(payload)
print(payload, file=sys.stderr)
print("\\x1b[31;1m\\x1b]8;;javascript:{RUN}\\x07pwned\\x1b]8;;\\x07")
print("\\x1b[38;2;1;1;1m<b onclick={RUN}>x\\x1b[0m \\x1b[2J\\r\\x08\\x08")
def double(x):
    return x + x
"""

RAISED = f"""
class Error(Exception):
    pass
Error.__name__ = Error.__qualname__ = "<script>{RUN}</script>"
def double(x):
    raise Error({ALL!r})
def triple(number):
    return {ALL!r}
raise Error({ALL!r})
"""

WIDGET = f"""
import ipywidgets
display(ipywidgets.HTML({ALL!r}))
display(ipywidgets.Label({PAYLOADS[0]!r}))
def double(x):
    return x + x
"""

TITLED = f"""
def double(x):
    '''{PAYLOADS[0]}'''
    return x + x  # {PAYLOADS[1]} {PAYLOADS[4]} </pre></div>{PAYLOADS[1]}
"""

FIGURE = """
import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.set_title("<script>RUN</script>")
axes.text(0, 0, "link", url="javascript:RUN")
from IPython.display import SVG
import io
text = io.StringIO()
figure.savefig(text, format="svg")
display(SVG(text.getvalue()))
plt.close(figure)
def double(x):
    return x + x
""".replace("RUN", RUN)


def outputs_of_the_submission(book, cells):
    outputs = [{"output_type": "display_data", "data": {"text/html": payload}, "metadata": {}} for payload in PAYLOADS]
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = outputs
    marks = dict(cells["double"]["metadata"]["nbgrader"])
    cells["double"]["metadata"] = {
        "nbgrader": marks,
        "collapsed": ALL,
        "jupyter": {"source_hidden": True},
        "tags": PAYLOADS,
    }
    book["metadata"].update(
        title=ALL,
        authors=[{"name": PAYLOADS[0]}],
        language_info={"name": ALL, "pygments_lexer": ALL, "codemirror_mode": ALL, "mimetype": ALL},
        toc={"base": ALL},
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {"x": ALL}}},
    )


def attached(book, cells):
    cells["why"]["source"] = "![x](attachment:x.png) ![y](attachment:y.svg) " + ALL
    svg = "PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIj48L3N2Zz4="
    cells["why"]["attachments"] = {
        "x.png": {"image/png": '"><script>' + RUN + "</script>"},
        "y.svg": {"image/svg+xml": svg},
        '"><script>' + RUN + "</script>.png": {"image/png": "iVBORw0KGgo="},
        "z.html": {"text/html": ALL},
    }


def raw_cells(book, cells):
    for kind in ("text/html", "text/markdown", "text/latex", "text/x-python", "application/javascript"):
        for payload in PAYLOADS[:5]:
            book["cells"].append(
                {
                    "cell_type": "raw",
                    "id": f"raw-{len(book['cells'])}",
                    "metadata": {"format": kind, "raw_mimetype": kind},
                    "source": payload,
                }
            )
    book["cells"].append({"cell_type": "markdown", "id": "end", "metadata": {}, "source": ALL})


def names_of_cells(book, cells):
    marks = {"schema_version": 3, "grade": True, "solution": True, "locked": False, "task": False, "points": 5}
    for payload in PAYLOADS[:12]:
        named = {"cell_type": "markdown", "id": payload, "metadata": {"nbgrader": {**marks, "grade_id": payload}}}
        book["cells"].append({**named, "source": "named"})
    cells["double_check"]["metadata"]["nbgrader"]["grade_id"] = PAYLOADS[0]
    cells["square_check"]["id"] = PAYLOADS[1]


WRITTEN = {"status": (Status.MANUAL, Status.GRADED)}

RECORDS = [
    Record("viewer_shown", "scripts in displays of every kind", {"double": SHOWN}),
    Record("viewer_images", "images that are none, or of 18 exapixels", {"double": IMAGES}),
    Record("viewer_spoken", "scripts in what it prints", {"double": SPOKEN}),
    Record(
        "viewer_raised",
        "scripts in exceptions and answers",
        {"double": RAISED, "triple": ""},
        earns=lost("double", "triple"),
    ),
    Record("viewer_widget", "scripts in widgets", {"double": WIDGET}),
    Record("viewer_source", "scripts in its text", {"double": TITLED}),
    Record("viewer_figure", "scripts in an SVG", {"double": FIGURE}),
    Record("viewer_written", "scripts in the written answer", {"why": ALL}, **WRITTEN),
    Record("viewer_markdown", "scripts in cells of its own", edit=raw_cells),
    Record("viewer_names", "scripts in the names of cells", edit=names_of_cells),
    Record("viewer_attached", "scripts in attachments", edit=attached, **WRITTEN),
    Record("viewer_metadata", "scripts in outputs and metadata that it brings", edit=outputs_of_the_submission),
]
