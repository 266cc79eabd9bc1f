"""The stepper: a 4x4 input through convolution, ReLU and pooling, and its gradient back, one step at a time."""

from coursekit.backprop.stepper.widget import Stepper, step_through

__all__ = ["Stepper", "step_through"]
