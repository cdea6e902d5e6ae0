"""All runs of the study: several at a time, seed by seed, each kept as soon as it is finished."""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from snippets.cifar10_ablation.experiment import data, results, search
from snippets.cifar10_ablation.experiment.train import Run, train


class Worker:
    """What each process keeps between its runs."""

    images: data.Data
    device: torch.device
    work: Path

    @classmethod
    def start(cls, lock: Any, arguments: argparse.Namespace) -> None:
        """Prepare a process: with one thread the sums, and so the results, are repeatable."""
        tqdm.set_lock(lock)
        torch.set_num_threads(1)
        cls.images = data.load(arguments.image_folder, arguments.work, arguments.held_out)
        cls.device = torch.device(arguments.device)
        cls.work = arguments.work

    @classmethod
    def run(cls, run: Run) -> dict[str, Any]:
        return train(run, cls.images, cls.device, cls.work)


def finish(
    pool: Any, runs: list[Run], known: list[dict[str, Any]], what: str
) -> Iterator[dict[str, Any]]:
    """Yield the entries of the runs that are not known yet, as they finish."""
    settings = [{k: v for k, v in asdict(run).items() if v is not None} for run in runs]
    missing = [run for run, s in zip(runs, settings, strict=True) if not results.is_known(known, s)]
    yield from tqdm(
        pool.imap_unordered(Worker.run, missing),
        desc=what,
        unit="run",
        initial=len(runs) - len(missing),
        total=len(runs),
    )


def run_study(arguments: argparse.Namespace) -> None:
    """Search the learning rates, then train; what the results file holds is not repeated."""
    device = torch.device(arguments.device)
    images = data.load(arguments.image_folder, arguments.work, arguments.held_out)
    content = results.load(arguments.results, results.conditions(device, images.source))
    content["planned_seeds"] = sorted({*content["planned_seeds"], *arguments.seeds})
    jobs = arguments.jobs or (1 if device.type == "cuda" else os.cpu_count() or 1)
    model, variants = arguments.model, arguments.variants
    context = multiprocessing.get_context("spawn")
    tqdm.set_lock(context.RLock())  # the processes write to one terminal
    with context.Pool(jobs, Worker.start, (tqdm.get_lock(), arguments)) as pool:
        short = [run for variant in variants for run in search.short_runs(variant)]
        for entry in finish(pool, short, content["search"], "learning rates"):
            content["search"].append(entry)
            results.save(arguments.results, content)
        rates = {v: search.best_rate(content["search"], v) for v in variants}
        runs = [  # seed by seed, so that an unfinished study is balanced over the variants
            Run(model, variant, seed, rates[variant], arguments.epochs)
            for seed in arguments.seeds
            for variant in variants
        ]
        for entry in finish(pool, runs, content["runs"], "runs"):
            content["runs"].append(entry)
            results.save(arguments.results, content)
