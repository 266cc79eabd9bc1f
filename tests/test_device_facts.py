"""What the host and each backend tell about the device, with machines that are not here put in their place."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType, SimpleNamespace

import psutil
import pytest

from coursekit.device import accelerators, host
from coursekit.device.accelerators import smallest_free

MIB = 2**20


@pytest.fixture
def driver(monkeypatch):
    """What nvidia-smi answers; an exception is raised."""
    accelerators._asked_of_the_driver.cache_clear()

    def answers(reply):
        def run(command, **_):
            assert command[0] == "nvidia-smi"
            if isinstance(reply, BaseException):
                raise reply
            return SimpleNamespace(stdout=reply)

        monkeypatch.setattr(accelerators.subprocess, "run", run)

    yield answers
    accelerators._asked_of_the_driver.cache_clear()


def fake(monkeypatch, name, **contents):
    module = ModuleType(name)
    module.__dict__.update(contents)
    monkeypatch.setitem(sys.modules, name, module)


def tensorflow_with(monkeypatch, *details):
    devices = [SimpleNamespace(name=f"/physical_device:GPU:{number}") for number in range(len(details))]
    config = SimpleNamespace(
        list_physical_devices=lambda kind: devices if kind == "GPU" else [],
        experimental=SimpleNamespace(get_device_details=lambda device: details[devices.index(device)]),
    )
    fake(monkeypatch, "tensorflow", config=config)


def test_tensorflow(monkeypatch, driver):
    driver("40000\n")
    tensorflow_with(monkeypatch, {"device_name": "NVIDIA T4", "compute_capability": (7, 5)}, {})
    first, second = accelerators.accelerators("tensorflow")
    assert (first.name, first.place, first.compute_capability) == ("NVIDIA T4", "gpu:0", (7, 5))
    # What TensorFlow takes later does not count as taken.
    driver("10\n")
    assert first.free()[0] == 40000 * MIB
    assert (second.name, second.compute_capability) == ("/physical_device:GPU:1", None)
    assert second.free()[0] is None


def test_without_a_gpu_the_driver_is_not_asked(monkeypatch, driver):
    driver(AssertionError("asked"))
    tensorflow_with(monkeypatch)
    assert accelerators.accelerators("tensorflow") == ()


@pytest.mark.parametrize(
    "error", [FileNotFoundError("no nvidia-smi"), subprocess.TimeoutExpired("nvidia-smi", 20)], ids=["missing", "hangs"]
)
def test_a_driver_that_does_not_answer_is_told(monkeypatch, driver, error):
    driver(error)
    tensorflow_with(monkeypatch, {"device_name": "NVIDIA T4", "compute_capability": (7, 5)})
    free, source = accelerators.accelerators("tensorflow")[0].free()
    assert free is None
    assert "nvidia-smi failed" in source


def test_of_several_gpus_the_least_free_memory_counts():
    assert smallest_free(["80000", "300", " 5000 "])[0] == 300 * MIB
    assert "least of 3" in smallest_free(["80000", "300", "5000"])[1]
    assert smallest_free(["[N/A]"])[0] is None


def jax_device(**contents):
    given = {"device_kind": "NVIDIA H200", "platform": "gpu", "id": 0, "memory_stats": lambda: None}
    return SimpleNamespace(**given, **contents) if not contents else SimpleNamespace(**{**given, **contents})


def test_jax(monkeypatch):
    pool = {"bytes_limit": 1000, "bytes_in_use": 300}
    devices = [
        jax_device(compute_capability="9.0", memory_stats=lambda: pool),
        jax_device(device_kind="Radeon", compute_capability="gfx90a", id=1),
        jax_device(platform="cpu"),
    ]
    fake(monkeypatch, "jax", local_devices=lambda: devices)
    first, second = accelerators.accelerators("jax")
    assert (first.name, first.place, first.compute_capability) == ("NVIDIA H200", "gpu:0", (9, 0))
    assert first.free()[0] == 700
    pool["bytes_in_use"] = 900
    assert first.free()[0] == 100
    assert (second.place, second.compute_capability, second.free()[0]) == ("gpu:1", None, None)


def torch_with(monkeypatch, default, hip=None):
    cuda = SimpleNamespace(
        device_count=lambda: 1,
        get_device_name=lambda number: "Some GPU",
        get_device_capability=lambda number: (8, 6),
        mem_get_info=lambda number: (1000, 5000),
        memory_reserved=lambda number: 700,
        memory_allocated=lambda number: 200,
    )
    fake(monkeypatch, "torch", cuda=cuda, version=SimpleNamespace(hip=hip))
    fake(monkeypatch, "keras.src.backend.torch")
    fake(monkeypatch, "keras.src.backend.torch.core", DEFAULT_DEVICE=default)


def test_torch_counts_as_free_what_it_holds_without_using_it(monkeypatch, keras):
    torch_with(monkeypatch, "cuda")
    (found,) = accelerators.accelerators("torch")
    assert (found.name, found.place, found.compute_capability) == ("Some GPU", "gpu:0", (8, 6))
    assert found.free()[0] == 1500


def test_amd_has_no_compute_capability(monkeypatch, keras):
    torch_with(monkeypatch, "cuda", hip="6.0")
    assert accelerators.accelerators("torch")[0].compute_capability is None


def test_apple(monkeypatch, keras):
    torch_with(monkeypatch, "mps")
    (found,) = accelerators.accelerators("torch")
    assert (found.name, found.place, found.free()[0]) == ("mps", "mps:0", None)


def test_torch_on_a_cpu(monkeypatch, keras):
    torch_with(monkeypatch, "cpu")
    assert accelerators.accelerators("torch") == ()


def test_another_backend_has_none():
    assert accelerators.accelerators("numpy") == ()


@pytest.mark.parametrize("version", [1, 2])
def test_a_container_counts_if_it_allows_less(tmp_path, version):
    names = ("memory.max", "memory.current")
    if version == 1:
        names = ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes")
        (tmp_path / "memory").mkdir()
    (tmp_path / names[1]).write_text("3000\n")
    (tmp_path / names[0]).write_text("10000\n")
    assert host.free_memory(tmp_path) == (7000, "left in this container")
    (tmp_path / names[0]).write_text("1000\n")
    assert host.free_memory(tmp_path)[0] == 0
    for limit in ("max", str(2**63)):
        (tmp_path / names[0]).write_text(f"{limit}\n")
        assert host.free_memory(tmp_path)[1] == "free on this machine"


def test_free_memory_of_this_machine(tmp_path):
    free, _ = host.free_memory(tmp_path)
    assert 0 < free <= psutil.virtual_memory().total


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("processor : 0\nflags\t\t: fpu avx512f avx512_bf16 amx_bf16\n", ("amx_bf16", "avx512_bf16")),
        ("flags\t\t: fpu avx2\n", ()),
        ("Features\t: fp asimd bf16\n", ("bf16",)),
        ("processor : 0\n", None),
    ],
)
def test_instructions_for_bfloat16(tmp_path, text, units):
    (tmp_path / "cpuinfo").write_text(text)
    assert host.bfloat16_units(tmp_path / "cpuinfo") == units


def test_without_linux_nobody_knows_the_instructions(tmp_path):
    assert host.bfloat16_units(tmp_path / "cpuinfo") is None
