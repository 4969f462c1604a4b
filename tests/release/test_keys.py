"""Keys and signatures."""

import os
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.release.invented import KEY

from palermo.errors import ReleaseError
from palermo.release import _signing


def test_a_new_key_is_its_owners_alone(tmp_path):
    path = tmp_path / "keys" / "release.key"
    key = _signing.make_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert _signing.raw_bytes(_signing.read_private_key(path).public_key()) == _signing.raw_bytes(key.public_key())
    public = _signing.read_public_key(tmp_path / "keys" / "release.key.pub")
    assert _signing.describe(public) == _signing.describe(key.public_key())


def test_a_key_is_never_replaced(tmp_path):
    path = tmp_path / "release.key"
    _signing.make_key(path)
    before = path.read_bytes()
    with pytest.raises(ReleaseError) as error:
        _signing.make_key(path)
    assert error.value.key == "release.key_unreadable"
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "release.key"
    _signing.make_key(path)
    path.chmod(mode)
    with pytest.raises(ReleaseError) as error:
        _signing.read_private_key(path)
    assert error.value.key == "release.key_exposed"


def test_what_is_no_key_is_refused_without_showing_it(tmp_path):
    path = tmp_path / "release.key"
    with pytest.raises(ReleaseError, match="make-keys"):
        _signing.read_private_key(path)
    _signing.write_secret(path, b"correct horse battery staple")
    for read in (_signing.read_private_key, _signing.read_public_key):
        with pytest.raises(ReleaseError) as error:
            read(path)
        assert "horse" not in str(error.value)


def test_a_key_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "release.key"
    other = generate_private_key(SECP256R1())
    _signing.write_secret(path, other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(ReleaseError, match="Ed25519"):
        _signing.read_private_key(path)


def test_a_signature_is_of_these_bytes_by_this_key():
    described = _signing.describe(KEY.public_key())
    signature = _signing.sign(b"these", KEY)
    assert signature == _signing.sign(b"these", KEY)
    assert _signing.fault_of(b"these", signature, described) == ""
    assert _signing.fault_of(b"those", signature, described)
    assert _signing.fault_of(b"these", signature[:-4], described)
    assert _signing.fault_of(b"these", "!", described)
    # the last character before the padding has four bits that decoding ignores
    twin = signature[:-3] + chr(ord(signature[-3]) + 1) + signature[-2:]
    assert _signing.fault_of(b"these", twin, described)


def test_a_fingerprint_that_is_not_the_keys_is_refused():
    from dataclasses import replace

    described = replace(_signing.describe(KEY.public_key()), fingerprint="0" * 64)
    assert "fingerprint" in _signing.fault_of(b"these", _signing.sign(b"these", KEY), described)
