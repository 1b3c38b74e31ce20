from dataclasses import dataclass


@dataclass(frozen=True)
class GPTConfig:
    vocab_size: int = 11
    n_layer: int = 2
    n_head: int = 2
    n_embd: int = 4
    block_size: int = 5
