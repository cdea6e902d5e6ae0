"""What layers compute (cross-correlation) beside what mathematics calls convolution."""

import torch
import torch.nn.functional as F

image = torch.arange(9.0).reshape(1, 1, 3, 3)
kernel = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])

correlation = F.conv2d(image, kernel)[0, 0]
convolution = F.conv2d(image, kernel.flip(-2, -1))[0, 0]  # turn the kernel upside down first
print("cross-correlation:", correlation.int().tolist())
print("convolution:      ", convolution.int().tolist())

results = {"correlation": correlation.int().tolist(), "convolution": convolution.int().tolist()}
