"""LeNet-5, AlexNet and VGG in plain PyTorch, as a yardstick for the same networks in Keras.

AlexNet is the one of the paper in two streams, as in this course; torchvision's of the same name is another, narrower
network. The VGG networks have torchvision's layers and numbers of parameters.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from training_steps import LEARNING_RATE, MODELS, MOMENTUM, Job, batches, peak_of, stopwatch, timed

__all__ = ["measured"]

_VGG = {"vgg11": (1, 1, 2, 2, 2), "vgg13": (2, 2, 2, 2, 2), "vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}


def network(name: str, image: int) -> Any:
    """The network, which gives logits; `image` is its height and width."""
    layers = _lenet5() if name == "lenet5" else _alexnet() if name == "alexnet" else _vgg(_VGG[name])
    channels = 1 if name == "lenet5" else 3
    with torch.no_grad():
        flat = nn.Sequential(*layers, nn.Flatten())(torch.zeros(1, channels, image, image)).shape[1]
    return nn.Sequential(*layers, nn.Flatten(), *_dense(name, flat))


def _lenet5() -> list[Any]:
    return [nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)]


def _alexnet() -> list[Any]:
    def normalised() -> list[Any]:
        return [nn.ReLU(), nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0), nn.MaxPool2d(3, 2)]

    return [
        *(nn.Conv2d(3, 96, 11, stride=4), *normalised()),
        *(nn.Conv2d(96, 256, 5, padding=2, groups=2), *normalised()),
        *(nn.Conv2d(256, 384, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU()),
        *(nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), nn.MaxPool2d(3, 2)),
    ]


def _vgg(convolutions: tuple[int, ...]) -> list[Any]:
    layers: list[Any] = []
    channels = 3
    for count, width in zip(convolutions, (64, 128, 256, 512, 512), strict=True):
        for _ in range(count):
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
            channels = width
        layers.append(nn.MaxPool2d(2))
    return layers


def _dense(name: str, flat: int) -> list[Any]:
    if name == "lenet5":
        return [nn.Linear(flat, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)]
    dropped: list[Any] = [nn.Dropout(0.5)] if name == "alexnet" else []
    hidden = [nn.Linear(flat, 4096), nn.ReLU(), *dropped, nn.Linear(4096, 4096), nn.ReLU(), *dropped]
    return [*hidden, nn.Linear(4096, 1000)]


def measured(job: Job) -> dict[str, object]:
    """Train as `training_one` does with Keras: the same images, loss and optimizer."""
    torch.manual_seed(0)
    if job.cores is not None:
        torch.set_num_threads(job.cores)
    on_cpu = not torch.cuda.is_available()
    place = "cpu" if on_cpu else "cuda"
    size, batch, dtype = job.image or MODELS[job.model].image, job.batch or 1, job.dtype or "float32"
    shape = (size, size, MODELS[job.model].channels)
    model = network(job.model, size).to(place)
    loss = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
    scaler = torch.amp.GradScaler(place, enabled=dtype == "float16")

    def train(images: Any, labels: Any) -> None:
        """An epoch: each batch is copied to the device, as `fit` does, and the channels come first."""
        for start in range(0, len(images), batch):
            x = torch.from_numpy(images[start : start + batch]).to(place).permute(0, 3, 1, 2)
            y = torch.from_numpy(labels[start : start + batch]).to(place).long()
            optimizer.zero_grad()
            with torch.autocast(place, getattr(torch, dtype), enabled=dtype != "float32"):
                value = loss(model(x), y)
            scaler.scale(value).backward()
            scaler.step(optimizer)
            scaler.update()
        value.item()  # waits until it is done

    train(*batches(shape, batch, 1))
    found = timed(train, shape, batch, job, on_cpu)
    side = job.matrix or (1024 if on_cpu else 8192)
    a, b = (torch.randn(side, side, device=place).to(getattr(torch, dtype)) for _ in range(2))

    def multiply() -> None:
        (a @ b)[0, 0].item()  # waits until it is done

    return {
        "device": "CPU" if on_cpu else torch.cuda.get_device_name(0),
        "on_cpu": on_cpu,
        "batch_size": batch,
        "image": size,
        "dtype_policy": dtype if dtype == "float32" else f"autocast {dtype}",
        "jit_compile": False,
        "parameters": sum(weights.numel() for weights in model.parameters()),
        "peak": peak_of(multiply, side, stopwatch(job, on_cpu)),
        **found,
    }
