"""What happens to tensors in ``forward``: functions, methods and operators of torch."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeAlias

from cnnlib import layers
from cnnlib.errors import CnnlibError
from cnnlib.layers import Layer
from cnnlib.networks import Concat, Sum
from cnnlib.torch_source import further_layers, python_values
from cnnlib.torch_source.further_layers import Elementwise, Mean, Product, Reshape, Squeeze
from cnnlib.torch_source.modules import join
from cnnlib.torch_source.place import Place, SourceError
from cnnlib.torch_source.values import (
    Arguments,
    Extent,
    Extents,
    Keywords,
    Tensor,
    Unknown,
    Value,
    described,
)

if TYPE_CHECKING:
    from cnnlib.torch_source.dataflow import Merge
    from cnnlib.torch_source.interpreter import Interpreter

Build: TypeAlias = Callable[[str, Keywords], Layer]
"""Makes a layer from a function's name and its arguments."""

_POOL = "kernel_size stride padding dilation ceil_mode return_indices"
_FUNCTIONS: dict[str, tuple[type[Layer], str]] = {
    "relu": (layers.ReLU, "inplace"),
    "relu6": (layers.ReLU6, "inplace"),
    "leaky_relu": (layers.LeakyReLU, "negative_slope inplace"),
    "elu": (layers.ELU, "alpha inplace"),
    "gelu": (layers.GELU, "approximate"),
    "silu": (layers.SiLU, "inplace"),
    "mish": (layers.Mish, "inplace"),
    "hardswish": (layers.Hardswish, "inplace"),
    "hardsigmoid": (layers.Hardsigmoid, "inplace"),
    "softplus": (layers.Softplus, "beta threshold"),
    "sigmoid": (layers.Sigmoid, ""),
    "tanh": (layers.Tanh, ""),
    "softmax": (layers.Softmax, "dim _stacklevel dtype"),
    "log_softmax": (layers.LogSoftmax, "dim _stacklevel dtype"),
    "dropout": (layers.Dropout, "p training inplace"),
    "dropout2d": (layers.Dropout2d, "p training inplace"),
    "max_pool2d": (layers.MaxPool2d, _POOL),
    "avg_pool2d": (
        layers.AvgPool2d,
        "kernel_size stride padding ceil_mode count_include_pad divisor_override",
    ),
    "adaptive_avg_pool2d": (layers.AdaptiveAvgPool2d, "output_size"),
    "adaptive_max_pool2d": (layers.AdaptiveMaxPool2d, "output_size return_indices"),
    "local_response_norm": (layers.LocalResponseNorm, "size alpha beta k"),
    "interpolate": (
        further_layers.Upsample,
        "size scale_factor mode align_corners recompute_scale_factor antialias",
    ),
    "flatten": (layers.Flatten, "start_dim end_dim"),
}
_GLOBAL = {"avg_pool2d": layers.AdaptiveAvgPool2d, "max_pool2d": layers.AdaptiveMaxPool2d}
"""What F.avg_pool2d(x, x.shape[2:]) is."""
_ELEMENTWISE = {
    "abs": "Abs",
    "celu": "CELU",
    "clamp": "Clamp",
    "exp": "Exp",
    "hardtanh": "Hardtanh",
    "logsigmoid": "LogSigmoid",
    "selu": "SELU",
    "softsign": "Softsign",
    "sqrt": "Sqrt",
}
_PASSED_ON_WORDS = (
    "contiguous clone detach float double half to cuda cpu type requires_grad_ expand_as type_as "
    "bfloat16"
)
_PASSED_ON = frozenset(_PASSED_ON_WORDS.split())
_OPERATIONS: dict[str, tuple["Merge", str]] = {
    "+": (Sum, "add"),
    "-": (Sum, "sub"),
    "*": (Product, "mul"),
    "/": (Product, "truediv"),
}
_NAMES = {"add": "+", "sub": "-", "mul": "*", "multiply": "*", "div": "/"}


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of a tensor's method, or of a function whose first argument is a tensor."""

    interpreter: "Interpreter"
    tensor: Tensor
    name: str
    arguments: Arguments
    keywords: Keywords
    place: Place

    def given(self, *names: str) -> Keywords:
        """Give the arguments by their names."""
        return dict(zip(names, self.arguments, strict=False)) | self.keywords

    def values(self) -> Arguments:
        """Give the arguments in the order they are written, whatever their names."""
        return [*self.arguments, *self.keywords.values()]

    def becomes(self, layer: Layer) -> Value:
        """Add a layer to the network; what it puts out is the call's value."""
        assert self.interpreter.flow is not None
        path = join(self.interpreter.path[-1], self.name)
        return self.interpreter.flow.layer(layer, self.tensor, path, self.place)

    def unread(self, why: str) -> Unknown:
        """Give a value that can't be known, and say why."""
        return Unknown(why, self.place)


