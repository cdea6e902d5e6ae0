"""Compare the speed of cnnlib's summarize with torchinfo and fvcore, in one run.

Each tool starts from a built network and an input shape and works out the table of all layers.
torchinfo and fvcore run the network in torch: torchinfo on the meta device, where values cost
nothing, fvcore on the CPU, because its tracer cannot do with less. cnnlib computes. The runs are
interleaved, so that a busy machine slows all alike, and medians are compared as ratios.
"""

import logging
import math
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

import torch
from fvcore.nn import FlopCountAnalysis
from torchinfo import summary

import cnnlib
from benchmarks.record import Record
from sitekit.torchvision_guard import ensure_torchvision

ensure_torchvision()
import torchvision  # noqa: E402

NETWORKS = {
    "alexnet_torchvision": "alexnet",
    "vgg16": "vgg16",
    "resnet18": "resnet18",
    "resnet50": "resnet50",
    "mobilenet_v2": "mobilenet_v2",
    "densenet121": "densenet121",
}
SHAPE = (3, 224, 224)
DEPTHS = (10, 30, 100, 300, 1000, 3000, 10_000)
TOOLS = ("cnnlib", "torchinfo", "fvcore")
IMPORTS = {
    "python alone": "pass",
    "cnnlib": "import cnnlib",
    "torchinfo": "import torchinfo",
    "fvcore": "import fvcore.nn",
}


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def interleaved(actions: dict[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Give each action's median time over runs in which they take turns."""
    for action in actions.values():
        action()
    times = [{name: seconds(action) for name, action in actions.items()} for _ in range(runs)]
    return {name: median(run[name] for run in times) for name in actions}


def fvcore_count(model: torch.nn.Module, x: torch.Tensor) -> int:
    analysis = FlopCountAnalysis(model, x)
    analysis.unsupported_ops_warnings(False).uncalled_modules_warnings(False)
    return int(analysis.total())


def compare(name: str, runs: int) -> dict[str, float]:
    network = getattr(cnnlib.architectures, name)()
    build = getattr(torchvision.models, NETWORKS[name])
    with torch.device("meta"):
        shapes_only = build(weights=None).eval()
    real, x = build(weights=None).eval(), torch.empty(1, *SHAPE)
    actions = {
        "cnnlib": lambda: cnnlib.summarize(network, SHAPE),
        "torchinfo": lambda: summary(shapes_only, input_data=x, device="meta", verbose=0),
        "fvcore": lambda: fvcore_count(real, x),
    }
    return interleaved(actions, runs)


def growth(runs: int) -> tuple[dict[int, float], float]:
    """Time stacks of growing depth and fit the exponent of time against depth."""
    times = {}
    for depth in DEPTHS:
        network = cnnlib.Sequential(*(cnnlib.Conv2d(8, 8, 3, padding=1) for _ in range(depth)))
        times[depth] = median(
            seconds(lambda n=network: cnnlib.summarize(n, (8, 32, 32))) for _ in range(runs)
        )
    points = [(math.log(depth), math.log(duration)) for depth, duration in times.items()]
    mean_x, mean_y = (sum(column) / len(points) for column in zip(*points, strict=True))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return times, slope / sum((x - mean_x) ** 2 for x, _ in points)


def import_times(runs: int) -> dict[str, float]:
    def start(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    return interleaved({name: start(code) for name, code in IMPORTS.items()}, runs)


def measure(record: Record, repetitions: int) -> None:
    """Compare, and record the medians."""
    logging.getLogger("fvcore").setLevel(logging.ERROR)
    torch.set_num_threads(1)
    networks = {}
    for name in NETWORKS:
        networks[name] = compare(name, repetitions)
        times = ", ".join(f"{tool} {networks[name][tool] * 1e3:.1f} ms" for tool in TOOLS)
        print(f"  {name}: {times}", flush=True)
    record.put("seconds", networks)
    record.put("start_seconds", import_times(repetitions))
    depths, exponent = growth(repetitions)
    print(f"  time grows as depth to the power of {exponent:.2f}", flush=True)
    record.put("depth_seconds", {str(depth): seconds for depth, seconds in depths.items()})
    record.put("depth_exponent", exponent)
