from .cell import GRUCell
from .unroll import RNN

__all__ = ("GRUCell", "RNN")
