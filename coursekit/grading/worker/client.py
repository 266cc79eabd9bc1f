"""nbclient's client with bounds: a kernel may send what it likes, and the worker takes only so much of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_client.session import json_unpacker
from nbclient import NotebookClient
from nbformat import NotebookNode

__all__ = ["MOST_OUTPUT", "MOST_OUTPUTS", "BoundedClient", "unpacked"]

MOST_OUTPUT = 2 * 2**20
"""Characters of output that are kept of one cell; what comes after that is dropped."""

MOST_OUTPUTS = 1000
"""Outputs that are kept of one cell."""

# In one message; brackets and commas in its texts are counted too. Millions of values keep the worker busy for minutes.
_MOST_CONTAINERS = 1_000_000
_MOST_VALUES = 5_000_000


class BoundedClient(NotebookClient):
    """nbclient's client, which keeps only so much output, and notes whether the kernel has become idle."""

    kept: int = 0
    dropped: int = 0
    idle: bool = True
    timed_out: bool = False

    def begin(self) -> None:
        """A new cell."""
        self.kept = self.dropped = 0
        self.idle = self.timed_out = False

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """As nbclient does it, within the bounds."""
        kind, content = msg["msg_type"], msg["content"]
        if kind == "status":
            self.idle = content.get("execution_state") == "idle"
        elif kind.startswith("comm_"):
            return None  # widgets: nothing of them is shown, and their state would grow without end
        elif kind in {"stream", "display_data", "execute_result", "error", "update_display_data"}:
            self.kept += _size(content)
            if self.kept > MOST_OUTPUT:
                self.dropped += 1
                return None
            if kind == "stream" and cell.outputs and _continues(cell.outputs[-1], content):
                cell.outputs[-1].text += content["text"]
                return None
            if len(cell.outputs) >= MOST_OUTPUTS:
                self.dropped += 1
                return None
        shown: NotebookNode | None = super().process_message(msg, cell, cell_index)
        return shown

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> dict[str, Any] | None:
        self.timed_out = True
        reply: dict[str, Any] | None = await super()._async_handle_timeout(timeout, cell)
        return reply


def unpacked(data: bytes) -> Any:
    """A part of a message, if it holds no more values than a person's notebook could show.

    Raises:
        ValueError: if it does, or is no JSON.
    """
    if data.count(b"[") + data.count(b"{") > _MOST_CONTAINERS or data.count(b",") > _MOST_VALUES:
        raise ValueError("a message of millions of values")
    return json_unpacker(data)


def _size(content: Mapping[str, Any]) -> int:
    """About how many characters a message's content has."""
    data = content.get("data", {})
    parts = [content.get("text", ""), content.get("evalue", ""), *content.get("traceback", [])]
    parts += data.values() if isinstance(data, dict) else []
    return sum(len(part) if isinstance(part, str) else len(repr(part)) for part in parts)


def _continues(output: NotebookNode, content: Mapping[str, Any]) -> bool:
    """Whether a message's text belongs to the same stream as the last output."""
    return output.get("output_type") == "stream" and output.get("name") == content.get("name")
