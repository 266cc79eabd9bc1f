"""The mistakes of topic 01 give the wrong numbers that were seen in the wild (reference data, where it exists)."""

from __future__ import annotations

import csv

import pytest

from coursekit.parameters import tasks

C1, C3 = (32, 5, 1, 6), (14, 5, 6, 16)
LENET = tasks.network_parameters.cases[1]
POOLED = ((28, 28, 6), [{"layer": "MaxPool", "pool_size": 2}])

# mistake in the collection, its example, and here: task, mistake, arguments
ROWS = [
    ("one bias per output position", "LeNet C1", tasks.layer_parameters, "one bias per output position", C1),
    ("counts connections (no sharing)", "LeNet C1", tasks.layer_parameters, "counts connections", C1),
    ("input channels ignored (k*k*out+out)", "LeNet C3 (dense)", tasks.layer_parameters, "input channels ignored", C3),
    ("output filters ignored", "LeNet C3 (dense)", tasks.layer_parameters, "output filters ignored", C3),
    ("28x28 input without padding", "LeNet-5", tasks.network_parameters, "padding ignored", LENET),
    ("pooling given k*k*C weights", "LeNet S2 (modern)", tasks.network_parameters, "pooling has a kernel", POOLED),
    ("pooling given 2 per map as in 1998", "LeNet S2 (modern)", tasks.network_parameters, "pooling as in 1998", POOLED),
]


@pytest.mark.parametrize(("mistake", "example", "task", "name", "arguments"), ROWS, ids=[row[0] for row in ROWS])
def test_wrong_numbers_are_those_seen_in_the_wild(shared_data, mistake, example, task, name, arguments):
    with (shared_data / "reference" / "misconceptions_params.csv").open(newline="", encoding="utf-8") as file:
        row = next(r for r in csv.DictReader(file) if r["mistake"] == mistake and r["example"] == example)
    known = next(candidate for candidate in task.mistakes if candidate.name == name)
    assert task.reference(*arguments) == int(row["right"])
    assert known.wrong(*arguments) == int(row["wrong"])


def test_the_count_without_sharing_and_the_dense_one():
    assert tasks.unshared_parameters.reference(*C1) == 122_304
    wrong = {mistake.name: mistake.wrong(*C1) for mistake in tasks.unshared_parameters.mistakes}
    assert wrong["fully connected"] == 4_821_600
    assert wrong["weights shared"] == 156
