"""The declared settings: from the environment and from files, checked at the start, and documented."""

from pathlib import Path

import pytest

from palermo.errors import SettingsError
from palermo.web.config import declared_casework
from palermo.web.config.declared import PREFIX, SECRETS_FOLDER, HubSettings, load, table

REFERENCE = Path(__file__).parents[2] / "docs/reference/settings.md"


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    import os

    for name in [name for name in os.environ if name.startswith((PREFIX, SECRETS_FOLDER))]:
        monkeypatch.delenv(name)


def test_there_are_defaults():
    found = load()
    assert found.releases == Path("releases")
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert len(found.secret_key.get_secret_value()) >= 32
    assert load().secret_key != found.secret_key


def test_the_environment_is_read(monkeypatch):
    monkeypatch.setenv("PALERMO_HUB_RELEASES", "/srv/releases")
    monkeypatch.setenv("PALERMO_HUB_HOSTS", "data.example.org, www.example.org")
    monkeypatch.setenv("PALERMO_HUB_HTTPS", "true")
    found = load()
    assert found.releases == Path("/srv/releases")
    assert found.hosts == ("data.example.org", "www.example.org")
    assert found.https is True


def test_secrets_are_read_from_files(monkeypatch, tmp_path):
    (tmp_path / "palermo_hub_secret_key").write_text("s" * 40 + "\n", encoding="utf-8")
    monkeypatch.setenv(SECRETS_FOLDER, str(tmp_path))
    assert load().secret_key.get_secret_value() == "s" * 40


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CACHE_SECONDS", "soon"),
        ("CACHE_SECONDS", "-1"),
        ("HTTPS", "perhaps"),
        ("MOST_ANSWER_ROWS", "1"),
        ("LOOK_AGAIN_SECONDS", "99999"),
        ("MOST_QUERY_CHARACTERS", "1e9"),
        ("PROXY_HEADER", "X_Forwarded_For"),
    ],
)
def test_a_bad_value_stops_the_start_with_its_name_and_the_remedy(monkeypatch, name, value):
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as error:
        load()
    assert error.value.place == PREFIX + name
    assert error.value.exit_code == 95
    assert "settings.md" in error.value.remedy


def test_a_bad_secret_is_never_shown(monkeypatch):
    monkeypatch.setenv("PALERMO_HUB_SECRET_KEY", "too-short-a-secret")
    with pytest.raises(SettingsError) as error:
        load()
    assert "too-short-a-secret" not in str(error.value)
    assert error.value.__cause__ is None
    assert "too-short" not in repr(HubSettings(secret_key="too-short-to-be-true-but-long-enough-to-pass"))


def test_a_folder_of_secrets_that_is_not_there_stops_the_start(monkeypatch, tmp_path):
    monkeypatch.setenv(SECRETS_FOLDER, str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError) as error:
        load()
    assert error.value.place == SECRETS_FOLDER


@pytest.mark.parametrize(("prefix", "declared"), [(PREFIX, table), (declared_casework.PREFIX, declared_casework.table)])
def test_every_setting_is_documented_as_declared(prefix, declared):
    rows = [f"| `{name}` | {kind} | {default} | {help_text} |" for name, kind, default, help_text in declared()]
    text = REFERENCE.read_text(encoding="utf-8")
    found = [line for line in text.splitlines() if line.startswith(f"| `{prefix}")]
    assert found == rows, "docs/reference/settings.md should hold:\n" + "\n".join(rows)


def test_the_table_tells_the_defaults_that_are_declared():
    told = {name: default for name, _, default, _ in table()}
    for name, field in HubSettings.model_fields.items():
        default = field.default
        if name == "secret_key":
            assert told[PREFIX + "SECRET_KEY"] == "random"
            continue
        shown = ",".join(default) if isinstance(default, tuple) else "none" if default is None else str(default).lower()
        assert told[PREFIX + name.upper()] == shown


def test_the_hub_has_no_database_no_sessions_and_no_inline_code():
    from django.conf import settings

    # Django fills in a stand-in for none, sooner or later: it raises when it is asked anything
    assert {database["ENGINE"] for database in settings.DATABASES.values()} <= {"django.db.backends.dummy"}
    assert not [name for name in settings.MIDDLEWARE if "session" in name.lower() or "csrf" in name.lower()]
    assert not [name for name in settings.INSTALLED_APPS if "session" in name or "auth" in name]
    assert "unsafe" not in str(settings.CONTENT_SECURITY_POLICY)
    assert settings.DEBUG is False


def test_case_work_needs_a_key_or_a_command_that_has_one(monkeypatch):
    monkeypatch.setenv("PALERMO_CASEWORK_SECRET_KEY", "s" * 40)
    monkeypatch.delenv("PALERMO_CASEWORK_MASTER_KEY", raising=False)
    with pytest.raises(SettingsError) as error:
        declared_casework.load()
    assert error.value.place == "PALERMO_CASEWORK_MASTER_KEY"
    monkeypatch.setenv("PALERMO_CASEWORK_KEY_COMMAND", "kms --quiet")
    assert declared_casework.load().master_key is None
