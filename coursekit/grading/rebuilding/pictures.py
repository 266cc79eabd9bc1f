"""Pictures that a student put into a Markdown cell (attachments): kept where they are harmless."""

from __future__ import annotations

import base64
import binascii
import io
import warnings
from collections.abc import Mapping
from typing import Any

from PIL import Image

from coursekit.grading.rebuilding.submitted import Limits
from coursekit.grading.results import one_line

__all__ = ["Pictures"]

# SVG is not among them: it can hold scripts and fetch from the network, and a drawing can be handed in as PNG.
_DECODERS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF"}
_LONGEST_NAME = 200


class Pictures:
    """Takes the pictures of one submission, cell by cell, until there are too many.

    Args:
        limits: how many, and how large.

    Attributes:
        notes: what was left out and why, in words for the instructor.
    """

    def __init__(self, limits: Limits) -> None:
        self.notes: list[str] = []
        self._limits = limits
        self._left = limits.pictures
        self._looks = 4 * limits.pictures  # at attachments, pictures or not

    def take(self, attachments: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        """The pictures among a cell's attachments: by name, then by type, in base64."""
        kept: dict[str, dict[str, str]] = {}
        for name, bundle in attachments.items():
            if len(name) > _LONGEST_NAME or not name.isprintable() or not isinstance(bundle, dict):
                self.notes.append("an attachment that is no picture was left out")
                continue
            for kind, data in bundle.items():
                if self._left <= 0 or self._looks <= 0:
                    self.notes.append("there are too many pictures: the rest was left out")
                    return kept
                self._looks -= 1
                problem = self._problem(kind, data)
                if problem:
                    self.notes.append(f"the attachment {one_line(name, 60)} was left out: {problem}")
                else:
                    kept.setdefault(name, {})[kind] = data if isinstance(data, str) else "".join(data)
                    self._left -= 1
        return kept

    def _problem(self, kind: str, data: object) -> str:
        """Why a picture is not kept; empty if it is."""
        if kind not in _DECODERS:
            return "only PNG, JPEG and GIF are kept"
        if isinstance(data, list) and all(isinstance(line, str) for line in data):
            data = "".join(data)
        if not isinstance(data, str):
            return "it is no picture"
        if len(data) * 3 // 4 > self._limits.picture_bytes * 1.1:  # base64 may be broken into lines
            return f"it has more than {self._limits.picture_bytes // 1_000_000} MB"
        try:
            content = base64.b64decode("".join(data.split()), validate=True)
        except (ValueError, binascii.Error):
            return "it is damaged"
        return self._look(content, _DECODERS[kind])

    def _look(self, content: bytes, decoder: str) -> str:
        """Read the header: what is called a PNG must be one, and a few bytes must not unfold into gigabytes."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                with Image.open(io.BytesIO(content), formats=[decoder]) as picture:
                    width, height = picture.size
        except Exception as error:  # a decoder can fail in any way on bytes from outside
            return f"it is no {decoder} picture ({type(error).__name__})"
        return "it has too many pixels" if width * height > self._limits.picture_pixels else ""
