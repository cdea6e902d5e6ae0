"""Where the benchmarks keep things: what they install or make under .cache, never in the site."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = ROOT / ".cache" / "benchmarks"
RESULTS = HERE / "results"  # committed
