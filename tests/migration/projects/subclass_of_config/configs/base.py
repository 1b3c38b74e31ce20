import dataclasses


@dataclasses.dataclass
class BaseConfig:
    depth: int = 12
    dim: int = 768
    seed: int = 0
