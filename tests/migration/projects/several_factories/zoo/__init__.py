from .make import create_model, create_rngs
from .sizes import Sizes
