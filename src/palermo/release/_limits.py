"""What a reader must know before she uses a figure: printed wherever the data is shown."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def usual_limits() -> tuple[Mapping[str, str], ...]:
    """What is true of the figures of every release, each by language."""
    import yaml

    text = files("palermo.release").joinpath("limits.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text))
