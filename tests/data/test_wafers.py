"""Simulated wafer maps have the shapes their classes are named after; the public files are read, and never run."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import struct
import sys
import types

import numpy as np
import pandas as pd
import pytest
from scipy import ndimage, stats
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import confusion_matrix

from coursekit import data
from coursekit.data.wafers import patterns, simulation
from coursekit.data.wafers.classes import COUNTS, DEFECTS, MIXED_CLASSES
from coursekit.data.wafers.resizing import by_area, by_nearest
from coursekit.errors import CourseError

SIZE = 32


@pytest.fixture(scope="module")
def balanced():
    return data.wafers(1800, imbalance=0, seed=5)


def coordinates(rows, columns):
    """Place of each die on a disc of radius 1: x, y and distance from the middle."""
    y, x = np.meshgrid(
        (np.arange(rows) + 0.5) / rows * 2 - 1, (np.arange(columns) + 0.5) / columns * 2 - 1, indexing="ij"
    )
    return x, y, np.hypot(x, y)


def failures(wafers, name):
    """Which dies failed, on each map of a class."""
    return wafers.die_maps[wafers.labels == wafers.classes.index(name)] == 2


def failing(wafers, name, where):
    """The share of failed dies in a region, for each map of a class."""
    return failures(wafers, name)[:, where].mean(axis=1)


# --- what is simulated


def test_images_dies_and_defects_say_the_same():
    wafers = data.wafers(60, imbalance=0)
    assert wafers.images.shape == (60, SIZE, SIZE, 1)
    np.testing.assert_array_equal(wafers.images[..., 0] * 2, wafers.die_maps)  # 0, 0.5 and 1 are exact
    assert set(np.unique(wafers.die_maps)) == {0, 1, 2}
    for label, has in zip(wafers.labels, wafers.defects, strict=True):
        names = {name for name, one in zip(wafers.defect_names, has, strict=True) if one}
        assert names == {wafers.classes[label]} - {"none"}
    failed = (wafers.die_maps == 2).sum(axis=(1, 2)) / (wafers.die_maps > 0).sum(axis=(1, 2))
    np.testing.assert_allclose(wafers.details["failed"], failed, rtol=1e-12)


@pytest.mark.parametrize("size", [(32, 32), (25, 40), (41, 17)])
def test_the_wafer_is_a_disc_also_where_dies_are_not_square(size):
    maps = data.wafers(30, size, imbalance=0).die_maps
    np.testing.assert_array_equal(maps > 0, np.broadcast_to(coordinates(*size)[2] <= 1, maps.shape))
    # Patterns are round on the wafer, not on the grid: the centre of gravity of rings stays in the middle.
    rings = data.wafers(50, size, imbalance={"edge-ring": 1}).die_maps == 2
    x, y, radius = coordinates(*size)
    assert abs((rings * x).sum() / rings.sum()) < 0.06
    assert abs((rings * y).sum() / rings.sum()) < 0.06
    assert rings[:, (radius > 0.93) & (radius <= 1)].mean() > 0.55


def test_same_seed_same_maps_on_every_platform():
    """A stored checksum: it guards the maps against another NumPy, processor or mathematical library.

    Lessons show these maps and numbers that follow from them. If this fails after a change of the patterns that was
    meant, store the new value and build the lessons anew.
    """
    wafers = data.wafers(90, imbalance=0, seed=1)
    mixed = data.wafers(76, (24, 20), mixed=True, seed=1)
    content = wafers.die_maps.tobytes() + bytes(wafers.labels.tolist()) + mixed.die_maps.tobytes()
    assert hashlib.sha256(content).hexdigest() == "1197f90a09f8b5a816e9670bd95b3a5f2fb0bbf335aeb5280c40fc77ba76ce86"
    again = data.wafers(90, imbalance=0, seed=1)
    np.testing.assert_array_equal(wafers.die_maps, again.die_maps)
    np.testing.assert_array_equal(wafers.split, again.split)
    assert (data.wafers(90, imbalance=0, seed=2).die_maps != wafers.die_maps).any()


def test_no_function_whose_last_bit_is_the_platform_s():
    """The patterns use no sine, power or exponential: what the docstring of `patterns` promises."""
    called = set()
    for module in (patterns, simulation):
        for function in vars(module).values():
            if isinstance(function, types.FunctionType) and function.__module__ == module.__name__:
                called |= set(function.__code__.co_names)
    exact = {"abs", "arange", "clip", "floor", "maximum", "random", "sqrt", "where"}
    inexact = {"sin", "cos", "tan", "exp", "log", "power", "hypot", "arctan2", "normal", "poisson", "binomial", "mean"}
    assert exact <= called
    assert not called & (inexact | {"sum", "dot", "einsum", "matmul"})


# --- what each class looks like, measured without the code that drew it


def test_share_of_failed_dies_by_class(balanced):
    failed = balanced.details["failed"].to_numpy()
    median = {name: np.median(failed[balanced.labels == label]) for label, name in enumerate(balanced.classes)}
    assert median["none"] < median["scratch"] < median["edge-ring"] < median["random"] < median["near-full"]
    assert median["none"] < 0.08
    assert 0.25 < median["random"] < 0.5
    assert failed[balanced.labels == balanced.classes.index("near-full")].min() > 0.65
    # Lots differ more than the wafers of a lot would by chance alone (chi-square against one common rate).
    good = data.wafers(500, imbalance={"none": 1})
    dies = np.count_nonzero(good.die_maps[0])
    spread = good.details.groupby("lot")["failed"].mean()
    common = spread.mean()
    statistic = ((spread - common) ** 2 / (common * (1 - common) / (25 * dies))).sum()
    assert statistic > 10 * stats.chi2.ppf(0.999, len(spread) - 1)


def test_radial_patterns_have_their_radius(balanced):
    _, _, radius = coordinates(SIZE, SIZE)
    inside = radius <= 1
    hole, ring = radius < 0.2, (radius > 0.4) & (radius < 0.6)
    rim, rest = inside & (radius > 0.93), radius < 0.7
    # Each single map, not only their mean: at least 9 of 10 (a blob or ring may be faint, small or off the middle).
    assert (failing(balanced, "centre", hole) > 0.4).mean() > 0.9
    assert (failing(balanced, "centre", hole) > 2 * failing(balanced, "centre", rim)).mean() > 0.9
    assert (failing(balanced, "donut", ring) > 1.3 * failing(balanced, "donut", hole)).mean() > 0.9
    assert (failing(balanced, "donut", ring) > 2 * failing(balanced, "donut", rim)).mean() > 0.9
    assert (failing(balanced, "edge-ring", rim) > 2 * failing(balanced, "edge-ring", rest)).mean() > 0.9

    def mean_radius(name):
        """Of the failures beyond those of maps without defects."""
        more = failures(balanced, name).mean(axis=0) - failures(balanced, "none").mean(axis=0)
        return (more * radius)[inside].sum() / more[inside].sum()

    assert mean_radius("centre") < 0.4
    assert 0.4 < mean_radius("donut") < 0.62
    assert mean_radius("edge-ring") > 0.88
    assert 0.75 < mean_radius("edge-loc") < mean_radius("edge-ring")
    assert 0.35 < mean_radius("loc") < 0.65


def test_rings_go_round_and_arcs_do_not(balanced):
    x, y, radius = coordinates(SIZE, SIZE)
    rim = (radius > 0.9) & (radius <= 1)
    sector = np.digitize(np.arctan2(y, x), np.linspace(-np.pi, np.pi, 9)[1:-1])
    by_sector = {
        name: np.stack([failing(balanced, name, rim & (sector == part)) for part in range(8)], axis=1)
        for name in ("edge-ring", "edge-loc")
    }
    assert (by_sector["edge-ring"].min(axis=1) > 0.2).mean() > 0.85
    assert (by_sector["edge-loc"].min(axis=1) < 0.2).mean() > 0.95
    assert (by_sector["edge-loc"].max(axis=1) > 0.4).mean() > 0.85
    # Each direction has its turn: the sector of the arc is uniform (chi-square).
    strongest = np.bincount(by_sector["edge-loc"].argmax(axis=1), minlength=8)
    assert stats.chisquare(strongest).pvalue > 1e-4


def test_blobs_and_scratches_are_connected_and_scratches_are_thin():
    quiet = data.wafers(400, 64, imbalance={"loc": 1, "scratch": 1}, seed=3)
    # Lots with little background, where the defect stands out.
    clean = (quiet.details.groupby("lot")["failed"].transform("min") < 0.025).to_numpy()
    measured = {"loc": [], "scratch": []}
    for label, die_map in zip(quiet.labels[clean], quiet.die_maps[clean], strict=True):
        # Within two dies: gaps are part of a scratch.
        near = ndimage.binary_dilation(die_map == 2, np.ones((3, 3)))
        parts, _ = ndimage.label(near, np.ones((3, 3)))
        sizes = ndimage.sum_labels(die_map == 2, parts, np.arange(1, parts.max() + 1))
        largest = (parts == 1 + sizes.argmax()) & (die_map == 2)
        rows, columns = np.nonzero(largest)
        long = np.sqrt(np.linalg.eigvalsh(np.cov(rows, columns)))[::-1]
        # Thickness: the widest disc that lies within, by the distance to the next passed die.
        thick = ndimage.distance_transform_edt(ndimage.binary_closing(largest)).max()
        measured[quiet.classes[label]].append((len(rows), long[0] / max(long[1], 0.3), thick))
    loc, scratch = (np.array(measured[name]) for name in ("loc", "scratch"))
    assert min(len(loc), len(scratch)) > 40
    assert np.median(loc[:, 0]) > 30
    assert np.median(scratch[:, 0]) > 12
    assert np.median(scratch[:, 1]) > 2.5 * np.median(loc[:, 1]) - 1
    assert np.quantile(scratch[:, 2], 0.9) <= 2.1 < np.median(loc[:, 2])


def test_simple_features_tell_the_classes_apart_with_the_confusions_one_expects(balanced):
    """A forest on radial and angular profiles, which knows nothing of the simulator."""
    x, y, radius = coordinates(SIZE, SIZE)
    failed = balanced.die_maps == 2
    zone = np.digitize(radius, np.linspace(0, 1, 9)[1:-1])
    sector = np.digitize(np.arctan2(y, x), np.linspace(-np.pi, np.pi, 9)[1:-1])
    radial = np.stack([failed[:, (zone == part) & (radius <= 1)].mean(axis=1) for part in range(8)], axis=1)
    angular = np.stack(
        [failed[:, (sector == part) & (radius > 0.85) & (radius <= 1)].mean(axis=1) for part in range(8)]
    )
    blobs = [ndimage.uniform_filter(one.astype(float), 5).max() for one in failed]
    features = np.column_stack([radial, np.sort(angular.T, axis=1), blobs])
    train, test = balanced.split == "train", balanced.split == "test"
    forest = RandomForestClassifier(100, random_state=0).fit(features[train], balanced.labels[train])
    guess = forest.predict(features[test])
    accuracy = (guess == balanced.labels[test]).mean()
    assert accuracy > 0.75  # chance is 0.11
    share = confusion_matrix(balanced.labels[test], guess, normalize="true")
    index = balanced.classes.index
    assert share[index("near-full"), index("near-full")] > 0.95
    assert share[index("edge-ring"), index("edge-ring")] > 0.9
    # Not so easy that nothing is left to learn: thin scratches hide among random failures.
    assert share[index("scratch"), index("none")] + share[index("none"), index("scratch")] > 0.1
    assert accuracy < 0.98
    assert share[index("none"), index("near-full")] == 0


# --- how many of each


def test_counts_follow_the_imbalance():
    wafers = data.wafers(40_000, 8)
    expected = 40_000 * np.array([COUNTS[name] for name in wafers.classes]) / 172_950
    assert sum(COUNTS.values()) == 172_950
    counts = np.bincount(wafers.labels, minlength=9)
    # Each count is binomial; bounds that a right draw leaves once in 10^5, nine times tried.
    low, high = (stats.binom.ppf(tail, 40_000, expected / 40_000) for tail in (1e-5, 1 - 1e-5))
    assert ((low <= counts) & (counts <= high)).all(), counts
    assert stats.chisquare(counts, expected).pvalue > 1e-4

    assert np.ptp(np.bincount(data.wafers(1000, 8, imbalance=0).labels)) <= 1
    between = np.bincount(data.wafers(20_000, 8, imbalance=0.5).labels)
    root = np.sqrt(expected)
    assert stats.chisquare(between, 20_000 * root / root.sum()).pvalue > 1e-4
    named = data.wafers(3000, 8, imbalance={"none": 3, "scratch": 1})
    assert set(named.labels) == {named.classes.index("none"), named.classes.index("scratch")}
    assert stats.binomtest(int((named.labels == 0).sum()), 3000, 0.75).pvalue > 1e-4


def test_mixed_maps_show_each_of_their_defects():
    assert len(MIXED_CLASSES) == len(set(MIXED_CLASSES)) == 38
    assert np.bincount([name.count("+") for name in MIXED_CLASSES]).tolist() == [9, 13, 12, 4]
    # Never two of the middle, nor two of the edge.
    assert not [name for name in MIXED_CLASSES if {"centre", "donut"} <= set(name.split("+"))]
    assert not [name for name in MIXED_CLASSES if {"edge-loc", "edge-ring"} <= set(name.split("+"))]
    wafers = data.wafers(3800, mixed=True)
    assert np.bincount(wafers.labels).tolist() == [100] * 38
    names = np.array(wafers.classes)[wafers.labels]
    assert [("+".join(np.array(DEFECTS)[has]) or "none") for has in wafers.defects] == names.tolist()
    _, _, radius = coordinates(SIZE, SIZE)
    for defect, where in (("centre", radius < 0.15), ("edge-ring", (radius > 0.93) & (radius <= 1))):
        alone = wafers.defects[:, DEFECTS.index(defect)]
        share = (wafers.die_maps == 2)[:, where].mean(axis=1)
        assert share[alone].mean() > 0.6
        ordinary = ~alone & ~np.isin(names, ["near-full", "random"]) & ~np.char.find(names, "edge").astype(bool)
        assert share[alone].mean() > 2 * share[ordinary].mean()


@pytest.mark.parametrize("by", ["random", "lots"])
def test_parts(by):
    wafers = data.wafers(1000, 8, imbalance=0.5, split=by, test=0.2, valid=0.1)
    share = {part: float(np.mean(wafers.split == part)) for part in ("train", "valid", "test")}
    assert share == pytest.approx({"train": 0.7, "valid": 0.1, "test": 0.2}, abs=0.001 if by == "random" else 0.03)
    parts_of_lot = pd.Series(wafers.split).groupby(wafers.details["lot"].to_numpy()).nunique()
    assert wafers.details["lot"].value_counts().max() == 25
    if by == "lots":
        assert parts_of_lot.max() == 1
    else:
        assert parts_of_lot.max() == 3
        each = np.array([np.bincount(wafers.part(part).labels, minlength=9) for part in share])
        # One map for each of two draws.
        assert (np.abs(each - np.outer(list(share.values()), each.sum(axis=0))) <= 2).all()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"count": 0}, "count must be a whole number from 1"),
        ({"count": 1.5}, "count must be a whole number"),
        ({"count": "LSWMD.pkl"}, "given by its name: path='LSWMD.pkl'"),
        ({"size": 4}, "size must be a whole number from 8 to 512"),
        ({"size": (32, 32, 1)}, "one number or .rows, columns"),
        ({"seed": -1}, "seed must be"),
        ({"imbalance": 2}, "from 0 .balanced. to 1"),
        ({"imbalance": {"ring": 1}}, "names ring; the classes are none, centre"),
        ({"imbalance": {"none": -1}}, "numbers from 0 up, not -1 for none"),
        ({"imbalance": {"none": 0}}, "leaves no class"),
        ({"imbalance": 1, "mixed": True}, "no published imbalance"),
        ({"mixed": 1}, "mixed must be True or False"),
        ({"split": "lot"}, "split must be"),
        ({"split": "file"}, "no path was given"),
        ({"test": 0.7}, "test must lie between"),
        ({"path": "x", "imbalance": 0}, "a file has the classes it has"),
    ],
)
def test_senseless_arguments(arguments, says):
    with pytest.raises(ValueError, match=says):
        data.wafers(**arguments)


def test_too_few_lots():
    with pytest.raises(CourseError, match="too few lots"):
        data.wafers(20, split="lots")


# --- other sizes


def test_resizing_invents_no_failed_die():
    random = np.random.default_rng(0)
    for old, new in (((26, 26), (32, 32)), ((53, 58), (32, 32)), ((64, 71), (20, 16)), ((6, 21), (32, 32))):
        stack = random.choice(np.array([0, 1, 2], dtype=np.uint8), (3, *old), p=[0.2, 0.7, 0.1])
        area, nearest = by_area(stack, new), by_nearest(stack, new)
        # Brute force: cut each die into new × new and each cell into old × old equal squares.
        fine = stack.repeat(new[0], axis=1).repeat(new[1], axis=2)
        cells = fine.reshape(3, new[0], old[0], new[1], old[1])
        wafer, failed = ((cells != 0).sum(axis=(2, 4)), (cells == 2).sum(axis=(2, 4)))
        inside = 2 * wafer >= old[0] * old[1]
        expected = np.where(inside, 0.5 + failed / np.maximum(wafer, 1) / 2, 0)
        np.testing.assert_allclose(area, expected, atol=1e-6)  # float32
        assert not (area[failed == 0] > 0.5).any()
        middle = cells[:, :, old[0] // 2, :, old[1] // 2]
        np.testing.assert_array_equal(nearest, middle)
    same = by_area(stack, stack.shape[1:])
    np.testing.assert_array_equal(same * 2, stack)


# --- WM-811K


def frame(count=40, labelled=30, seed=0):
    """A table as `LSWMD.pkl` holds it: maps of several sizes, labels in arrays in arrays, empty where there is none."""
    random = np.random.default_rng(seed)
    sizes = [(26, 26), (25, 27), (53, 58), (39, 37)]
    names = ["none", "Center", "Donut", "Edge-Loc", "Edge-Ring", "Loc", "Scratch", "Random", "Near-full"]
    rows = []
    for number in range(count):
        shape = sizes[number % len(sizes)]
        radius = coordinates(*shape)[2]
        die_map = np.where(radius <= 1, 1 + (random.random(shape) < 0.2), 0).astype(np.uint8)
        if number % 8 == 4:
            die_map = np.asfortranarray(die_map)  # as arrays from MATLAB lie in memory
        has = number < labelled
        label = np.array([[names[number % 9]]]) if has else np.zeros((0, 0))
        part = np.array([["Training" if number % 3 else "Test"]]) if has else np.zeros((0, 0))
        lot = f"lot{1 + number // 10}"
        rows.append((die_map, float((radius <= 1).sum()), lot, float(number % 10 + 1), part, label))
    table = pd.DataFrame(
        rows, columns=["waferMap", "dieSize", "lotName", "waferIndex", "trianTestLabel", "failureType"]
    )
    # As all pandas before 3 had them, whatever pandas runs this.
    table["lotName"] = table["lotName"].astype(object)
    table.columns = table.columns.astype(object)
    return table


class Python2Pickler(pickle._Pickler):
    """Protocol 2 as Python 2 writes it: texts and bytes are both `str`, the modules have their old names."""

    dispatch = pickle._Pickler.dispatch.copy()

    def save_text(self, value):
        raw = value if isinstance(value, bytes) else value.encode("latin1")
        self.write(b"U" + bytes([len(raw)]) + raw if len(raw) < 256 else b"T" + struct.pack("<i", len(raw)) + raw)
        self.memoize(value)

    dispatch[bytes] = save_text
    dispatch[str] = save_text


def write_like_python_2(path, table, monkeypatch):
    """What pandas 0.16 and NumPy 1 wrote: the state of `BlockManager.__getstate__`, under the names of that time."""
    modules = {}
    for name in ("frame", "internals", "index"):
        modules[name] = types.ModuleType(f"pandas.core.{name}")
        monkeypatch.setitem(sys.modules, f"pandas.core.{name}", modules[name])

    def stand_in(module, name, function=None):
        made = function or type(name, (), {"__getstate__": lambda self: self.state})
        made.__module__, made.__qualname__, made.__name__ = f"pandas.core.{module}", name, name
        setattr(modules[module], name, made)
        return made

    data_frame, manager = stand_in("frame", "DataFrame"), stand_in("internals", "BlockManager")
    new_index = stand_in("index", "_new_Index", lambda kind, given: None)
    kinds = [stand_in("index", name) for name in ("Index", "Int64Index")]

    class Axis:
        def __init__(self, kind, values):
            self.kind, self.values = kind, values

        def __reduce__(self):
            return new_index, (self.kind, {"data": self.values, "name": None})

    columns = sorted(table.columns)  # as a frame made of a dict was then
    axes = [Axis(kinds[0], np.array(columns, dtype=object)), Axis(kinds[1], np.arange(len(table)))]
    blocks = []
    for numbers in (True, False):
        names = [name for name in columns if (table[name].dtype == float) == numbers]
        values = np.empty((len(names), len(table)), dtype=float if numbers else object)
        for row, name in enumerate(names):
            values[row] = table[name].tolist() if numbers else [*table[name], None][:-1]
        blocks.append({"values": values, "mgr_locs": np.array([columns.index(name) for name in names])})
    inner, outer = manager(), data_frame()
    old = [block["values"] for block in blocks]
    inner.state = (axes, old, axes[:1] * 2, {"0.14.1": {"axes": axes, "blocks": blocks}})
    outer.state = {"_metadata": [], "_typ": "dataframe", "_data": inner}
    with path.open("wb") as file:
        Python2Pickler(file, protocol=2, fix_imports=True).dump(outer)
    path.write_bytes(path.read_bytes().replace(b"numpy._core.multiarray", b"numpy.core.multiarray"))


@pytest.mark.parametrize("written", ["now", "now, protocol 2", "now, with this pandas' texts", "Python 2"])
def test_wm811k_is_read(tmp_path, written, monkeypatch):
    table = frame()
    path = tmp_path / "LSWMD.pkl"
    if written == "Python 2":
        with monkeypatch.context() as patch:
            write_like_python_2(path, table, patch)
        assert b"pandas.core.index\n_new_Index" in path.read_bytes()
        assert b"_codecs" not in path.read_bytes()
    else:
        if "texts" in written:
            table = table.assign(lotName=pd.array(table["lotName"].tolist(), dtype="string"))
        table.to_pickle(path, protocol=2 if "2" in written else 5)
    wafers = data.wafers(path=path, size=26, split="file")
    assert len(wafers) == 30
    assert "10 maps without a label left out" in wafers.source
    for number in range(0, 30, 4):
        np.testing.assert_array_equal(wafers.die_maps[number], table["waferMap"][number])
        np.testing.assert_array_equal(wafers.images[number, ..., 0] * 2, table["waferMap"][number])
    expected = [str(cell[0, 0]).lower().replace("center", "centre") for cell in table["failureType"][:30]]
    assert [wafers.classes[label] for label in wafers.labels] == expected
    assert wafers.split.tolist() == ["train" if number % 3 else "test" for number in range(30)]
    assert wafers.details["lot"].tolist() == table["lotName"][:30].tolist()
    failed = [(die_map == 2).sum() / (die_map > 0).sum() for die_map in table["waferMap"][:30]]
    np.testing.assert_allclose(wafers.details["failed"], failed)

    some = data.wafers(12, path=tmp_path, seed=3, split="lots")
    assert (len(some), some.images.shape[1:]) == (12, (32, 32, 1))
    assert set(some.split) == {"train", "test"}


class Hostile:
    def __init__(self, call, *arguments):
        self.call, self.arguments = call, arguments

    def __reduce__(self):
        return self.call, self.arguments


def dotted(module, name, argument):
    """Protocol 4 lets a name have dots: `pandas.DataFrame.eval` and the like."""
    texts = [b"\x8c" + bytes([len(text)]) + text.encode() for text in (module, name, argument)]
    return b"\x80\x04" + texts[0] + texts[1] + b"\x93" + texts[2] + b"\x85R."


def test_a_hostile_pickle_is_refused_and_nothing_runs(tmp_path):
    trace, path = tmp_path / "trace", tmp_path / "LSWMD.pkl"
    table = frame(4, 4)
    table.loc[0, "lotName"] = Hostile(os.mkdir, str(trace))
    calls = [
        pickle.dumps(Hostile(os.mkdir, str(trace)), 2),
        pickle.dumps(Hostile(eval, f"__import__('os').mkdir({str(trace)!r})"), 0),
        pickle.dumps(table),
        pickle.dumps({"_data": Hostile(getattr, "x", "upper")}),
        dotted("builtins", "__import__", "os"),
        dotted("numpy", "load.__globals__.__getitem__", "os"),
        dotted("numpy.testing._private.utils", "runstring", "x"),
        dotted("coursekit.data.wafers.pickled_frame", "pickle.loads", "x"),
    ]
    for content in calls:
        path.write_bytes(content)
        with pytest.raises(CourseError, match=r"was refused.*nothing of it was run"):
            data.wafers(path=path)
        assert not trace.exists()
    # The same bytes do run where they are trusted: the test is one.
    pickle.loads(calls[0])  # noqa: S301 (our own bytes)
    assert trace.exists()


def test_names_of_pandas_never_reach_pandas(tmp_path, monkeypatch):
    called = []
    monkeypatch.setattr(pd, "read_pickle", lambda *given: called.append(given))
    monkeypatch.setattr(pd, "eval", lambda *given: called.append(given))
    for number, content in enumerate(
        [
            dotted("pandas", "read_pickle", "x"),
            dotted("pandas", "eval", "1"),
            dotted("pandas.io.common", "os.mkdir", "x"),
        ]
    ):
        path = tmp_path / f"{number}.pkl"
        path.write_bytes(content)
        with pytest.raises(CourseError, match="holds no data frame"):
            data.wafers(path=path)
    assert not called
    assert not (tmp_path / "x").exists()


def test_damaged_wm811k(tmp_path):
    path = tmp_path / "LSWMD.pkl"
    frame().to_pickle(path)
    whole = path.read_bytes()
    random = np.random.default_rng(0)
    for length in random.integers(5, len(whole) - 1, 25):
        path.write_bytes(whole[:length])
        with pytest.raises(CourseError, match="damaged"):
            data.wafers(path=path)
    # One wrong byte: read, or refused with a reason, never another error.
    for place in random.integers(2, len(whole), 150):
        path.write_bytes(whole[:place] + bytes([random.integers(256)]) + whole[place + 1 :])
        with contextlib.suppress(CourseError):
            data.wafers(path=path)
    for column, value, says in (
        ("failureType", "Spiral", "row 2 has the unknown class 'Spiral'"),
        ("waferMap", np.full((5, 5), 7), "row 2 has values other than 0, 1 and 2"),
        ("waferMap", np.zeros(5), "row 2 is no table of numbers"),
        ("waferMap", np.zeros((2000, 1)), "row 2 has 2,000×1 dies"),
    ):
        table = frame()
        cells = table[column].tolist()
        cells[2] = value
        table[column] = pd.Series(cells, dtype=object)
        table.to_pickle(path)
        with pytest.raises(CourseError, match=says):
            data.wafers(path=path)
    frame().drop(columns="failureType").to_pickle(path)
    with pytest.raises(CourseError, match="no columns waferMap and failureType"):
        data.wafers(path=path)
    frame(4, 0).to_pickle(path)
    with pytest.raises(CourseError, match="no labelled map"):
        data.wafers(path=path)
    pd.Series([1, 2]).to_pickle(path)
    with pytest.raises(CourseError):
        data.wafers(path=path)


# --- MixedWM38


def write_mixed(path, labels, maps=None, **more):
    labels = np.asarray(labels)
    if maps is None:
        random = np.random.default_rng(1)
        maps = np.where(coordinates(52, 52)[2] <= 1, 1 + (random.random((len(labels), 52, 52)) < 0.1), 0)
    np.savez_compressed(path, maps, labels, **more)
    return maps


def test_mixed_wm38_is_read(tmp_path):
    path = tmp_path / "Wafer_Map_Datasets.npz"
    labels = np.concatenate(
        [np.zeros((1, 8), int), np.eye(8, dtype=int), [[1, 0, 0, 1, 0, 0, 1, 0]], [[1, 1, 0, 0, 0, 0, 0, 0]]]
    )
    maps = write_mixed(path, labels)
    maps[6, 20, 20] = 3
    write_mixed(path, labels, maps)
    mixed = data.wafers(path=path, size=52, mixed=True, split="random")
    assert [mixed.classes[label] for label in mixed.labels] == ["none", *DEFECTS, "centre+edge-ring+scratch"]
    np.testing.assert_array_equal(mixed.defects, labels[:10])
    np.testing.assert_array_equal(mixed.die_maps, np.minimum(maps[:10], 2))
    assert "the undocumented value 3, in 1 maps" in mixed.source
    assert "1 maps left out whose defects are none of the 38" in mixed.source
    single = data.wafers(path=tmp_path)
    assert [single.classes[label] for label in single.labels] == ["none", *DEFECTS]
    assert single.images.shape == (9, 32, 32, 1)
    for arguments, says in (
        ({"split": "lots"}, "has no lots"),
        ({"split": "file"}, "whether it is for training"),
        ({"count": 10}, "has 9 such maps, not 10"),
    ):
        with pytest.raises(CourseError, match=says):
            data.wafers(path=path, **arguments)


def test_files_that_cannot_be_used(tmp_path):
    path = tmp_path / "file"
    labels = np.zeros((3, 8), int)

    def refused(says, **arguments):
        with pytest.raises(CourseError, match=says) as caught:
            data.wafers(path=path, **arguments)
        # Each says how to go on without a network.
        assert "simulates maps and needs no file" in caught.value.remedy

    refused("There is no ")
    path.mkdir()
    refused("holds neither of LSWMD.pkl and Wafer_Map_Datasets.npz")
    path.rmdir()
    path.write_bytes(b"")
    refused("is neither WM-811K")
    path.write_bytes(b"\x1f\x8b\x08 packed")
    refused("is neither WM-811K")
    target = tmp_path / "file.npz"
    write_mixed(target, labels)
    whole = target.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    refused("damaged")
    np.savez(path.with_suffix(".npz"), np.zeros((3, 52, 52)), labels)
    plain = path.with_suffix(".npz").read_bytes()
    path.write_bytes(plain.replace(b"52, 52), }", b"52, 52), ("))  # a header that never ends
    refused("(?s)damaged.*EOF")
    random = np.random.default_rng(0)
    for place in random.integers(2, len(whole), 60):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with contextlib.suppress(CourseError):
            data.wafers(path=path)
    for maps, given, says in (
        (np.full((3, 52, 52), 5), labels, "values 0, 1, 2"),
        (np.zeros((3, 52)), labels, "maps of shape"),
        (np.zeros((2, 52, 52)), labels, "maps of shape"),
        (np.zeros((0, 52, 52)), labels[:0], "are of shape"),
        (np.array([[[Hostile(os.mkdir, str(tmp_path / "trace"))]]] * 3, dtype=object), labels, "damaged"),
    ):
        write_mixed(target, given, maps)
        path.write_bytes(target.read_bytes())
        refused(says)
        refused(says, mixed=True)
    assert not (tmp_path / "trace").exists()
    np.savez(target, maps=labels)
    path.write_bytes(target.read_bytes())
    refused("has no arr_0 and arr_1")
    frame().to_pickle(path)
    with pytest.raises(CourseError, match="one defect a map"):
        data.wafers(path=path, mixed=True)
