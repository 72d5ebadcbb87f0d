# SPDX-License-Identifier: Apache-2.0
"""The examples of docs/configuration.md: what a person copies from there is right, for cloud-init as well."""

import os
import re
import subprocess
import textwrap
from pathlib import Path

import pytest
import yaml
from checkout import TOP

PAGE = TOP / "docs" / "configuration.md"
KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
HASH = "$6$saltsaltsaltsalt$" + 86 * "a"


def blocks():
    """The indented blocks of the page, without those that show a shell."""
    found = re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", PAGE.read_text(), re.MULTILINE)
    return [textwrap.dedent(text).strip("\n") + "\n" for text in found 
            if not text.lstrip().startswith(("# ", "ip="))]


def examples(network):
    """Those of a kind, with real keys in place of shortened ones."""
    texts = [text.replace("AAAA…", KEY).replace("$6$wRzu…", HASH).replace(" …\n", " MIIBkTCB\n")
             for text in blocks()]
    return [text for text in texts if (text.startswith("version:")) == network]


@pytest.fixture(name="cloud_init", scope="module")
def cloud_init_fixture():
    """Runs cloud-init's own check on a file."""
    subprocess.run([TOP / "scripts" / "pkg", "build", "cloud-init"], check=True, capture_output=True)
    package = subprocess.run([TOP / "scripts" / "pkg", "path", "cloud-init"], check=True,
                             capture_output=True, text=True).stdout.strip().splitlines()[-1]
    environment = {**os.environ, "PYTHONPATH": f"{package}/host/lib", "PYTHONDONTWRITEBYTECODE": "1"}

    def check(path, kind):
        command = ["/usr/bin/python3", "-m", "cloudinit.cmd.main", "schema", "-t", kind, "-c", path]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr
    return check


@pytest.fixture(name="berth", scope="module")
def berth_fixture():
    """Runs the image's own check on this machine: the program is static."""
    program = Path(os.environ.get("BERTH_OUT", TOP / "out" / "x86_64")) / "root" / "usr" / "bin" / "berth"

    def check(path, *words):
        done = subprocess.run([program, "config", "validate", *words, path], capture_output=True, text=True,
                              check=False)
        return done.returncode, done.stdout
    return check


def test_the_page_has_examples():
    """So that the tests below have something to do."""
    assert len(examples(False)) >= 5 and len(examples(True)) >= 1


@pytest.mark.parametrize("number", range(len(examples(False))))
def test_user_data(number, berth, cloud_init, tmp_path):
    """The key `berth` is ours alone, and cloud-init's schema knows no others than its own."""
    text = examples(False)[number]
    header = "" if text.startswith("#cloud-config") else "#cloud-config\n"
    ours = tmp_path / "user-data"
    ours.write_text(header + text)
    assert berth(ours) == (0, "")
    theirs = tmp_path / "without-berth"
    data = yaml.safe_load(text)
    data.pop("berth", None)
    theirs.write_text("#cloud-config\n" + yaml.safe_dump(data))
    status, told = cloud_init(theirs, "cloud-config")
    assert status == 0, told


@pytest.mark.parametrize("number", range(len(examples(True))))
def test_network_config(number, berth, cloud_init, tmp_path):
    """With and without the mapping around it."""
    path = tmp_path / "network-config"
    path.write_text(examples(True)[number])
    assert berth(path, "--network") == (0, "")
    path.write_text("network:\n" + textwrap.indent(examples(True)[number], "  "))
    assert berth(path, "--network") == (0, "")
    status, told = cloud_init(path, "network-config")
    assert status == 0, told


def test_a_mistake_is_found(berth, cloud_init, tmp_path):
    """Both checks can fail."""
    path = tmp_path / "user-data"
    path.write_text("#cloud-config\nhostnam: x\n")
    assert berth(path)[0] == 1 and cloud_init(path, "cloud-config")[0] != 0
