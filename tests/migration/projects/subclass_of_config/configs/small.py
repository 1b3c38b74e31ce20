import dataclasses

from .base import BaseConfig


@dataclasses.dataclass
class SmallConfig(BaseConfig):
    depth: int = 2
    dim: int = 3
