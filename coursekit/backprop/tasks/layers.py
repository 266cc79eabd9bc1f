"""The task on a whole convolutional layer backwards: images, channels, filters and strides."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.tasks.forbidden import BY_HAND, CONVOLUTIONS
from coursekit.backprop.tasks.loops import Array, numbers
from coursekit.backprop.tasks.three_gradients import (
    Gradients,
    backward,
    filter_alone,
    images_alone,
    kernel_alone,
    one_by_one,
    put,
    reached,
    same_for_all_channels,
)
from coursekit.checks import Mistake, Task

__all__ = ["conv_backward"]


def _conv_backward(gradient: Array, images: Array, kernel: Array, strides: int) -> Gradients:
    return backward(gradient, images, kernel, strides)


conv_backward = Task(
    "conv_backward",
    cases=[
        (numbers(1, 2, 2, 1, seed=31), numbers(1, 3, 3, 1, seed=32), numbers(2, 2, 1, 1, seed=33), 1),
        (numbers(1, 3, 2, 3, seed=34), numbers(1, 4, 3, 2, seed=35), numbers(2, 2, 2, 3, seed=36), 1),
        (numbers(3, 2, 3, 2, seed=37), numbers(3, 5, 6, 2, seed=38), numbers(3, 2, 2, 2, seed=39), 2),
        (
            numbers(2, 2, 2, 2, seed=40, whole=False),
            numbers(2, 6, 5, 1, seed=41, whole=False),
            numbers(2, 2, 1, 2, seed=42, whole=False),
            3,
        ),
    ],
    reference=_conv_backward,
    mistakes=[
        Mistake(
            "strides ignored",
            lambda *case: backward(*case, spacing=1),
            "Images and kernel have gradients as if the windows lay 1 apart. In which row of the image does the window "
            "of output row 1 begin, if the stride is {strides}?",
        ),
        Mistake(
            "strides downwards only",
            lambda *case: backward(*case, across_by=1),
            "In your images and your kernel the windows move by {strides} downwards and by 1 across. They move by "
            "{strides} in both directions.",
        ),
        Mistake(
            "left-over pixels missing",
            lambda *case: put(case, images=reached(case)),
            "Kernel and bias are right. The images' gradient ends with the last window. Behind it there are pixels "
            "left over: what is their slope, and which shape has the gradient of images?",
        ),
        Mistake(
            "first filter only",
            lambda *case: backward(filter_alone(case[0], 0), *case[1:]),
            "All three gradients know the first filter only. Here there are {kernel.shape[3]} of them.",
        ),
        Mistake(
            "last filter only",
            lambda *case: backward(filter_alone(case[0], -1), *case[1:]),
            "All three gradients know the last filter only. Here there are {kernel.shape[3]} of them.",
        ),
        Mistake(
            "strides ignored for the images",
            lambda *case: put(
                case,
                images=backward(*case, spacing=1)[0],
            ),
            "Kernel and bias are right. The images have a gradient as if the windows lay 1 apart. Here they are "
            "{strides} apart.",
        ),
        Mistake(
            "strides ignored for the kernel",
            lambda *case: put(
                case,
                kernel=backward(*case, spacing=1)[1],
            ),
            "Images and bias are right. The kernel has a gradient as if the windows lay 1 apart. Here they are "
            "{strides} apart.",
        ),
        Mistake(
            "kernel turned for the images",
            lambda *case: put(
                case,
                images=backward(*case, turned=True)[0],
            ),
            "Kernel and bias are right. For the images the kernel lies turned by half a turn (height and width are its "
            "*first* two axes): which weight lay on a pixel at which position?",
        ),
        Mistake(
            "overlaps overwritten",
            lambda *case: put(
                case,
                images=backward(*case, overwrite=True)[0],
            ),
            "Kernel and bias are right. In the gradient of the images each window wipes out what an earlier one left "
            "where they overlap: `=` or `+=`?",
        ),
        Mistake(
            "one filter for the images",
            lambda *case: put(
                case,
                images=backward(filter_alone(case[0], -1), *case[1:])[0],
            ),
            "Kernel and bias are right. The gradient of the images knows the last filter only: a pixel has a part in "
            "the output of every filter.",
        ),
        Mistake(
            "first filter for the images",
            lambda *case: put(
                case,
                images=backward(filter_alone(case[0], 0), *case[1:])[0],
            ),
            "Kernel and bias are right. The gradient of the images knows the first filter only: a pixel has a part in "
            "the output of every filter.",
        ),
        Mistake(
            "images summed over channels",
            lambda *case: put(case, images=same_for_all_channels(*case)),
            "Kernel and bias are right. All channels of an image get the same gradient, the sum over them. Each "
            "channel has weights of its own.",
        ),
        Mistake(
            "kernel summed over channels",
            lambda *case: put(
                case,
                kernel=np.repeat(kernel_alone(*case).sum(axis=2, keepdims=True), case[2].shape[2], axis=2),
            ),
            "Images and bias are right. In the gradient of the kernel all channels are added up. A weight meets one "
            "channel only.",
        ),
        Mistake(
            "kernel's gradient turned",
            lambda *case: put(case, kernel=kernel_alone(*case)[::-1, ::-1]),
            "Images and bias are right. The gradient of the kernel is turned by half a turn, and nothing is turned "
            "there: the top left weight lies on the top left pixel of each patch.",
        ),
        Mistake(
            "first image only",
            lambda *case: put(
                case,
                kernel=kernel_alone(*images_alone(case, 0)),
                bias=case[0][0].sum(axis=(0, 1)),
            ),
            "Kernel and bias have the gradient of the first image alone. All {images.shape[0]} images are seen with "
            "the same weights.",
        ),
        Mistake(
            "last image only",
            lambda *case: put(
                case,
                kernel=kernel_alone(*images_alone(case, -1)),
                bias=case[0][-1].sum(axis=(0, 1)),
            ),
            "Kernel and bias have the gradient of the last image alone. All {images.shape[0]} images are seen with the "
            "same weights: `=` or `+=`?",
        ),
        Mistake(
            "kernel of the last image only",
            lambda *case: put(case, kernel=kernel_alone(*images_alone(case, -1))),
            "Images and bias are right. The kernel has the gradient of the last image alone: `=` or `+=`?",
        ),
        Mistake(
            "kernel of the first image only",
            lambda *case: put(case, kernel=kernel_alone(*images_alone(case, 0))),
            "Images and bias are right. The kernel has the gradient of the first image alone. All {images.shape[0]} "
            "images are seen with the same weights.",
        ),
        Mistake(
            "kernel averaged over the batch",
            lambda *case: put(case, kernel=kernel_alone(*case) / len(case[1])),
            "Images and bias are right. The gradient of the kernel is divided by the {images.shape[0]} images. If the "
            "loss is a mean, the gradient that comes in knows that already: what is left to do is to add up.",
        ),
        Mistake(
            "kernel and bias averaged over the batch",
            lambda *case: put(
                case,
                kernel=kernel_alone(*case) / len(case[1]),
                bias=case[0].sum(axis=(0, 1, 2)) / len(case[1]),
            ),
            "The gradients of kernel and bias are divided by the {images.shape[0]} images. If the loss is a mean, the "
            "gradient that comes in knows that already: what is left to do is to add up.",
        ),
        Mistake(
            "bias not summed over positions",
            lambda *case: put(case, bias=case[0].sum(axis=0)),
            "Images and kernel are right. Your bias has a gradient for each position. A filter has one bias, and uses "
            "it everywhere.",
        ),
        Mistake(
            "bias not summed over the batch",
            lambda *case: put(case, bias=case[0].sum(axis=(1, 2))),
            "Images and kernel are right. Your bias has a gradient for each image. A filter has one bias for all of "
            "them.",
        ),
        Mistake(
            "bias averaged",
            lambda *case: put(case, bias=case[0].mean(axis=(0, 1, 2))),
            "Images and kernel are right. The gradient of the bias is an average. Does the chain rule add up the ways "
            "to the loss or average them?",
        ),
        Mistake(
            "bias averaged over the batch",
            lambda *case: put(case, bias=case[0].sum(axis=(1, 2)).mean(axis=0)),
            "Images and kernel are right. The gradient of the bias is divided by the {images.shape[0]} images. If the "
            "loss is a mean, the gradient that comes in knows that already.",
        ),
        Mistake(
            "bias summed over filters",
            lambda *case: put(case, bias=float(case[0].sum())),
            "Images and kernel are right. Your bias has a single number. Each filter has a bias of its own.",
        ),
        Mistake(
            "everything overwritten",
            lambda *case: one_by_one(*case, added=()),
            "Of all the numbers of the gradient, only the last one that comes to a place counts in your three results: "
            "`=` or `+=`?",
        ),
        Mistake(
            "bias overwritten",
            lambda *case: one_by_one(*case, added=("images", "kernel")),
            "Images and kernel are right. The bias has the last number of the gradient alone: `=` or `+=`?",
        ),
        Mistake(
            "kernel overwritten",
            lambda *case: one_by_one(*case, added=("images", "bias")),
            "Images and bias are right. The kernel has what the last position brings, and nothing else: `=` or `+=`?",
        ),
        Mistake(
            "images overwritten by each filter",
            lambda *case: one_by_one(*case, added=("kernel", "bias")),
            "Kernel and bias are right. In the gradient of the images each position and each filter wipes out what was "
            "there before: `=` or `+=`?",
        ),
        Mistake(
            "turned everywhere",
            lambda *case: put(case, images=backward(*case, turned=True)[0], kernel=kernel_alone(*case)[::-1, ::-1]),
            "The bias is right. For images and kernel you turn the kernel by half a turn, and nothing has to be turned "
            "as long as each position gives and takes at the pixels below it.",
        ),
        Mistake(
            "everything averaged over the batch",
            lambda *case: tuple(values / len(case[1]) for values in backward(*case)),
            "All three gradients are divided by the {images.shape[0]} images. If the loss is a mean, the gradient that "
            "comes in knows that already.",
        ),
        Mistake(
            "other order",
            lambda *case: tuple(backward(*case)[place] for place in (1, 2, 0)),
            "All three are there, in another order: images, kernel, bias was asked for.",
        ),
        Mistake(
            "kernel first",
            lambda *case: tuple(backward(*case)[place] for place in (1, 0, 2)),
            "All three are there, in another order: images, kernel, bias was asked for.",
        ),
    ],
    forbidden=CONVOLUTIONS,
    instead=BY_HAND,
    parts=("gradient of the images", "gradient of the kernel", "gradient of the bias"),
)
