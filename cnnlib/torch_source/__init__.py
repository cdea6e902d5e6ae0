"""How pasted PyTorch source becomes a network, step by step and without executing it.

``pasted_text`` strips what came along with the paste, ``tokens`` and ``parser`` read the
grammar, ``interpreter`` follows the statements with counted steps, ``dataflow`` turns what
``forward`` does to its input into Sequential, Sum and Concat; ``reading`` goes through it all.
"""
