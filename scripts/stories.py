"""What is wrong with the data stories of the hub, a line each: for those who write and translate them.

    python scripts/stories.py

The stories stand in src/palermo/web/hub/stories/data; docs/how-to/write-a-story.md says how to write one.
"""

import os
import sys


def main():
    """Say what is wrong; the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.web.config.settings_hub")
    from palermo.web.hub.stories import faults, story_names

    wrong = [fault for name in story_names() for fault in faults(name)]
    print("\n".join(wrong) if wrong else "every story is whole")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
