"""The one exception that cnnlib raises."""

import reprlib


class CnnlibError(ValueError):
    """A setting that no convolutional network can have, explained in a sentence or two.

    Attributes:
        argument: name of the argument to change, or None when there is no single one.
        value: what was given for it.
        pytorch: what PyTorch says about the same mistake, word for word, or None.
        reason: the text without PyTorch's words.
    """

    def __init__(
        self,
        message: str,
        argument: str | None = None,
        value: object = None,
        pytorch: str | None = None,
    ) -> None:
        quote = "" if pytorch is None else f' PyTorch says: "{pytorch}"'
        super().__init__(message + quote)
        self.reason = message
        self.argument = argument
        self.value = value
        self.pytorch = pytorch


class _Short(reprlib.Repr):
    """Writes any value briefly: deep nesting and endless digits included."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = 60
        self.maxlevel = 3

    def repr_int(self, x: int, level: int) -> str:
        """Write digits while a person could count them."""
        return repr(x) if x.bit_length() <= 100 else f"a number of {x.bit_length()} bits"


shown = _Short().repr
