# SPDX-License-Identifier: Apache-2.0
"""Certificates for servers of the tests, as an authority would issue them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from qemu.tools import find_tool, run_tool

SETTINGS = """\
[ca]
default_ca = own
[own]
database = {folder}/index.txt
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = server
[any]
commonName = supplied
[server]
basicConstraints = critical, CA:true
subjectAltName = IP:{address}
"""


def _asn1(moment: datetime) -> str:
    return moment.strftime("%Y%m%d%H%M%SZ")


def make_certificate(folder: Path, address: str) -> Path:
    """Make FOLDER/server.pem, a self-signed certificate for the address with its private key,
    and FOLDER/server.pem.crt, the certificate alone; returns the path of the first.

    It is valid since yesterday, as authorities date theirs back: a machine's clock chip counts
    whole seconds, so a guest that was just started may be a second behind its host.
    """
    pem, crt = folder / "server.pem", folder / "server.pem.crt"
    settings, request = folder / "ca.conf", folder / "server.csr"
    settings.write_text(SETTINGS.format(folder=folder, address=address))
    (folder / "index.txt").touch()
    openssl, now, day = find_tool("openssl"), datetime.now(timezone.utc), timedelta(days=1)
    run_tool([openssl, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
              "-noenc", "-subj", "/CN=registry", "-keyout", str(pem), "-out", str(request)],
             "making a key")
    run_tool([openssl, "ca", "-batch", "-notext", "-selfsign", "-config", str(settings),
              "-in", str(request), "-keyfile", str(pem), "-out", str(crt),
              "-startdate", _asn1(now - day), "-enddate", _asn1(now + day)],
             "making a certificate")
    pem.write_bytes(pem.read_bytes() + crt.read_bytes())
    return pem
