"""Imported once by the fork server, so that each snippet starts with torch and matplotlib loaded.

No torch operation may run here: OpenMP's threads do not survive a fork, and the child would hang.
"""

import io

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt
import torch  # noqa: F401
from matplotlib import font_manager

from sitekit.fonts import matplotlib_fonts
from sitekit.torchvision_guard import ensure_torchvision

ensure_torchvision()
for _font in matplotlib_fonts():
    font_manager.fontManager.addfont(_font)

# A first figure loads fonts and the SVG writer, which costs more than all later ones.
plt.figure().savefig(io.BytesIO(), format="svg")
plt.close("all")
