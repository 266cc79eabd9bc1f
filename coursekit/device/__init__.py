"""On what Keras computes, and how best to train a network there.

`start` imports Keras and finds its devices. `plan` picks batch size, precision, compilation and place for a network and
says why; the choice itself, `choose`, is a function of `Facts` about the device and the network's `Demand` for memory,
so that it can be asked about a machine that one does not have.
"""

from __future__ import annotations

from coursekit.device.choosing import choose, planned
from coursekit.device.finding import Facts, facts
from coursekit.device.memory import Demand, demand
from coursekit.device.planning import plan
from coursekit.device.plans import Plan
from coursekit.device.starting import Device, start

__all__ = ["Demand", "Device", "Facts", "Plan", "choose", "demand", "facts", "plan", "planned", "start"]
