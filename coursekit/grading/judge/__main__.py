"""`python -m coursekit.grading.judge CONTROL_FD STUDENT_FD`: see `process.main`."""

from __future__ import annotations

import sys

from coursekit.grading.judge.process import main

if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
