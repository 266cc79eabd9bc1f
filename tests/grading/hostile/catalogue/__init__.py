"""Hostile, broken and unlucky submissions, each as data; `test_hostile.py` hands all of them in at once."""

from __future__ import annotations

from hostile_catalogue import broken, escape, exhaustion, forged, keras_models, protocol, stolen, unlucky, viewer
from hostile_catalogue.record import Record

__all__ = ["RECORDS", "Record", "keras_models"]

RECORDS: list[Record] = [
    record
    for part in (forged, protocol, stolen, escape, exhaustion, broken, viewer, unlucky)
    for record in part.RECORDS
]
