# SPDX-License-Identifier: Apache-2.0
"""An application of three services, made of Debian's packages, used from the host: it comes up in
order by its health checks, and works again after a restart of the machine."""

import re
import urllib.request
from pathlib import Path

import pytest
from qemu import debimage
from qemu.image import Config, Entry, build
from qemu.limits import scaled
from qemu.machine import boot
from support import dispose, docker_ok, eventually

PORT = 8095
PG = "usr/lib/postgresql"
# What the packages' installation scripts and a Dockerfile would make. Postgres refuses to be root.
DB_START = b"""#!/bin/sh
set -e
mkdir -p /data/db
chown nobody /data/db
chmod 700 /data/db
[ -f /data/db/PG_VERSION ] || {
    setuidgid nobody initdb -D /data/db -U postgres --auth trust --locale C --encoding UTF8
    echo 'host all all samenet trust' >>/data/db/pg_hba.conf
}
exec setuidgid nobody postgres -D /data/db -c listen_addresses='*' -c unix_socket_directories=/tmp
"""
# Counts in redis, keeps each visit in postgres, shows both.
PAGE = b"""#!/bin/sh
hits=$(printf 'INCR hits\\r\\nQUIT\\r\\n' | nc redis 6379 | sed -n 's/^:\\([0-9]*\\).*/\\1/p')
psql -h db -U postgres -qc "insert into visits values ($hits)"
rows=$(psql -h db -U postgres -qtAc 'select count(*) from visits')
printf 'Content-Type: text/plain\\r\\n\\r\\nhits %s rows %s\\n' "$hits" "$rows"
"""
COMPOSE = """
services:
  web:
    image: {host}/app/web
    command: sh -c "psql -h db -U postgres -c 'create table if not exists visits (hit int)' &&
      exec httpd -f -h /www"
    ports: ["{port}:80"]
    restart: always
    depends_on:
      db: {{condition: service_healthy}}
      redis: {{condition: service_healthy}}
  db:
    image: {host}/app/db
    command: /start
    restart: always
    volumes: ["db:/data"]
    stop_signal: SIGINT
    healthcheck:
      {{test: [CMD, pg_isready, -h, 127.0.0.1, -U, postgres], interval: 5s, start_period: 5m}}
  redis:
    image: {host}/app/redis
    command: redis-server --dir /data --protected-mode no --appendonly yes
    restart: always
    volumes: ["redis:/data"]
    healthcheck: {{test: redis-cli ping | grep PONG, interval: 5s, start_period: 1m}}
volumes: {{db: {{}}, redis: {{}}}}
"""


def shell(busybox):
    """Return busybox under the names that the scripts here use."""
    names = "sh mkdir chown chmod setuidgid httpd nc sed printf grep cat echo".split()
    return [Entry("bin/busybox", 0o755, source=busybox),
            *[Entry(f"bin/{name}", link="busybox") for name in names]]


def postgres(debs, root):
    """Return the programs and folders of postgres, whatever version the packages are of."""
    version = next(match[1] for deb in debs if (match := re.match(r"postgresql-(\d+)_", deb.name)))
    names = [f"postgresql-{version}", f"postgresql-client-{version}"]
    debimage.unpack(debs, root, names)
    programs = [f"{PG}/{version}/bin/{name}" for name in ("postgres", "initdb", "pg_isready", "psql")]
    programs += [f"{PG}/{version}/lib/{name}.so" for name in ("plpgsql", "dict_snowball")]
    return version, programs


@pytest.fixture(scope="module", name="images")
def images_fixture(registry, busybox, tmp_path_factory):
    """Make the three images and serve them."""
    folder = tmp_path_factory.mktemp("app")
    debs = debimage.fetch(["postgresql"], debimage.default_cache())
    version, programs = postgres(debs, folder / "pg")
    path = [f"PATH=/bin:/{PG}/{version}/bin:/usr/bin"]
    db = debimage.program_entries(folder / "pg", programs, [f"usr/share/postgresql/{version}"])
    web = debimage.program_entries(folder / "pg", programs[3:4])
    debs = debimage.fetch(["redis-server", "redis-tools"], debimage.default_cache())
    root = debimage.unpack(debs, folder / "redis", ["redis-server", "redis-tools"])
    redis = debimage.program_entries(root, ["usr/bin/redis-server", "usr/bin/redis-cli"])
    for name, entries, env in (
            ("db", [*db, Entry("start", 0o755, data=DB_START)], path),
            ("web", [*web, Entry("www/cgi-bin/page", 0o755, data=PAGE)], path),
            ("redis", redis, ["PATH=/bin:/usr/bin"])):
        registry.add(build(Path(folder, f"{name}.tar"), f"app/{name}",
                           [[*entries, *shell(busybox)]], Config(cmd=["sh"], env=env)))


def visit(machine):
    """Ask the application for its page; returns hits and rows, or nothing."""
    try:
        url = f"http://127.0.0.1:{machine.forward(PORT)}/cgi-bin/page"
        with urllib.request.urlopen(url, timeout=scaled(20)) as answer:
            found = re.fullmatch(r"hits (\d+) rows (\d+)\n", answer.read().decode())
            return (int(found[1]), int(found[2])) if found else None
    except OSError:
        return None


@pytest.mark.slow
@pytest.mark.usefixtures("images")
def test_application_of_three_services_lasts(make_machine, pull_image, registry):
    machine = make_machine("application")
    boot(machine)
    pull_image(machine)
    host = f"10.0.2.2:{registry.port}"
    machine.put(COMPOSE.format(host=host, port=PORT), "/var/lib/app/compose.yaml")
    docker_ok(machine, "compose -f /var/lib/app/compose.yaml up -d", timeout=600)
    assert eventually(lambda: visit(machine), 60, "a page of the application") == (1, 1)
    assert [visit(machine) for _ in range(3)] == [(2, 2), (3, 3), (4, 4)]
    table = docker_ok(machine, "compose -f /var/lib/app/compose.yaml ps")
    assert table.count("(healthy)") == 2
    machine.reboot()
    assert eventually(lambda: visit(machine), 180, "a page after the restart") == (5, 5)
    docker_ok(machine, "compose -f /var/lib/app/compose.yaml down -v")
    assert docker_ok(machine, "ps -aq") == "" and docker_ok(machine, "volume ls -q") == ""
    dispose(machine)
