"""The Jupyter kernel that executes labs while the site is built.

Learners' code stays plain: the import guard of torchvision, the look of figures and the one thread
that makes results repeatable are set here, before the first cell runs.
"""

from __future__ import annotations


def main() -> None:
    """Prepare the process, then serve cells."""
    import matplotlib as mpl
    import torch
    from ipykernel.kernelapp import IPKernelApp
    from matplotlib import font_manager, style  # not pyplot: a cell's import turns drawing on
    from traitlets.config import Config

    from sitekit.fonts import matplotlib_fonts
    from sitekit.paths import SNIPPETS
    from sitekit.torchvision_guard import ensure_torchvision

    torch.set_num_threads(1)
    ensure_torchvision()
    for font in matplotlib_fonts():
        font_manager.fontManager.addfont(font)
    style.use(SNIPPETS / "cnn.mplstyle")
    mpl.rcParams["svg.hashsalt"] = "lab"
    config = Config()
    config.InlineBackend.figure_formats = {"svg"}
    config.InlineBackend.print_figure_kwargs = {"bbox_inches": None}
    IPKernelApp.launch_instance(config=config)


if __name__ == "__main__":
    main()
