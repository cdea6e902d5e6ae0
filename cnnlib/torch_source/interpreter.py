"""Follows a source's statements with counted steps; nothing of it is ever executed."""

from collections.abc import Callable
from typing import TypeAlias

from cnnlib.torch_source import libraries, modules, python_values, syntax
from cnnlib.torch_source.dataflow import Dataflow
from cnnlib.torch_source.keeping import Keeper
from cnnlib.torch_source.place import ExhaustedError, Place, SourceError
from cnnlib.torch_source.syntax import Body, Expression
from cnnlib.torch_source.tensors import tensor_method, tensor_operation
from cnnlib.torch_source.values import (
    Arguments,
    BuiltinMethod,
    ClassValue,
    Extent,
    Extents,
    FunctionValue,
    Keywords,
    Library,
    Method,
    Module,
    Partial,
    Scope,
    Slot,
    Super,
    Tensor,
    Thing,
    Unknown,
    Value,
    described,
)

MOST_STEPS = 100_000
DEEPEST_CALLS = 40
DEEPEST = 120
MOST_ANCESTORS = 30

Signal: TypeAlias = tuple[str, Value] | None
"""How a body ended: with "return" and a value, "break", "continue" or "raise"; None at its end."""


class Interpreter:
    """Holds what a source defines, and the dataflow while a forward pass is followed."""

    def __init__(self) -> None:
        self.globals = Scope({"__name__": "__main__"})
        self.keeper = Keeper()
        self.flow: Dataflow | None = None
        self.unread: list[SourceError] = []
        self.made: list[Module] = []
        """Every module that the source makes, in order."""
        self.path: list[str] = [""]
        """The dotted names of the modules whose forward runs, innermost last."""
        self._steps = 0
        self._depth = 0
        self._calls = 0
        self._evaluators: dict[type, Callable[..., Value]] = {
            syntax.Constant: self._constant,
            syntax.Formatted: self._formatted,
            syntax.Name: self._name,
            syntax.Display: self._display,
            syntax.Pairs: self._pairs,
            syntax.Chain: self._chain,
            syntax.Power: self._power,
            syntax.Prefixed: self._prefixed,
            syntax.Choice: self._choice,
            syntax.Trail: self._trail,
            syntax.Slice: self._slice,
            syntax.Comprehension: self._comprehension,
            syntax.Lambda: self._lambda,
        }
        self._executors: dict[type, Callable[..., Signal]] = {
            syntax.Delete: self._delete,
            syntax.Import: self._import,
            syntax.Assign: self._assign,
            syntax.Augment: self._augment,
            syntax.Evaluate: self._evaluate,
            syntax.Return: self._return,
            syntax.Jump: self._jump,
            syntax.If: self._if,
            syntax.For: self._for,
            syntax.While: self._while,
            syntax.Block: self._block,
            syntax.Function: self._function,
            syntax.Class: self._class,
            syntax.Unread: self._unread,
        }

    def spend(self, steps: int, place: Place) -> None:
        """Count steps, and stop a source that asks for too many."""
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise ExhaustedError(
                f"after {MOST_STEPS:,} steps this source is still at work here; paste the model "
                "without what trains it.",
                place,
            )

    def _deeper(self, place: Place) -> None:
        self.spend(1, place)
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExhaustedError(f"calls and blocks are nested more than {DEEPEST} deep.", place)

    # Statements

    def run(self, body: Body, scope: Scope) -> Signal:
        """Follow the statements of a body."""
        for statement in body:
            self._deeper(statement.place)
            try:
                signal = self._executors[type(statement)](statement, scope)
            finally:
                self._depth -= 1
            if signal is not None:
                return signal
        return None

    def _delete(self, statement: syntax.Delete, scope: Scope) -> Signal:
        unknown = Unknown('what "del" leaves is not read', statement.place)
        self._forget(statement.target, unknown, scope)
        return None

    def _import(self, statement: syntax.Import, scope: Scope) -> Signal:
        for path, name in statement.names:
            if name != "*":
                scope.variables[name] = Library(libraries.canonical(path))
        return None

    def _assign(self, statement: syntax.Assign, scope: Scope) -> Signal:
        value = self.evaluate(statement.value, scope)
        for target in statement.targets:
            self._store(target, value, scope)
        return None

    def _store(self, target: Expression, value: Value, scope: Scope) -> None:
        if isinstance(target, syntax.Name):
            scope.variables[target.name] = value
        elif isinstance(target, syntax.Display):
            self._unpack(target, value, scope)
        elif isinstance(target, syntax.Trail):
            self._store_part(target, value, scope)

    def _unpack(self, target: syntax.Display, value: Value, scope: Scope) -> None:
        self._deeper(target.place)
        count = len(target.items)
        items: list[Value] | range | Unknown
        if isinstance(value, Extents):
            items = [Extent(batch=place + value.first == 0) for place in range(count)]
        else:
            items = python_values.iterated(value, target.place)
        if not isinstance(items, Unknown):
            self.spend(len(items), target.place)
        starred = [isinstance(item, syntax.Starred) for item in target.items]
        if not isinstance(items, Unknown) and True in starred and len(items) >= count - 1:
            first = starred.index(True)
            last = len(items) - (count - first - 1)
            items = [*items[:first], list(items[first:last]), *items[last:]]
        if not isinstance(items, Unknown) and len(items) != count:
            items = Unknown(f"{len(items)} values can't be given to {count} names", target.place)
        for place, item in enumerate(target.items):
            inner = item.value if isinstance(item, syntax.Starred) else item
            self._store(inner, items if isinstance(items, Unknown) else items[place], scope)
        self._depth -= 1

    def _store_part(self, target: syntax.Trail, value: Value, scope: Scope) -> None:
        owner = self._follow(target.base, target.trailers[:-1], scope)
        last = target.trailers[-1]
        if isinstance(last, syntax.Attribute):
            self.set_attribute(owner, last.name, value, last.place)
        elif isinstance(last, syntax.Subscript):
            index = self.evaluate(last.index, scope)
            if not modules.set_item(owner, index, value):
                unknown = Unknown("this assignment is not read", last.place)
                python_values.spoil(owner, unknown)
                if isinstance(owner, Module):
                    raise unknown.error()

    def set_attribute(self, owner: Value, name: str, value: Value, place: Place) -> None:
        """Follow ``owner.name = value``."""
        if isinstance(owner, Module):
            modules.set_attribute(owner, name, value, place)
        elif isinstance(owner, Thing | ClassValue):
            owner.attributes[name] = value
        elif isinstance(owner, Unknown):
            self.shown = owner

    def _augment(self, statement: syntax.Augment, scope: Scope) -> Signal:
        before = self.evaluate(statement.target, scope)
        value = self.evaluate(statement.value, scope)
        if statement.sign == "+" and isinstance(before, list):
            items = python_values.iterated(value, statement.place)
            if not isinstance(items, Unknown):
                self.spend(len(items), statement.place)
                items = list(items)
            result = python_values.binary("+", before, items, statement.place)
            if isinstance(result, list):
                self.spend(python_values.weight(result), statement.place)
                before[:] = result
                result = before
        else:
            result = self._binary(statement.sign, before, value, statement.place)
        self.keeper.keep(result, statement.place)
        self._store(statement.target, result, scope)
        return None

    def _evaluate(self, statement: syntax.Evaluate, scope: Scope) -> Signal:
        if scope is self.globals and self._is_run(statement.value):
            return None
        value = self.evaluate(statement.value, scope)
        if scope is self.globals:
            self.shown = value
        if isinstance(value, Tensor):
            self._change_in_place(statement.value, value, scope)
        return None

    def _change_in_place(self, call: Expression, value: Tensor, scope: Scope) -> None:
        """Follow ``out.add_(x)`` as ``out = out.add_(x)``."""
        *before, attribute, _ = call.trailers if isinstance(call, syntax.Trail) else (None, None)
        named = isinstance(attribute, syntax.Attribute) and attribute.name.endswith("_")
        base = call.base if isinstance(call, syntax.Trail) else call
        if named and not before and isinstance(self.evaluate(base, scope), Tensor):
            self._store(base, value, scope)
        elif named or (self.flow is not None and self.flow.is_in_place(value)):
            raise SourceError(
                "what this changes in place is not followed; write x = in front of it.", call.place
            )

    def _is_run(self, node: Expression) -> bool:
        """Tell whether this only calls a function of the source: main(), train(10)."""
        if not isinstance(node, syntax.Trail) or not isinstance(node.base, syntax.Name):
            return False
        called = self.globals.variables.get(node.base.name)
        if len(node.trailers) != 1 or not isinstance(called, FunctionValue):
            return False
        return not self._changes_arguments(called)

    def _changes_arguments(self, function: FunctionValue) -> bool:
        """Tell whether a function assigns to parts of its arguments or calls what adds to them."""
        names = {slot.name for slot in function.slots}
        waiting = [function.body]
        while waiting:
            for statement in waiting.pop():
                self.spend(1, statement.place)
                targets: list[Expression] = []
                if isinstance(statement, syntax.Assign):
                    targets = statement.targets
                elif isinstance(statement, syntax.Augment | syntax.Delete):
                    targets = [statement.target]
                elif isinstance(statement, syntax.Evaluate):
                    targets = [statement.value]
                elif isinstance(statement, syntax.If):
                    waiting += [body for _, body in statement.branches] + [statement.otherwise]
                elif isinstance(statement, syntax.For | syntax.While | syntax.Block):
                    waiting.append(statement.body)
                if any(_is_change(target, names) for target in targets):
                    return True
        return False

    shown: Value = None
    """The value of the last expression that stands on a line of its own."""

    def _return(self, statement: syntax.Return, scope: Scope) -> Signal:
        return "return", None if statement.value is None else self.evaluate(statement.value, scope)

    def _jump(self, statement: syntax.Jump, scope: Scope) -> Signal:
        if statement.word == "raise":
            raise SourceError("this source raises an error here.", statement.place)
        return None if statement.word == "pass" else (statement.word, None)

    def _if(self, statement: syntax.If, scope: Scope) -> Signal:
        for condition, body in statement.branches:
            truth = python_values.truth(self.evaluate(condition, scope), condition.place)
            if isinstance(truth, Unknown):
                bodies = [inner for _, inner in statement.branches]
                return self._leave_out([*bodies, statement.otherwise], truth, scope)
            if truth:
                return self.run(body, scope)
        return self.run(statement.otherwise, scope)

    def _for(self, statement: syntax.For, scope: Scope) -> Signal:
        place = statement.iterable.place
        items = python_values.iterated(self.evaluate(statement.iterable, scope), place)
        if isinstance(items, Unknown):
            self._store(statement.target, items, scope)
            return self._leave_out([statement.body], items, scope)
        self.spend(python_values.weight(items), place)
        for item in items if isinstance(items, range) else list(items):
            self.spend(1, place)
            self._store(statement.target, item, scope)
            signal = self.run(statement.body, scope)
            if signal is not None and signal[0] == "break":
                break
            if signal is not None and signal[0] == "return":
                return signal
        return None

    def _while(self, statement: syntax.While, scope: Scope) -> Signal:
        unknown = Unknown('what a "while" loop gives is not read', statement.place)
        return self._leave_out([statement.body], unknown, scope)

    def _block(self, statement: syntax.Block, scope: Scope) -> Signal:
        return self.run(statement.body, scope)

    def _leave_out(self, bodies: list[Body], unknown: Unknown, scope: Scope) -> Signal:
        """Step over bodies that may or may not run: what they would set becomes unknown."""
        waiting = list(bodies)
        while waiting:
            for statement in waiting.pop():
                self.spend(1, statement.place)
                if isinstance(statement, syntax.Return) and scope is not self.globals:
                    raise unknown.error()
                if isinstance(statement, syntax.Assign):
                    for target in statement.targets:
                        self._forget(target, unknown, scope)
                elif isinstance(statement, syntax.Augment | syntax.Delete):
                    self._forget(statement.target, unknown, scope)
                elif isinstance(statement, syntax.Evaluate):
                    self._forget_changed(statement.value, unknown, scope)
                elif isinstance(statement, syntax.If):
                    waiting += [body for _, body in statement.branches] + [statement.otherwise]
                elif isinstance(statement, syntax.For | syntax.While | syntax.Block):
                    waiting.append(statement.body)
        return None

    def _forget(self, target: Expression, unknown: Unknown, scope: Scope) -> None:
        if isinstance(target, syntax.Trail) and isinstance(target.trailers[-1], syntax.Subscript):
            base: Expression = target.base
            if len(target.trailers) > 1:
                base = syntax.Trail(target.place, target.base, target.trailers[:-1])
            python_values.spoil(self.evaluate(base, scope), unknown)
            self._forget(base, unknown, scope)
        else:
            self._store(target, unknown, scope)

    def _forget_changed(self, call: Expression, unknown: Unknown, scope: Scope) -> None:
        """Forget a list or a module whose method would have been called."""
        if not isinstance(call, syntax.Trail) or len(call.trailers) < 2:
            return
        *before, attribute, last = call.trailers
        if not isinstance(attribute, syntax.Attribute) or not isinstance(last, syntax.Call):
            return
        owner = self._follow(call.base, before, scope)
        python_values.spoil(owner, unknown)
        if isinstance(owner, Module) and attribute.name in modules.CHANGING:
            base = syntax.Trail(call.place, call.base, before) if before else call.base
            self._store(base, unknown, scope)

    def _function(self, statement: syntax.Function, scope: Scope) -> Signal:
        slots = self._slots(statement.parameters, scope)
        kinds = ("staticmethod", "classmethod", "property")
        names = [node.name for node in statement.decorators if isinstance(node, syntax.Name)]
        kind = next((name for name in names if name in kinds), "function")
        scope.variables[statement.name] = FunctionValue(
            statement.name, slots, statement.body, scope, statement.place, None, kind
        )
        self.keeper.keep(scope.variables[statement.name], statement.place)
        return None

    def _slots(self, parameters: list[syntax.Parameter], scope: Scope) -> list[Slot]:
        return [
            Slot(
                parameter.name,
                parameter.sign,
                not parameter.sign and parameter.default is None,
                None if parameter.default is None else self.evaluate(parameter.default, scope),
            )
            for parameter in parameters
        ]

    def _class(self, statement: syntax.Class, scope: Scope) -> Signal:
        bases = self._items(statement.bases, scope)
        bases = [bases] if isinstance(bases, Unknown) else bases
        inner = Scope({}, scope)
        self.run(statement.body, inner)
        made = ClassValue(statement.name, bases, inner.variables, statement.place, statement.words)
        if len(made.ancestry) > MOST_ANCESTORS:
            raise SourceError(
                f"{statement.name} derives from more than {MOST_ANCESTORS} classes.",
                statement.place,
            )
        for value in inner.variables.values():
            if isinstance(value, FunctionValue) and value.scope is inner:
                value.owner = made
                value.scope = scope  # methods do not see the names of their class
        scope.variables[statement.name] = made
        self.keeper.keep(made, statement.place)
        return None

    def _unread(self, statement: syntax.Unread, scope: Scope) -> Signal:
        if scope is not self.globals:
            raise statement.error
        self.unread.append(statement.error)
        if statement.name:
            scope.variables[statement.name] = Unknown(
                statement.error.plain.removesuffix("."), statement.error.place
            )
        return None

    # Expressions

    def evaluate(self, node: Expression, scope: Scope) -> Value:
        """Work out an expression."""
        self._deeper(node.place)
        try:
            value = self._evaluators[type(node)](node, scope)
        finally:
            self._depth -= 1
        self.keeper.keep(value, node.place)
        return value

    def _constant(self, node: syntax.Constant, scope: Scope) -> Value:
        if node.value is ...:
            return Unknown('"..." stands for something that the source does not show', node.place)
        return node.value

    def _formatted(self, node: syntax.Formatted, scope: Scope) -> Value:
        parts = [p if isinstance(p, str) else self.evaluate(p, scope) for p in node.parts]
        if all(isinstance(part, str | int | float) for part in parts):
            return python_values.joined(parts, node.place)
        return Unknown("this text can't be put together", node.place)

    def _name(self, node: syntax.Name, scope: Scope) -> Value:
        found = scope.find(node.name)
        if found is not None:
            return found.variables[node.name]
        library = libraries.predefined(node.name)
        if library:
            return Library(library)
        if node.name == "self":
            reason = '"self" is used outside a class; paste the class from its first line on'
            return Unknown(reason, node.place)
        return Unknown(f'"{node.name}" is not defined in this source', node.place)

    def _items(self, nodes: list[Expression], scope: Scope) -> list[Value] | Unknown:
        items: list[Value] = []
        for node in nodes:
            if not isinstance(node, syntax.Starred):
                items.append(self.evaluate(node, scope))
                continue
            inside = python_values.iterated(self.evaluate(node.value, scope), node.place)
            if isinstance(inside, Unknown):
                return inside
            self.spend(len(inside), node.place)
            items += inside
        return items

    def _display(self, node: syntax.Display, scope: Scope) -> Value:
        items = self._items(node.items, scope)
        if isinstance(items, Unknown) or node.kind is list:
            return items
        return self._collected(node.kind, items, node.place)

    def _collected(self, kind: type, items: list[Value], place: Place) -> Value:
        if kind is set and not all(isinstance(item, int | float | str) for item in items):
            return Unknown("a set of these values can't be read", place)
        return kind(items)

    def _pairs(self, node: syntax.Pairs, scope: Scope) -> Value:
        found: dict[Value, Value] = {}
        for key_node, value_node in node.items:
            value = self.evaluate(value_node, scope)
            key = value if key_node is None else self.evaluate(key_node, scope)
            if isinstance(key, dict):
                self.spend(len(key), node.place)
                found.update(key)
            elif isinstance(key, str | int | float | None):
                found[key] = value
            else:
                return Unknown(f"{described(key)} as a key can't be read", value_node.place)
        return found

    def _chain(self, node: syntax.Chain, scope: Scope) -> Value:
        value = self.evaluate(node.first, scope)
        if node.rest[0][0] in ("and", "or"):
            return self._logical(node, value, scope)
        if node.level == 4:
            return self._comparison(node, value, scope)
        for sign, place, operand in node.rest:
            value = self._binary(sign, value, self.evaluate(operand, scope), place)
        return value

    def _logical(self, node: syntax.Chain, value: Value, scope: Scope) -> Value:
        unknown: Unknown | None = None
        for word, place, operand in node.rest:
            truth = python_values.truth(value, place)
            if isinstance(truth, Unknown):
                unknown = unknown or truth  # "unknown and False" is False all the same
            elif truth == (word == "or"):
                return value
            value = self.evaluate(operand, scope)
        if unknown is None or python_values.truth(value, node.place) is (node.rest[0][0] == "or"):
            return value
        return unknown

    def _comparison(self, node: syntax.Chain, left: Value, scope: Scope) -> Value:
        for sign, place, operand in node.rest:
            right = self.evaluate(operand, scope)
            self.spend(python_values.weight(left, right), place)
            result = python_values.compare(sign, left, right, place)
            if result is not True:
                return result
            left = right
        return True

    def _binary(self, sign: str, left: Value, right: Value, place: Place) -> Value:
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            return tensor_operation(self, sign, left, right, place)
        result = python_values.binary(sign, left, right, place)
        self.spend(python_values.weight(result), place)
        return result

    def _power(self, node: syntax.Power, scope: Scope) -> Value:
        base = self.evaluate(node.base, scope)
        return self._binary("**", base, self.evaluate(node.exponent, scope), node.place)

    def _prefixed(self, node: syntax.Prefixed, scope: Scope) -> Value:
        value = self.evaluate(node.operand, scope)
        for sign in reversed(node.signs):
            self.spend(1, node.place)
            if sign == "not":
                value = python_values.truth(value, node.place)
                value = value if isinstance(value, Unknown) else not value
            elif sign == "~":
                value = Unknown('"~" is not read', node.place)
            elif sign == "-" and isinstance(value, int | float):
                value = -value
            elif not isinstance(value, int | float | Tensor | Unknown):
                value = Unknown(f"{sign}{described(value)} can't be worked out", node.place)
        return value

    def _choice(self, node: syntax.Choice, scope: Scope) -> Value:
        for condition, value in node.choices:
            truth = python_values.truth(self.evaluate(condition, scope), condition.place)
            if isinstance(truth, Unknown):
                return truth
            if truth:
                return self.evaluate(value, scope)
        return self.evaluate(node.otherwise, scope)

    def _slice(self, node: syntax.Slice, scope: Scope) -> Value:
        parts = [None if part is None else self.evaluate(part, scope) for part in node.parts]
        for part in parts:
            if not isinstance(part, int | None):
                return Unknown("this part can't be read", node.place)
        return slice(*parts)

    def _lambda(self, node: syntax.Lambda, scope: Scope) -> Value:
        slots = self._slots(node.parameters, scope)
        return FunctionValue("lambda", slots, node.body, scope, node.place)

    def _comprehension(self, node: syntax.Comprehension, scope: Scope) -> Value:
        found: list[Value] = []
        failed = self._clauses(node, 0, Scope({}, scope), found)
        if failed is not None:
            return failed
        if node.kind is dict:
            for key, _ in found:
                if not isinstance(key, str | int | float | None):
                    return Unknown(f"{described(key)} as a key can't be read", node.place)
            return dict(found)
        return found if node.kind is list else self._collected(set, found, node.place)

    def _clauses(
        self, node: syntax.Comprehension, number: int, scope: Scope, found: list[Value]
    ) -> Unknown | None:
        if number == len(node.clauses):
            values = [self.evaluate(element, scope) for element in node.elements]
            found.append(tuple(values) if node.kind is dict else values[0])
            return None
        clause = node.clauses[number]
        self._deeper(clause.place)
        items = python_values.iterated(self.evaluate(clause.iterable, scope), clause.place)
        if isinstance(items, Unknown):
            return items
        for item in items:
            self.spend(1, clause.place)
            self._store(clause.target, item, scope)
            for condition in clause.conditions:
                truth = python_values.truth(self.evaluate(condition, scope), condition.place)
                if isinstance(truth, Unknown):
                    return truth
                if not truth:
                    break
            else:
                failed = self._clauses(node, number + 1, scope, found)
                if failed is not None:
                    return failed
        self._depth -= 1
        return None

    def _trail(self, node: syntax.Trail, scope: Scope) -> Value:
        return self._follow(node.base, node.trailers, scope)

    def _follow(
        self,
        base: Expression,
        trailers: list[syntax.Attribute | syntax.Call | syntax.Subscript],
        scope: Scope,
    ) -> Value:
        value = self.evaluate(base, scope)
        start = base.place
        for trailer in trailers:
            self.spend(1, trailer.place)
            if isinstance(trailer, syntax.Attribute):
                value = self.attribute(value, trailer.name, trailer.place)
            elif isinstance(trailer, syntax.Subscript):
                index = self.evaluate(trailer.index, scope)
                self.spend(python_values.weight(value), trailer.place)
                value = python_values.subscript(value, index, trailer.place)
            else:
                value = self._call(value, trailer, start, scope)
        return value

    def attribute(self, value: Value, name: str, place: Place) -> Value:
        """Work out ``value.name``."""
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Library):
            return Library(libraries.canonical(f"{value.path}.{name}"))
        if isinstance(value, Module | Thing) and name in value.attributes:
            return value.attributes[name]
        if isinstance(value, Super):
            return self._behind(value, name)
        kind_class = value if isinstance(value, ClassValue) else None
        if isinstance(value, Module | Thing):
            kind_class = value.kind_class
        if kind_class is not None:
            for ancestor in kind_class.ancestry:
                if isinstance(ancestor, ClassValue) and name in ancestor.attributes:
                    return self._bound(ancestor.attributes[name], value, kind_class, place)
        if isinstance(value, Module):
            return modules.attribute(value, name, place)
        if isinstance(value, ClassValue | Thing):
            if isinstance(value, ClassValue) and name == "__name__":
                return value.name
            reason = f'{described(value)} has no attribute "{name}" in this source'
            return Unknown(reason, place)
        if isinstance(value, Tensor) and name == "shape":
            return Extents()
        return BuiltinMethod(value, name)

    def _bound(self, found: Value, value: Value, kind_class: ClassValue, place: Place) -> Value:
        if not isinstance(found, FunctionValue) or found.kind == "staticmethod":
            return found
        if found.kind == "classmethod":
            return Method(found, kind_class)
        if isinstance(value, ClassValue):
            return found
        method = Method(found, value)
        return self.call(method, [], {}, place) if found.kind == "property" else method

    def _behind(self, value: Super, name: str) -> Value:
        kind_class = value.this.kind_class
        ancestry = kind_class.ancestry if kind_class is not None else []
        behind = ancestry[ancestry.index(value.behind) + 1 :] if value.behind in ancestry else []
        for ancestor in behind:
            if isinstance(ancestor, ClassValue) and name in ancestor.attributes:
                found = ancestor.attributes[name]
                return Method(found, value.this) if isinstance(found, FunctionValue) else found
        return BuiltinMethod(value, name)

    # Calls

    def _call(self, value: Value, node: syntax.Call, start: Place, scope: Scope) -> Value:
        if value == Library("builtins.super") and not node.arguments:
            if scope.owner is None:
                return Unknown("super() is called outside a method", start)
            return Super(scope.owner, scope.this)
        arguments = self._items(node.arguments, scope)
        if isinstance(arguments, Unknown):
            return arguments
        keywords: Keywords = {}
        for name, inner in node.keywords:
            given = self.evaluate(inner, scope)
            if name is not None:
                keywords[name] = given
            elif isinstance(given, dict):
                self.spend(len(given), node.place)
                keywords.update({str(key): item for key, item in given.items()})
            else:
                return Unknown("these arguments can't be read", inner.place)
        return self.call(value, arguments, keywords, start)

    def call(self, value: Value, arguments: Arguments, keywords: Keywords, place: Place) -> Value:
        """Work out a call; ``place`` is where it is written."""
        self.spend(1 + python_values.weight(*arguments), place)
        self._calls += 1
        if self._calls > DEEPEST_CALLS:
            raise ExhaustedError(
                f"calls are nested more than {DEEPEST_CALLS} deep here; does a class or a function "
                "use itself?",
                place,
            )
        try:
            return self._called(value, arguments, keywords, place)
        finally:
            self._calls -= 1

    def _called(
        self, value: Value, arguments: Arguments, keywords: Keywords, place: Place
    ) -> Value:
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Library):
            return libraries.call(self, value, arguments, keywords, place)
        if isinstance(value, Partial):
            all_arguments = [*value.arguments, *arguments]
            return self.call(value.function, all_arguments, value.keywords | keywords, place)
        if isinstance(value, ClassValue):
            return self._instance(value, arguments, keywords, place)
        if isinstance(value, Method):
            return self._run(value.function, [value.this, *arguments], keywords, place)
        if isinstance(value, FunctionValue):
            return self._run(value, arguments, keywords, place)
        if isinstance(value, Module):
            return self._module(value, arguments, keywords, place)
        if isinstance(value, BuiltinMethod):
            return self._builtin(value.this, value.name, arguments, keywords, place)
        return Unknown(f"{described(value)} can't be called", place)

    def _builtin(
        self, this: Value, name: str, arguments: Arguments, keywords: Keywords, place: Place
    ) -> Value:
        if isinstance(this, Tensor):
            return tensor_method(self, this, name, arguments, keywords, place)
        if isinstance(this, Module):
            self.spend(python_values.weight(this), place)
            return modules.call_method(self, this, name, arguments, keywords, place)
        if isinstance(this, Super):
            if name == "__init__" and isinstance(this.this, Module):
                base = this.this.kind_class.library_base() if this.this.kind_class else ""
                modules.initialize(self, this.this, base, arguments, keywords, place)
                return None
            if name == "forward" and isinstance(this.this, Module):
                return modules.forward(self, this.this, arguments, place)
            return Unknown(f"super().{name}() can't be read", place)
        if isinstance(this, Extents) and name == "numel":
            return this.product()
        result: Value = Unknown(f".{name}() of {described(this)} can't be read", place)
        if not keywords:
            result = python_values.call_method(this, name, arguments, place)
        if isinstance(result, Unknown) and name not in ("get", "index", "count"):
            python_values.spoil(this, result)
        self.spend(python_values.weight(result), place)
        return result

    def _instance(
        self, kind_class: ClassValue, arguments: Arguments, keywords: Keywords, place: Place
    ) -> Value:
        if not kind_class.is_module():
            thing = Thing(kind_class)
            init = self.attribute(thing, "__init__", place)
            if isinstance(init, Method):
                self.call(init, arguments, keywords, place)
            return thing
        module = Module(kind_class.name, place, kind_class=kind_class, ready=False)
        self.made.append(module)
        init = self.attribute(module, "__init__", place)
        if isinstance(init, Method):
            self.call(init, arguments, keywords, place)
        else:
            base = kind_class.library_base()
            modules.initialize(self, module, base, arguments, keywords, place)
        return module

    def _run(
        self, function: FunctionValue, arguments: Arguments, keywords: Keywords, place: Place
    ) -> Value:
        variables = self._bind(function, arguments, keywords, place)
        this = arguments[0] if arguments else None
        scope = Scope(variables, function.scope, function.owner, this)
        self.keeper.keep(scope, place)
        if function.owner is None:
            scope.owner, scope.this = function.scope.owner, function.scope.this
        signal = self.run(function.body, scope)
        return signal[1] if signal is not None else None

    def _bind(
        self, function: FunctionValue, arguments: Arguments, keywords: Keywords, place: Place
    ) -> dict[str, Value]:
        variables: dict[str, Value] = {}
        waiting, named = list(arguments), dict(keywords)
        name = function.name
        if name == "__init__" and function.owner is not None:
            name = function.owner.name
        for slot in function.slots:
            if slot.sign == "*":
                variables[slot.name], waiting = tuple(waiting), []
            elif slot.sign == "**":
                variables[slot.name], named = named, {}
            elif waiting:
                variables[slot.name] = waiting.pop(0)
            elif slot.name in named:
                variables[slot.name] = named.pop(slot.name)
            elif slot.required:
                missing = [s.name for s in function.slots if s.required]
                given = [*variables, *named]
                words = ", ".join(word for word in missing if word not in given)
                raise SourceError(f"{name} is called without {words}.", place)
            else:
                variables[slot.name] = slot.default
        if waiting:
            own = function.owner is not None and function.kind != "staticmethod"  # self
            raise SourceError(
                f"{name} is called with {len(arguments) - own} arguments, but it takes "
                f"{max(0, len(function.slots) - own)}.",
                place,
            )
        if named:
            raise SourceError(f"{name} has no parameter {min(named)}.", place)
        return variables

    def _module(
        self, module: Module, arguments: Arguments, keywords: Keywords, place: Place
    ) -> Value:
        if self.flow is None:
            return Unknown("a network's output is known only when it runs", place)
        forward = self.attribute(module, "forward", place)
        self.path.append(module.path or self.path[-1])
        try:
            if isinstance(forward, Method):
                return self.call(forward, arguments, keywords, place)
            return modules.forward(self, module, arguments, place)
        finally:
            self.path.pop()


def _is_change(target: Expression, names: set[str]) -> bool:
    """Tell whether ``name.x = …``, ``name += …``, ``name.append(…)`` or setattr is written here."""
    if not isinstance(target, syntax.Trail):
        return isinstance(target, syntax.Name) and target.name in names
    if not isinstance(target.base, syntax.Name):
        return False
    methods = [part.name for part in target.trailers if isinstance(part, syntax.Attribute)]
    is_call = isinstance(target.trailers[-1], syntax.Call)
    if target.base.name == "setattr":
        return True
    changing = not is_call or bool(modules.CHANGING.intersection(methods[-1:]))
    return target.base.name in names and changing
