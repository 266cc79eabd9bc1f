"""Bring a student's exercise up to a new release without losing a line of what the student wrote.

Three notebooks meet: what was handed out (known by its cells' checksums), what the student made of it, and
the new release. The new release gives the order and every cell that is not the student's. Into it go

- the answers, found by `grade_id`, where they were changed;
- the cells the student added, each after the cell it followed;
- as Markdown that runs nothing and says what it is: changed texts and checks, answers to tasks that are
  gone, and the new starting text of a task that was answered already.

Outputs are kept where the text is the student's: a picture may have taken minutes to train. All other outputs
are dropped, because the checks and the package that made them have changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from coursekit.course.manifest import ReleasedCell, record, records

__all__ = ["Merged", "merge"]


@dataclass
class Merged:
    """A merged exercise.

    Args:
        notebook: the result.
        answers: how many answers were carried over.
        notes: what the student should look at.
    """

    notebook: NotebookNode
    answers: int = 0
    notes: list[str] = field(default_factory=list)


def merge(theirs: NotebookNode, new: NotebookNode, old: Sequence[ReleasedCell], version: str) -> Merged:
    """Merge a student's notebook into a new release of it; none of the arguments is changed.

    Args:
        theirs: the student's notebook.
        new: the notebook of the new release.
        old: the cells that the student was given; empty if that is not known, then what differs counts as changed.
        version: of the release that the student has, for the notes in the notebook.
    """
    return _Merge(theirs, new, old or records(new), version).run()


class _Merge:
    def __init__(self, theirs: NotebookNode, new: NotebookNode, old: Sequence[ReleasedCell], version: str) -> None:
        self.theirs: NotebookNode = nbformat.from_dict(theirs)
        self.new: NotebookNode = nbformat.from_dict(new)
        self.version = version
        self.old: Mapping[str, ReleasedCell] = {cell.key: cell for cell in old}
        self.targets: dict[str, NotebookNode] = {record(cell).key: cell for cell in self.new.cells}
        self.after: dict[str | None, list[NotebookNode]] = {key: [] for key in (None, *self.targets)}
        self.orphans: list[NotebookNode] = []
        self.result = Merged(self.new)

    def run(self) -> Merged:
        place: str | None = None  # the last cell of the new release that the student's cells have passed
        for cell, key in zip(self.theirs.cells, self._matches(), strict=True):
            if key is None:
                self._keep_added(cell, place)
                continue
            place = key if key in self.targets else place
            # An answer that was wiped out is no answer: the starting text comes back.
            if record(cell).sha256 != self.old[key].sha256 and cell.source.strip():
                self._keep_changed(cell, key, place)
        if self.orphans:
            title = f"## Kept from version {self.version}\n\nWhat you wrote for tasks that this release no longer has."
            self.orphans.insert(0, _markdown(title))
        cells = list(self.after[None])
        for cell in list(self.new.cells):
            cells += [cell, *self.after[record(cell).key]]
        self.new.cells = [*cells, *self.orphans]
        self._make_ids_unique()
        return self.result

    def _matches(self) -> list[str | None]:
        """For each of the student's cells the key of the cell that was handed out, or None if it is their own."""
        cells = self.theirs.cells
        found: list[str | None] = [None] * len(cells)
        free = dict(self.old)

        def take(index: int, key: str) -> None:
            found[index] = key
            del free[key]

        # From the surest sign to the weakest: nbgrader's name in the cell with the original id (a copy of a cell
        # keeps the name but not the id), the name alone, the id alone, and the unchanged text, which is what
        # remains where another program has dropped names and ids.
        mine = [record(cell) for cell in cells]
        signs: tuple[Callable[[ReleasedCell, ReleasedCell], bool], ...] = (
            lambda cell, given: cell.key == given.key and cell.id == given.id,
            lambda cell, given: cell.key == given.key,
            lambda cell, given: cell.id == given.id,
            lambda cell, given: cell.sha256 == given.sha256,
        )
        for same in signs:
            for index, cell in enumerate(mine):
                key = next((key for key, given in free.items() if found[index] is None and same(cell, given)), None)
                if key is not None:
                    take(index, key)
        return found

    def _keep_added(self, cell: NotebookNode, place: str | None) -> None:
        """A cell that the student added, or a copy of one of ours: as it is, but nbgrader no longer knows it."""
        cell.metadata.pop("nbgrader", None)
        self.after[place].append(cell)

    def _keep_changed(self, cell: NotebookNode, key: str, place: str | None) -> None:
        old, target = self.old[key], self.targets.get(key)
        here = self.after[place]
        if target is None:
            if old.is_answer:
                self._note(f"The task {key!r} is gone. Your answer stands at the end.")
                self.orphans += _inert(cell, f"Your answer to the former task `{key}`:")
            else:
                here += _inert(cell, f"This is a cell that you changed; version {self.version} was the last with it:")
            return
        new = record(target)
        if new.sha256 == record(cell).sha256:
            return
        if old.is_answer and new.is_answer and cell.cell_type == target.cell_type:
            begun = nbformat.from_dict(target)
            _carry(cell, target)
            self.result.answers += 1
            if new.sha256 != old.sha256:
                self._note(f"The task {key!r} starts differently now. Compare your answer with the text below it.")
                self.after[key] += _inert(begun, f"The new starting text of the task `{key}`; yours is kept above:")
        elif old.is_answer:
            self._note(f"The task {key!r} is of another kind now. What you wrote stands below it.")
            here += _inert(cell, f"Your answer to the task `{key}` of version {self.version}:")
        else:
            self._note(
                f"You changed the cell {key.lstrip('#')!r}, which is ours. Your version stands below the new one."
            )
            here += _inert(cell, f"Your version of the cell above, from version {self.version}:")

    def _note(self, note: str) -> None:
        self.result.notes.append(note)

    def _make_ids_unique(self) -> None:
        """Ids of the release stay; what has none yet, or the same one, gets one that depends on its place only."""
        ours = {id(cell) for cell in self.targets.values()}
        taken = {cell.id for cell in self.targets.values()}
        count = 0
        for cell in self.new.cells:
            if id(cell) in ours:
                continue
            while cell.get("id", "") in {"", *taken}:
                count += 1
                cell.id = f"kept-{count}"
            taken.add(cell.id)


def _carry(answer: NotebookNode, target: NotebookNode) -> None:
    """Put a student's text, pictures and outputs into the cell of the new release."""
    target.source = answer.source
    for part in ("outputs", "execution_count"):
        if part in answer:
            target[part] = answer[part]
    if answer.get("attachments"):
        target.attachments = {**target.get("attachments", {}), **answer.attachments}


def _inert(cell: NotebookNode, title: str) -> Iterable[NotebookNode]:
    """A cell's text as Markdown below a title: code in a fence, so that it does not run."""
    source = cell.source
    if cell.cell_type != "markdown":
        ticks = max((len(run) for run in re.findall(r"`{3,}", source)), default=2) + 1
        source = f"{'`' * ticks}python\n{source}\n{'`' * ticks}"
    kept = _markdown(f"**{title}**\n\n{source}")
    if cell.get("attachments"):
        kept.attachments = cell.attachments
    return [kept]


def _markdown(source: str) -> NotebookNode:
    """A cell that gets its id when all are in their places."""
    return NotebookNode(cell_type="markdown", id="", metadata=NotebookNode(), source=source)
