"""Something that no student may read, and how to tell whether a file tells it.

A single common line proves nothing: every function ends with `return total`. So a leak is a run of consecutive
secret lines that says enough together (`weight`), and lines that the exercise shows anyway say nothing.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

__all__ = ["ENOUGH_ELSEWHERE", "ENOUGH_IN_RELEASE", "Leak", "Page", "Secret", "weight"]

# How much a run of lines must say. In a release nothing but the exercise's own words is expected. Elsewhere the
# same thing may be said in the same words by right: a lecture computes an output size too.
ENOUGH_IN_RELEASE = 5
ENOUGH_ELSEWHERE = 6

_WORD = re.compile(r"[^\W\d]\w*|\d[\w.]*|\*\*|//|[-+*/%@]")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_COMMENT = re.compile(r"\s{2,}#.*")
_COMMON = {*keyword.kwlist, *dir(builtins), "np", "pd", "plt", "keras", "self"}


def weight(line: str) -> int:
    """How much a line says: its names, numbers and arithmetic, without keywords, built-ins and the usual aliases.

    >>> weight("return total"), weight("for i in range(len(rows)):"), weight("return (k * k * c + 1) * f")
    (1, 2, 9)
    """
    return sum(word not in _COMMON for word in _WORD.findall(line))


def _plain(line: str) -> str:
    """A line as words and signs with one space between them, without a comment mark or the comment behind code."""
    return " ".join(_TOKEN.findall(_COMMENT.sub("", line.strip().removeprefix("#"))))


class Page:
    """The lines of a file, made ready for many searches.

    Args:
        lines: as they stand in the file; indents, spaces, comments behind code and blank lines do not matter.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        numbered = [(number, plain) for number, line in enumerate(lines, start=1) if (plain := _plain(line))]
        self.numbers = [number for number, _ in numbered]
        self.lines = [plain for _, plain in numbered]
        self._places: dict[str, list[int]] = defaultdict(list)
        for index, line in enumerate(self.lines):
            self._places[line].append(index)
        self._whole = "".join(f" {line} \n" for line in self.lines)

    def places(self, line: str) -> Sequence[int]:
        """Indices of the lines that are this one."""
        return self._places.get(line, ())

    def place_within(self, line: str) -> int | None:
        """Index of the first line that has this one in it, as a sentence quotes a formula."""
        at = self._whole.find(f" {line} ")
        return None if at < 0 else self._whole.count("\n", 0, at)


@dataclass(frozen=True)
class Leak:
    """Where a secret was found.

    Attributes:
        line: line number (from 1) where the run begins.
        lines: the secret lines that were found there.
    """

    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Line:
    plain: str
    said: str
    weight: int


@dataclass(frozen=True)
class Secret:
    """Something that no student may read.

    Attributes:
        kind: what it is.
        name: grade id of its cell.
        where: its file and line.
        lines: its lines, as they stand in the text.
        public: lines that the exercise shows anyway.
    """

    kind: Literal["solution", "model answer", "hidden test"]
    name: str
    where: str
    lines: tuple[str, ...]
    public: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """As a message names it."""
        return f"the {self.kind} `{self.name}` ({self.where})"

    @cached_property
    def _weighed(self) -> list[_Line]:
        public = {_plain(line) for line in self.public}
        lines = [(_plain(line), line.strip()) for line in self.lines]
        return [_Line(plain, said, 0 if plain in public else weight(said)) for plain, said in lines if plain]

    def found_in(self, page: Page, enough: int = ENOUGH_ELSEWHERE) -> Leak | None:
        """Look for the secret in a file.

        Args:
            page: the file.
            enough: how much a run of lines must say to count.

        Returns:
            The run that says most, or None if none says enough. A line that says enough by itself is also found
            in the middle of a sentence.
        """
        best, most = None, enough - 1
        for first, line in enumerate(self._weighed):
            for start in page.places(line.plain):
                run = list(self._run(first, page.lines[start : start + len(self._weighed)]))
                said = sum(each.weight for each in run)
                if said > most:
                    best, most = Leak(page.numbers[start], tuple(each.said for each in run)), said
            if line.weight > most and (quoted := page.place_within(line.plain)) is not None:
                best, most = Leak(page.numbers[quoted], (line.said,)), line.weight
        return best

    def _run(self, first: int, others: Sequence[str]) -> Iterator[_Line]:
        """The lines from `first` on, as long as the others are the same."""
        for line, other in zip(self._weighed[first:], others, strict=False):
            if line.plain != other:
                return
            yield line
