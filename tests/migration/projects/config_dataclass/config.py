import dataclasses


@dataclasses.dataclass
class ModelConfig:
    num_layers: int = 3
    dim: int = 4
    eps: float = 1e-5
