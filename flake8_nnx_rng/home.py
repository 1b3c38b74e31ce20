"""Where the project lives, and how it is installed from there: the one place that says so."""

REPOSITORY = "https://github.com/flake8-nnx-rng/flake8-nnx-rng"
ISSUES = f"{REPOSITORY}/issues"


def install(extra: str = "", tag: str = "") -> str:
    """The command that installs the package, with an extra or at a tag if one is named."""
    wanted = f"flake8-nnx-rng[{extra}]" if extra else "flake8-nnx-rng"
    return f"pip install '{wanted} @ git+{REPOSITORY}{f'@{tag}' if tag else ''}'"
