"""The fork server: it imports torch and matplotlib once, for all snippets of a round."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, SpawnContext


def context() -> ForkServerContext | SpawnContext:
    """Return what processes are started with, its server running where the system has forks."""
    if os.name != "posix":
        return multiprocessing.get_context("spawn")
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["sitekit.snippets.preload"])
    forkserver.ensure_running()
    return forks
