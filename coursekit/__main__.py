"""`python -m coursekit` is `coursekit`, for where the scripts of `.venv` are not on the path."""

from coursekit.cli import main

main()
