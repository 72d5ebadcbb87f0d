# SPDX-License-Identifier: Apache-2.0
"""docker compose: what Docker's manual promises, and what is said about files with mistakes."""

import json

import pytest
from support import docker, docker_ok, remove_containers

FOLDER = "/var/tmp/app"
WEB = """
services:
  web:
    image: {image}
    command: httpd -f -h /www
    init: true
"""


@pytest.fixture(autouse=True, name="clean")
def clean_fixture(vm):
    yield
    remove_containers(vm)
    vm.ssh(f"cd {FOLDER} && docker compose down -v; docker network rm app_default; rm -rf {FOLDER}")


def compose(vm, words, text=None, timeout=240):
    """Run docker compose in the folder of the application; text is its file."""
    if text is not None:
        vm.put(text, f"{FOLDER}/compose.yaml")
    return vm.ssh(f"cd {FOLDER} && docker compose {words}", timeout=timeout)


def compose_ok(vm, words, text=None):
    result = compose(vm, words, text)
    assert result.rc == 0, result.err
    return result


def warnings(result):
    return [line for line in result.err.splitlines() if "level=warning" in line]


def test_up_ps_logs_exec_down(vm, tools):
    up = compose_ok(vm, "up -d", WEB.format(image=tools) + """
    ports: ["8093:80"]
    environment: {COLOUR: blue}
    volumes: ["data:/data"]
    restart: unless-stopped
volumes: {data: {}}
""")
    assert warnings(up) == []
    assert vm.sh("wget -qO- http://127.0.0.1:8093/") == "served by a container"
    table = compose_ok(vm, "ps").out.splitlines()
    assert table[0].split() == ["NAME", "IMAGE", "COMMAND", "SERVICE", "STATUS", "PORTS"]
    assert table[1].startswith("app-web-1 ") and " Up " in table[1]
    facts = json.loads(compose_ok(vm, "ps --format json").out)[0]
    assert (facts["Service"], facts["State"], facts["Publishers"][0]["PublishedPort"]) \
        == ("web", "running", 8093)
    assert compose_ok(vm, "exec -T web sh -c 'echo $COLOUR >/data/file; cat /data/file'").out \
        == "blue\n"
    assert compose(vm, "exec -T web sh -c 'exit 9'").rc == 9
    compose_ok(vm, "up -d")
    assert len(docker_ok(vm, "ps -aq").split()) == 1
    compose_ok(vm, "stop")
    assert compose_ok(vm, "ps -q").out == ""
    compose_ok(vm, "start")
    assert compose_ok(vm, "exec -T web cat /data/file").out == "blue\n"
    compose_ok(vm, "down")
    assert docker_ok(vm, "ps -aq") == "" and docker_ok(vm, "volume ls -q") == "app_data"
    compose_ok(vm, "down -v")
    assert docker_ok(vm, "volume ls -q") == ""
    assert "app_default" not in docker_ok(vm, "network ls --format '{{.Name}}'").split()


@pytest.mark.slow
def test_services_find_each_other_by_name_and_alias(vm, tools):
    compose_ok(vm, "up -d", WEB.format(image=tools) + f"""
    hostname: something-else
    networks: {{default: {{aliases: [site]}}}}
  user:
    image: {tools}
    command: sleep 10000
""")
    for name in ("web", "site", "something-else"):
        assert compose_ok(vm, f"exec -T user wget -qO- http://{name}/").out \
            == "served by a container\n"


@pytest.mark.slow
def test_depends_on_waits_for_health_and_for_success(vm, tools):
    """What each service sees when it starts tells the order."""
    up = compose_ok(vm, "up -d", f"""
services:
  app:
    image: {tools}
    command: sh -c 'cat /data/ready /data/made >/data/seen; sleep 10000'
    volumes: ["data:/data"]
    depends_on:
      db: {{condition: service_healthy}}
      job: {{condition: service_completed_successfully}}
  job:
    image: {tools}
    command: sh -c 'sleep 4; echo made >/data/made'
    volumes: ["data:/data"]
    depends_on: [db]
  db:
    image: {tools}
    command: sh -c 'sleep 4; echo ready >/data/ready; sleep 10000'
    volumes: ["data:/data"]
    healthcheck: {{test: [CMD, cat, /data/ready], interval: 1s, retries: 60}}
volumes: {{data: {{}}}}
""")
    assert warnings(up) == []
    assert compose_ok(vm, "exec -T app cat /data/seen").out == "ready\nmade\n"
    states = {entry["Service"]: entry for entry in
              json.loads(compose_ok(vm, "ps -a --format json").out)}
    assert states["db"]["Health"] == "healthy"
    assert (states["job"]["State"], states["job"]["ExitCode"]) == ("exited", 0)
    assert "(healthy)" in compose_ok(vm, "ps").out


