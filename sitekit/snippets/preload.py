"""Imported once by the fork server, so that each snippet starts with torch and matplotlib loaded.

No torch operation may run here: OpenMP's threads do not survive a fork, and the child would hang.
"""
# ruff: noqa: E402

import gc

gc.disable()  # nothing that is imported is garbage, and looking for it takes a fifth of the time

import io

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt
import torch  # noqa: F401
from matplotlib import font_manager

from sitekit.fonts import matplotlib_fonts
from sitekit.snippets import child  # noqa: F401

for _font in matplotlib_fonts():
    font_manager.fontManager.addfont(_font)

# A first figure loads fonts, color maps and the SVG writer, which costs more than all later ones.
_figure, _axes = plt.subplots()
_axes.imshow([[0.0, 1.0]])
_axes.set_title("$x$")
_figure.savefig(io.BytesIO(), format="svg")
plt.close("all")
gc.freeze()  # a collection in a child would copy every page of memory that it shares
gc.enable()
