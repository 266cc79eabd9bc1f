"""CSV files that a spreadsheet opens: points as numbers with a point, and no formula in what students wrote."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

__all__ = ["csv_text", "no_formula"]

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def no_formula(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula.

    As OWASP advises: https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if text.startswith(_BEGINNINGS) else text


def csv_text(rows: Iterable[Sequence[str | float]]) -> str:
    """Rows as CSV with commas, after RFC 4180; texts go through `no_formula`, numbers lose needless digits."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    for row in rows:
        writer.writerow([no_formula(cell) if isinstance(cell, str) else f"{round(cell, 3):g}" for cell in row])
    # Half a surrogate pair in the name of a folder is no text that a file could hold.
    return file.getvalue().encode("utf-8", errors="backslashreplace").decode("utf-8")
