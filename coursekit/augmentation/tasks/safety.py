"""The open task on transforms that keep the label."""

from __future__ import annotations

from typing import Any

from coursekit.augmentation.tasks.effects import effect, offered, safe
from coursekit.checks import Condition, Task

__all__ = ["safe_transforms"]


def _is_list_of_names(chosen: Any) -> bool:
    return type(chosen) in (list, tuple, set) and all(type(name) is str for name in chosen)


def _unknown(chosen: Any, dataset: str) -> list[str]:
    return sorted(name for name in set(chosen) if name not in offered(dataset))


def _unsafe(chosen: Any, dataset: str) -> list[str]:
    return [name for name in offered(dataset) if name in chosen and effect(dataset, name)]


def _of_unsafe(chosen: Any, dataset: str) -> str:
    name, *others = _unsafe(chosen, dataset)
    more = f" ({len(others)} more of your transforms are not safe here.)" if others else ""
    if len(others) == 1:
        more = " (One more of your transforms is not safe here.)"
    return f"“{name}” does not keep every label of the {dataset}. {effect(dataset, name)}{more}"


def _of_missing(chosen: Any) -> str:
    begin = "What you chose keeps every label, but more would." if chosen else "You choose none, but some are safe."
    return (
        f"{begin} Go through those that you left out: for each, name the class that becomes another "
        "one, or none. If you find no such class, you give away free pictures."
    )


safe_transforms = Task(
    "safe_transforms",
    cases=[("digits",)],
    arguments=("dataset",),
    conditions=[
        Condition(
            "no list of names",
            lambda chosen, dataset: _is_list_of_names(chosen),
            "Return a list of names, such as those in `candidates[{dataset!r}]`.",
        ),
        Condition(
            "a name that is not on offer",
            lambda chosen, dataset: not _unknown(chosen, dataset),
            lambda chosen, dataset: (
                f"“{_unknown(chosen, dataset)[0]}” is not among the transforms on offer for the {dataset}: see "
                "`candidates`."
            ),
        ),
        Condition("a transform that is not safe", lambda chosen, dataset: not _unsafe(chosen, dataset), _of_unsafe),
        Condition(
            "a safe transform left out",
            lambda chosen, dataset: set(chosen) >= set(safe(dataset)),
            lambda chosen, dataset: _of_missing(chosen),
        ),
    ],
    instead="Decide yourself, by what each class means: that is the task.",
)