def function(
    interpreter: "Interpreter",
    name: str,
    arguments: Arguments,
    keywords: Keywords,
    place: Place,
) -> Value:
    """Follow ``F.name(…)`` or ``torch.name(…)``."""
    keywords = dict(keywords)
    if not arguments and "input" in keywords:
        arguments = [keywords.pop("input")]
    if name in ("cat", "concat", "concatenate"):
        return _concatenation(interpreter, name, arguments, keywords, place)
    if arguments and isinstance(arguments[0], Unknown):
        return arguments[0]
    if arguments and isinstance(arguments[0], Tensor):
        return tensor_method(interpreter, arguments[0], name, arguments[1:], keywords, place)
    return Unknown(f"what {name}(...) gives is not known from the source", place)


def tensor_method(
    interpreter: "Interpreter",
    tensor: Tensor,
    name: str,
    arguments: Arguments,
    keywords: Keywords,
    place: Place,
) -> Value:
    """Follow ``tensor.name(…)``."""
    if name in _PASSED_ON:
        return tensor
    name = name.removesuffix("_")
    call = _Call(interpreter, tensor, name, arguments, keywords, place)
    if name in _FUNCTIONS:
        return _layer_call(call)
    if name in _ELEMENTWISE:
        return call.becomes(Elementwise(_ELEMENTWISE[name]))
    if name in _NAMES and len(arguments) == 1 and not keywords:
        return tensor_operation(interpreter, _NAMES[name], tensor, arguments[0], place)
    special = _SPECIAL.get(name)
    if special is None:
        return call.unread(f"what {name}(...) does to a tensor can't be read")
    return special(call)


def tensor_operation(
    interpreter: "Interpreter", sign: str, left: Value, right: Value, place: Place
) -> Value:
    """Follow ``left sign right`` where one or both are tensors."""
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
    if not isinstance(left, Tensor) or not isinstance(right, Tensor):
        tensor, other = (left, right) if isinstance(left, Tensor) else (right, left)
        if isinstance(other, int | float | Extent) and sign in "+-*/**":
            return tensor  # the same shape, and no weights
        return Unknown(f"{described(left)} {sign} {described(right)} can't be read", place)
    if sign not in _OPERATIONS or interpreter.flow is None:
        return Unknown(f'"{sign}" between tensors can\'t be read', place)
    kind, name = _OPERATIONS[sign]
    path = join(interpreter.path[-1], name)
    return interpreter.flow.merge(kind, [left, right], path, place)


def _layer_call(call: _Call) -> Value:
    name, place = call.name, call.place
    layer, names = _FUNCTIONS[name]
    if name in _GLOBAL and [*call.arguments[:1], *call.keywords.values()] == [Extents(2)]:
        return call.becomes(_GLOBAL[name](1))
    order = names.split()
    if len(call.arguments) > len(order):
        return call.unread(f"{name} is called with too many arguments")
    given = call.given(*order)
    for argument, value in given.items():
        if argument not in order and argument != "inplace":
            raise SourceError(f"{name} has no argument {argument}.", place)
        if isinstance(value, Unknown) and argument in _fields(layer):
            raise value.error(f"; write the value for {argument} of {name} instead")
    if name == "flatten":
        given = {"start_dim": 0} | given
    settings = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in given.items()
        if key in _fields(layer)
    }
    for key, value in settings.items():
        items = value if isinstance(value, tuple) else (value,)
        if not all(isinstance(item, int | float | str | None) for item in items):
            return call.unread(f"{key} of {name} is {described(value)}, which can't be read")
    try:
        made = layer(**settings)
    except CnnlibError as error:
        raise SourceError(
            f"{name}: {error.reason}", place, "source", error.value, error.pytorch
        ) from error
    except TypeError:
        raise SourceError(f"{name} needs {order[0]}.", place) from None
    return call.becomes(made)


def _fields(layer: type[Layer]) -> list[str]:
    described_fields: tuple[Any, ...] = fields(layer)  # type: ignore[arg-type]
    return [field.name for field in described_fields]


