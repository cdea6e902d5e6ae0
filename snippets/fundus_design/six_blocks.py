"""Exercise 7's worked solution: counted by PyTorch, read by cnnlib, held against the sheet."""

from pathlib import Path

# --8<-- [start:design]
from torch import nn


def block(channels_in, channels_out):
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(),
        nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(),
        nn.MaxPool2d(2),
    )


model = nn.Sequential(
    block(3, 32),
    block(32, 64),
    block(64, 128),
    block(128, 256),
    block(256, 256),
    block(256, 256),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Dropout(0.5),
    nn.Linear(256, 5),
)
# --8<-- [end:design]

from cnnlib.design_sheet import design_sheet
from cnnlib.network_table import network_table

text = Path("snippets/fundus_design/six_blocks.py").read_text(encoding="utf-8")
design = text.partition("[start:design]\n")[2].partition("# --8<-- [end")[0]
summary = network_table(design, 3, 512, 512)
results = {"parameters": sum(p.numel() for p in model.parameters()), "macs": summary.macs}
assert summary.parameters == results["parameters"]
assert all(requirement.met for requirement in design_sheet(design))
