"""The report as one HTML page: without script, without the network, for screens, paper and screen readers."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from coursekit.grading.reports.classroom import Classroom, Item
from coursekit.grading.reports.rendering import number, template

__all__ = ["as_html"]

_MOST_BARS = 20


def as_html(classroom: Classroom) -> str:
    """The page; everything of the students' in it is escaped."""
    ran = classroom.ran
    totals = [row.total for row in ran]
    not_isolated = [row.student for row in classroom.rows if not row.isolated]
    return str(
        template("report.html.j2").render(
            room=classroom,
            ran=ran,
            distribution=_headline(totals, classroom.max_points),
            bars=_bars(totals, classroom.max_points),
            hardest=_hardest(classroom),
            doubtful=[item for item in classroom.items if (item.discrimination or 0.0) < 0],
            misunderstood=[item for item in classroom.items if item.said],
            not_isolated=not_isolated,
            isolation=sorted({row.isolation for row in classroom.rows if row.isolation}),
        )
    )


def _headline(totals: list[float], most: float) -> str:
    if not totals:
        return "No submission could be run"
    if len(totals) == 1:
        return f"One submission, with {number(totals[0])} of {number(most)} points"
    return f"Half of the submissions have {number(median(totals))} of {number(most)} points or more"


def _hardest(classroom: Classroom) -> str:
    rated = [item for item in classroom.items if item.difficulty is not None]
    if not rated:
        return "How hard the tasks are is not known yet"
    hardest: Item = min(rated, key=lambda item: item.difficulty or 0.0)
    share = hardest.difficulty or 0.0
    if share >= 1:
        return "Everybody solved everything"
    return f"Hardest: {hardest.task.title}, with {100 * share:.0f} % of its points on average"


@dataclass(frozen=True)
class _Bar:
    """A bar of the histogram: submissions with `low` up to `high` points, the last one `high` included."""

    low: float
    high: float
    count: int
    height: float  # share of the highest bar


def _bars(totals: list[float], most: float) -> list[_Bar]:
    """Bars of equal width, a whole number of points each; extra credit above the maximum counts in the last one."""
    width = max(1, -(-int(most + 0.999999) // _MOST_BARS))
    count = max(1, -(-int(most + 0.999999) // width))
    counts = [0] * count
    for total in totals:
        counts[min(int(total // width), count - 1)] += 1
    highest = max(*counts, 1)
    return [
        _Bar(place * width, (place + 1) * width if place + 1 < count else most, each, each / highest)
        for place, each in enumerate(counts)
    ]