def _concatenation(
    interpreter: "Interpreter",
    name: str,
    arguments: Arguments,
    keywords: Keywords,
    place: Place,
) -> Value:
    given = dict(zip(("tensors", "dim"), arguments, strict=False)) | keywords
    dim = given.get("dim", given.get("axis", 0))
    tensors = given.get("tensors")
    items: list[Value] = list(tensors) if isinstance(tensors, list | tuple) else [tensors]
    for item in items:
        if isinstance(item, Unknown):
            return item
        if not isinstance(item, Tensor):
            return Unknown(f"{name} is given {described(item)}", place)
    if dim not in (1, -3) or isinstance(dim, bool):
        hint = ", the batch" if dim == 0 else ""
        return Unknown(f"{name} along dim {described(dim)}{hint}, can't be read; use dim=1", place)
    if interpreter.flow is None or not items:
        return Unknown(f"{name} of nothing can't be read", place)
    if len(items) == 1:
        return items[0]
    interpreter.spend(len(items), place)
    return interpreter.flow.merge(Concat, items, join(interpreter.path[-1], "cat"), place)


def _reshape(call: _Call) -> Value:
    name = call.name
    sizes = list(call.keywords.values()) if call.keywords else call.arguments
    if len(sizes) == 1 and isinstance(sizes[0], list | tuple):
        sizes = list(sizes[0])
    for size in sizes:
        if isinstance(size, Unknown):
            raise size.error(f"; write the number that {name} needs instead")
        if not isinstance(size, int | Extent) or isinstance(size, bool):
            return call.unread(f"{name} is given {described(size)}, which can't be read")
    first, *others = sizes or [None]
    batch = first.batch if isinstance(first, Extent) else first in (-1, 1)
    if not others or not batch or any(getattr(size, "batch", False) for size in others):
        return call.unread(f"{name} does not keep the batch as its first size")
    if first == -1 and any(isinstance(size, Extent) and not size.rest for size in others):
        return call.unread(f"{name}(-1, ...) with a size that depends on the input can't be read")
    image = tuple(None if isinstance(size, Extent) or size == -1 else size for size in others)
    if image.count(None) > 1:
        return call.unread(f"{name} has more than one size that depends on the input")
    if any(size is not None and size < 1 for size in image):
        return call.unread(f"{name} is given a size below 1")
    layer: Layer = Reshape(1 if isinstance(first, Extent) else first, image, name)
    if image == (None,):
        layer = layers.Flatten()
    return call.becomes(layer)


def _mean(call: _Call) -> Value:
    given = call.given("dim", "keepdim")
    dim = given.get("dim", given.get("axis"))
    dims = tuple(dim) if isinstance(dim, list | tuple) else (dim,)
    keepdim = given.get("keepdim", False)
    if not all(isinstance(item, int) for item in dims) or not isinstance(keepdim, bool):
        return call.unread("mean over all values of the batch can't be read; use dim=(2, 3)")
    return call.becomes(Mean(dims, keepdim))


def _squeeze(call: _Call) -> Value:
    dim = [*call.values(), None][0]
    if not isinstance(dim, int | None):
        return call.unread(f"squeeze along {described(dim)} can't be read")
    return call.becomes(Squeeze(dim))


def _size(call: _Call) -> Value:
    index = call.values()
    return python_values.subscript(Extents(), index[0], call.place) if index else Extents()


def _numel(call: _Call) -> Value:
    return call.unread("how many values the whole batch has is not known")


def _pad(call: _Call) -> Value:
    given = call.given("pad", "mode", "value")
    zero = given.get("value", 0)
    sides = given.get("pad")
    if not isinstance(sides, list | tuple) or len(sides) != 4:
        return call.unread("pad can be read with four numbers only")
    if given.get("mode", "constant") != "constant" or zero not in (0, None):
        return call.unread("pad can be read with zeros only")
    for side in sides:
        if not isinstance(side, int) or side < 0:
            return call.unread(f"pad is given {described(side)}, which can't be read")
    return call.becomes(layers.ZeroPad2d(tuple(sides)))


_SPECIAL: dict[str, Callable[[_Call], Value]] = {
    "view": _reshape,
    "reshape": _reshape,
    "mean": _mean,
    "squeeze": _squeeze,
    "size": _size,
    "numel": _numel,
    "pad": _pad,
}
