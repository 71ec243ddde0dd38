"""nio and aiohttp, loaded without what is needed late, are what they are otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.processes import ROOT

ALL_KINDS = """
    import dataclasses, re, sys
    import nio
    source = {"event_id": "$1", "sender": "@anna:kommune.example", "origin_server_ts": 1}
    kinds = {
        one for name, module in sys.modules.items() if name.startswith("nio")
        for one in vars(module).values()
        if isinstance(one, type) and one.__module__.startswith("nio.") and "__annotations__" in vars(one)
        and one.__module__ != "nio.monitors"  # begins to measure time at once
    }
    for kind in sorted(kinds, key=lambda one: (one.__module__, one.__qualname__)):
        for many in range(30):
            try:
                made, same = (kind(*({**source, "n": n} for n in range(many))) for _ in range(2))
            except Exception as fault:
                told = type(fault).__name__
                continue
            told = (
                many, made == same, made != same, kind.__hash__ is None, getattr(kind, "__match_args__", ()),
                [(one.name, one.compare, one.init) for one in getattr(made, "__dataclass_fields__", {}).values()],
                re.sub("at 0x[0-9a-f]+", "", repr(made)),
            )
            break
        print(kind.__module__, kind.__qualname__, told)
"""
USED = """
    import asyncio, sys
    import matrixbot.matrix
    import nio
    from nio.crypto import key_export
    from nio.crypto.attachments import decrypt_attachment, encrypt_attachment

    late = ("Crypto", "h11", "h2", "aiohttp_socks")
    print([name for name in late if name in sys.modules])
    ciphertext, keys = encrypt_attachment(b"Protokoll")
    print(decrypt_attachment(ciphertext, keys["key"]["k"], keys["hashes"]["sha256"], keys["iv"]))
    key_export.encrypt_and_save(b"keys", "keys", "a passphrase", count=10)
    print(key_export.decrypt_and_read("keys", "a passphrase"))
    print(type(nio.HttpClient("http://localhost").connect()).__name__)
    connection = nio.http.Http2Connection()
    print(connection.connect() != b"", connection._connection.__class__.__module__)

    async def behind_a_proxy():
        client = nio.AsyncClient("http://127.0.0.1:1", proxy="socks5://127.0.0.1:1")
        try:
            return await client.login_info()
        except Exception as fault:
            return type(fault).__module__
        finally:
            await client.close()

    print(asyncio.run(behind_a_proxy()))
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
        print(one.verify_mode.name, one.check_hostname, one.cert_store_stats()["x509"])
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
def test_each_kind_of_nio_is_what_it_is_without_us(tmp_path: Path) -> None:
    plain, ours = _said(tmp_path, ALL_KINDS), _said(tmp_path, "import matrixbot.matrix", ALL_KINDS)
    assert ours == plain
    assert len(plain) > 140


@pytest.mark.long
def test_what_is_loaded_late_works_when_it_is_used(tmp_path: Path) -> None:
    assert _said(tmp_path, USED) == [
        "[]",
        "b'Protokoll'",
        "b'keys'",
        "bytes",
        "True h2.connection",
        "aiohttp_socks._errors",
        "[]",
    ]


@pytest.mark.long
def test_who_is_verified_is_verified_by_all_certificates(tmp_path: Path) -> None:
    """What is kept from reading them is the context that verifies nobody, and only while aiohttp is loaded."""
    known = tmp_path / "known.pem"
    known.write_text(CERTIFICATE, "ascii")
    said = _said(tmp_path, CERTIFICATES, SSL_CERT_FILE=str(known))
    assert said == ["CERT_REQUIRED True 1", "CERT_NONE False 0", "CERT_NONE False 1"]
