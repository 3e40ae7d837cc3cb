"""The blocks of docs/runbooks for a cluster, pasted as they stand: `kubectl` does with the pods of podman (pods.py) what it does with those
of a cluster, and `shopdesk` calls them."""

import contextlib
import json
import os
import pathlib
import re
import socketserver
import subprocess
import threading

import yaml

from pods import ROOT, SERVICES

BLOCK = re.compile(r"^```sh (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OF_SERVERS = "app.kubernetes.io/component=server"
# The Service that leads to the database's primary.
PRIMARY = "service/shopdesk-postgres-rw"
# The program asks this process what to do: to run something in its own place, with its own input and output, or nothing.
KUBECTL = """#!/usr/bin/python3
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as client:
    client.connect({address!r})
    client.sendall((json.dumps(sys.argv[1:]) + "\\n").encode())
    answer = json.loads(client.makefile().read())
if "error" in answer:
    sys.exit("kubectl " + " ".join(sys.argv[1:]) + ": " + answer["error"])
if answer["run"]:
    os.execvp(answer["run"][0], answer["run"])
"""
# What reads and writes files of whoever types is the client on this machine; calls are made on the pods' network.
CLIENT = """#!/bin/sh
case $1 in
  restore) exec {local} "$@" ;;
  *) exec {call} "$@" ;;
esac
"""


class Kubectl:
    """What the runbooks ask of it, and nothing else: whatever isn't known fails. An answer is the command to run, or None."""

    def __init__(self, cluster):
        self.cluster = cluster

    def __call__(self, arguments):
        end = [*arguments, "--"].index("--")
        given, command = arguments[:end], arguments[end + 1:]
        if given == ["apply", "-k", "cluster"]:
            return self.apply()
        assert given[:2] == ["-n", "shopdesk"], "in which namespace?"
        verb, *rest = given[2:]
        options = dict(each.split("=", 1) for each in rest if each.startswith("--"))
        names = [each for each in rest if not each.startswith("--")]
        known = {"scale": self.scale, "wait": self.wait, "rollout": self.rollout, "patch": self.patch, "exec": self.exec, "cp": self.copy}
        return known[verb](names, options, command)

    def kind(self):
        return "deployment" if self.cluster.overlay.on_postgres else "statefulset"

    def scale(self, names, options, _):
        assert names == [self.kind(), "-l", OF_SERVERS], names
        for service in SERVICES:
            self.scale_to(service, int(options["--replicas"]))

    def scale_to(self, service, replicas):
        while len(self.cluster.pods[service]) > replicas:
            self.cluster.stop(service, self.cluster.pods[service][0])
        while len(self.cluster.pods[service]) < replicas:
            self.cluster.start_pod(service)

    def wait(self, names, options, _):
        assert names == ["pod", "-l", OF_SERVERS] and options["--for"] == "delete", names
        assert not any(self.cluster.pods.values()), f"there are still {self.cluster.pods}"

    def rollout(self, names, _, __):
        assert names == ["status", self.kind(), "-l", OF_SERVERS], names
        for service, running in self.cluster.pods.items():
            for pod in running:
                self.cluster.wait_until_ready(service, pod)

    def patch(self, names, options, _):
        kind, name = names
        assert kind == self.kind(), kind
        patch = yaml.safe_load((self.cluster.directory / "operator" / options["--patch-file"]).read_text())
        assert not self.cluster.pods[name.removeprefix("shopdesk-")], "its pod isn't replaced here"
        self.cluster.overlay.patch("StatefulSet", name, patch)

    def apply(self):
        """The workloads are again what the overlay says; pods that are something else are replaced."""
        before = {service: json.dumps(self.cluster.overlay.template(service)) for service in SERVICES}
        self.cluster.overlay.reset()
        for service in SERVICES:
            if json.dumps(self.cluster.overlay.template(service)) != before[service]:
                replicas = len(self.cluster.pods[service])
                self.scale_to(service, 0)
                self.scale_to(service, replicas)

    def container(self, pod):
        """Of the pod that has this name in a StatefulSet."""
        (running,) = self.cluster.pods[re.fullmatch(r"shopdesk-(\w+)-0", pod).group(1)]
        return f"{running}-server"

    def exec(self, names, _, command):
        stdin = "-i" in names
        names = [each for each in names if each != "-i"]
        if names == [PRIMARY, "-c", "postgres"]:
            return self.cluster.postgres.inside(*command)
        (pod,) = names
        return ["podman", "exec", *(["-i"] if stdin else []), self.container(pod), *command]

    def copy(self, names, _, __):
        """A folder, by tar in the container, as kubectl does it; into what is there it would go one deeper."""
        source, target = names
        if ":" in source:
            pod, path = source.split(":")
            script = 'test ! -e "$3" && mkdir "$3" && podman exec "$1" tar -C "$2" -cf - . | tar -C "$3" -xf -'
            return ["bash", "-euo", "pipefail", "-c", script, "-", self.container(pod), path, target]
        pod, path = target.split(":")
        script = 'podman exec "$1" mkdir "$3" && tar -C "$2" -cf - . | podman exec -i "$1" tar --no-same-owner -C "$3" -xf -'
        return ["bash", "-euo", "pipefail", "-c", script, "-", self.container(pod), source, path]


@contextlib.contextmanager
def operator(cluster):
    """A folder as an operator has it, and the environment in which to work there."""
    folder = cluster.directory / "operator"
    tools = cluster.directory / "tools"
    for each in (folder / "cluster", tools):
        each.mkdir(parents=True)
    (folder / "shopdesk").symlink_to(ROOT)
    address = str(cluster.directory / "kubectl")
    kubectl = Kubectl(cluster)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            try:
                answer = {"run": kubectl(json.loads(self.rfile.readline()))}
            except Exception as error:  # pylint: disable=broad-except
                answer = {"error": f"{type(error).__name__}: {error}"}
            self.wfile.write(json.dumps(answer).encode())

    call = cluster.command()
    # Each run is a container of its own.
    call[call.index("--name") + 1] += '-"$$"'
    quoted = " ".join(part if part.endswith('"$$"') else f"'{part}'" for part in call)
    for name, text in (("kubectl", KUBECTL.format(address=address)), ("shopdesk", CLIENT.format(local=cluster.binaries / "shopdesk", call=quoted))):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    with socketserver.ThreadingUnixStreamServer(address, Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield folder, {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
        finally:
            server.shutdown()
            thread.join()
            pathlib.Path(address).unlink()


def paste(desk, page, kind):
    """Runs all of a page's blocks for an overlay, in their order; how many there are."""
    folder, environment = desk
    blocks = [text for of, text in BLOCK.findall((ROOT / "docs" / "runbooks" / page).read_text()) if of == kind]
    assert blocks, f"{page} has nothing for {kind}"
    for text in blocks:
        done = subprocess.run(["bash", "-euo", "pipefail"], input=text, text=True, capture_output=True, env=environment, cwd=folder, timeout=1800)
        assert done.returncode == 0, f"{page}:\n{text}\nended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return len(blocks)
