# SPDX-License-Identifier: Apache-2.0
"""Which package registries this machine is configured to use, and whether Debian's answers."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path


def output_of(*command: str) -> str:
    """What a tool says; nothing when the machine does not have it."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout
    except FileNotFoundError:
        return ""


def apt_entries() -> list[tuple[str, str]]:
    """Address and suite of each entry of apt's configuration, in both of its formats."""
    entries = []
    etc = Path("/etc/apt")
    for file in [etc / "sources.list", *sorted(etc.glob("sources.list.d/*.list"))]:
        text = file.read_text() if file.exists() else ""
        entries += re.findall(r"^deb(?:-src)?\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)", text, re.MULTILINE)
    for file in sorted(etc.glob("sources.list.d/*.sources")):
        for stanza in re.split(r"\n\s*\n", file.read_text()):
            uris = re.search(r"^URIs:(.*)", stanza, re.MULTILINE)
            suites = re.search(r"^Suites:(.*)", stanza, re.MULTILINE)
            if uris and suites:
                entries += [(uri, suite) for uri in uris[1].split() for suite in suites[1].split()]
    return entries


def hosts() -> set[str]:
    """Host names of all package registries that apt, Go, pip and npm are configured with here."""
    texts = [uri for uri, _ in apt_entries()]
    texts += [output_of("go", "env", "GOPROXY"), output_of("pip", "config", "list"),
              output_of("npm", "config", "get", "registry")]
    return {host for text in texts for host in re.findall(r"https?://(?:[^/@\s]*@)?([\w.-]+)", text)}


def why_debian_is_unreachable() -> str:
    """Empty when the mirror of apt's configuration answers."""
    mirrors = [(uri, suite) for uri, suite in apt_entries() if re.fullmatch(r"bookworm|trixie", suite)]
    if not mirrors:
        return "apt is configured with no Debian mirror"
    uri, suite = mirrors[0]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["/usr/lib/apt/apt-helper", "-qq", "-o", "APT::Sandbox::User=", "-o", "Acquire::Retries=0",
             "download-file", f"{uri.rstrip('/')}/dists/{suite}/InRelease", f"{folder}/InRelease"],
            capture_output=True, text=True, check=False, timeout=120)
        return "" if done.returncode == 0 else done.stderr.strip() or "apt-helper failed"
