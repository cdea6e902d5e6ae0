"""How many numbers VGG-16 keeps for one image: the input, the maps and the last three layers."""

from math import prod

from cnnlib import architectures, summarize

# --8<-- [start:compute]
kept = {"Conv2d", "MaxPool2d", "Linear"}  # a ReLU can work in place
rows = summarize(architectures.vgg16(), (3, 224, 224)).rows
numbers = prod((3, 224, 224)) + sum(prod(row.output_shape) for row in rows if row.kind in kept)
print(f"{numbers:,} numbers, {4 * numbers / 1e6:.2f} MB")
# --8<-- [end:compute]

results = {"numbers": numbers}
