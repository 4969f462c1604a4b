"""Other tools, each in an environment of its own: what they need must never become what we need."""

import subprocess
import sys
import venv
from pathlib import Path

ENVIRONMENTS = Path(__file__).parents[1] / ".peers"
REQUIREMENTS = {
    "pac-synth": ("pac-synth==0.0.8", "pandas==2.2.3", "numpy==1.26.4"),
    "datasette": ("datasette==0.65.5",),
}


def interpreter(peer):
    """The Python of a peer's environment, which is made the first time it is asked for."""
    folder = ENVIRONMENTS / peer
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = folder / ".installed"
    wanted = "\n".join(REQUIREMENTS[peer])
    if not done.is_file() or done.read_text() != wanted:
        print(f"Making an environment for {peer} (once) …", file=sys.stderr)
        venv.EnvBuilder(with_pip=True, clear=True).create(folder)
        pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *REQUIREMENTS[peer]]
        subprocess.run(pip, check=True)
        done.write_text(wanted)
    return python
