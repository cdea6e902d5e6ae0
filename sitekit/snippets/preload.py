"""Imported once by the fork server, so that each snippet starts with torch and matplotlib loaded.

No torch operation may run here: OpenMP's threads do not survive a fork, and the child would hang.
"""

import io

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt  # noqa: E402 (the backend comes first)
import torch  # noqa: E402, F401
from matplotlib import font_manager  # noqa: E402

from sitekit.fonts import matplotlib_fonts  # noqa: E402
from sitekit.torchvision_guard import ensure_torchvision  # noqa: E402

ensure_torchvision()
for _font in matplotlib_fonts():
    font_manager.fontManager.addfont(_font)

# A first figure loads fonts and the SVG writer, which costs more than all later ones.
plt.figure().savefig(io.BytesIO(), format="svg")
plt.close("all")
