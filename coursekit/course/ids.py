"""Cell ids that stay the same from build to build and say where in the notebook a cell stands.

A random id makes every build a diff; a running number renumbers everything below an inserted cell. Here a
graded cell keeps its `grade_id`; any other cell is named after the nearest heading above it and its place
below that heading, so that an insertion renumbers at most the rest of one section.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

__all__ = ["assign", "headings", "slug"]

_HEADING = re.compile(r" {0,3}#{1,6}\s+(?P<title>.+?)\s*#*\s*$")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_LONGEST_SLUG = 40  # an id may have 64 characters; the rest is for `--2` and `_12`


def slug(heading: str) -> str:
    """A heading as lower-case words joined by single hyphens: `Counting, by hand!` gives `counting-by-hand`."""
    plain = unicodedata.normalize("NFKD", heading.casefold().replace("×", "x"))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    while len(words) > 1 and len("-".join(words)) > _LONGEST_SLUG:
        words.pop()
    return "-".join(words)[:_LONGEST_SLUG] or "section"


def headings(markdown: str) -> list[str]:
    """The titles of the `#` headings in a Markdown cell, code fences left out."""
    found: list[str] = []
    fenced = False
    for line in markdown.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (heading := _HEADING.match(line)):
            found.append(heading["title"])
    return found


def assign(cells: Iterable[tuple[str, str, str]]) -> list[str]:
    """Give each cell its id.

    Args:
        cells: per cell its type (`code` or `markdown`), its source, and its grade id or an empty string.

    Returns:
        Ids of 1 to 64 characters out of letters, digits, hyphen and underscore, all different as long as the
        grade ids are. Two equal headings give `summary` and `summary--2`; the third cell below the first of
        them is `summary_3`. A slug holds neither `--` nor `_`, so that no two of these meet by accident.
    """
    listed = list(cells)
    taken = {grade_id for _, _, grade_id in listed if grade_id}
    times: Counter[str] = Counter()
    section, index = "start", 0
    ids: list[str] = []
    for kind, source, grade_id in listed:
        sections = []
        for title in headings(source) if kind == "markdown" else ():
            base = slug(title)
            times[base] += 1
            sections.append(base if times[base] == 1 else f"{base}--{times[base]}")
        if grade_id:
            ids.append(grade_id)
        elif sections:
            ids.append(_free(sections[0], taken))
        else:
            index += 1
            ids.append(_free(f"{section}_{index}", taken))
        if sections:
            section, index = sections[-1], 0
    return ids


def _free(wanted: str, taken: set[str]) -> str:
    """`wanted`, or with a suffix if a grade id already uses it; the result counts as taken."""
    candidate, number = wanted, 2
    while candidate in taken:
        candidate = f"{wanted}--{number}"
        number += 1
    taken.add(candidate)
    return candidate
