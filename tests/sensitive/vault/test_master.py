"""The master key: what is read, what wraps, what is refused, and a program in its place."""

import base64
import sys

import pytest

from palermo.errors import SettingsError
from palermo.web.vault import master
from palermo.web.vault.master import KeyCommand, MasterKeys, new_line, unwrap_for, wrap_for

KEY = b"k" * 32

PROGRAM = """
import base64, sys
value = base64.b64decode(sys.stdin.read())
turned = bytes(255 - byte for byte in value)
print(base64.b64encode(turned).decode())
"""


def test_the_first_line_wraps_and_every_line_unwraps():
    old, new = new_line(), new_line()
    wrapped = MasterKeys.read(old).wrap(KEY)
    both = MasterKeys.read(f"{new}\n\n  {old}  \n")
    assert both.unwrap(wrapped) == KEY
    assert both.name == MasterKeys.read(new).name != MasterKeys.read(old).name
    with pytest.raises(SettingsError) as refused:
        MasterKeys.read(old).unwrap(both.wrap(KEY))
    assert refused.value.key == "settings.wrong_master_key"


LINE = "palermo-master-key-1 " + "QUJD" * 10 + "QUI="
"""A line as the file has it; always the same, so that every process of a run names its tests alike."""


@pytest.mark.parametrize("wrapped", [b"", b"short", bytes(12), bytes(60)])
def test_what_is_no_wrapped_key_is_refused(wrapped):
    with pytest.raises(SettingsError, match="another master key"):
        MasterKeys.read(new_line()).unwrap(wrapped)


@pytest.mark.parametrize(
    "text",
    [
        "", "\n \n", "hello", "palermo-master-key-1", "palermo-master-key-1 AAAA", LINE[:-4],
        "palermo-master-key-2 " + "A" * 43 + "=", "palermo-master-key-1 " + "!" * 44, LINE + " more",
        LINE + "\n" + LINE[:-2],
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused_without_telling_what_is_in_it(text):
    with pytest.raises(SettingsError) as refused:
        MasterKeys.read(text)
    assert "PALERMO_CASEWORK_MASTER_KEY" in str(refused.value)
    secret = text.partition(" ")[2].strip()
    assert not secret or secret not in str(refused.value)


def test_a_key_is_told_by_nothing_that_is_printed():
    line = new_line()
    keys = MasterKeys.read(line)
    assert base64.b64decode(line.split()[1]) not in repr(keys).encode()
    assert line.split()[1] not in repr(keys) + keys.name


def test_a_program_wraps_and_unwraps(tmp_path, settings):
    path = tmp_path / "a program.py"
    path.write_text(PROGRAM)
    settings.VAULT_KEY_COMMAND = f"{sys.executable} '{path}'"
    master.wrapper.cache_clear()
    assert isinstance(master.wrapper(), KeyCommand)
    wrapped = wrap_for(b"one", KEY)
    assert KEY not in wrapped
    assert unwrap_for(b"one", wrapped) == KEY
    with pytest.raises(SettingsError) as refused:
        unwrap_for(b"two", wrapped)
    assert refused.value.key == "settings.moved_key"


@pytest.mark.parametrize("program", ["/no/such/program", "false", "echo no-base64!", "echo", "echo AAAA #"])
def test_a_program_that_fails_is_named_and_its_key_is_not(program, settings):
    settings.VAULT_KEY_COMMAND = program
    master.wrapper.cache_clear()
    with pytest.raises(SettingsError) as refused:
        unwrap_for(b"one", KEY)
    assert base64.b64encode(KEY).decode() not in str(refused.value)


def test_a_wrapped_key_is_bound_to_its_use():
    wrapped = wrap_for(b"one", KEY)
    assert unwrap_for(b"one", wrapped) == KEY
    with pytest.raises(SettingsError) as refused:
        unwrap_for(b"another", wrapped)
    assert refused.value.key == "settings.moved_key"
