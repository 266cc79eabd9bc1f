"""A download that is not finished: what is here, of which file, and whether the rest may be added to it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import BinaryIO

from coursekit.files import write_atomically

__all__ = ["Part"]


class Part:
    """A file that grows, and beside it a note of where it comes from.

    Args:
        path: of the file; the note has `.json` added to its name.
        url: what is to be downloaded. What came from another address is thrown away.
    """

    def __init__(self, path: Path, url: str) -> None:
        self.path, self.url = path, url
        self.validator, self.complete = "", False
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            if note["url"] == url and path.is_file():
                self.validator, self.complete = str(note["validator"]), bool(note["complete"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # no note, or half a one: nothing can be added to what is here
        if not self.validator and not self.complete:
            self.discard()

    @property
    def _note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    @property
    def size(self) -> int:
        """How many bytes are here."""
        return self.path.stat().st_size if self.path.exists() else 0

    def begin(self, validator: str, *, anew: bool) -> BinaryIO:
        """Open the file, to add to what is here or to begin anew.

        Args:
            validator: the server's mark of this version of the file (RFC 9110, section 8.8); empty if it has none.
            anew: whether what is here is thrown away.
        """
        self._remember(validator, complete=False)
        return self.path.open("wb" if anew else "ab")

    def digest(self) -> str:
        """SHA-256 of what is here, as 64 hexadecimal digits."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def finish(self) -> None:
        """Note that everything has come."""
        self._remember(self.validator, complete=True)

    def discard(self) -> None:
        """Throw away what is here."""
        self.validator, self.complete = "", False
        self._note.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def set_aside(self) -> Path:
        """Keep what is here under another name, so that it is neither taken for whole nor added to."""
        aside = self.path.with_name("rejected")
        self.path.replace(aside)
        self.discard()
        return aside

    def _remember(self, validator: str, *, complete: bool) -> None:
        note = {"url": self.url, "validator": validator, "complete": complete}
        write_atomically(self._note, json.dumps(note))
        self.validator, self.complete = validator, complete
