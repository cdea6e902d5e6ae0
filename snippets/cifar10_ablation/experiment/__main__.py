"""Train every variant with every seed; what is finished already is not repeated."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from snippets.cifar10_ablation.experiment import data, results
from snippets.cifar10_ablation.experiment.model import SIZES, VARIANTS
from snippets.cifar10_ablation.experiment.study import run_study


def command_line() -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m snippets.cifar10_ablation.experiment", description=__doc__
    )
    add = parser.add_argument
    add("--image-folder", type=Path, help="folder with train/ and test/; default: download")
    add("--model", choices=SIZES, default="light")
    add("--variants", nargs="+", choices=VARIANTS, default=list(VARIANTS), metavar="VARIANT")
    add("--seeds", nargs="+", type=int, default=[1, 2, 3], metavar="SEED")
    add("--epochs", type=int, default=10)
    add("--jobs", type=int, help="runs at a time; default: one a core, or one on a GPU")
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    add("--held-out", type=int, default=5000, help="training images kept for validation")
    add("--results", type=Path, default=results.RESULTS)
    add("--work", type=Path, default=data.WORK)
    return parser.parse_args()


if __name__ == "__main__":
    try:
        run_study(command_line())
    except (data.DataError, results.ResultsError) as error:
        sys.exit(str(error))
