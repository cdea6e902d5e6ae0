"""torch.nn's modules: how they are made, what they hold, how they run."""

from dataclasses import MISSING, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from cnnlib import layers
from cnnlib.errors import CnnlibError
from cnnlib.layers import Layer
from cnnlib.torch_source import further_layers, python_values
from cnnlib.torch_source.further_layers import LAZY, Elementwise, Lazy
from cnnlib.torch_source.place import Place, SourceError
from cnnlib.torch_source.torch_names import MODULES
from cnnlib.torch_source.values import (
    CONTAINERS,
    Arguments,
    BuiltinMethod,
    Keywords,
    Module,
    Tensor,
    Unknown,
    Value,
    described,
)

if TYPE_CHECKING:
    from cnnlib.torch_source.interpreter import Interpreter

LAYERS: dict[str, type[Layer]] = {
    **{name: getattr(layers, name) for name in layers.__all__ if name != "Layer"},
    **{
        name: getattr(further_layers, name)
        for name in ("BatchNorm1d", "GroupNorm", "InstanceNorm2d", "LayerNorm", "Upsample")
    },
}
_ELEMENTWISE_WORDS = (
    "AlphaDropout CELU Dropout1d FeatureAlphaDropout Hardshrink Hardtanh LogSigmoid RReLU SELU "
    "Softmax2d Softmin Softshrink Softsign Tanhshrink Threshold"
)
ELEMENTWISE = frozenset(_ELEMENTWISE_WORDS.split())
READ = sorted({*LAYERS, *ELEMENTWISE, *LAZY, *CONTAINERS})

_TENSORS = ("Parameter", "Buffer", "UninitializedParameter", "UninitializedBuffer")
LONGEST_NAME = 200
_IGNORED = ("device", "dtype")
_SAME_MODULE_WORDS = (
    "to cuda cpu eval train half float double bfloat16 requires_grad_ apply share_memory to_empty "
    "xpu"
)
_SAME_MODULE = frozenset(_SAME_MODULE_WORDS.split())
_CHANGING_WORDS = (
    "add_module append clear extend insert pop popitem register_module remove reverse "
    "set_submodule setdefault sort update"
)
CHANGING = frozenset(_CHANGING_WORDS.split())
_METHODS = (*_SAME_MODULE, *CHANGING, "forward", "children", "named_children")
_METHODS += ("items", "keys", "values")


