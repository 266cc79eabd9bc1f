"""Datasets from the web, offered and never needed: checked by SHA-256, resumable, whole or not there.

`coursekit fetch` is the way in.
"""

from __future__ import annotations

from coursekit.data.fetching.delivery import check, fetch, is_here
from coursekit.data.fetching.listing import show
from coursekit.data.fetching.manifest import Archive, Extract, File, Manifest, find, known
from coursekit.data.fetching.place import home

__all__ = ["Archive", "Extract", "File", "Manifest", "check", "fetch", "find", "home", "is_here", "known", "show"]
