"""Where the parameters, the operations and the activations of a network sit."""

from __future__ import annotations

from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any

from coursekit import parameters
from coursekit.network import (
    Conv,
    Dense,
    DepthwiseConv,
    Layer,
    RadialBasis,
    SeparableConv,
    SparseConv,
    counting,
    read,
    unwrapped,
)

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["COLUMNS", "by_kind", "table"]

COLUMNS = {
    "type": "what the layer is called where the model comes from",
    "kind": "convolution, dense or other",
    "output shape": "sizes of one example, without the batch",
    "parameters": "as Keras' count_params",
    "trainable": "parameters that gradient descent changes",
    "share of parameters": "part of all parameters, from 0 to 1",
    "multiply-accumulates": "products for one example, each with its addition, as in parameters.table; for radial "
    "basis functions the squares; normalisation counts nothing",
    "share of operations": "part of all multiply-accumulates, from 0 to 1",
    "activations": "values that a forward pass of one example makes, the image included, where activation functions "
    "write over their input; reshaping and dropout add nothing; times 4 in float32 for bytes",
    "with pre-activations": "the same where the values before activation functions are kept too",
    "remark": "shared, unknown or applied at every position",
}
"""The columns of `table` and what each of them counts."""

_SUMMED = ("parameters", "trainable", "multiply-accumulates", "activations", "with pre-activations")


def table(model: Any) -> DataFrame:
    """What each layer of a network has and costs; the last row is the total.

    Args:
        model: a Keras model; or a list of layers from `coursekit.network`; or a function without arguments that builds
            a model, such as `architectures.vgg16`: then no weight is allocated. (A model of one's own can be built
            inside `network.counting()` to the same end.)

    Returns:
        A DataFrame with a row per layer (index: its name) and the columns of `COLUMNS`; counts are whole numbers,
        missing where they are not known, in which case the total adds up the rest and its remark says so.
        `attrs["conventions"]` says what each column counts.

    Raises:
        TypeError, ValueError: if the model cannot be read; the message says what to do.

    Example::

        architectures.table(architectures.vgg16)
        architectures.table(lambda: architectures.alexnet("one stream"))
    """
    if isinstance(model, FunctionType | partial):
        with counting():
            model = model()
    network = read(model)
    counted = parameters.table(network, bytes_per_value=1)
    found = counted[["type", "output shape", "parameters", "trainable", "multiply-accumulates", "remark"]].copy()
    found["activations"], found["with pre-activations"] = counted["forward bytes in place"], counted["forward bytes"]
    found["kind"] = [*(_kind(node.layer) for node in network), ""]
    found["share of parameters"] = _shares(found["parameters"])
    found["share of operations"] = _shares(found["multiply-accumulates"])
    found = found[list(COLUMNS)]
    found.attrs["conventions"] = COLUMNS
    return found


def by_kind(model: Any) -> DataFrame:
    """The same in four rows: convolution, dense, other and total.

    Args:
        model: as for `table`.

    Returns:
        A DataFrame with the columns `parameters`, `share of parameters`, `multiply-accumulates`, `share of operations`,
        `activations` and `with pre-activations`, defined as in `COLUMNS`.

    Raises:
        TypeError, ValueError: as `table`.
    """
    whole = table(model)
    names = [name for name in COLUMNS if name in _SUMMED and name != "trainable"]
    found = whole.iloc[:-1].groupby("kind")[names].sum().reindex(["convolution", "dense", "other"], fill_value=0)
    found.loc["total"] = found.sum()
    found.insert(1, "share of parameters", _shares(found["parameters"]))
    found.insert(3, "share of operations", _shares(found["multiply-accumulates"]))
    found.attrs["conventions"] = {name: COLUMNS[name] for name in found.columns}
    return found


def _kind(layer: Layer) -> str:
    inner = unwrapped(layer)
    if isinstance(inner, Conv | DepthwiseConv | SeparableConv | SparseConv):
        return "convolution"
    return "dense" if isinstance(inner, Dense | RadialBasis) else "other"


def _shares(counts: Any) -> Any:
    """Each entry as part of the last one."""
    total = counts.iloc[-1]
    return counts.astype("Float64").fillna(0).astype(float) / float(total) if total else counts.astype(float) * 0.0