@pytest.mark.slow
@pytest.mark.parametrize(("db", "condition", "said"), [
    ("command: sleep 10000\n    healthcheck: {test: 'exit 1', interval: 1s, retries: 2}",
     "service_healthy", "container app-db-1 is unhealthy; 'docker inspect"),
    ("command: sh -c 'exit 3'", "service_completed_successfully",
     "container app-db-1 ended with status 3; 'docker logs app-db-1'"),
    ("command: sleep 10000", "service_healthy",
     "container app-db-1 has no health check: give the service a 'healthcheck:'"),
])
def test_dependency_that_cannot_be_met_is_named(vm, tools, db, condition, said):
    result = compose(vm, "up -d", WEB.format(image=tools) + f"""
    depends_on: {{db: {{condition: {condition}}}}}
  db:
    image: {tools}
    {db}
""")
    assert result.rc == 1
    assert f"service web waits for db ({condition}): {said}" in result.err
    assert "app-web-1" not in docker_ok(vm, "ps -a --format '{{.Names}}'").split()


@pytest.mark.slow
def test_check_in_the_cmd_form_keeps_its_words_and_needs_no_shell(vm, tools):
    compose_ok(vm, "up -d", WEB.format(image=tools) + """
    healthcheck: {test: [CMD, test, "a b", "=", "a b"], interval: 1s}
  next:
    image: IMAGE
    command: sleep 10000
    depends_on: {web: {condition: service_healthy}}
""".replace("IMAGE", tools))
    shown = docker_ok(vm, "inspect -f '{{json .Config.Healthcheck.Test}}' app-web-1")
    assert json.loads(shown) == ["CMD", "test", "a b", "=", "a b"]


@pytest.mark.slow
def test_profiles_scale_env_file_and_interpolation(vm, tools):
    vm.put("VALUE=from file\n", f"{FOLDER}/values.env")
    vm.put("TAGGED=yes\n", f"{FOLDER}/.env")
    up = compose_ok(vm, "up -d --scale web=2", WEB.format(image=tools) + f"""
    env_file: values.env
    labels: {{tagged: "${{TAGGED}}"}}
  extra:
    image: {tools}
    command: sleep 10000
    profiles: [more]
""")
    assert warnings(up) == []
    names = docker_ok(vm, "ps --filter label=tagged=yes --format '{{.Names}}'").split()
    assert sorted(names) == ["app-web-1", "app-web-2"]
    assert docker_ok(vm, "exec app-web-1 printenv VALUE") == "from file"
    compose_ok(vm, "--profile more up -d")
    assert "app-extra-1" in docker_ok(vm, "ps --format '{{.Names}}'").split()
    compose_ok(vm, "--profile more down")


@pytest.mark.slow
def test_terminal_of_a_service_does_not_hold_up_up(vm, tools):
    compose_ok(vm, "up -d", f"""
services:
  shell:
    image: {tools}
    tty: true
    stdin_open: true
""")
    assert compose_ok(vm, "ps -q").out != ""


@pytest.mark.slow
def test_logs_name_their_service_and_follow_to_the_end(vm, tools):
    compose_ok(vm, "up -d", f"""
services:
  one: {{image: {tools}, command: sh -c 'echo first; sleep 5; echo last'}}
  two: {{image: {tools}, command: echo second}}
""")
    lines = compose_ok(vm, "logs -f").out.splitlines()
    assert {" ".join(line.replace("|", " ").split()) for line in lines} \
        == {"one-1 first", "one-1 last", "two-1 second"}


@pytest.mark.slow
def test_run_gives_the_exit_status_and_removes(vm, tools):
    result = compose(vm, "run --rm -T web sh -c 'echo out; exit 6'", WEB.format(image=tools))
    assert (result.rc, result.out) == (6, "out\n")
    assert docker_ok(vm, "ps -aq") == ""
    name = compose_ok(vm, "run -d --name background web sleep 10000").out.strip()
    assert docker_ok(vm, "ps -q --no-trunc --filter name=background") == name != ""


@pytest.mark.parametrize(("text", "said"), [
    ("services:\n  web:\n    imagee: x\n", "services.web additional properties 'imagee' not allowed"),
    ("services:\n  web:\n   image: x\n  command: y\n", "services.command must be a mapping"),
    ("services:\n  web:\n    image: 'x\n", "line 3"),
    ("services:\n  web: {}\n", 'service "web" has neither an image nor a build context'),
    ("services:\n  web: {image: x, depends_on: [db]}\n", 'service "web" depends on undefined service'),
    ("services:\n  web: {image: x, ports: ['80:eighty']}\n", "eighty"),
    ("services:\n  web: {image: x, volumes: ['data:/data']}\n",
     'service "web" refers to undefined volume data'),
    ("services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [a]}\n",
     "dependency cycle"),
])
def test_mistakes_are_named_with_what_to_do(vm, text, said):
    result = compose(vm, "up -d", text)
    assert result.rc == 1 and said in result.err, result.err
    assert "Correct the file; 'docker compose config -q' checks it" in result.err
    assert compose(vm, "config -q").rc == 1


def test_folder_without_a_compose_file(vm):
    result = vm.ssh("mkdir -p /tmp/nothing && cd /tmp/nothing && docker compose up -d")
    assert result.rc == 1 and "docker compose -f FILE" in result.err
    result = vm.ssh("docker compose -f /tmp/no.yaml up -d")
    assert result.rc == 1 and "/tmp/no.yaml" in result.err and "name the file" in result.err


@pytest.mark.slow
def test_image_that_cannot_be_pulled_is_named(vm):
    result = compose(vm, "up -d", "services:\n  web: {image: registry.invalid/no/such}\n")
    assert result.rc == 1 and "registry.invalid" in result.err
    assert docker(vm, "ps -aq").out == ""
