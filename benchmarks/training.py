"""Training LeNet-5, AlexNet and VGG16 with Keras on each backend: images a second, and how much memory.

From the root of the course, in its environment:

    python benchmarks/training.py                    # all of the table, about 25 minutes on a busy machine
    python benchmarks/training.py --keep             # after an interruption: what is missing
    python benchmarks/training.py --quick --to DIR   # small images, one step: does it still run?
    python benchmarks/training.py --model vgg16 --backend jax --dtype bfloat16 --batch 64   # one row, printed only

What is not given, `coursekit.device` picks. With a choice of one's own results are written only with `--to`. Backends
that are not installed are left out, which is said; `pip install -e .[jax]` and `.[torch]` bring them. Each training
runs in a process of its own, on one core, or on all where there is an NVIDIA GPU (`--cores`).

Writes, with the device's name at the end of the files' names where it is a GPU:

- `training.csv`: images a second, the median over windows of several steps after some that are left out, with `fit` as
  students use it, and beside it the same network in plain PyTorch where PyTorch is installed. `share_of_peak` compares
  with the product of two large matrices in the same process and precision: an image takes three times the
  multiply-accumulates of `architectures.table` (forward, gradients by inputs, gradients by weights), although the first
  layer needs no gradients by its inputs. On one core of a CPU, time is what the process had of it, so that other
  programs do not count; `of_the_cores` tells how much that was of the time on the wall.
- `training_memory.csv`: the most memory that training added to a process (Linux only, on a CPU), beside what
  `coursekit.device` counts for it: for weights, gradients and optimizer (`counted_once_MB`), and for each image.

Optimizer: SGD with momentum 0.9; logits and cross-entropy; AlexNet without weight decay. Images are random: speed does
not depend on them.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import recording
from training_steps import MODELS, PLAIN, POLICIES, Job

from coursekit.console import console, steps
from coursekit.device.choosing import ALLOWANCE

BACKENDS = ("tensorflow", "jax", "torch")
_WITHOUT_PLAIN = ("lenet5-1998",)  # its layers would have to be written for PyTorch


def speeds() -> list[Job]:
    """The table: for each network the backends, and plain PyTorch beside them."""
    lenet = Job("", "lenet5", batch=32, dtype="float32")
    alexnet = Job("", "alexnet", batch=16, dtype="float32")
    # A step of VGG16 in bfloat16 takes minutes on a backend without fast instructions for it.
    vgg = Job("", "vgg16", batch=4, dtype="float32", steps=1)
    asked = [lenet, alexnet, vgg, replace(lenet, dtype="bfloat16")]
    found = [replace(job, framework=name) for job in asked for name in (*BACKENDS, PLAIN)]
    return [replace(lenet, framework="tensorflow", jit=True), *found]


def memories() -> list[Job]:
    """Trainings whose memory is compared with what is counted: many images, and many weights."""
    chosen = [("lenet5", 2048, None), ("vgg11", 32, 64), ("alexnet", 24, None)]
    return [
        Job(backend, model, image=image, batch=batch, dtype="float32", optimizer="adam", windows=0)
        for backend in BACKENDS
        for model, batch, image in chosen
    ]


def quick() -> list[Job]:
    """As little as possible of each kind."""
    small = Job("tensorflow", "lenet5", image=28, batch=2, windows=1, steps=1, matrix=64)
    return [small, replace(small, framework=PLAIN, dtype="float32"), replace(small, windows=0, optimizer="adam")]


def own(chosen: argparse.Namespace) -> list[Job]:
    """What the options ask for."""
    names = chosen.backend or [name for name in BACKENDS if installed(name)]
    dtype = chosen.dtype
    jobs = [
        Job(
            name,
            chosen.model,
            chosen.image,
            chosen.batch,
            dtype,
            chosen.jit,
            windows=chosen.windows,
            steps=chosen.steps,
        )
        for name in names
    ]
    if chosen.model not in _WITHOUT_PLAIN:
        # Beside Keras: with the batch and precision that were picked for the first backend.
        jobs.append(replace(jobs[0], framework=PLAIN, jit=None))
    return jobs


def installed(framework: str) -> bool:
    """Whether it can be measured here."""
    return find_spec("torch" if framework == PLAIN else framework) is not None


def measured(job: Job) -> dict[str, Any]:
    """What `training_one` found in a process of its own."""
    environment = os.environ | {"KERAS_BACKEND": job.framework if job.framework in BACKENDS else "torch"}
    if job.cores is not None:
        environment |= {"OMP_NUM_THREADS": str(job.cores), "OPENBLAS_NUM_THREADS": str(job.cores)}
    script = Path(__file__).with_name("training_one.py")
    command = [sys.executable, str(script), json.dumps(asdict(job))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    if done.returncode:
        raise RuntimeError(f"{job} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def already(job: Job, rows: Sequence[dict[str, Any]]) -> bool:
    """Whether a row tells of this training."""
    precision = (job.dtype, POLICIES.get(job.dtype or ""), f"autocast {job.dtype}")
    return any(
        (row["model"], row["framework"], int(row["batch_size"])) == (job.model, named(job), job.batch)
        and int(row["image"]) == (job.image or MODELS[job.model].image)
        and row["precision"] in precision
        and ("jit_compile" not in row or (row["jit_compile"] == "True") == bool(job.jit or job.framework == "jax"))
        for row in rows
    )


def kept(path: Path) -> list[dict[str, Any]]:
    """The rows that a run before this one wrote, as they stand."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def named(job: Job) -> str:
    """What to call the framework in the results."""
    return job.framework if job.framework == PLAIN else f"Keras, {job.framework}"


