"""The course as files: built from text, bundled for students, checked, handed in and brought up to date.

Each job is a module of its own (`build`, `bundle`, `check`, `submit`, `update`, `doctor`); import the one you need.
They are not imported here: some of them load Jupyter, which takes seconds.
"""

from __future__ import annotations

__all__: list[str] = []
