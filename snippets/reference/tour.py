"""One function, one network and its table."""

# --8<-- [start:tour]
from cnnlib import Conv2d, MaxPool2d, ReLU, conv_output_size, summarize

print(conv_output_size(28, kernel_size=5, padding=2))

network = [Conv2d(1, 6, 5, padding=2), ReLU(), MaxPool2d(2)]
summary = summarize(network, (1, 28, 28))
print(summary)
print(summary.rows[2].receptive_field)
# --8<-- [end:tour]
