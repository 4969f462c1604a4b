"""Every message has a French translation, and what Django reads is what translators wrote."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_message_is_translated_and_compiled():
    """In a process of its own: it sets Django up by itself."""
    command = [sys.executable, ROOT / "scripts/messages.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run scripts/messages.py, and translate:\n{done.stdout}{done.stderr}"


def test_a_message_without_translation_is_found(tmp_path, monkeypatch):
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import messages  # type: ignore[import-not-found]
    finally:
        sys.path.pop(0)
    from babel.messages.catalog import Catalog

    wanted = Catalog()
    for message in ("Explore", "A message that nobody has translated", "Release %(id)s, %(publisher)s, %(day)s"):
        wanted.add(message)
    monkeypatch.setattr(messages, "found", lambda wing: wanted)
    faults = list(messages.faults("fr"))
    assert "fr: no translation of 'A message that nobody has translated'" in faults
    assert any("nothing says" in fault for fault in faults)
    assert "fr: no translation of 'Explore'" not in faults
