from dataclasses import dataclass, field


@dataclass
class TrainConfig:
    seeds: int = 3
    lr: float = 0.1


@dataclass
class Config:
    hidden: int = 4
    train: TrainConfig = field(default_factory=TrainConfig)


config = Config()
