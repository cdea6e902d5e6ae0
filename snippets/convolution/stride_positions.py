"""Where a window of three pixels can stand on a row of ten, with stride 1 and with stride 2."""

import matplotlib.pyplot as plt

# --8<-- [start:compute]
size, kernel = 10, 3
starts = {stride: list(range(0, size - kernel + 1, stride)) for stride in [1, 2]}
for stride, positions in starts.items():
    print(f"stride {stride}: windows start at", *positions, f"-> {len(positions)} outputs")
# --8<-- [end:compute]

fig, ax = plt.subplots(num="windows", figsize=(5.2, 3.7))
top = 0.0
for stride, positions in starts.items():
    ax.text(0, top - 0.25, f"stride {stride}", ha="left", va="bottom", size=12.5)
    ax.text(10, top - 0.25, f"{len(positions)} outputs", color="C2", ha="right", va="bottom")
    last_read = positions[-1] + kernel
    for x in range(size):
        fill = ("C0", 0.35 if x < last_read else 0.05)
        ax.add_patch(plt.Rectangle((x, top), 1, 1, fc=fill, ec="#6e7781", lw=0.6))
        ax.text(x + 0.5, top + 0.53, x, ha="center", va="center", size=12)
    if last_read < size:
        ax.text(9.5, top + 1.25, "unread", ha="center", va="top", color="#6e7781", size=10)
    for i, start in enumerate(positions):  # bars of neighbors on different lines
        y = top + 1.35 + 0.36 * (i % (3 if stride == 1 else 2))
        ax.plot([start + 0.2, start + 2.8], [y, y], color="C1", lw=5)
    top += 4.1
ax.set(xlim=(-0.1, 10.1), ylim=(6.3, -1), aspect="equal")
ax.axis("off")

results = {f"stride {stride}": len(positions) for stride, positions in starts.items()}
