"""What all benchmarks share: their command line, the machine they ran on, and how results are written down."""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["RESULTS", "machine", "options", "parsed", "write"]

RESULTS = Path(__file__).parent / "results"


def options(doc: str | None) -> argparse.ArgumentParser:
    """A command line with `--quick` and `--to`; `parsed` reads it."""
    parser = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="as little as possible, for a test of the script itself")
    parser.add_argument("--to", type=Path, default=RESULTS, metavar="DIR", help="where the results go")
    return parser


def parsed(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> argparse.Namespace:
    """The options; `--quick` needs a `--to` of its own, so that it never overwrites results."""
    chosen = parser.parse_args(arguments)
    if chosen.quick and chosen.to == RESULTS:
        parser.error("--quick measures nothing of use: give it another place for its results with --to DIR")
    return chosen


def machine(packages: Sequence[str]) -> dict[str, object]:
    """What it was measured on, with the versions of those packages that are installed."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    versions = {"python": platform.python_version()}
    for package in packages:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": versions,
    }


def write(
    name: str,
    rows: Sequence[dict[str, object]],
    about: dict[str, object],
    chosen: argparse.Namespace,
    script: str | None = None,
) -> None:
    """Rows as NAME.csv and circumstances as NAME.json, each complete or not at all; `script` if not NAME.py."""
    folder: Path = chosen.to
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}.part"
    with part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    part.replace(folder / f"{name}.csv")
    made = {
        "made_by": f"python benchmarks/{script or name}.py" + (" --quick" if chosen.quick else ""),
        "date": datetime.now(UTC).date().isoformat(),
        **about,
    }
    part.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(folder / f"{name}.json")
