"""The same network in torch, and receptive fields found by gradients."""

from collections.abc import Callable
from dataclasses import fields

import torch
from torch import nn

import cnnlib
from cnnlib.networks import Container, Network

Region = list[tuple[int, int]]


class Branches(nn.Module):
    def __init__(self, children: list[nn.Module], join: Callable[..., torch.Tensor]) -> None:
        super().__init__()
        self.paths = nn.ModuleList(children)
        self.join = join

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.join([path(x) for path in self.paths])


def twin(network: Network) -> nn.Module:
    """Build torch's modules from a cnnlib network's fields."""
    if isinstance(network, Container):
        children = [twin(child) for child in network]
        if isinstance(network, cnnlib.Sequential):
            return nn.Sequential(*children)
        add = isinstance(network, cnnlib.Sum)
        return Branches(children, sum if add else lambda ys: torch.cat(ys, 1))
    settings = {field.name: getattr(network, field.name) for field in fields(network)}
    return getattr(nn, network.kind)(**settings)


def linearized(module: nn.Module) -> nn.Module:
    """Make every gradient positive: equal weights, averages for maxima, no squashing."""
    for name, child in module.named_children():
        if isinstance(child, nn.MaxPool2d):
            setattr(module, name, _like_average(child))
        elif not isinstance(child, nn.Conv2d) and not list(child.children()):
            if isinstance(child, nn.ReLU | nn.ReLU6 | nn.Dropout | nn.BatchNorm2d | nn.Tanh):
                setattr(module, name, nn.Identity())
        else:
            linearized(child)
    for parameter in module.parameters():
        nn.init.constant_(parameter, 1.0)
    return module


def _like_average(pool: nn.MaxPool2d) -> nn.Module:
    """Build what reads as the pooling does: an average of its windows, dilated or not."""
    if pool.dilation in (1, (1, 1)):
        return nn.AvgPool2d(pool.kernel_size, pool.stride, pool.padding, pool.ceil_mode)
    return Dilated(pool)


class Dilated(nn.Module):
    """The sum of a dilated pooling's windows."""

    def __init__(self, pool: nn.MaxPool2d) -> None:
        super().__init__()
        self.pool = pool

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        size = self.pool.kernel_size
        height, width = size if isinstance(size, tuple) else (size, size)
        weight = torch.ones(x.shape[1], 1, height, width, dtype=x.dtype)
        stride, padding, dilation = self.pool.stride, self.pool.padding, self.pool.dilation
        return torch.conv2d(x, weight, None, stride, padding, dilation, x.shape[1])


def region_by_gradient(module: nn.Module, x: torch.Tensor, at: tuple[int, int]) -> Region:
    """Find the rows and the columns from the first to the last that reach one output."""
    x = x.detach().requires_grad_()
    module(x)[0, :, at[0], at[1]].sum().backward()
    reached = x.grad[0].abs().sum(0).nonzero()
    low, high = reached.min(0).values, reached.max(0).values
    return list(zip(low.tolist(), high.tolist(), strict=True))
