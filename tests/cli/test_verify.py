"""`palermo verify`."""

import json

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.release.invented import KEY, make_cases, make_release

from palermo.cli import main
from palermo.release import _signing


@pytest.fixture
def release(tmp_path):
    return make_release(tmp_path, make_cases(gender=["woman"] * 12, citizenship=["PHL"] * 12))


def test_an_untouched_release_passes(release, capsys):
    assert main(["verify", str(release.path)]) == 0
    shown = capsys.readouterr().out
    assert "checks passed" in shown
    assert "not who signed" in shown.replace("\n", " ")


def test_the_publishers_key_is_pinned(release, tmp_path, capsys):
    mine = tmp_path / "mine.pub"
    mine.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert main(["verify", str(release.path), "--key", str(mine), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["trust"] == "pinned"
    _signing.make_key(tmp_path / "other.key")
    assert main(["verify", str(release.path), "--key", str(tmp_path / "other.key.pub")]) == 74
    assert "another key" in capsys.readouterr().out.replace("\n", " ")


@pytest.mark.parametrize("name", ["cases.parquet", "cases.csv", "counts.parquet", "report.html", "croissant.json"])
def test_a_flipped_byte_fails_with_an_exit_code_of_its_own(release, name, capsys):
    path = release.path / name
    data = path.read_bytes()
    path.write_bytes(data[:-5] + bytes([data[-5] ^ 1]) + data[-4:])
    assert main(["verify", str(release.path)]) == 74
    shown = capsys.readouterr()
    assert "FAILED" in shown.out
    assert "Do not use it" in shown.err


def test_a_missing_file_and_a_manifest_that_is_none(release, capsys):
    (release.path / "cases.csv").unlink()
    assert main(["verify", str(release.path)]) == 74
    (release.path / "manifest.json").write_text("{", encoding="utf-8")
    assert main(["verify", str(release.path)]) == 66
    assert "Traceback" not in capsys.readouterr().err
