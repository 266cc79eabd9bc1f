"""The course's figures: one style for all of them, and alt text on every one.

A figure function is decorated with `@styled`, makes its `Figure` by `figure(...)`, says in words what it shows by
`described(...)` and returns it, without touching pyplot or anyone's settings; `show(figure)` puts it into a notebook.
The words are made where the picture is made: a lesson's cell does not give away what it is about to show.

The colours can be told apart with every common colour blindness, and differ in lightness, so that they can be told
apart in grey as well.
"""

from __future__ import annotations

import base64
import functools
import html
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "BLUE",
    "GREY",
    "INK",
    "ORANGE",
    "PALE",
    "SKY",
    "VERMILION",
    "WIDTH",
    "described",
    "figure",
    "mime_bundle",
    "png",
    "sheet",
    "show",
    "styled",
]

# From the palette of M. Okabe and K. Ito, "Color Universal Design", 2008.
BLUE = "#0072B2"
ORANGE = "#E69F00"
VERMILION = "#D55E00"
SKY = "#56B4E9"
INK = "#222222"
GREY = "#777777"
PALE = "#EEEEEE"

_STYLE: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": 11,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "figure.facecolor": "white",
    "font.family": ["DejaVu Sans"],  # ships with Matplotlib: the same picture on every machine
    "font.size": 11,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "text.color": INK,
    "xtick.color": INK,
    "xtick.labelsize": 10,
    "ytick.color": INK,
    "ytick.labelsize": 10,
}
_DPI = 100
# What `figure` keeps off the border on each side, in inches.
_ACROSS, _DOWN = 0.12, 0.08

WIDTH = 9 - 2 * _ACROSS
"""Of a sheet as wide as a notebook, in inches."""

P = ParamSpec("P")


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Let a figure function draw in the course's style (Matplotlib reads settings whenever a text or line is made)."""

    @functools.wraps(draw)
    def in_style(*args: P.args, **keywords: P.kwargs) -> Figure:
        from matplotlib import rc_context  # noqa: PLC0415 (half a second to import: only when something is drawn)

        with rc_context(_STYLE):
            return draw(*args, **keywords)

    return in_style


def figure(width: float, height: float, rows: int = 1, columns: int = 1, **subplots: Any) -> tuple[Figure, Any]:
    """A figure and its axes; call it inside a function that is `styled`.

    Args:
        width: in inches; a notebook is about 9 wide.
        height: in inches.
        rows: rows of axes.
        columns: columns of axes.
        **subplots: what else Matplotlib's `Figure.subplots` takes, such as `width_ratios`.

    Returns:
        The figure, and what `Figure.subplots` returns: one axes, or an array of them.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 (see `styled`)
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415 (see `styled`)

    layout = ConstrainedLayoutEngine(w_pad=_ACROSS, h_pad=_DOWN)
    drawn = Figure(figsize=(width, height), dpi=_DPI, layout=layout)
    return drawn, drawn.subplots(rows, columns, **subplots)


def sheet(height: float) -> tuple[Figure, Any]:
    """A figure to draw on by inches: axes without lines, x from the left to `WIDTH`, y from the top to `height`."""
    drawn, plot = figure(WIDTH + 2 * _ACROSS, height + 2 * _DOWN)
    plot.set_xlim(0, WIDTH)
    plot.set_ylim(height, 0)
    plot.set_aspect("equal")
    plot.axis("off")
    return drawn, plot


def png(figure: Figure) -> bytes:
    """The figure as a PNG with 256 colours: a fifth of the size, the same to the eye."""
    from matplotlib import rc_context  # noqa: PLC0415 (see `styled`)
    from PIL import Image  # noqa: PLC0415 (not needed until something is drawn)

    with rc_context(_STYLE):
        full = io.BytesIO()
        # Twice the resolution of the page, for sharp letters on today's screens and in print.
        figure.savefig(full, format="png", dpi=2 * _DPI)
    small = io.BytesIO()
    Image.open(full).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(small, format="png", optimize=True)
    return small.getvalue()


def described(figure: Figure, alt: str) -> Figure:
    """The figure, with its alt text, which `show` finds as the figure's label.

    Args:
        figure: what was drawn.
        alt: what a reader who does not see the picture has to know from it, numbers included.
    """
    figure.set_label(alt)
    return figure


def show(figure: Figure, alt: str | None = None) -> None:
    """Put a figure into the notebook, with its content told in words.

    The output holds an HTML image with the alt text (JupyterLab, GitHub, web pages), the plain PNG (PDF and
    print), and the alt text alone (a terminal, a diff).

    Args:
        figure: what to show.
        alt: what a reader who does not see the picture has to know from it; what the figure's function has
            `described` if it is left out.

    Raises:
        ValueError: if there is no alt text.
    """
    from IPython.display import display  # noqa: PLC0415 (there only where a notebook is)

    data, metadata = mime_bundle(figure, alt)
    # IPython publishes no types.
    display(data, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]


def mime_bundle(figure: Figure, alt: str | None = None) -> tuple[dict[str, str], dict[str, Any]]:
    """A figure as `show` puts it into a notebook: what to show by MIME type, and metadata; arguments as there.

    Raises:
        ValueError: if there is no alt text.
    """
    alt = str(figure.get_label()) if alt is None else alt
    if not alt.strip():
        raise ValueError("A figure needs alt text: say in a sentence or two what there is to see.")
    encoded = base64.b64encode(png(figure)).decode("ascii")
    width = round(figure.get_figwidth() * _DPI)
    tag = (
        f'<img alt="{html.escape(alt)}" width="{width}" style="max-width: 100%; height: auto; background: white" '
        f'src="data:image/png;base64,{encoded}">'
    )
    return {"text/html": tag, "image/png": encoded, "text/plain": alt}, {"image/png": {"width": width, "alt": alt}}
