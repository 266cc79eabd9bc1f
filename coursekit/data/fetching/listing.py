"""What datasets there are, and which of them are here."""

from __future__ import annotations

from pathlib import Path

from coursekit.console import console
from coursekit.data.fetching.delivery import is_here
from coursekit.data.fetching.manifest import find, known
from coursekit.data.fetching.progress import megabytes

__all__ = ["show"]


def show(home: Path) -> None:
    """Print a paragraph for each dataset: whether it is here, its size, its source and its licence."""
    for name in known():
        described = find(name)
        folder = home / name
        here = f"here, in {folder}" if is_here(described, home) else "not whole" if folder.exists() else "not here"
        lines = (
            f"{name}: {here}",
            f"  {described.title}",
            f"  {len(described.files):,} files, {megabytes(described.size)}",
            f"  source:  {described.homepage}",
            f"  licence: {described.licence}",
        )
        console.print("\n".join(lines), soft_wrap=True)
    console.print(f"`coursekit fetch NAME` gets one into {home}; --to DIR puts it elsewhere.", soft_wrap=True)
