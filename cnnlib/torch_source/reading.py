"""Which network a source means, and its forward pass from beginning to end."""

from dataclasses import dataclass

from cnnlib.errors import CnnlibError
from cnnlib.networks import Sequential
from cnnlib.torch_source.dataflow import INPUT, Dataflow
from cnnlib.torch_source.interpreter import Interpreter
from cnnlib.torch_source.modules import initialize, name_all
from cnnlib.torch_source.parser import parse
from cnnlib.torch_source.pasted_text import cleaned
from cnnlib.torch_source.place import Place, SourceError
from cnnlib.torch_source.values import (
    ClassValue,
    FunctionValue,
    Method,
    Module,
    Tensor,
    Unknown,
    Value,
    described,
)


@dataclass(frozen=True)
class Reading:
    """A network and where it was found: "Net, line 8", "nn.Sequential, line 2"."""

    network: Sequential
    found: str


def read_torch(source: str) -> Reading:
    """Read a source as ``parse_torch`` does, and say what was found."""
    reader = Interpreter()
    try:
        reader.run(parse(cleaned(source)), reader.globals)
        module = _chosen(reader)
        kind = module.kind if module.kind_class else f"nn.{module.kind}"
        return Reading(_network(reader, module), f"{kind}, line {module.place.line}")
    finally:
        reader.keeper.release()


def _chosen(reader: Interpreter) -> Module:
    """Choose the network among what the source makes and defines."""
    variables = reader.globals.variables
    classes = [v for v in variables.values() if isinstance(v, ClassValue) and v.is_module()]
    in_classes = {word for kind_class in classes for word in kind_class.words}
    made = {
        name: value
        for name, value in [*variables.items(), ("", reader.shown)]
        if isinstance(value, Module) and not value.part
    }
    networks = {name: module for name, module in made.items() if module.layer is None}
    free = [module for name, module in networks.items() if name not in in_classes]
    if free:
        return _last(free)
    if classes:
        return _instance(reader, classes, list(networks.values()))
    if isinstance(reader.shown, tuple) and reader.shown:
        row = Module("Sequential", Place(1, 1))
        initialize(reader, row, "torch.nn.Sequential", list(reader.shown), {}, row.place)
        return row
    found = _last(list(made.values())) if made else _from_function(reader)
    if found is None:
        raise _nothing(reader)
    return found


def _last(modules: list[Module]) -> Module:
    return max(modules, key=lambda module: module.place)


def _instance(reader: Interpreter, classes: list[ClassValue], made: list[Module]) -> Module:
    """Make an instance of the last class that no other uses, if it needs no arguments."""
    unused = [c for c in classes if not any(c.name in o.words for o in classes if o is not c)]
    candidates = list(reversed(unused or classes))
    needs = [_needed(reader, kind_class) for kind_class in candidates]
    if needs[0]:
        found = _last(made) if made else _from_function(reader)
        if found is not None:
            return found
    ready = [c for c, words in zip(candidates, needs, strict=True) if not words]
    if not ready:
        name = candidates[0].name
        raise SourceError(
            f"class {name} needs {needs[0]}; add a line with their values, such as "
            f"model = {name}(...).",
            candidates[0].place,
        )
    module = reader.call(ready[0], [], {}, ready[0].place)
    assert isinstance(module, Module)
    return module


def _needed(reader: Interpreter, kind_class: ClassValue) -> str:
    """List the arguments that a class can't be made without."""
    init = reader.attribute(kind_class, "__init__", kind_class.place)
    slots = init.slots[1:] if isinstance(init, FunctionValue) else []
    return ", ".join(slot.name for slot in slots if slot.required)


def _from_function(reader: Interpreter) -> Module | None:
    """Call the functions that need no arguments, until one returns a network."""
    for value in list(reader.globals.variables.values()):
        if isinstance(value, FunctionValue) and not any(slot.required for slot in value.slots):
            found = reader.call(value, [], {}, value.place)
            if isinstance(found, Module):
                return found
    return None


def _nothing(reader: Interpreter) -> CnnlibError:
    """Say why there is no network."""
    if reader.unread:
        return reader.unread[0]
    values = [*reader.globals.variables.values(), reader.shown]
    for value in reversed(values):
        if isinstance(value, Unknown):
            return value.error(", and no network is found otherwise")
        if isinstance(value, ClassValue) and "forward" in value.attributes:
            return SourceError(
                f"{value.name} does not derive from nn.Module; write class {value.name}"
                "(nn.Module):",
                value.place,
            )
    return SourceError(
        "no network is found here; paste an nn.Sequential(...) or a class that derives from "
        "nn.Module.",
        Place(1, 1),
    )


def _network(reader: Interpreter, module: Module) -> Sequential:
    """Follow a forward pass."""
    flow = reader.flow = Dataflow(module.place)
    name_all(module)
    if module.layer is not None:
        module.path = "0"
    forward = reader.attribute(module, "forward", module.place)
    place = module.place
    if isinstance(forward, Method):
        place = forward.function.place
        required = [slot.name for slot in forward.function.slots[1:] if slot.required]
        if len(required) > 1:
            raise SourceError(
                f"forward takes {len(required)} inputs, {', '.join(required)}; networks with one "
                "input are read.",
                place,
            )
    output = _single(reader.call(module, [Tensor(INPUT)], {}, place))
    if isinstance(output, Unknown):
        raise output.error()
    if output is None:
        raise SourceError("forward returns nothing; end it with return x.", place)
    if not isinstance(output, Tensor):
        raise SourceError(f"forward returns {described(output)}, not one tensor.", place)
    return flow.network(output)


def _single(output: Value) -> Value:
    """Take the last of several outputs, such as logits and what a Softmax makes of them."""
    if isinstance(output, tuple) and all(isinstance(item, Tensor) for item in output):
        return max(output, key=lambda tensor: tensor.node, default=None)
    return output
