"""`python -m flake8_nnx_rng` is `nnx-rng`."""

from flake8_nnx_rng.frontends.command import main

if __name__ == "__main__":
    main()
