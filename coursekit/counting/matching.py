"""Points that were found against points that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.counting.distances import by_class

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Matched", "match"]

_ANY = "animals"


@dataclass(frozen=True, eq=False, repr=False)
class Matched:
    """Which found point is which true one.

    Attributes:
        pairs: a row for each pair: `found` and `truth` (their labels in the tables' indices), `found_class`,
            `true_class`, `distance` in pixels.
        false_alarms: labels of the found points without a true one.
        missed: labels of the true points that were not found.
        table: a row for each class, the total last: `truth` and `found` (how many), `matched`, `precision` (matched of
            found), `recall` (matched of true), `f1`, `count_error` (found less true) and `relative_error` (its share of
            the true ones). NaN where there is nothing to divide by. The total counts all animals together: too many of
            one class make up for too few of another in its `count_error`.
    """

    pairs: pd.DataFrame
    false_alarms: list[Any]
    missed: list[Any]
    table: pd.DataFrame

    def __repr__(self) -> str:
        total = self.table.loc["total"]
        return (
            f"<{total['matched']:.0f} matched of {total['truth']:.0f} true and {total['found']:.0f} found: "
            f"precision {total['precision']:.3f}, recall {total['recall']:.3f}, F1 {total['f1']:.3f}>"
        )


def match(
    found: pd.DataFrame,
    truth: pd.DataFrame,
    distance: float | Mapping[str, float],
    *,
    classes: Sequence[str] | None = None,
    by_name: bool = True,
) -> Matched:
    """Pair found points with true ones, one to one: as many pairs as possible, and of those the nearest together.

    Pairs may be up to `distance` apart. The Hungarian method (H. W. Kuhn, Naval Research Logistics Quarterly 2, 1955;
    SciPy's `linear_sum_assignment`) finds the pairs with the smallest sum of distances among all ways to make as many
    as possible. Taking the nearest pair first would leave animals over in a crowd.

    Args:
        found: columns `class_name`, `row`, `col`, as from `detect`; of one scene.
        truth: the same columns, as a scene's `annotations`.
        distance: in pixels, how far a pair may be apart: one for all, or one for each class.
        classes: the names in the order of the table; by default those that occur, in alphabetical order.
        by_name: whether only points of the same class may be a pair. False matches whatever is an animal, so that
            `pairs` tells which classes are taken for which: give it to `evaluation.confusion`. The table has a single
            class "animals" then, and `distance` is one number.

    Raises:
        ValueError: if a column is missing, a place is no number, a name is none of `classes`, or a distance makes no
            sense.
        TypeError: if a table is none.
    """
    import pandas as pd  # noqa: PLC0415 (`import coursekit.counting` stays light)

    tables = {"found": found, "truth": truth}
    places = {what: _places(table, what) for what, table in tables.items()}
    names = {what: table["class_name"].astype(str).to_numpy() for what, table in tables.items()}
    if by_name:
        order = sorted({*names["found"], *names["truth"]}) if classes is None else [str(name) for name in classes]
        strangers = sorted({*names["found"], *names["truth"]} - set(order))
        if strangers:
            raise ValueError(f"There are points of {', '.join(strangers)}, and classes has {', '.join(order)}.")
        groups = names
    else:
        order, groups = [_ANY], {what: np.full(len(each), _ANY) for what, each in names.items()}
    limits = by_class(distance, order, "distance")

    pairs: list[tuple[int, int, float]] = []
    rows: dict[str, tuple[int, int, int]] = {}
    for name in order:
        these, those = (np.flatnonzero(groups[what] == name) for what in ("found", "truth"))
        made = _assigned(places["found"][these], places["truth"][those], limits[name])
        pairs += [(int(these[i]), int(those[j]), apart) for i, j, apart in made]
        rows[name] = (len(those), len(these), len(made))
    pairs.sort()
    left = set(range(len(found))) - {i for i, _, _ in pairs}
    missed = set(range(len(truth))) - {j for _, j, _ in pairs}
    return Matched(
        pairs=pd.DataFrame(
            {
                "found": [found.index[i] for i, _, _ in pairs],
                "truth": [truth.index[j] for _, j, _ in pairs],
                "found_class": [names["found"][i] for i, _, _ in pairs],
                "true_class": [names["truth"][j] for _, j, _ in pairs],
                "distance": np.array([apart for _, _, apart in pairs], dtype=np.float64),
            }
        ),
        false_alarms=[found.index[i] for i in sorted(left)],
        missed=[truth.index[j] for j in sorted(missed)],
        table=_table(rows),
    )


def _assigned(
    found: npt.NDArray[np.float64], truth: npt.NDArray[np.float64], limit: float
) -> list[tuple[int, int, float]]:
    """The pairs of one class: place in `found`, place in `truth`, distance."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 (as above)
    from scipy.sparse import csr_array  # noqa: PLC0415 (as above)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 (as above)
    from scipy.spatial import KDTree  # noqa: PLC0415 (as above)

    if not len(found) or not len(truth):
        return []
    near = KDTree(found).query_ball_tree(KDTree(truth), limit)
    edges = np.array([(i, j) for i, each in enumerate(near) for j in each], dtype=np.int64).reshape(-1, 2)
    # Points that no chain of possible pairs links cannot get in each other's way: many small problems instead of one
    # whose matrix would hold every pair in the scene.
    size = len(found) + len(truth)
    links = csr_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1] + len(found))), shape=(size, size))
    _, group = connected_components(links, directed=False)
    made = []
    for number in np.unique(group[edges[:, 0]]):
        these = np.flatnonzero(group[: len(found)] == number)
        those = np.flatnonzero(group[len(found) :] == number)
        apart = np.hypot(*np.moveaxis(found[these][:, None] - truth[those][None], -1, 0))
        # Dearer than all allowed pairs together: one pair more is always worth it.
        forbidden = limit * (min(apart.shape) + 1)
        cost = np.where(apart <= limit, apart, forbidden)
        made += [
            (int(these[i]), int(those[j]), float(apart[i, j]))
            for i, j in zip(*linear_sum_assignment(cost), strict=True)
            if apart[i, j] <= limit
        ]
    return made


def _table(rows: Mapping[str, tuple[int, int, int]]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 (as above)

    counts = np.array([*rows.values()], dtype=np.int64).reshape(-1, 3)
    truth, found, matched = np.vstack([counts, counts.sum(axis=0)]).T
    with np.errstate(invalid="ignore", divide="ignore"):  # 0 of 0 is NaN, and said to be
        columns = {
            "truth": truth,
            "found": found,
            "matched": matched,
            "precision": matched / found,
            "recall": matched / truth,
            "f1": 2 * matched / (found + truth),
            "count_error": found - truth,
            "relative_error": np.where(truth > 0, (found - truth) / truth, np.nan),
        }
    return pd.DataFrame(columns, index=pd.Index([*rows, "total"], name="class"))


def _places(table: Any, what: str) -> npt.NDArray[np.float64]:
    import pandas as pd  # noqa: PLC0415 (as above)

    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"{what} must be a pandas DataFrame, not {type(table).__name__}.")
    missing = [name for name in ("class_name", "row", "col") if name not in table]
    if missing:
        raise ValueError(f"{what} lacks the columns {', '.join(missing)}; it has {', '.join(map(str, table.columns))}.")
    places = table[["row", "col"]].to_numpy(dtype=np.float64)
    if not np.isfinite(places).all():
        raise ValueError(f"{what} has places that are no numbers.")
    return places
