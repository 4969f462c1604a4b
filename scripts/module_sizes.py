"""Refuse modules above 400 lines: they want to be split by sub-noun."""

import sys
from pathlib import Path

LIMIT = 400


def main() -> int:
    """Print the modules that are too long; exit code 1 when there are any."""
    root = Path(__file__).parents[1]
    long = []
    for folder in ("src", "benchmarks", "scripts"):
        for path in sorted((root / folder).rglob("*.py")):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LIMIT:
                long.append(f"{lines:5} lines  {path.relative_to(root)}")
    print("\n".join(long) if long else f"no module above {LIMIT} lines")
    return 1 if long else 0


if __name__ == "__main__":
    sys.exit(main())
