"""How long sea lions are in the scenes."""

from __future__ import annotations

__all__ = ["LENGTHS"]

LENGTHS = {"adult_males": 90.0, "subadult_males": 69.0, "adult_females": 68.0, "juveniles": 48.0, "pups": 23.0}
"""About how long an animal is from nose to tail, in pixels of a scene, by class: half way between the smallest and the
largest that the simulator draws (`coursekit.data.simulator.bodies`, where it is told how real ones were measured)."""
