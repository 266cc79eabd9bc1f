"""Wafer maps: which dies failed, and what that pattern says about the process."""

from __future__ import annotations

from coursekit.data.wafers.dataset import Wafers, wafers

__all__ = ["Wafers", "wafers"]
