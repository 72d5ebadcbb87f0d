# SPDX-License-Identifier: Apache-2.0
"""The registry: what it serves is what the image holds, and damage is found before it is served."""

import hashlib
import http.client
import json
import socket
import tarfile

import pytest
from qemu.errors import HarnessError
from qemu.image import Config, Entry, build
from qemu.registry import Registry

ACCEPT = {"Accept": "application/vnd.oci.image.manifest.v1+json"}


@pytest.fixture(name="archive")
def archive_fixture(tmp_path):
    layers = [[Entry("a", data=b"first" * 1000)], [Entry("b", data=b"second")]]
    return build(tmp_path / "i.tar", "berth/x:v1", layers, Config(["/a"]))


@pytest.fixture(name="registry")
def registry_fixture(archive):
    with Registry() as registry:
        registry.add(archive)
        yield registry


def request(registry, path, method="GET", headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", registry.port, timeout=10)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def pull(registry, name, reference):
    """The smallest client: manifest, then every blob, each checked against its digest."""
    answer, body = request(registry, f"/v2/{name}/manifests/{reference}", headers=ACCEPT)
    assert answer.status == 200
    assert answer.headers["Docker-Content-Digest"] == "sha256:" + hashlib.sha256(body).hexdigest()
    manifest = json.loads(body)
    digests = [part["digest"] for part in [manifest["config"], *manifest["layers"]]]
    for digest in digests:
        _, blob = request(registry, f"/v2/{name}/blobs/{digest}")
        assert digest == "sha256:" + hashlib.sha256(blob).hexdigest()
    return digests


def test_pull_by_tag_then_by_digest(registry):
    digests = pull(registry, "berth/x", "v1")
    assert len(digests) == 3
    assert registry.blobs_served() == digests
    answer, _ = request(registry, "/v2/berth/x/manifests/v1", "HEAD")
    assert pull(registry, "berth/x", answer.headers["Docker-Content-Digest"]) == digests
    by_tag, by_digest = (request(registry, f"/v2/berth/x/manifests/{reference}")[0] for reference in
                         ("v1", answer.headers["Docker-Content-Digest"]))
    assert by_tag.headers["Content-Type"] == by_digest.headers["Content-Type"]


def test_head_has_the_headers_and_no_body(registry):
    answer, body = request(registry, "/v2/berth/x/manifests/v1", "HEAD")
    assert answer.status == 200 and body == b""
    assert int(answer.headers["Content-Length"]) > 100
    assert answer.headers["Content-Type"] == ACCEPT["Accept"]


def test_a_part_of_a_blob_can_be_asked_for(registry):
    digest = pull(registry, "berth/x", "v1")[1]
    path = f"/v2/berth/x/blobs/{digest}"
    _, whole = request(registry, path)
    answer, part = request(registry, path, headers={"Range": "bytes=10-"})
    assert answer.status == 206 and part == whole[10:]
    assert answer.headers["Content-Range"] == f"bytes 10-{len(whole) - 1}/{len(whole)}"


@pytest.mark.parametrize("path, code", [
    ("/v2/berth/x/manifests/none", "MANIFEST_UNKNOWN"),
    ("/v2/berth/none/manifests/v1", "NAME_UNKNOWN"),
    ("/v2/berth/x/blobs/sha256:00", "BLOB_UNKNOWN"),
    ("/v2/berth/none/tags/list", "NAME_UNKNOWN"),
])
def test_what_is_not_there_is_refused_with_the_specified_code(registry, path, code):
    answer, body = request(registry, path)
    assert answer.status == 404
    assert json.loads(body)["errors"][0]["code"] == code


def test_it_cannot_be_written_to(registry):
    answer, body = request(registry, "/v2/berth/x/blobs/uploads/", "POST")
    assert answer.status == 405
    assert json.loads(body)["errors"][0]["code"] == "UNSUPPORTED"


def test_tags_are_listed(registry, archive):
    registry.add(archive, tag="v2")
    _, body = request(registry, "/v2/berth/x/tags/list")
    assert json.loads(body) == {"name": "berth/x", "tags": ["v1", "v2"]}


def test_one_connection_serves_many_requests(registry):
    connection = http.client.HTTPConnection("127.0.0.1", registry.port, timeout=10)
    for path in ("/v2/", "/v2/berth/x/manifests/none", "/v2/"):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    assert answer.status == 200
    connection.close()


def test_a_changed_blob_is_found_before_it_is_served(archive):
    with tarfile.open(archive) as tar:
        blob = max((m for m in tar if m.name.startswith("blobs/sha256/")), key=lambda m: m.size)
        place = blob.offset_data
    with open(archive, "r+b") as file:
        file.seek(place)
        file.write(b"\xff")
    with Registry() as registry, pytest.raises(HarnessError, match="not a usable OCI") as caught:
        registry.add(archive)
    assert "has been changed" in str(caught.value)


def test_a_truncated_archive_is_refused(archive):
    data = archive.read_bytes()
    archive.write_bytes(data[:len(data) // 3])
    with Registry() as registry, pytest.raises(HarnessError, match="not a usable OCI"):
        registry.add(archive)


def test_a_missing_file_is_named(tmp_path):
    with Registry() as registry, pytest.raises(HarnessError, match="there is no image at"):
        registry.add(tmp_path / "none.tar")


@pytest.mark.parametrize("kind", ["flip", "cut", "more"])
def test_ordered_damage_reaches_the_client_and_can_be_repaired(registry, kind):
    digest = pull(registry, "berth/x", "v1")[1]
    registry.damage(digest, kind)
    try:
        _, body = request(registry, f"/v2/berth/x/blobs/{digest}")
        assert digest != "sha256:" + hashlib.sha256(body).hexdigest()
    except http.client.IncompleteRead:
        assert kind == "cut"
    registry.repair()
    pull(registry, "berth/x", "v1")


def test_an_occupied_port_is_said():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(HarnessError, match=f"cannot listen on 127.0.0.1:{port}"):
            Registry(port)
