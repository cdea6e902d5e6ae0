"""Max pooling of a row of ten, and of the same row moved by one pixel and by two."""

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

# --8<-- [start:compute]
x = torch.tensor([0.0, 0, 1, 1, 0, 0, 1, 1, 0, 0])
pooled = {}
for shift in [0, 1, 2]:
    row = x.roll(shift)
    pooled[shift] = F.max_pool1d(row[None], kernel_size=2)[0]
    print(f"shift {shift}:", row.int().tolist(), "->", pooled[shift].int().tolist())
# --8<-- [end:compute]

fig, ax = plt.subplots(num="rows", figsize=(5.2, 4.5))
for shift, output in pooled.items():
    top = 3.5 * shift
    words = ["as it is", "moved by one pixel", "moved by two pixels"][shift]
    ax.text(0, top - 0.2, words, ha="left", va="bottom", size=12)
    for values, width, y, color in [(x.roll(shift), 1, top, "C0"), (output, 2, top + 1.35, "C2")]:
        for i, value in enumerate(values.int().tolist()):
            box = (i * width, y)
            fill = (color, 0.45 if value else 0.05)
            ax.add_patch(plt.Rectangle(box, width, 1, fc=fill, ec="#6e7781", lw=0.6))
            middle = {"ha": "center", "va": "center", "size": 13}
            ax.text((i + 0.5) * width, y + 0.53, value, **middle)
    for i in range(5):  # the window of each output
        left = 2 * i
        ax.add_patch(plt.Rectangle((left, top), 2, 1, fill=False, ec="#1f2328", lw=2))
    if shift == 1:  # what a moved copy of the first output would have been
        wrong = (output != pooled[0]).nonzero().flatten().tolist()
        for i in wrong:
            box = (2 * i + 0.09, top + 1.44)
            ax.add_patch(plt.Rectangle(box, 1.82, 0.82, fill=False, ec="C1", lw=2.4))
ax.text(10.2, 0.53, "input", color="C0", va="center")
ax.text(10.2, 1.88, "max", color="C2", va="center")
ax.set(xlim=(-0.1, 11.9), ylim=(9.5, -1), aspect="equal")
ax.axis("off")

results = {str(shift): output.int().tolist() for shift, output in pooled.items()}