def speed_row(job: Job, found: dict[str, Any], alike: dict[str, Any], processor: str) -> dict[str, object]:
    """A row of `training.csv`; `alike` is the same network with Keras, whose operations are counted."""
    products = 3 * int(alike["multiply_accumulates"])
    if found["parameters"] != int(alike["parameters"]):
        raise RuntimeError(f"{job} has {found['parameters']:,} parameters, with Keras {alike['parameters']}.")
    return {
        "device": processor if found["on_cpu"] else found["device"],
        "model": job.model,
        "parameters": found["parameters"],
        "multiply_accumulates": int(alike["multiply_accumulates"]),
        "image": found["image"],
        "batch_size": found["batch_size"],
        "precision": found["dtype_policy"],
        "framework": named(job),
        "jit_compile": found["jit_compile"],
        "windows": job.windows,
        "steps": found["steps"],
        "images_per_second": _three_digits(1 / found["median"]),
        "lowest": _three_digits(1 / max(found["seconds"])),
        "highest": _three_digits(1 / min(found["seconds"])),
        "gflops": _three_digits(2 * products / found["median"] / 1e9),
        "peak_gflops": _three_digits(2 * found["peak"] / 1e9),
        "share_of_peak": round(products / found["median"] / found["peak"], 3),
        "of_the_cores": round(found["of_the_cores"], 2),
        "load_average": found["load_average"],
    }


def memory_row(job: Job, found: dict[str, Any]) -> dict[str, object]:
    """A row of `training_memory.csv`."""
    once, an_image = found["counted"]
    counted = once + found["batch_size"] * an_image
    return {
        "framework": named(job),
        "model": job.model,
        "image": found["image"],
        "batch_size": found["batch_size"],
        "precision": found["dtype_policy"],
        "optimizer": job.optimizer,
        "counted_once_MB": round(once / 1e6, 3),
        "counted_an_image_MB": round(an_image / 1e6, 3),
        "counted_MB": round(counted / 1e6, 1),
        "measured_MB": round(found["measured"] / 1e6, 1),
        "measured_over_counted": round(found["measured"] / counted, 2),
    }


def _three_digits(value: float) -> float:
    return float(f"{value:.3g}")


def tables(folder: Path) -> str:
    """The results as Markdown, for README.md; those of GPUs follow those of the CPU."""
    speed = [row for path in sorted(folder.glob("training*.csv")) if "memory" not in path.name for row in kept(path)]
    columns = ("model", "image", "batch", "precision", "framework", "XLA", "images/s", "of the peak")
    lines: list[str] = []
    for device in dict.fromkeys(row["device"] for row in speed):
        lines += [f"{device}:", "", _line(columns), _line("---" for _ in columns)]
        lines += [
            _line(
                (
                    *(row["model"], f"{row['image']}×{row['image']}", row["batch_size"], row["precision"]),
                    *(row["framework"], "yes" if row["jit_compile"] == "True" else "no"),
                    *(f"{float(row['images_per_second']):,g}", f"{float(row['share_of_peak']):.0%}"),
                )
            )
            for row in sorted((row for row in speed if row["device"] == device), key=_order)
        ]
        lines.append("")
    names = ("model", "image", "batch", "framework", "counted MB", "measured MB", "planned MB")
    lines += ["Memory, in float32 with Adam:", "", _line(names), _line("---" for _ in names)]
    for row in kept(folder / "training_memory.csv"):
        once, each = ALLOWANCE[row["framework"].removeprefix("Keras, ")]
        planned = once * float(row["counted_once_MB"]) + int(row["batch_size"]) * each * float(
            row["counted_an_image_MB"]
        )
        megabytes = (f"{value:,.0f}" for value in (float(row["counted_MB"]), float(row["measured_MB"]), planned))
        size = f"{row['image']}×{row['image']}"
        lines.append(_line((row["model"], size, row["batch_size"], row["framework"], *megabytes)))
    return "\n".join(lines)


def _line(entries: Iterable[str]) -> str:
    return f"| {' | '.join(entries)} |"


def _order(row: dict[str, Any]) -> tuple[int, str]:
    """Networks from small to large, float32 first."""
    return int(row["parameters"]), "" if row["precision"] == "float32" else "narrow"


