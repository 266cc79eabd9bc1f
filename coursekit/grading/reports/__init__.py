"""What grading came to, for people: `coursekit report` for whoever teaches, and the parts that feedback is made of.

- `tasks`: which tests and answers belong together, from the master.
- `scores`: the points of a class, cell by cell, as the gradebook has them.
- `statistics`, `messages`: what the class found hard, and what it misunderstood.
- `classroom`: all of it for one exercise; `terminal`, `table`, `page` show it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit import lazy

if TYPE_CHECKING:
    from coursekit.grading.reports.command import report

__all__ = ["report"]

# Loaded when first used: nbgrader takes about a second to import.
__getattr__ = lazy.attach(__name__, {"report": "command"})
