"""Small test sets: how far an AUC and its interval can be trusted, and what a threshold chosen on one promises.

From the root of the course, in its environment:

    python benchmarks/evaluation_small_tests.py                    # a minute of one core, no network to train
    python benchmarks/evaluation_small_tests.py --quick --to DIR   # a few draws: does it still run?

The 1,200 test patches in `results/evaluation_posteriors.csv` (the training with augmentation) stand for all that there
are; the score is the posterior of subadult males, the class that is found worst. Sets are drawn from them with
replacement. Nothing was tuned.

Writes

- `evaluation_coverage.csv`: of 2,000 test sets of each size, which share has a 95 % interval that holds the true AUC
  ("held"), the mean width of the intervals, and how far the AUCs are spread ("spread", their standard deviation);
  "drawn" is "patches" where patches were drawn one by one, "scenes" where all 30 patches of a scene were;
- `evaluation_small_tests.csv`: the first 60 of these sets of each kind, a row each
  (`coursekit.evaluation.experiments.small_tests`);
- `evaluation_choosing.csv`: a row for each of 100 sets of each size to choose a threshold on
  (`coursekit.evaluation.experiments.choosing`); "scores" is "network", or "noise" for scores that know nothing.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
import pandas as pd
import recording

from coursekit.console import console, steps
from coursekit.evaluation import measured
from coursekit.evaluation.experiments import choosing, small_tests

DRAWS, SHOWN, CHOICES = 2000, 60, 100
POSITIVE = "subadult_males"
TEST_SIZES = (60, 120, 240, 480)
CHOICE_SIZES = (30, 60, 120, 240, 480)


def rounded(table: pd.DataFrame) -> list[dict[Any, Any]]:
    """Four digits are enough, and few enough to read."""
    return table.round(4).to_dict("records")


def covered(tests: pd.DataFrame) -> dict[str, object]:
    """Test sets of one kind and size in one row."""
    held = (tests["low"] <= tests["true_auc"]) & (tests["true_auc"] <= tests["high"])
    return {
        "drawn": tests["drawn"].iloc[0],
        "size": int(tests["size"].iloc[0]),
        "sets": len(tests),
        "held": round(float(held.mean()), 4),
        "width": round(float((tests["high"] - tests["low"]).mean()), 4),
        "spread": round(float(tests["auc"].std()), 4),
    }


def main(arguments: list[str]) -> None:
    """Draw everything and write it down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    draws, choices_of_each = (3, 3) if chosen.quick else (DRAWS, CHOICES)
    posteriors = measured("posteriors").query("augmentation == 'with' and part == 'test'")
    label = posteriors.attrs["classes"].index(POSITIVE)
    true, scores = (posteriors["label"] == label).to_numpy().astype(int), posteriors[POSITIVE].to_numpy()
    noise = np.random.default_rng(0).permutation(scores)
    start = time.perf_counter()
    with steps("Drawing", 6) as progress:
        tests, coverage = [], []
        for drawn, groups in (("patches", None), ("scenes", posteriors["scene"])):
            found = small_tests(true, scores, sizes=TEST_SIZES, draws=draws, groups=groups)
            found.insert(0, "drawn", drawn)
            coverage += [covered(own) for _, own in found.groupby("size")]
            tests.append(found[found["draw"] < SHOWN])
            progress.advance(f"test sets by {drawn}")
        choices = []
        for name, used in (("network", scores), ("noise", noise)):
            for criterion in ("youden", "accuracy"):
                found = choosing(true, used, criterion=criterion, sizes=CHOICE_SIZES, draws=choices_of_each)
                found.insert(0, "scores", name)
                choices.append(found)
                progress.advance(f"thresholds on {name} by {criterion}")
    about = {
        "positive": POSITIVE,
        "images": len(true),
        "positives": int(true.sum()),
        "scenes": int(posteriors["scene"].nunique()),
        "draws": draws,
        "choices": choices_of_each,
        "run_time_s": round(time.perf_counter() - start),
        **recording.machine(("numpy", "scipy", "scikit-learn")),
    }
    script = "evaluation_small_tests"
    recording.write("evaluation_coverage", coverage, about, chosen, script=script)
    recording.write("evaluation_small_tests", rounded(pd.concat(tests)), about, chosen, script=script)
    recording.write("evaluation_choosing", rounded(pd.concat(choices)), about, chosen, script=script)
    console.print(f"written to {chosen.to}")


if __name__ == "__main__":
    main(sys.argv[1:])
