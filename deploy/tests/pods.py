"""The workloads of a rendered overlay as pods of podman, each as the overlay says it, on a network where a service's name leads to
all of its pods. What only a cluster does is done here: pods are numbered, mounted files are written, probes are asked."""

import collections
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import suite  # noqa: E402

NETWORK = "shopdesk-verify"
SUBNET = "10.209.77.0/24"
GATEWAY = "10.209.77.1"
SERVICES = ("catalog", "logistics", "orders", "feedback")
# What a pod may take to be ready, and to end.
READY_SECONDS = 120
# A kubelet starts again what ends while it starts, because the database didn't answer in time, say.
MOST_RESTARTS = 3
# What podman does differently from a kubelet: it would act on probes by programs in the container, and publish ports on the host.
NOT_FOR_PODMAN = ("startupProbe", "livenessProbe", "readinessProbe", "lifecycle", "ports")
os.environ["CONTAINERS_CONF"] = str(pathlib.Path(__file__).with_name("containers.conf"))


def podman(*arguments, check=True, stdin=None, timeout=300):
    done = subprocess.run(["podman", *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=timeout)
    if check and done.returncode != 0:
        raise AssertionError(f"podman {' '.join(map(str, arguments))}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


def logs(container):
    """The end of both of its outputs."""
    done = subprocess.run(["podman", "logs", "--tail", "20", container], capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


def get(url, timeout=2):
    """Status and body; status 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def keep_address(bridge):
    """A bridge takes the lowest hardware address of its ports, and another one when ports come and go, unless it was given one: then
    nothing that is sent to the gateway arrives until its senders have looked for it anew, some ten seconds."""
    address = pathlib.Path(f"/sys/class/net/{bridge}/address").read_text().strip()
    subprocess.run(["ip", "link", "set", "dev", bridge, "address", address], check=True)


class Postgres:
    """A private server that the pods reach on the network's gateway, with TLS and a password, with the settings of the overlay's Cluster; and,
    where a test wants it, a standby. As in CloudNativePG's, the services' role owns its database and is no superuser."""

    # Of the Cluster's settings what isn't for this machine: two servers share it with the pods.
    NOT_HERE = ("shared_buffers",)

    def __init__(self, directory, parameters):
        self.directory = directory
        self.parameters = {name: value for name, value in parameters.items() if name not in self.NOT_HERE}
        directory.mkdir()
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.prefix:
            shutil.chown(directory, "postgres")
        self.bin = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.certificates = directory / "certs"
        # An authority of its own, as the operator makes one.
        subprocess.run([ROOT / "scripts" / "dev-certs", "--hosts", f"IP:{GATEWAY}", self.certificates, "postgres"], check=True,
                       stderr=subprocess.DEVNULL)
        if self.prefix:
            for path in (self.certificates, *self.certificates.iterdir()):
                shutil.chown(path, "postgres")
        self.run("initdb", "-D", directory / "data", "-U", "postgres", "-A", "trust", "--no-locale", "-E", "UTF8")
        (directory / "data" / "pg_hba.conf").write_text(
            f"local all,replication all trust\nhostssl all all {SUBNET} scram-sha-256\nhostssl all all {GATEWAY}/32 scram-sha-256\n")
        self.ports = suite.free_ports(2)
        # The folders of the servers that run, and their ports: the primary, and its standby.
        self.servers = {}
        self.start(directory / "data", self.ports[0])
        self.query("postgres", "CREATE ROLE shopdesk LOGIN PASSWORD 'verify'")
        self.query("postgres", "CREATE DATABASE shopdesk OWNER shopdesk")

    def start(self, data, port):
        settings = {**self.parameters, "listen_addresses": GATEWAY, "port": port, "unix_socket_directories": self.directory, "ssl": "on",
                    "ssl_cert_file": self.certificates / "postgres.crt", "ssl_key_file": self.certificates / "postgres.key"}
        self.run("pg_ctl", "-D", data, "-w", "-l", self.directory / f"{data.name}.log", "-o",
                 " ".join(f"-c {name}={value}" for name, value in settings.items()), "start")
        self.servers[data] = port

    @property
    def port(self):
        return next(iter(self.servers.values()))

    def add_standby(self):
        """From now on nothing is committed before both servers have it on disk."""
        standby = self.directory / "standby"
        self.run("pg_basebackup", "-h", self.directory, "-p", self.port, "-U", "postgres", "-D", standby, "-R", "--checkpoint=fast")
        self.start(standby, self.ports[1])
        self.query("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.query("postgres", "SELECT pg_reload_conf()")
        suite.wait_for("the standby to be synchronous",
                       lambda: self.query("postgres", "SELECT sync_state FROM pg_stat_replication") == "sync", 60)

    def fail_over(self):
        """Kills the primary's processes without a word, and makes the standby the primary, as an operator of clusters does."""
        primary = next(iter(self.servers))
        first = int((primary / "postmaster.pid").read_text().split()[0])
        children = pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        del self.servers[primary]
        self.run("pg_ctl", "-D", next(iter(self.servers)), "-w", "promote")

    def run(self, program, *arguments, **more):
        return subprocess.run([*self.prefix, str(self.bin / program), *map(str, arguments)], check=True, cwd="/",
                              stdout=subprocess.PIPE, text=True, timeout=300, **more).stdout

    def at(self, database):
        return ["-h", str(self.directory), "-p", str(self.port), "-U", "postgres", "-d", database]

    def inside(self, *command):
        """A command as it runs in the primary's pod: by the superuser, with the server's own programs."""
        return [*self.prefix, "env", f"PGHOST={self.directory}", f"PGPORT={self.port}", "PGUSER=postgres", f"PATH={self.bin}:{os.environ['PATH']}",
                *command]

    def query(self, database, sql):
        return self.run("psql", *self.at(database), "-Atqc", sql).strip()

    def dsn(self):
        """Of whichever server takes writes; who isn't there isn't asked."""
        servers = ",".join(f"{GATEWAY}:{port}" for port in self.ports)
        return f"postgresql://shopdesk:verify@{servers}/shopdesk?target_session_attrs=read-write"

    def stop(self):
        # The standby first: the primary waits for it, until it has gone itself.
        for data in reversed(self.servers):
            self.run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def load(text):
    return [each for each in yaml.safe_load_all(text) if each]


def merge(target, patch):
    """A strategic merge: what is null goes, lists of what has names are merged by these."""
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            merge(target.setdefault(key, {}), value)
        elif isinstance(value, list) and all(isinstance(each, dict) and "name" in each for each in value):
            for each in value:
                (found,) = [other for other in target[key] if other["name"] == each["name"]]
                merge(found, each)
        else:
            target[key] = value


class Overlay:
    """What `kubectl kustomize` made: the workloads, and the files that their pods mount."""

    def __init__(self, text):
        self.text = text
        self.objects = load(text)

    def of_kind(self, kind):
        return [each for each in self.objects if each["kind"] == kind]

    def named(self, kind, name):
        found = [each for each in self.of_kind(kind) if each["metadata"]["name"] == name]
        assert len(found) == 1, f"the overlay has {len(found)} of {kind} {name}"
        return found[0]

    def patch(self, kind, name, patch):
        """As `kubectl patch` with its own kind of patch; `reset` undoes all of them."""
        merge(self.named(kind, name), patch)

    def reset(self):
        self.objects = load(self.text)

    @property
    def on_postgres(self):
        return bool(self.of_kind("Deployment"))

    def workload(self, service):
        return self.named("Deployment" if self.on_postgres else "StatefulSet", f"shopdesk-{service}")["spec"]

    def template(self, service):
        return self.workload(service)["template"]

    def migration(self, service):
        return self.named("Job", f"shopdesk-{service}-migrate")["spec"]["template"]

    def claims(self, service):
        """The names of the volumes that outlive a pod."""
        return [each["metadata"]["name"] for each in self.workload(service).get("volumeClaimTemplates", [])]

    def replicas(self, service):
        """As the workload says, or else the autoscaler."""
        spec = self.workload(service)
        if "replicas" in spec:
            return spec["replicas"]
        return self.named("HorizontalPodAutoscaler", f"shopdesk-{service}")["spec"]["minReplicas"]


class Cluster:
    """Use as a context manager; whatever it made is removed, also when something failed."""

    def __init__(self, overlay, image, binaries, directory):
        self.overlay = overlay
        self.image = image
        self.binaries = pathlib.Path(binaries)
        self.directory = pathlib.Path(directory)
        self.postgres = None
        # Names of the pods that run, by service; numbers are never used again.
        self.pods = {service: [] for service in SERVICES}
        self.count = {service: 0 for service in SERVICES}
        # How often a server that ended while it started was started again.
        self.restarts = 0

    def __enter__(self):
        self.remove_leftovers()
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.remove_leftovers()
        if self.postgres:
            self.postgres.stop()
            self.postgres = None

    @staticmethod
    def remove_leftovers():
        """Containers, pods and the network of ours, by their names."""
        for shown, lists, remove in (("{{.Name}}", ("pod", "ps"), ("pod", "rm")), ("{{.Names}}", ("ps", "-a"), ("rm",))):
            ours = [name for name in podman(*lists, "--format", shown, check=False).split() if name.startswith(f"{NETWORK}-")]
            if ours:
                podman(*remove, "-f", "-t", "0", *ours, check=False)
        podman("network", "rm", "-f", NETWORK, check=False)

    def start(self):
        # What the client reads and writes.
        (self.directory / "out").mkdir()
        podman("network", "create", "--subnet", SUBNET, "--gateway", GATEWAY, NETWORK)
        # The gateway's address is there only while a container is on the network.
        podman("run", "-d", "--name", f"{NETWORK}-holder", "--network", NETWORK, self.image, "sleep", "infinity")
        keep_address(podman("network", "inspect", "--format", "{{.NetworkInterface}}", NETWORK))
        if self.overlay.on_postgres:
            (database,) = self.overlay.of_kind("Cluster")
            self.postgres = Postgres(self.directory / "postgres", database["spec"]["postgresql"]["parameters"])
        self.make_secrets()
        for service in SERVICES:
            self.write_files(service, self.overlay.template(service), self.directory / "etc" / service)
        if self.overlay.on_postgres:
            for service in SERVICES:
                self.write_files(service, self.overlay.migration(service), self.directory / "etc" / f"{service}-migrate")
                self.migrate(service)
        for service in SERVICES:
            for _ in range(self.overlay.replicas(service)):
                self.start_pod(service)
        for service in SERVICES:
            for pod in self.pods[service]:
                self.wait_until_ready(service, pod)

    # What an operator makes, docs/operations.md.

    def make_secrets(self):
        certificates = self.directory / "certs"
        hosts = ",".join(f"DNS:shopdesk-{service}" for service in SERVICES)
        subprocess.run([ROOT / "scripts" / "dev-certs", "--hosts", hosts, certificates, *SERVICES, "desk"], check=True,
                       stderr=subprocess.DEVNULL)
        self.secrets = {}
        authority = (certificates / "ca.crt").read_bytes()
        for service in SERVICES:
            self.secrets[f"shopdesk-{service}-tls"] = {
                "ca.crt": authority, "tls.crt": (certificates / f"{service}.crt").read_bytes(),
                "tls.key": (certificates / f"{service}.key").read_bytes()}
            ring = self.directory / f"{service}.keyring"
            subprocess.run([self.binaries / "shopdesk", "keyring", "new", ring], check=True, stdout=subprocess.DEVNULL)
            self.secrets[f"shopdesk-{service}-keyring"] = {"keyring": ring.read_bytes()}
        if self.postgres:
            # What CloudNativePG makes.
            self.secrets["shopdesk-postgres-app"] = {"uri": self.postgres.dsn().encode()}
            self.secrets["shopdesk-postgres-ca"] = {"ca.crt": (self.postgres.certificates / "ca.crt").read_bytes()}

    # What a kubelet does.

    def write_files(self, service, template, directory):
        """The projected volume `etc`, with the owner and modes that fsGroup makes."""
        (volume,) = [each for each in template["spec"]["volumes"] if each["name"] == "etc"]
        mode = volume["projected"]["defaultMode"]
        for source in volume["projected"]["sources"]:
            ((kind, named),) = source.items()
            if kind == "configMap":
                data = {key: text.encode() for key, text in self.overlay.named("ConfigMap", named["name"])["data"].items()}
            else:
                data = self.secrets[named["name"]]
            items = named.get("items") or [{"key": key, "path": key} for key in data]
            for item in items:
                if item["key"] not in data and named.get("optional"):
                    continue
                content = data[item["key"]]
                if item["path"] == f"{service}.textproto":
                    # A replay drives the clock; nothing else differs from what is applied to a cluster.
                    content = content.replace(b"server {\n", b"server {\n  controlled_clock: true\n", 1)
                path = directory / item["path"]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
                path.write_bytes(content)
                if os.getuid() == 0:
                    os.chown(path, 0, 10001)
                path.chmod(mode)

    def volume(self, service, claim):
        """What is claimed, with the owner and mode that fsGroup makes."""
        path = self.directory / "volumes" / f"{claim}-{service}"
        if not path.exists():
            path.mkdir(parents=True)
            if os.getuid() == 0:
                os.chown(path, 0, 10001)
            path.chmod(0o2770)
        return path

    def pod_yaml(self, name, template, files, volumes):
        spec = json.loads(json.dumps(template["spec"]))
        for container in (*spec.get("initContainers", []), *spec["containers"]):
            for key in NOT_FOR_PODMAN:
                container.pop(key, None)
            container["image"] = self.image
        folders = {"etc": files, **volumes}
        names = {*folders, *(each["name"] for each in spec["volumes"])}
        spec["volumes"] = [{"name": each, "hostPath": {"path": str(folders[each]), "type": "Directory"}} if each in folders
                           else {"name": each, "emptyDir": {}} for each in sorted(names)]
        # A pod that ends stays ended, so that a test sees it; wait_until_ready does what a kubelet would.
        spec["restartPolicy"] = "Never"
        for key in ("topologySpreadConstraints", "serviceAccountName"):
            spec.pop(key, None)
        return yaml.safe_dump({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": template["metadata"]["labels"]},
                               "spec": spec})

    def play(self, name, template, files, alias, volumes=None):
        podman("kube", "play", "--network", f"{NETWORK}:alias={alias}", "-", stdin=self.pod_yaml(name, template, files, volumes or {}))

    def migrate(self, service):
        name = f"{NETWORK}-{service}-migrate"
        self.play(name, self.overlay.migration(service), self.directory / "etc" / f"{service}-migrate", name)
        code = podman("wait", f"{name}-migrate")
        assert code == "0", f"the migration of {service} ended with {code}: {logs(f'{name}-migrate')}"
        podman("pod", "rm", "-f", "-t", "0", name)

    def start_pod(self, service):
        self.count[service] += 1
        name = f"{NETWORK}-{service}-{self.count[service]}"
        volumes = {claim: self.volume(service, claim) for claim in self.overlay.claims(service)}
        self.play(name, self.overlay.template(service), self.directory / "etc" / service, f"shopdesk-{service}", volumes)
        self.pods[service].append(name)
        return name

    @staticmethod
    def address(pod):
        infra = json.loads(podman("pod", "inspect", pod))["InfraContainerID"]
        networks = json.loads(podman("inspect", "--format", "{{json .NetworkSettings.Networks}}", infra))
        return networks[NETWORK]["IPAddress"]

    def http(self, service, pod):
        (port,) = [each["containerPort"] for each in self.overlay.template(service)["spec"]["containers"][0]["ports"]
                   if each["name"] == "http"]
        return f"{self.address(pod)}:{port}"

    def probe(self, service, pod, kind):
        path = self.overlay.template(service)["spec"]["containers"][0][kind]["httpGet"]["path"]
        return get(f"http://{self.http(service, pod)}{path}")

    def wait_until_ready(self, service, pod):
        if "readinessProbe" not in self.overlay.template(service)["spec"]["containers"][0]:
            suite.wait_for(f"{pod} to run", lambda: podman("inspect", "--format", "{{.State.Status}}", f"{pod}-server", check=False) == "running")
            return
        end = time.monotonic() + READY_SECONDS
        restarts = 0
        while True:
            status, text = self.probe(service, pod, "readinessProbe")
            if status == 200:
                break
            state = podman("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", f"{pod}-server", check=False)
            if state.startswith("exited") and restarts < MOST_RESTARTS:
                restarts += 1
                self.restarts += 1
                podman("pod", "start", pod)
            elif state.startswith("exited") or time.monotonic() > end:
                raise AssertionError(f"{pod} is not ready ({state}): {status} {text.strip()}\n{logs(f'{pod}-server')}")
            time.sleep(0.2)
        alive, text = self.probe(service, pod, "livenessProbe")
        assert alive == 200, f"{pod} is ready but not alive: {alive} {text}"

    def kill(self, service, pod):
        """As a node that dies: without a word."""
        podman("kill", "--signal", "KILL", f"{pod}-server")
        podman("pod", "rm", "-f", "-t", "0", pod)
        self.pods[service].remove(pod)

    def stop(self, service, pod):
        """As an eviction: SIGTERM, and SIGKILL after the grace period. Its seconds and exit code."""
        grace = self.overlay.template(service)["spec"]["terminationGracePeriodSeconds"]
        begun = time.monotonic()
        podman("stop", "-t", grace, f"{pod}-server")
        seconds = time.monotonic() - begun
        code = podman("inspect", "--format", "{{.State.ExitCode}}", f"{pod}-server")
        assert code == "0", f"{pod} ended with {code} after {seconds:.1f} s of {grace} s grace:\n{logs(f'{pod}-server')}"
        podman("pod", "rm", "-f", "-t", "0", pod)
        self.pods[service].remove(pod)
        return seconds

    def roll(self, service):
        """As a Deployment with maxUnavailable 0 and maxSurge 1: each old pod goes when a new one is ready. The seconds each took to
        end."""
        seconds = []
        for old in list(self.pods[service]):
            self.wait_until_ready(service, self.start_pod(service))
            seconds.append(self.stop(service, old))
        return seconds

    # What a caller does.

    def command(self, *arguments):
        """The client of the image, in a container on the network, with the desk's certificate."""
        certificates = self.directory / "certs"
        targets = [part for service, port in zip(("catalog", "orders", "logistics", "feedback"), range(7001, 7005))
                   for part in (f"--{service}", f"dns:///shopdesk-{service}:{port}")]
        return ["podman", "run", "--rm", "-i", "--network", NETWORK, "--user", "0", "--cap-drop", "all", "--read-only",
                "-v", f"{certificates}:/certs:ro", "-v", f"{ROOT}:/shopdesk:ro", "-v", f"{self.directory}/out:/out",
                "--name", f"{NETWORK}-client-{time.monotonic_ns()}", self.image, "/usr/bin/shopdesk", *targets,
                "--ca", "/certs/ca.crt", "--cert", "/certs/desk.crt", "--key", "/certs/desk.key",
                "--actor", "1", "--role", "owner", *map(str, arguments)]

    def client(self, *arguments, check=True, stdin=""):
        done = subprocess.run(self.command(*arguments), input=stdin, capture_output=True, text=True, timeout=600)
        if check and done.returncode != 0:
            raise AssertionError(f"shopdesk {' '.join(map(str, arguments))} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def ask(self, *calls):
        """The responses of calls that are made one after the other, and have to succeed."""
        lines = "".join(json.dumps({"method": method, "request": request}) + "\n" for method, request in calls)
        answers = [json.loads(line) for line in self.client("--patience", 60, "call", "--batch", stdin=lines, check=False).splitlines()]
        assert len(answers) == len(calls) and all("response" in answer for answer in answers), answers
        return [answer["response"] for answer in answers]


class Callers:
    """Makes calls again and again, and fails when one did. The client's channels have the shipped retry configuration; nothing else
    repeats a call, unless there is patience for it."""

    def __init__(self, cluster, requests, patience=0):
        self.cluster = cluster
        self.requests = requests
        self.patience = patience
        self.answered = 0
        self.failures = []
        # The names of what was made, as it was answered.
        self.made = []
        self.ending = threading.Event()

    def __enter__(self):
        # Twelve servers, their database and their callers share this machine: a deadline for all of that.
        command = self.cluster.command("--service-config", "/shopdesk/deploy/config/client-service-config.json", "--patience", self.patience, "--timeout", "30", "call", "--batch")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.threads = [threading.Thread(target=self.ask), threading.Thread(target=self.hear)]
        for thread in self.threads:
            thread.start()
        # What is done to the services is done beside calls, not beside a client that starts.
        suite.wait_for("the client's first answers", lambda: self.answered or self.process.poll() is not None, 120)
        return self

    def ask(self):
        number = 0
        while not self.ending.wait(0.1):
            number += 1
            try:
                self.process.stdin.write(json.dumps([make(number) for make in self.requests]) + "\n")
                self.process.stdin.flush()
            except BrokenPipeError:
                # The client ended; __exit__ tells of it.
                return
        self.process.stdin.close()

    def hear(self):
        for line in self.process.stdout:
            for make, answer in zip(self.requests, json.loads(line)):
                self.answered += 1
                if "error" in answer:
                    self.failures.append({"method": make(0)["method"], **answer["error"]})
                elif "name" in answer["response"]:
                    self.made.append(answer["response"]["name"])

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                suite.wait_for("some calls beside what was done", lambda: self.answered > 100 or self.process.poll() is not None, 120)
        finally:
            self.end()
        if kind is None:
            assert self.process.returncode in (0, 1), f"the client ended with {self.process.returncode}: {self.process.stderr.read()}"
            assert self.answered > 100, f"only {self.answered} calls were answered: {self.process.stderr.read()}"
            kinds = collections.Counter(f"{each['method']}: {each['code']}: {each['message'][:300]}" for each in self.failures)
            assert not self.failures, f"{len(self.failures)} of {self.answered} calls failed: {kinds.most_common(10)}"

    def end(self):
        self.ending.set()
        try:
            self.process.wait(timeout=60 + self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for thread in self.threads:
            thread.join()


class Watcher:
    """Keeps a stream of a service's events, and begins it again behind the last event when it ends, as docs/api tells clients to."""

    def __init__(self, cluster, service, shop):
        self.cluster = cluster
        self.service = service
        self.shop = shop
        self.events = []
        # What each stream ended with, but the last.
        self.breaks = []
        self.ending = threading.Event()

    def __enter__(self):
        self.process = self.begin(0)
        self.thread = threading.Thread(target=self.follow)
        self.thread.start()
        return self

    def begin(self, cursor):
        command = self.cluster.command("--service-config", "/shopdesk/deploy/config/client-service-config.json", "--json", "watch", self.service,
                                       "--shop", self.shop, "--from", cursor)
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def follow(self):
        while True:
            self.events += map(json.loads, self.process.stdout)
            self.process.wait()
            if self.ending.is_set():
                return
            self.breaks.append(self.process.stderr.read().strip())
            self.process = self.begin(self.events[-1]["sequence"] if self.events else 0)

    def told(self, kind):
        """The resources of the events of this type, in their order."""
        return [each["resource_name"] for each in list(self.events) if each["type"] == kind]

    def __exit__(self, kind, *_):
        self.ending.set()
        # Also one that was just begun.
        while self.thread.is_alive():
            self.process.terminate()
            self.thread.join(1)
        if kind is None:
            sequences = [int(each["sequence"]) for each in self.events]
            assert sequences == sorted(set(sequences)), "the stream told events twice, or in another order"
            assert all("UNAVAILABLE" in each for each in self.breaks), f"streams ended otherwise than UNAVAILABLE: {self.breaks}"
