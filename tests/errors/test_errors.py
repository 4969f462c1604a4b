"""The exception tree and the catalogue of messages."""

import re
import string
from pathlib import Path

import pytest

from palermo import errors
from palermo.errors import InputError, UserError, catalogue

SOURCE = Path(errors.__file__).parents[1]


def _raised() -> dict[str, set[str]]:
    """Every key that a module raises, with the modules that do."""
    found: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        for key in re.findall(r"Error\(\s*\"([a-z_]+\.[a-z_0-9]+)\"", path.read_text(encoding="utf-8")):
            found.setdefault(key, set()).add(path.name)
    return found


def test_front_door_is_pinned():
    assert sorted(errors.__all__) == errors.__all__
    assert set(errors.__all__) == {
        "CodesError",
        "InputError",
        "MappingError",
        "Message",
        "PalermoError",
        "ProtectionError",
        "QuestionError",
        "ReleaseError",
        "SettingsError",
        "UserError",
        "catalogue",
    }


def test_every_message_is_two_sentences_with_a_code_of_its_family():
    messages = catalogue().values()
    families = {(message.exit, message.key.partition(".")[0]) for message in messages}
    assert len(families) == len({message.exit for message in messages})
    for message in messages:
        for text in (message.fault, message.remedy):  # `{reason}` is filled in with a sentence of its own
            assert text.rstrip().endswith((".", "…", "}")), message.key
        assert 400 <= message.http <= 599, message.key


def test_every_key_that_is_raised_is_in_the_catalogue():
    missing = {key: where for key, where in _raised().items() if key not in catalogue()}
    assert not missing


def test_every_message_is_raised_somewhere():
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    assert [key for key in catalogue() if f'"{key}"' not in text] == []


def test_an_error_says_place_fault_and_remedy():
    error = InputError("file.not_found", place="cases.csv")
    assert str(error).startswith("cases.csv: ")
    assert error.to_dict() == {
        "error": {
            "code": "file.not_found",
            "place": "cases.csv",
            "fault": catalogue()["file.not_found"].fault,
            "remedy": catalogue()["file.not_found"].remedy,
        }
    }


def test_a_detail_that_the_message_needs_cannot_be_forgotten():
    key = next(k for k, m in catalogue().items() if [f for _, f, _, _ in string.Formatter().parse(m.fault) if f])
    with pytest.raises(KeyError):
        UserError(key)
