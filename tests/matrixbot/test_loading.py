"""nio and aiohttp, loaded without what is needed late, are what they are otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.processes import ROOT

ALL_NAMES = """
    import sys
    import nio
    nio.AsyncClient
    for place, module in sorted(sys.modules.items()):
        if place == "nio" or place.startswith("nio."):
            for name, value in sorted(vars(module).items()):
                if not name.startswith("__") and name not in ("AsyncDataT", "DecryptedOlmT"):  # hints of a type
                    print(place, name, getattr(value, "__module__", ""), getattr(value, "__qualname__", type(value)))
"""
USED = """
    import sys
    from matrixbot.matrix.homeserver.client import quiet_libraries
    import nio
    from nio.crypto import key_export
    from nio.crypto.attachments import decrypt_attachment, encrypt_attachment

    late = ("Crypto", "aiofiles", "nio.client", "nio.api", "nio.events", "nio.responses", "nio.schemas", "jsonschema")
    print([name for name in late if name in sys.modules])
    ciphertext, keys = encrypt_attachment(b"Protokoll")
    print(decrypt_attachment(ciphertext, keys["key"]["k"], keys["hashes"]["sha256"], keys["iv"]))
    key_export.encrypt_and_save(b"keys", "keys", "a passphrase", count=10)
    print(key_export.decrypt_and_read("keys", "a passphrase"))
    quiet_libraries()
    event = {"event_id": "$1", "sender": "nobody", "origin_server_ts": 1, "type": "m.room.message"}
    broken = nio.RoomMessageText.from_dict({**event, "content": {}})
    print(type(broken).__name__)
    print([name for name in late if name not in sys.modules])
"""
CERTIFICATES = """
    import ssl
    import matrixbot.matrix
    from aiohttp.connector import _SSL_CONTEXT_UNVERIFIED, _SSL_CONTEXT_VERIFIED
    lax = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    lax.check_hostname, lax.verify_mode = False, ssl.CERT_NONE
    lax.set_default_verify_paths()
    for one in (_SSL_CONTEXT_VERIFIED, _SSL_CONTEXT_UNVERIFIED, lax):
        before = one.cert_store_stats()["x509"]
        one.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="kommune.example")
        print(one.verify_mode.name, one.check_hostname, before, one.cert_store_stats()["x509"], type(one).__name__)
"""
CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBeTCCAR+gAwIBAgIUEaGjzmdl9LeI7+3TG+deP2ZmjUQwCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGYSB0ZXN0MCAXDTI2MTEzMDIxMjYxNloYDzIxMjYxMTA2MjEy
NjE2WjARMQ8wDQYDVQQDDAZhIHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAQvR3uJx8+wkmiHkQvB9q+B6C7C3Psxq6ndoOGnLF7XSXJscVa1EsyLHF8oKir0
8B9E2/f0SQok9SRviPU/m6SFo1MwUTAdBgNVHQ4EFgQU1BQzn39h9m9fWk2IKtCu
+W9f1nQwHwYDVR0jBBgwFoAU1BQzn39h9m9fWk2IKtCu+W9f1nQwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiB51W6inm/wojHSvuhElMcJteL0ghWE
gPIwWKETxY+NwAIhALk6EOeI88pi5zXdLsxgtEpqOpRAOIyYLUrEIdYys2/x
-----END CERTIFICATE-----
"""
"""The only one that the machine of the test knows; its key is kept nowhere."""


def _said(folder: Path, *scripts: str, **environment: str) -> list[str]:
    """What they print, one after the other in a process that has loaded nothing of ours."""
    whole = "\n".join(map(textwrap.dedent, scripts))
    done = subprocess.run(
        (sys.executable, "-c", whole),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.long
def test_who_asks_for_nio_has_all_of_it_as_it_is_without_us(tmp_path: Path) -> None:
    ours = _said(tmp_path, "import matrixbot.matrix.homeserver.client", ALL_NAMES)
    assert ours == _said(tmp_path, ALL_NAMES)
    assert len(ours) > 1_000


@pytest.mark.long
def test_what_is_loaded_late_works_when_it_is_used(tmp_path: Path) -> None:
    assert _said(tmp_path, USED) == ["[]", "b'Protokoll'", "b'keys'", "BadEvent", "[]"]


@pytest.mark.long
def test_who_is_verified_is_verified_by_all_certificates(tmp_path: Path) -> None:
    """They are read with the first connection, and never by who verifies nobody."""
    known = tmp_path / "known.pem"
    known.write_text(CERTIFICATE, "ascii")
    said = _said(tmp_path, CERTIFICATES, SSL_CERT_FILE=str(known))
    assert said == [
        "CERT_REQUIRED True 0 1 SSLContext",
        "CERT_NONE False 0 0 SSLContext",
        "CERT_NONE False 1 1 SSLContext",
    ]
