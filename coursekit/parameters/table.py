"""The table of a network: what each layer has and costs, and the total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coursekit.network import Dense, Network, Node, read
from coursekit.network.validation import whole
from coursekit.parameters.activations import Storage, storage
from coursekit.parameters.costs import as_dense, multiply_accumulates, values, without_sharing

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["COLUMNS", "conventions", "table"]

COLUMNS = {
    "type": "what the layer is called where the model comes from",
    "output shape": "sizes of one example, without the batch; None where a size is not fixed",
    "weights": "trained or frozen numbers that multiply (kernels, gamma)",
    "biases": "numbers that are added (bias, beta)",
    "statistics": "numbers that are measured, not learned (moving mean and variance of batch normalisation)",
    "parameters": "weights + biases + statistics, as Keras' count_params; of a shared layer where it is used first",
    "trainable": "parameters that gradient descent changes",
    "non-trainable": "statistics, and whatever is frozen",
    "share": "part of all parameters, from 0 to 1",
    "as dense layer": "parameters if every input value were connected with every output value; "
    "layers that are no linear map with weights keep their own",
    "without sharing": "parameters if each connection had its own weight and each output value its own bias; "
    "connections to zeros of the padding count",
    "multiply-accumulates": "products of a weight and a value for one example, each with its addition; not FLOPs, "
    "which are twice as many; products with zeros of the padding count; additions of a bias, activations, pooling and "
    "normalisation do not",
    "forward bytes": "output of the layer and, where it has a built-in activation, the value before that; for one "
    "example at inference, as if nothing were freed; reshaping adds nothing",
    "forward bytes in place": "the same where activations overwrite their input",
    "backward bytes": "what must be kept of the forward pass of one example until the gradients are computed: inputs "
    "of layers that learn, results of activations (or the value before, where the derivative needs it), positions of "
    "the maxima, masks of dropout, statistics of normalisation; each stored once, where it was made; not the "
    "gradients, the parameters or the optimiser's state",
    "remark": "shared, unknown or applied at every position",
}
"""The columns of `table` and what each of them counts."""

_SUMMED = [name for name in COLUMNS if name not in ("type", "output shape", "share", "remark")]


def table(model: Any, *, bytes_per_value: int = 4, index_bytes: int = 8) -> DataFrame:
    """What every layer of a network has and costs; the last row is the total.

    Args:
        model: a Keras model, a list of layers from `coursekit.network`, or a `network.Network`.
        bytes_per_value: 4 for float32 (the default), 2 for float16 and bfloat16.
        index_bytes: what max pooling keeps for the backward pass per output: 8 bytes as PyTorch's
            positions, or 0 where its input and output are kept instead, as in TensorFlow.

    Returns:
        A DataFrame with a row per layer (index: its name) and the columns of `COLUMNS`; whole numbers,
        missing where they are not known (sizes that are not fixed, unknown layers), in which case the
        total adds up the rest. `attrs["conventions"]` says what each column counts; `conventions(table)`
        gives it as text.

    Raises:
        TypeError, ValueError: if the model cannot be read; the message says what to do.

    Example:
        >>> from coursekit.network import Conv, Input
        >>> int(table([Input(shape=(32, 32, 1)), Conv(6, 5)]).loc["total", "parameters"])
        156
    """
    import pandas as pd  # noqa: PLC0415 - half a second that who only counts one layer does not need

    network = read(model)
    bytes_per_value = whole(bytes_per_value, "bytes_per_value")
    stored = storage(network, bytes_per_value, whole(index_bytes, "index_bytes", least=0))
    rows = [_row(node, stored[node.name]) for node in network]
    total: dict[str, Any] = {name: sum(row[name] for row in rows if row[name] is not None) for name in _SUMMED}
    parameters = total["parameters"]
    for row in rows:
        row["share"] = row["parameters"] / parameters if parameters else 0.0
    rows.append(
        {"type": "", "output shape": "", **total, "share": float(parameters > 0), "remark": _total_remark(network)}
    )

    columns: dict[str, Any] = {}
    for name in COLUMNS:
        entries = [row[name] for row in rows]
        if name in _SUMMED:
            columns[name] = (
                pd.array(entries, dtype="Int64") if _fits(entries) else pd.Series(entries, dtype=object).array
            )
        else:
            columns[name] = entries
    frame = pd.DataFrame(columns, index=pd.Index([*(node.name for node in network), "total"], name="layer"))
    frame.attrs["conventions"] = {
        **COLUMNS,
        "unit of the bytes": f"bytes, {bytes_per_value} for each value; 1 MB = 10^6 bytes, 1 MiB = 2^20 bytes",
        "maxima": f"{index_bytes} bytes for each"
        if index_bytes
        else "input and output of max pooling are kept instead",
    }
    return frame


def conventions(frame: DataFrame) -> str:
    """What each column of a table counts, as text, a line each.

    Raises:
        ValueError: if `frame` was not made by `table`, `operations` or `memory`.
    """
    stated = frame.attrs.get("conventions")
    if stated is None:
        raise ValueError("This table does not say what it counts. Pass one made by coursekit.parameters.")
    return "\n".join(f"{name}: {meaning}" for name, meaning in stated.items())


def _row(node: Node, stored: Storage) -> dict[str, Any]:
    sizes = {role: sum(v.size for v in node.own if v.role == role) for role in ("weight", "bias", "statistic")}
    trainable = sum(variable.size for variable in node.own if variable.trainable)
    return {
        "type": node.type,
        "output shape": node.output_shape if len(node.output_shapes) == 1 else node.output_shapes,
        "weights": sizes["weight"],
        "biases": sizes["bias"],
        "statistics": sizes["statistic"],
        "parameters": sum(sizes.values()),
        "trainable": trainable,
        "non-trainable": sum(sizes.values()) - trainable,
        "as dense layer": as_dense(node),
        "without sharing": without_sharing(node),
        "multiply-accumulates": multiply_accumulates(node),
        "forward bytes": stored.forward,
        "forward bytes in place": stored.in_place,
        "backward bytes": stored.backward,
        "remark": _remark(node),
    }


def _remark(node: Node) -> str:
    positions = values(node.input_shape[:-1]) if isinstance(node.layer, Dense) else 1
    if node.remark or positions == 1:
        return node.remark
    return f"applied at each of {positions or 'several'} positions: the image was not flattened"


def _total_remark(network: Network) -> str:
    notes = []
    if network.unknown:
        names = ", ".join(node.name for node in network.unknown)
        notes.append(f"without the operations and memory of unknown layers: {names}")
    if any(None in shape for node in network for shape in node.output_shapes):
        notes.append("some sizes are not fixed: operations and memory incomplete")
    return "; ".join(notes)


def _fits(numbers: list[int | None]) -> bool:
    # A 5K x 4K image as a dense layer has more connections than 64 bits count; Python's numbers do not mind.
    return all(number is None or number < 2**63 for number in numbers)
