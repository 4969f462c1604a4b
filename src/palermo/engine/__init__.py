"""Where a kernel runs. On this machine, so far: the stages call Arrow and NumPy directly."""

__all__: list[str] = []
