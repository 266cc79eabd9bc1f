"""What the lecture claims about an MLP and a CNN is what was measured, on the networks it shows."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from coursekit import parameters
from coursekit.errors import CourseError


@pytest.fixture(scope="module")
def results():
    return parameters.measured()


def test_parameters_are_those_of_the_networks(results, root, keras, monkeypatch):
    monkeypatch.syspath_prepend(root / "benchmarks")  # where it finds what the benchmarks share
    script = root / "benchmarks" / "digits_mlp_cnn.py"
    spec = importlib.util.spec_from_file_location("digits_mlp_cnn", script)
    benchmark = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = benchmark  # dataclasses look their module up
    try:
        spec.loader.exec_module(benchmark)
        planned = list(benchmark.plan(benchmark.SEEDS))
        assert len(planned) == len(results), "the committed results are not those of the committed script"
        for run, (_, row) in zip(planned, results.iterrows(), strict=True):
            assert (run.network, run.size, run.split, run.pixels, run.seed) == tuple(
                row[["network", "size", "split", "pixels", "seed"]]
            )
        for run in planned[: len(planned) // benchmark.SEEDS]:
            counted = parameters.table(benchmark.build(run)).loc["total", "parameters"]
            row = results[(results["network"] == run.network) & (results["size"] == run.size)].iloc[0]
            assert row["parameters"] == counted
    finally:
        del sys.modules[spec.name]


@pytest.mark.parametrize("split", ["random", "order"])
def test_the_cnn_reaches_the_mlp_with_a_fraction_of_its_parameters(results, split):
    chosen = results[(results["size"] == 28) & (results["split"] == split) & (results["pixels"] == "as scanned")]
    scores = chosen.groupby("network")["accuracy"].agg(["mean", "min", "max"])
    counts = chosen.groupby("network")["parameters"].first()
    assert counts["CNN 8"] / counts["MLP 128"] < 0.06
    # Not below by more than half a point, in the mean over five seeds.
    assert scores.loc["CNN 8", "mean"] > scores.loc["MLP 128", "mean"] - 0.005


def test_the_lecture_quotes_what_was_measured(results, root):
    text = " ".join((root / "lectures" / "01_parameters.py").read_text(encoding="utf-8").replace("\n# ", " ").split())
    scores = results.groupby(["size", "split", "pixels", "network"])["accuracy"].agg(["mean", "min", "max"]) * 100

    def percent(size, split, network, which="mean", pixels="as scanned"):
        return f"{scores.loc[(size, split, pixels, network), which]:.1f}"

    cnn, mlp = (
        [percent(28, "random", name, which) for which in ("mean", "min", "max")] for name in ("CNN 8", "MLP 128")
    )
    assert f"{cnn[0]} % in the mean ({cnn[1]} to {cnn[2]}), the MLP {mlp[0]} % ({mlp[1]} to {mlp[2]})" in text
    assert f"{percent(28, 'order', 'CNN 8')} % for the CNN, {percent(28, 'order', 'MLP 128')} % for the MLP" in text
    small = [percent(8, split, name) for split in ("random", "order") for name in ("MLP 128", "CNN 8")]
    assert "a point better on the random split, level by order" in text
    assert 0.5 < float(small[0]) - float(small[1]) < 1.5
    assert abs(float(small[2]) - float(small[3])) < 0.2
    assert "({} against {} %, by order {} against {} %)".format(*small) in text
    counts = results.groupby(["size", "network"])["parameters"].first()
    assert f"With {counts[28, 'CNN 8'] / counts[28, 'MLP 128']:.1%}".replace("%", " %") in text
    minutes = round(results.attrs["run_time_s"] / 60)
    assert f"did {len(results)} trainings in {minutes} minutes" in text


def test_the_lecture_quotes_what_shuffling_costs(results, root):
    text = " ".join((root / "lectures" / "01_parameters.py").read_text(encoding="utf-8").replace("\n# ", " ").split())
    random = results[results["split"] == "random"].set_index(["size", "network", "seed"]).sort_index()
    scanned = random.loc[random["pixels"] == "as scanned", "accuracy"]
    shuffled = random.loc[random["pixels"] == "shuffled", "accuracy"]
    lost = ((scanned - shuffled).dropna() * 100).groupby(["size", "network"]).agg(["mean", "min", "max"])

    def told(size, network):
        return [f"{lost.loc[(size, network), which]:.1f}".replace("-", "−") for which in ("mean", "min", "max")]

    assert "CNN 8 loses {} points in the mean ({} to {} over the five seeds)".format(*told(8, "CNN 8")) in text
    assert "CNN 4 loses {} ({} to {})".format(*told(8, "CNN 4")) in text
    mean, least, most = told(28, "CNN 8")
    assert f"CNN 8 loses {mean}, with a range that includes zero ({least} to {most})" in text
    assert float(least.replace("−", "-")) < 0 < float(most)
    left = {name: 100 * shuffled.loc[28, name].mean() for name in ("CNN 8", "MLP 128")}
    assert left["CNN 8"] > left["MLP 128"]
    assert "in the mean ({CNN 8:.1f} against {MLP 128:.1f} %)".format(**left) in text
    for size in (8, 28):  # "The MLP loses nothing": a tenth of a point, either way
        assert abs(lost.loc[(size, "MLP 128"), "mean"]) < 0.1
    assert f"CNN 8 loses {told(8, 'CNN 8')[0]} points on 8×8, and {mean} on 28×28" in text


def test_the_lecture_describes_the_networks_that_were_measured(results, root):
    text = " ".join((root / "lectures" / "01_parameters.py").read_text(encoding="utf-8").replace("\n# ", " ").split())
    counts = results.groupby(["size", "network"])["parameters"].first()
    convolutions = parameters.conv2d(3, 1, 8) + parameters.conv2d(3, 8, 16)
    assert counts[8, "CNN 8"] == convolutions + parameters.dense(2 * 2 * 16, 10)
    assert f"{convolutions:,} parameters; the rest of its {counts[8, 'CNN 8']:,}" in text
    assert f"the MLP needs only {counts[8, 'MLP 128']:,}" in text
    assert f"{counts[28, 'MLP 128']:,} parameters against {counts[28, 'CNN 8']:,}" in text


def test_machine_versions_and_time_are_stated(results):
    assert {"processor", "cores", "versions", "run_time_s", "made_by", "date"} <= results.attrs.keys()
    assert results.attrs["epochs"] == 20
    assert results.attrs["trainings"] == len(results)


def test_missing_results_are_told_with_the_remedy(tmp_path, monkeypatch):
    (tmp_path / "course.py").touch()
    (tmp_path / "lectures").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match=r"python benchmarks/digits_mlp_cnn\.py"):
        parameters.measured()
