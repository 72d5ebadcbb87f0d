# SPDX-License-Identifier: Apache-2.0
"""Reads OCI image layouts, as a folder or as an uncompressed tar archive.

Format: https://github.com/opencontainers/image-spec/blob/main/image-layout.md. Blobs are read in
place; nothing is unpacked, so a layout of several gigabytes costs no memory and no second copy.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qemu.errors import HarnessError

REF_NAME = "org.opencontainers.image.ref.name"
FULL_NAME = "io.containerd.image.name"      # what containerd and docker write besides
BLOB_PATH = re.compile(r"^(?:\./)?blobs/sha256/([0-9a-f]{64})$")
OCTETS = "application/octet-stream"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Blob:
    """A run of bytes in a file, known by its digest."""

    digest: str
    path: Path
    offset: int
    size: int
    media_type: str = OCTETS

    def read(self, first: int = 0, end: int | None = None, chunk: int = CHUNK) -> Iterator[bytes]:
        """Yield the bytes from first up to, not including, end."""
        left = (self.size if end is None else end) - first
        with open(self.path, "rb") as source:
            source.seek(self.offset + first)
            while left > 0:
                data = source.read(min(chunk, left))
                if not data:
                    raise HarnessError(f"{self.path} has become shorter while it was served")
                left -= len(data)
                yield data

    def content(self) -> bytes:
        return b"".join(self.read())


@dataclass(frozen=True)
class Image:
    """The image of a layout: what it calls itself and its manifest."""

    name: str
    tag: str
    manifest: Blob


class Layout:
    """An image layout on disk; `blobs` maps digests to places."""

    def __init__(self, path: Path):
        self.path = path
        self.blobs: dict[str, Blob] = {}
        if path.is_dir():
            self._index = self._scan_folder()
        elif path.is_file():
            self._index = self._scan_archive()
        else:
            raise HarnessError(f"there is no image at {path}", why="no such file or folder",
                               todo="build it first, or correct the path")

    def _scan_folder(self) -> dict:
        for file in sorted((self.path / "blobs" / "sha256").glob("*")):
            digest = f"sha256:{file.name}"
            self.blobs[digest] = Blob(digest, file, 0, file.stat().st_size)
        index = self.path / "index.json"
        return self._parse(index.read_bytes() if index.is_file() else b"", "index.json")

    def _scan_archive(self) -> dict:
        index = b""
        try:
            with tarfile.open(self.path, "r:") as archive:
                for member in archive:
                    if found := BLOB_PATH.match(member.name):
                        digest = f"sha256:{found[1]}"
                        self.blobs[digest] = Blob(digest, self.path, member.offset_data,
                                                  member.size)
                    elif member.name.removeprefix("./") == "index.json":
                        index = archive.extractfile(member).read()
        except tarfile.TarError as error:
            raise self._bad(f"it is no complete tar archive: {error}") from error
        return self._parse(index, "index.json")

    def _bad(self, why: str) -> HarnessError:
        return HarnessError(f"{self.path} is not a usable OCI image layout", why=why,
                            todo="build the image again")

    def _parse(self, data: bytes, what: str) -> dict:
        try:
            value = json.loads(data)
        except ValueError as error:
            raise self._bad(f"{what} is missing or no JSON") from error
        if not isinstance(value, dict):
            raise self._bad(f"{what} is no JSON object")
        return value

    def image(self) -> Image:
        """Return the first image of the layout."""
        manifests = self._index.get("manifests") or []
        if not manifests:
            raise self._bad("its index.json lists no image")
        descriptor = manifests[0]
        notes = descriptor.get("annotations", {})
        own_name = notes.get(REF_NAME, "latest")
        # The specification's annotation may hold a whole name or just a tag.
        bare_tag = FULL_NAME not in notes and not set(own_name) & {"/", ":"}
        name, tag = ("", own_name) if bare_tag else split_name(notes.get(FULL_NAME, own_name))
        manifest = self._need(descriptor["digest"], "the manifest")
        return Image(name, tag, replace(manifest, media_type=descriptor["mediaType"]))

    def _need(self, digest: str, what: str) -> Blob:
        if digest not in self.blobs:
            raise self._bad(f"{what} {digest} is not in it")
        return self.blobs[digest]

    def verify(self) -> None:
        """Check every blob against its digest, and that the image refers to nothing missing."""
        for digest, blob in self.blobs.items():
            if (actual := blob_digest(blob)) != digest:
                raise self._bad(f"the blob {digest} has been changed: its content is {actual}")
        manifest = self._parse(self.image().manifest.content(), "the manifest")
        for part in [manifest.get("config"), *manifest.get("layers", [])]:
            if part:
                self._need(part["digest"], "a blob of the image,")


def blob_digest(blob: Blob) -> str:
    """Compute a blob's digest from its content."""
    sum_ = hashlib.sha256()
    for data in blob.read():
        sum_.update(data)
    return f"sha256:{sum_.hexdigest()}"


def split_name(full: str) -> tuple[str, str]:
    """Split [DOMAIN/]NAME[:TAG] into NAME and TAG; the domain is the registry's own business."""
    name, colon, tag = full.rpartition(":")
    if not colon or "/" in tag:          # the only colon belongs to a port
        name, tag = full, "latest"
    first, slash, rest = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        name = rest
    return name, tag
