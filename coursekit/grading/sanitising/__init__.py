"""Make what a student wrote or printed safe to look at, for every program that shows a notebook.

nbgrader's formgrader and feedback let HTML in Markdown and in outputs through as it is, in the instructor's own
session. So what is stored in `autograded/` has to be safe by itself:

    notes = make_inert(notebook)     # a rebuilt notebook that was run; changed in place

- Outputs are built anew from what is known to be harmless: text with colours, tables, pictures within limits.
- A text in Markdown stays to the letter if it renders to harmless HTML; otherwise its source is shown as it is typed.
- Whatever is too long is cut, with a plain remark in its place.
"""

from coursekit.grading.sanitising.inert import make_inert
from coursekit.grading.sanitising.limits import DisplayLimits

__all__ = ["DisplayLimits", "make_inert"]
