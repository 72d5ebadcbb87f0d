# SPDX-License-Identifier: Apache-2.0
"""How each engine's client is told the same thing, as text for the guest's shell.

Berth and Debian's docker.io are driven by the same `docker` commands. Debian's containerd comes
with `ctr`, which has no published ports and no `stop`: what a client cannot do is an empty text and
is not measured. `$i` counts repetitions, because ctr wants a name for everything it starts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PORT = 8080                    # of the guest, published by a container


@dataclass(frozen=True)
class Engine:
    """Commands of one client; {name}, {command} and {ref} are filled in by the caller."""

    image: str                                         # the local image that is run
    pull: str                                          # {ref}
    tag: str                                           # {ref}
    remove_image: str                                  # {ref}
    run: dict[str, str] = field(default_factory=dict)  # by network: none, bridge, port; {command}
    start: str = ""                                    # in the background, no network; {name} {command}
    serve: str = ""                                    # in the background, PORT published; {name} {command}
    execute: str = ""                                  # {name}
    stop: str = ""                                     # {name}
    remove: str = ""                                   # {name}


def _docker() -> Engine:
    image = "bench/tools:latest"
    run = "docker run --rm {options} " + image + " {{command}}"
    return Engine(
        image=image,
        pull="docker pull -q {ref}",
        tag=f"docker tag {{ref}} {image}",
        remove_image="docker rmi -f {ref}",
        run={"none": run.format(options="--net none"), "bridge": run.format(options=""),
             "port": run.format(options=f"-p {PORT}:80")},
        start=f"docker run -d --name {{name}} --net none {image} {{command}}",
        serve=f"docker run -d --name {{name}} -p {PORT}:80 {image} {{command}}",
        execute="docker exec {name} true",
        stop="docker stop {name}",
        remove="docker rm -f {name}",
    )


def _ctr() -> Engine:
    image = "docker.io/bench/tools:latest"
    return Engine(
        image=image,
        pull="ctr image pull --plain-http {ref}",
        tag=f"ctr image tag {{ref}} {image}",
        remove_image="ctr image rm --sync {ref}",
        run={"none": f"ctr run --rm {image} run-$$-$i {{command}}"},
        start=f"ctr run -d {image} {{name}} {{command}}",
        execute="ctr task exec --exec-id exec-$$-$i {name} true",
        remove="ctr task rm -f {name}; ctr container rm {name}",
    )


DOCKER = _docker()
CTR = _ctr()
