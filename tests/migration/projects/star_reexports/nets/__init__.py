from .blocks import *
from .seeding import *
