"""What can go wrong between the judge and the student's process, and whose fault each of it is."""

from __future__ import annotations

__all__ = ["Closed", "DecodingError", "EncodingError", "PeerError", "ProtocolError", "RemoteFailure", "TimedOut"]


class PeerError(Exception):
    """The other process did not do what was agreed; the text is a sentence on what it did."""


class TimedOut(PeerError):
    """No complete answer came in time."""


class Closed(PeerError):
    """The connection is gone: the other process has ended or has closed it."""


class ProtocolError(PeerError):
    """What came is no answer to what was asked, or larger than allowed."""


class DecodingError(ProtocolError):
    """Bytes that `codec.decode` does not take; it raises nothing else."""


class EncodingError(TypeError):
    """A value that cannot be sent: of a type that is not supported, or too large. The text says which."""


class RemoteFailure(Exception):
    """An exception that code of the other process raised, so the fault of that code.

    Where the class of the exception is one of Python's own, the instance is of that class as well, so that a test's
    `except ValueError` works: see `remote.raised`.

    Attributes:
        kind: name of the exception's class in the other process.
        message: its text.
        line: source of the line at which it arose; empty if unknown.
    """

    kind = ""
    message = ""
    line = ""