def options() -> argparse.ArgumentParser:
    """The command line."""
    parser = recording.options(__doc__)
    parser.add_argument("--table", action="store_true", help="print the results as README.md shows them; no measuring")
    parser.add_argument("--keep", action="store_true", help="measure only what is missing in the results (of a CPU)")
    parser.add_argument("--part", choices=("speed", "memory"), help="one of the two tables, instead of both")
    parser.add_argument("--model", choices=MODELS, help="one network instead of the table")
    parser.add_argument("--backend", action="append", choices=BACKENDS, help="of Keras; may be given several times")
    parser.add_argument("--dtype", choices=POLICIES, help="precision; what device picks unless given")
    parser.add_argument("--batch", type=int, help="images in a step; what device picks unless given")
    parser.add_argument("--image", type=int, help="height and width; the network's own unless given")
    parser.add_argument("--jit", action=argparse.BooleanOptionalAction, help="compile with XLA; what device picks")
    parser.add_argument("--windows", type=int, default=Job.windows, help="how many windows of steps are timed")
    parser.add_argument("--steps", type=int, help="training steps in a window; some seconds' worth unless given")
    parser.add_argument("--cores", type=int, help="CPU cores; one, or all where there is an NVIDIA GPU")
    return parser


def chosen_jobs(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> list[Job]:
    """What is to be measured, left out what cannot be."""
    given = [
        name for name in ("backend", "dtype", "batch", "image", "jit", "steps") if getattr(chosen, name) is not None
    ]
    if given and not chosen.model:
        parser.error(f"--{given[0]} belongs to one network: name it with --model.")
    for name in ("batch", "image", "windows", "steps", "cores"):
        value = getattr(chosen, name)
        if value is not None and value < 1:
            parser.error(f"--{name} must be at least 1, not {value}.")
    missing = [name for name in chosen.backend or () if not installed(name)]
    if missing:
        parser.error(f"{missing[0]} is not installed: pip install -e .[{missing[0]}]")
    if chosen.quick:
        jobs = quick()
    elif chosen.model:
        jobs = own(chosen)
    else:
        jobs = [*(speeds() if chosen.part != "memory" else []), *(memories() if chosen.part != "speed" else [])]
    cores = chosen.cores or (None if shutil.which("nvidia-smi") else 1)
    return [replace(job, cores=cores) for job in jobs]


def left_out(jobs: Sequence[Job]) -> list[str]:
    """What of it cannot be measured here, and why."""
    names = dict.fromkeys(job.framework for job in jobs if not installed(job.framework))
    return [f"{name}: {'PyTorch' if name == PLAIN else name} is not installed" for name in names]


def main(arguments: list[str]) -> None:
    """Measure everything and write it down."""
    parser = options()
    chosen = recording.parsed(parser, arguments)
    if chosen.table:
        print(tables(chosen.to))
        return
    jobs = chosen_jobs(parser, chosen)
    missing = left_out(jobs)
    jobs = [job for job in jobs if installed(job.framework)]
    speed = kept(chosen.to / "training.csv") if chosen.keep else []
    memory = kept(chosen.to / "training_memory.csv") if chosen.keep else []
    jobs = [job for job in jobs if not already(job, speed if job.windows else memory)]
    alike: dict[tuple[str, int], dict[str, Any]] = {(row["model"], int(row["image"])): row for row in speed}
    machine = recording.machine(["keras", "tensorflow", "jax", "torch", "numpy"])
    cores = jobs[0].cores if jobs else None
    processor = f"{machine['processor']}, {cores or machine['cores']} of {machine['cores']} cores"
    about: dict[str, object] = {
        "optimizer": "SGD with momentum 0.9 for speed; as given for memory",
        "left_out": missing,
        "machine": machine,
    }
    written = not chosen.model or chosen.to != recording.RESULTS
    with steps("Training", len(jobs)) as bar:
        for asked in jobs:
            job = asked
            before = alike.get((job.model, job.image or MODELS[job.model].image))
            if job.framework == PLAIN and before is not None:
                policy = str(before.get("dtype_policy", "float32")).removeprefix("mixed_")
                job = replace(job, batch=job.batch or int(before["batch_size"]), dtype=job.dtype or policy)
            found = measured(job)
            if job.framework != PLAIN:
                alike[job.model, found["image"]] = before = found
            # A GPU's results lie beside those of a CPU. Written after each training: an end before the end keeps them.
            kind = "" if found["on_cpu"] else "_" + re.sub(r"\W+", "_", found["device"]).strip("_").lower()
            if job.windows and before is not None:
                speed.append(speed_row(job, found, before, processor))
                if written:
                    recording.write(f"training{kind}", speed, about, chosen, script="training")
            elif found["measured"] is not None:
                memory.append(memory_row(job, found))
                if written:
                    recording.write(f"training_memory{kind}", memory, about, chosen, script="training")
            bar.advance(f"{job.model}, {job.framework}")
    for row in speed:
        console.print(
            f"{row['model']}, {row['framework']}, {row['precision']}, batch {row['batch_size']}: "
            f"{float(row['images_per_second']):,} images/s, "
            f"{float(row['share_of_peak']):.1%} of {float(row['peak_gflops']):,} GFLOP/s"
        )
    for note in missing:
        console.print(f"Left out, {note}.")


if __name__ == "__main__":
    main(sys.argv[1:])