def construct(
    interpreter: "Interpreter", kind: str, arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    """Follow ``nn.kind(…)``."""
    if kind in LAYERS or kind in ELEMENTWISE or kind in LAZY or kind in (*CONTAINERS, "Module"):
        module = Module(kind, place)
        interpreter.made.append(module)
        initialize(interpreter, module, f"torch.nn.{kind}", arguments, keywords, place)
        return module
    if kind in ("DataParallel", "SyncBatchNorm") and arguments:
        return arguments[0]
    if kind in MODULES:
        nearest = get_close_matches(kind, READ, 1, 0.7)
        hint = f"; the nearest layer that is read is nn.{nearest[0]}" if nearest else ""
        return Unknown(
            f"nn.{kind} is not read: convolutions, poolings, normalizations, activations, Linear, "
            f"Flatten, Dropout and Upsample are{hint}",
            place,
        )
    lowered = {name.lower(): name for name in MODULES}
    if kind.lower() in lowered or (kind[:1].isupper() and kind not in _TENSORS):
        nearest = get_close_matches(kind, sorted(MODULES), 1, 0.6)
        found = lowered.get(kind.lower()) or (nearest[0] if nearest else "")
        hint = f"; did you mean nn.{found}?" if found else "."
        raise SourceError(
            f"nn.{kind[:40]} is not a PyTorch layer{hint}",
            place,
            pytorch=f"module 'torch.nn' has no attribute '{kind[:200]}'",
        )
    return Unknown(f"nn.{kind} is not read", place)


def initialize(
    interpreter: "Interpreter",
    module: Module,
    base: str,
    arguments: Arguments,
    keywords: Keywords,
    place: Place,
) -> None:
    """Follow the ``__init__`` of a class of torch.nn."""
    module.ready = True
    kind = base.removeprefix("torch.nn.")
    if kind in CONTAINERS:
        _fill(interpreter, module, arguments, place)
    elif kind in LAYERS:
        module.layer = _build(LAYERS[kind], kind, arguments, keywords, place)
    elif kind in LAZY:
        module.layer = _lazy(kind, arguments, keywords, place)
    elif kind in ELEMENTWISE:
        module.layer = Elementwise(kind)


def _fill(interpreter: "Interpreter", module: Module, arguments: Arguments, place: Place) -> None:
    """Register the children that a container is given."""
    given: Value = arguments
    if module.container != "Sequential" or (len(arguments) == 1 and isinstance(given[0], dict)):
        given = arguments[0] if arguments else []
    if isinstance(given, dict):
        interpreter.spend(len(given), place)
        named = list(given.items())
    else:
        items = python_values.iterated(given, place)
        if isinstance(items, Unknown):
            raise items.error()
        interpreter.spend(len(items), place)
        if module.container == "ModuleDict":
            items = [
                tuple(item) if isinstance(item, tuple | list) else (None, item) for item in items
            ]
            named = [item if len(item) == 2 else (None, None) for item in items]
        else:
            named = [(str(number), item) for number, item in enumerate(items)]
    for name, child in named:
        _register(module, name, child, place)


def _register(module: Module, name: Value, child: Value, place: Place) -> None:
    if isinstance(child, Unknown):
        raise child.error()
    if not isinstance(child, Module) or not isinstance(name, str):
        hint = ""
        if isinstance(child, list | tuple) and module.container == "Sequential":
            hint = "; write * before a list of layers: nn.Sequential(*layers)"
        elif isinstance(name, str):
            hint = "; use a layer such as nn.ReLU()"
        raise SourceError(
            f"child {described(name)} of nn.{module.kind} is {described(child)}{hint}.", place
        )
    wrong = 'can\'t contain "."' if "." in name else 'can\'t be empty string ""'
    if "." in name or not name:
        raise SourceError(
            f"a child of nn.{module.kind} can't be named {described(name)}.",
            place,
            pytorch=f"module name {wrong}" + (f", got: {name[:200]}" if name else ""),
        )
    if len(name) > LONGEST_NAME:
        raise SourceError(f"the name {described(name)} is too long.", place)
    child.part = True
    module.children[name] = module.attributes[name] = child


def _build(
    layer: type[Layer], kind: str, arguments: Arguments, keywords: Keywords, place: Place
) -> Layer:
    """Make a layer from a call's arguments, which PyTorch and cnnlib name alike."""
    given = _settings(layer, kind, arguments, keywords, place, without="")
    return _made(layer, kind, given, place)


def _lazy(kind: str, arguments: Arguments, keywords: Keywords, place: Place) -> Layer:
    layer, argument = LAZY[kind]
    given = _settings(layer, kind, arguments, keywords, place, without=argument)
    smallest = given.get("groups", 1)
    _made(layer, kind, {argument: smallest, **given}, place)
    return Lazy(kind, layer, argument, given)


def _made(layer: type[Layer], kind: str, given: Keywords, place: Place) -> Layer:
    try:
        return layer(**given)
    except CnnlibError as error:
        raise SourceError(
            f"nn.{kind}: {error.reason}", place, "source", error.value, error.pytorch
        ) from error


def _settings(
    layer: type[Layer],
    kind: str,
    arguments: Arguments,
    keywords: Keywords,
    place: Place,
    without: str,
) -> Keywords:
    described_fields: tuple[Any, ...] = fields(layer)  # type: ignore[arg-type]
    expected = [field for field in described_fields if field.name != without]
    names = [field.name for field in expected]
    if len(arguments) > len(names):
        raise SourceError(
            f"nn.{kind} takes {len(names)} arguments, but {len(arguments)} are given: "
            f"{', '.join(names)}.",
            place,
        )
    given = dict(zip(names, arguments, strict=False))
    for name, value in keywords.items():
        if name in _IGNORED:
            continue
        if name not in names:
            nearest = get_close_matches(name, names, 1, 0.6)
            hint = f"did you mean {nearest[0]}?" if nearest else f"it has {', '.join(names)}."
            raise SourceError(f"nn.{kind} has no argument {name[:40]}; {hint}", place)
        if name in given:
            raise SourceError(
                f"nn.{kind} is given {name} twice.",
                place,
                pytorch=f"{kind}.__init__() got multiple values for argument '{name}'",
            )
        given[name] = value
    missing = [f.name for f in expected if f.default is MISSING and f.name not in given]
    if missing:
        raise SourceError(
            f"nn.{kind} needs {_listed(missing)}.", place, pytorch=_missing(kind, missing)
        )
    flags = {field.name for field in expected if field.type is bool}
    return {name: _plain(kind, name, value, name in flags, place) for name, value in given.items()}


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _missing(kind: str, names: list[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    comma = "," if len(quoted) > 2 else ""
    words = f"{', '.join(quoted[:-1])}{comma} and {quoted[-1]}" if len(names) > 1 else quoted[0]
    plural = "s" if len(names) > 1 else ""
    return f"{kind}.__init__() missing {len(names)} required positional argument{plural}: {words}"


def _plain(kind: str, name: str, value: Value, flag: bool, place: Place) -> Value:
    """Check that an argument is a plain value: cnnlib's layers check the rest."""
    items = value if isinstance(value, list | tuple) else [value]
    for item in items:
        if isinstance(item, Unknown):
            raise item.error(f"; write the value for {name} of nn.{kind} instead")
        if not isinstance(item, int | float | str | None):
            raise SourceError(f"{name} of nn.{kind} is {described(item)}.", place)
    if flag and isinstance(value, int | None):
        return bool(value)
    return tuple(value) if isinstance(value, list) else value


def attribute(module: Module, name: str, place: Place) -> Value:
    """Work out ``module.name`` where the source has not set it."""
    if name == "training":
        return False
    if module.layer is not None and name in vars(module.layer):
        return vars(module.layer)[name]
    if name in _METHODS:
        return BuiltinMethod(module, name)
    return Unknown(
        f'{described(module)} has no attribute "{name}" in this source',
        place,
        f"'{module.kind}' object has no attribute '{name}'",
    )


def set_attribute(module: Module, name: str, value: Value, place: Place) -> None:
    """Follow ``module.name = value``: modules are registered, in order."""
    if isinstance(value, Module):
        if not module.ready:
            raise SourceError(
                f'"{name}" is set before super().__init__() is called; call it first.',
                place,
                pytorch="cannot assign module before Module.__init__() call",
            )
        module.children[name] = value
        value.part = True
    else:
        module.children.pop(name, None)
    module.attributes[name] = value


def set_item(owner: Value, index: Value, value: Value) -> bool:
    """Follow ``owner[index] = value``, and tell whether that was possible."""
    if isinstance(owner, Module):
        names = list(owner.children)
        if isinstance(index, int) and -len(names) <= index < len(names):
            index = names[index]
        if not isinstance(index, str) or not isinstance(value, Module):
            return False
        owner.children[index] = owner.attributes[index] = value
        value.part = True
        return True
    plain = isinstance(owner, dict) and isinstance(index, str | int | float | None)
    if isinstance(owner, list) and isinstance(index, int):
        plain = -len(owner) <= index < len(owner)
    if plain:
        owner[index] = value
    return plain


def call_method(
    interpreter: "Interpreter",
    module: Module,
    name: str,
    arguments: Arguments,
    keywords: Keywords,
    place: Place,
) -> Value:
    """Follow ``module.name(…)`` for a method of torch.nn.Module or of a container."""
    if name in _SAME_MODULE:
        return module
    if name == "forward":
        return forward(interpreter, module, arguments, place)
    given = [*arguments, *keywords.values()]
    if name in ("add_module", "register_module") and len(given) == 2:
        _register(module, given[0], given[1], place)
        return None
    if name == "append" and len(given) == 1:
        _register(module, str(len(module.children)), given[0], place)
        return module
    if name in ("extend", "insert", "update"):
        return _extend(interpreter, module, name, given, place)
    if name in ("children", "values") and not given:
        return list(module.children.values())
    if name in ("named_children", "items") and not given:
        return list(module.children.items())
    if name == "keys" and not given:
        return list(module.children)
    unknown = Unknown(f".{name}() of {described(module)} can't be read", place)
    if name in CHANGING:
        raise unknown.error()
    return unknown


def _extend(
    interpreter: "Interpreter", module: Module, name: str, given: Arguments, place: Place
) -> Value:
    children: list[Value] = list(module.children.values())
    if name == "insert" and len(given) == 2 and isinstance(given[0], int):
        children.insert(given[0], given[1])
    elif name == "extend" and len(given) == 1:
        items = python_values.iterated(given[0], place)
        if isinstance(items, Unknown):
            raise items.error()
        interpreter.spend(len(items), place)
        children += items
    elif name == "update" and len(given) == 1:
        _fill(interpreter, module, given, place)
        return None
    else:
        raise SourceError(f".{name}() of {described(module)} can't be read.", place)
    interpreter.spend(len(children), place)
    module.children.clear()
    for number, child in enumerate(children):
        _register(module, str(number), child, place)
    return module


def forward(
    interpreter: "Interpreter", module: Module, arguments: Arguments, place: Place
) -> Value:
    """Run a module of torch.nn on a tensor."""
    flow = interpreter.flow
    if flow is None:
        return Unknown("a network's output is known only when it runs", place)
    value = arguments[0] if arguments else None
    if isinstance(value, Unknown):
        return value
    if module.layer is not None:
        if not isinstance(value, Tensor):
            return Unknown(f"{described(module)} is given {described(value)}", place)
        path = module.path or join(interpreter.path[-1], module.kind.lower())
        return flow.layer(module.layer, value, path, module.place, module)
    if module.container == "Sequential":
        for child in module.children.values():
            value = interpreter.call(child, [value], {}, place)
        return value
    return Unknown(
        f"{described(module)} has no forward to run",
        place,
        f'Module [{module.kind}] is missing the required "forward" function',
    )


def join(path: str, name: str) -> str:
    """Join two parts of a dotted name."""
    return f"{path}.{name}" if path else name


def name_all(root: Module) -> None:
    """Give each module PyTorch's dotted name, its first one in the order of registration."""
    seen = {root}
    waiting = [root]
    while waiting:
        module = waiting.pop()
        waiting += [child for child in reversed(module.children.values()) if child not in seen]
        for name, child in module.children.items():
            if child not in seen:
                seen.add(child)
                child.path = join(module.path, name)
