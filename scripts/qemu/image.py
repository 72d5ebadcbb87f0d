#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes OCI images from files, without a container engine and without root rights.

The result is an image layout in a tar archive that every engine loads and the harness's registry
serves. The same input gives the same bytes: names sorted, owner root, times cut at
SOURCE_DATE_EPOCH, no time in the gzip header.
Format: https://github.com/opencontainers/image-spec
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import os
import shlex
import stat
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

if __name__ == "__main__":  # run as a program: its package lies one folder up
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qemu.errors import HarnessError
from qemu.layout import FULL_NAME, REF_NAME, split_name

LAYER = "application/vnd.oci.image.layer.v1.tar"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Entry:
    """One file of a layer: content from `source` or `data`, or a link, or a folder."""

    path: str                      # inside the image, without a leading slash
    mode: int = 0o644
    source: Path | None = None
    data: bytes = b""
    link: str = ""
    folder: bool = False


@dataclass
class Config:
    """How a container of the image is started."""

    entrypoint: Sequence[str] = ()
    cmd: Sequence[str] = ()
    env: Sequence[str] = (DEFAULT_PATH,)
    workdir: str = ""
    user: str = ""
    stop_signal: str = ""
    expose: Sequence[str] = ()
    volumes: Sequence[str] = ()
    labels: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict:
        """Return the `config` object of the image configuration; unset members are left out."""
        members = {
            "Entrypoint": list(self.entrypoint), "Cmd": list(self.cmd), "Env": list(self.env),
            "WorkingDir": self.workdir, "User": self.user, "StopSignal": self.stop_signal,
            "ExposedPorts": {port: {} for port in self.expose},
            "Volumes": {path: {} for path in self.volumes}, "Labels": self.labels,
        }
        return {name: value for name, value in members.items() if value}


@dataclass(frozen=True)
class _Stored:
    """A blob on its way into the layout."""

    path: Path
    digest: str
    size: int


class _Hashing(io.RawIOBase):
    """Passes bytes on and keeps their sha256 and number."""

    def __init__(self, target: BinaryIO):
        self._target = target
        self._sum = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._sum.update(data)
        self.size += len(data)
        self._target.write(data)
        return len(data)

    def digest(self) -> str:
        return f"sha256:{self._sum.hexdigest()}"


def source_date_epoch() -> int:
    """Return the time that goes into the image: SOURCE_DATE_EPOCH, or 0."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "0")
    if not text.isdigit():
        raise HarnessError(f"SOURCE_DATE_EPOCH is no number: {text!r}",
                           todo="set it to seconds since 1970, as `git log -1 --format=%ct` prints")
    return int(text)


def entries_of(root: Path) -> list[Entry]:
    """Return every folder, file and symbolic link below a folder."""
    if not root.is_dir():
        raise HarnessError(f"there is no folder {root}", todo="give the folder with the image's "
                           "files as --rootfs")
    return [_entry(path, str(path.relative_to(root))) for path in root.rglob("*")]


def _entry(path: Path, name: str) -> Entry:
    info = path.lstat()
    mode = stat.S_IMODE(info.st_mode)
    if stat.S_ISLNK(info.st_mode):
        return Entry(name, 0o777, link=str(path.readlink()))
    if stat.S_ISDIR(info.st_mode):
        return Entry(name, mode, folder=True)
    if stat.S_ISREG(info.st_mode):
        return Entry(name, mode, source=path)
    raise HarnessError(f"{path} cannot go into an image", why="it is a device, pipe or socket")


def with_parents(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries sorted by path, with the folders above them, each path once."""
    wanted = {entry.path: entry for entry in entries}
    for path in list(wanted):
        for parent in Path(path).parents:
            if str(parent) != ".":
                wanted.setdefault(str(parent), Entry(str(parent), 0o755, folder=True))
    return [wanted[path] for path in sorted(wanted, key=lambda path: path.split("/"))]


