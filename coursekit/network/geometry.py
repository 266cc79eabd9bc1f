"""How a kernel slides along one axis: sizes, padding, and why a combination is impossible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coursekit.network.validation import one_of, whole

__all__ = ["Window", "output_size", "refuse_stride_with_dilation", "window"]


@dataclass(frozen=True)
class Window:
    """What one axis of a layer does: the output at `i` sees the inputs at `i * stride - before + j * dilation`.

    Attributes:
        kernel: how many inputs are seen at once (`j` runs from 0 to `kernel - 1`).
        stride: step from one output to the next, in inputs.
        dilation: distance between neighbouring inputs that are seen.
        before: zeros added before the first input (top or left); negative if inputs are cut off;
            None if it depends on an input size that is not known.
        after: the same behind the last input (bottom or right).
        spacing: distance between neighbouring inputs after zeros have been put between them, which
            is how a transposed convolution up-samples; 1 everywhere else.
    """

    kernel: int = 1
    stride: int = 1
    dilation: int = 1
    before: int | None = 0
    after: int | None = 0
    spacing: int = 1

    @property
    def span(self) -> int:
        """Inputs from the first to the last that are seen, holes included: `dilation * (kernel - 1) + 1`."""
        return self.dilation * (self.kernel - 1) + 1

    def output(self, size: int | None) -> int | None:
        """How many outputs `size` inputs give; None if that is not known."""
        if size is None or self.before is None or self.after is None:
            return None
        padded = (size - 1) * self.spacing + 1 + self.before + self.after
        return (padded - self.span) // self.stride + 1


def refuse_stride_with_dilation(strides: tuple[int, ...], dilation_rate: tuple[int, ...]) -> None:
    """Keras has no convolution that steps and is dilated at once, in whatever direction.

    Raises:
        ValueError: if a stride and a dilation are both above 1.
    """
    if max(strides) > 1 and max(dilation_rate) > 1:
        raise ValueError(
            f"strides={_short(strides)} cannot be combined with dilation_rate={_short(dilation_rate)}: Keras has no "
            "convolution that skips positions and inputs at once. Set one of them to 1."
        )


def window(
    size: int | None,
    kernel_size: int,
    strides: int = 1,
    padding: Any = "valid",
    dilation_rate: int = 1,
) -> Window:
    """The geometry of a convolution or a pooling along one axis, with its padding in numbers.

    Args:
        size: number of inputs; None if it is not known.
        kernel_size: number of inputs seen at once.
        strides: step between outputs.
        padding: "valid" (none), "same" (as Keras and TensorFlow pad: just enough for
            `ceil(size / strides)` outputs, the odd zero at the end), "causal" (all of it in front),
            a number of zeros for both ends, or a pair (before, after).
        dilation_rate: distance between neighbouring inputs seen.

    Raises:
        TypeError: if a number is not whole.
        ValueError: if a number is too small, or the output would be smaller than one; the message
            says why and what would help.
    """
    kernel = whole(kernel_size, "kernel_size")
    stride = whole(strides, "strides")
    dilation = whole(dilation_rate, "dilation_rate")
    if size is not None:
        size = whole(size, "the input size")
    span = dilation * (kernel - 1) + 1
    before, after = _padding(size, span, stride, padding)
    found = Window(kernel, stride, dilation, before, after)
    outputs = found.output(size)
    if outputs is not None and outputs < 1:
        raise ValueError(_does_not_fit(size, found))
    return found


def output_size(size: int, kernel_size: int, strides: int = 1, padding: Any = "valid", dilation_rate: int = 1) -> int:
    """How many outputs a convolution or a pooling has along one axis.

    `floor((size + padding - span) / strides) + 1`, where `span = dilation_rate * (kernel_size - 1) + 1`
    and `padding` is the zeros at both ends together (Dumoulin and Visin 2016, "A guide to convolution
    arithmetic for deep learning", relationship 15).

    Args:
        size: number of inputs along this axis.
        kernel_size: number of inputs that the kernel covers.
        strides: step from one output to the next.
        padding: "valid", "same" (as Keras pads), a number of zeros for each end, or (before, after).
        dilation_rate: distance between neighbouring inputs under the kernel; 1 means no holes.

    Raises:
        TypeError: if a number is not whole.
        ValueError: if the combination is impossible; the message gives the reason and a way out.

    Example:
        >>> output_size(32, 5)
        28
        >>> output_size(227, 11, strides=4)
        55
    """
    found = window(whole(size, "the input size"), kernel_size, strides, padding, dilation_rate)
    refuse_stride_with_dilation((found.stride,), (found.dilation,))
    outputs = found.output(size)
    assert outputs is not None  # noqa: S101 - a known size has a known padding
    return outputs


def _padding(size: int | None, span: int, stride: int, padding: Any) -> tuple[int | None, int | None]:
    if isinstance(padding, str):
        padding = one_of(padding, "padding", ("valid", "same", "causal"))
        if padding == "valid":
            return 0, 0
        if padding == "causal":
            return span - 1, 0
        if stride == 1:
            return (span - 1) // 2, span - 1 - (span - 1) // 2
        if size is None:
            return _same_for_any_size(span, stride)
        total = max((-(-size // stride) - 1) * stride + span - size, 0)
        return total // 2, total - total // 2
    if isinstance(padding, tuple | list):
        if len(padding) != 2:
            raise ValueError(f"padding={padding!r} needs two numbers, before and after, not {len(padding)}.")
        return whole(padding[0], "padding before", least=0), whole(padding[1], "padding after", least=0)
    amount = whole(padding, "padding", least=0)
    return amount, amount


def _same_for_any_size(span: int, stride: int) -> tuple[int | None, int | None]:
    """Zeros before and after with padding "same", each where it is the same for every size; None where not."""
    # What counts is how many inputs the last step leaves: 1 to `stride` of them.
    totals = {max(span - left, 0) for left in range(1, stride + 1)}
    befores, afters = {total // 2 for total in totals}, {total - total // 2 for total in totals}
    return (befores.pop() if len(befores) == 1 else None, afters.pop() if len(afters) == 1 else None)


def _does_not_fit(size: int | None, found: Window) -> str:
    zeros = (found.before or 0) + (found.after or 0)
    dilated = found.dilation > 1
    remedies = ["a smaller kernel", *(["a smaller dilation"] if dilated else []), "a larger input", 'padding="same"']
    return (
        f"A kernel of {found.kernel}{f' with dilation {found.dilation}' if dilated else ''} spans {found.span} inputs, "
        f"but there are only {size}{f' and {zeros} zeros of padding' if zeros else ''}: no position is left for an "
        f"output. Use {', '.join(remedies[:-1])} or {remedies[-1]}."
    )


def _short(numbers: tuple[int, ...]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else str(numbers)
