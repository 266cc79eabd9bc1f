"""Aerial scenes of sea lions drawn from a seed: nothing in them is copied from a photograph."""

from __future__ import annotations

from coursekit.data.simulator.scene import SimulatedScene
from coursekit.data.simulator.survey import draw_scenes, draw_survey

__all__ = ["SimulatedScene", "draw_scenes", "draw_survey"]
