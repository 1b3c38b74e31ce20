from .base import BaseConfig
from .small import SmallConfig