def _tar_entry(entry: Entry, epoch: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(entry.path)
    info.mode = entry.mode
    info.mtime = epoch
    if entry.folder:
        info.type = tarfile.DIRTYPE
    elif entry.link:
        info.type = tarfile.SYMTYPE
        info.linkname = entry.link
    else:
        info.size = entry.source.stat().st_size if entry.source else len(entry.data)
    return info


def _write_layer(entries: Iterable[Entry], target: BinaryIO, epoch: int) -> None:
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for entry in with_parents(entries):
            info = _tar_entry(entry, epoch)
            if entry.source:
                with open(entry.source, "rb") as content:
                    archive.addfile(info, content)
            else:
                archive.addfile(info, io.BytesIO(entry.data))


def _store_layer(entries: Iterable[Entry], folder: Path, epoch: int,
                 compress: bool) -> tuple[_Stored, str]:
    """Write a layer; returns the blob and the digest of the uncompressed archive."""
    path = Path(folder, "layer")
    with open(path, "wb") as file:
        packed = _Hashing(file)
        if compress:
            with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as squeezed:
                plain = _Hashing(squeezed)
                _write_layer(entries, plain, epoch)
        else:
            plain = packed
            _write_layer(entries, plain, epoch)
    stored = _Stored(path.rename(Path(folder, packed.digest()[7:])), packed.digest(), packed.size)
    return stored, plain.digest()


def _store(data: bytes, folder: Path) -> _Stored:
    digest = hashlib.sha256(data).hexdigest()
    path = Path(folder, digest)
    path.write_bytes(data)
    return _Stored(path, f"sha256:{digest}", len(data))


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _describe(blob: _Stored, media_type: str, **more: object) -> dict:
    return {"mediaType": media_type, "digest": blob.digest, "size": blob.size, **more}


def full_name(name: str) -> str:
    """Return the name as engines keep it: with a registry's domain, a folder and a tag."""
    path, tag = split_name(name)
    first, slash, _ = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return f"{first}/{path}:{tag}"
    return f"docker.io/{path if '/' in path else 'library/' + path}:{tag}"


def build(output: Path, name: str, layers: Sequence[Iterable[Entry]], config: Config,
          compress: bool = True) -> Path:
    """Write an image layout archive; the file appears only when it is complete."""
    epoch = source_date_epoch()
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".image-", dir=output.parent) as scratch:
        folder = Path(scratch)
        blobs, diff_ids = [], []
        for entries in layers:
            blob, diff_id = _store_layer(entries, folder, epoch, compress)
            blobs.append(blob)
            diff_ids.append(diff_id)
        created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch))
        settings = _store(_json({
            "architecture": "amd64", "os": "linux", "created": created,
            "config": config.to_json(), "rootfs": {"type": "layers", "diff_ids": diff_ids},
            "history": [{"created": created, "created_by": "berth"} for _ in diff_ids],
        }), folder)
        kind = LAYER + ("+gzip" if compress else "")
        manifest = _store(_json({
            "schemaVersion": 2, "mediaType": MANIFEST, "config": _describe(settings, CONFIG),
            "layers": [_describe(blob, kind) for blob in blobs],
        }), folder)
        whole = full_name(name)
        notes = {REF_NAME: split_name(whole)[1], FULL_NAME: whole}
        platform = {"architecture": "amd64", "os": "linux"}
        index = _json({"schemaVersion": 2, "mediaType": INDEX, "manifests": [
            _describe(manifest, MANIFEST, platform=platform, annotations=notes)]})
        archive = Path(folder, "archive")
        _write_archive(archive, [*blobs, settings, manifest], index, epoch)
        archive.rename(output)
    return output


def _write_archive(path: Path, blobs: Iterable[_Stored], index: bytes, epoch: int) -> None:
    entries = [Entry(f"blobs/sha256/{blob.digest[7:]}", source=blob.path) for blob in blobs]
    entries.append(Entry("index.json", data=index))
    entries.append(Entry("oci-layout", data=_json({"imageLayoutVersion": "1.0.0"})))
    with open(path, "wb") as target:
        _write_layer(entries, target, epoch)


def _parse_file(text: str) -> Entry:
    source, colon, path = text.partition(":")
    if not colon or not Path(source).is_file():
        raise HarnessError(f"--file {text} is not usable", why="no such file on this host"
                           if colon else "it is not HOSTFILE:PATH",
                           todo="write --file busybox:/bin/busybox")
    return _entry(Path(source), path.strip("/"))


def _parse_link(text: str) -> Entry:
    target, colon, path = text.partition(":")
    if not colon:
        raise HarnessError(f"--link {text} is not usable", todo="write --link TARGET:PATH")
    return Entry(path.strip("/"), 0o777, link=target)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make an OCI image (image-layout tar).")
    parser.add_argument("--rootfs", type=Path, action="append", default=[], metavar="FOLDER",
                        help="folder with the image's files; may be repeated, later ones win")
    parser.add_argument("--file", action="append", default=[], metavar="HOSTFILE:PATH")
    parser.add_argument("--link", action="append", default=[], metavar="TARGET:PATH")
    parser.add_argument("--name", required=True, help="for example berth/hello:latest")
    parser.add_argument("--entrypoint", type=shlex.split, default=[], metavar="'PROGRAM ARG ...'")
    parser.add_argument("--cmd", type=shlex.split, default=[], metavar="'ARG ...'")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--workdir", default="")
    parser.add_argument("--user", default="")
    parser.add_argument("--stop-signal", default="", metavar="SIGNAL")
    parser.add_argument("--expose", action="append", default=[], metavar="PORT/tcp")
    parser.add_argument("--volume", action="append", default=[], metavar="PATH")
    parser.add_argument("-o", "--output", type=Path, required=True)
    return parser.parse_args()


def main() -> int:
    """Command line: make an image from folders, files and links."""
    arguments = _arguments()
    config = Config(arguments.entrypoint, arguments.cmd, [DEFAULT_PATH, *arguments.env],
                    arguments.workdir, arguments.user, arguments.stop_signal, arguments.expose,
                    arguments.volume)
    try:
        entries = [entry for root in arguments.rootfs for entry in entries_of(root)]
        entries += [_parse_file(text) for text in arguments.file]
        entries += [_parse_link(text) for text in arguments.link]
        if not entries:
            raise HarnessError("the image would be empty", todo="give --rootfs, --file or --link")
        build(arguments.output, arguments.name, [entries], config)
    except (HarnessError, OSError) as error:
        print(f"image: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
