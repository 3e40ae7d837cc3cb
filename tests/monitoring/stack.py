"""A real Prometheus and a real Alertmanager that watch a suite with the files of deploy/prometheus, made quicker."""

import http.server
import json
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

PROMETHEUS = suite.ROOT / "deploy" / "prometheus"
# Seconds between scrapes and between evaluations; whatever waits for longer in the shipped files waits for this long.
QUICK = 2


def get(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode()


class Webhook:
    """Takes what Alertmanager sends."""

    def __init__(self, port):
        self.received = []
        received = self.received

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                received.append((time.monotonic(), self.path, body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((suite.HOST, port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def find(self, name, service, status, since):
        """When and where to an alert came, and as what; None if it didn't."""
        for when, path, body in list(self.received):
            for alert in body["alerts"]:
                found = (alert["labels"]["alertname"], alert["labels"].get("service"), alert["status"])
                if when >= since and found == (name, service, status):
                    return when, path, alert
        return None


class Stack:
    """Use as a context manager, within the suite that it watches."""

    def __init__(self, services):
        self.services = services
        self.directory = services.directory / "monitoring"
        self.directory.mkdir()
        self.port, self.alertmanager_port, webhook_port = suite.free_ports(3)
        self.url = f"http://{suite.HOST}:{self.port}"
        self.webhook = Webhook(webhook_port)
        self.processes = []

    def __enter__(self):
        try:
            self._start_alertmanager()
            self._start_prometheus()
            suite.wait_for("Prometheus", self._is_ready)
            up = 'up{job="shopdesk"} == 1'
            suite.wait_for("the first scrapes", lambda: len(self.query(up)) == len(suite.SERVICES))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=30)
        self.webhook.server.shutdown()

    def _run(self, name, *arguments):
        program = shutil.which(name)
        assert program, f"there is no {name}: scripts/bootstrap installs it"
        with open(self.directory / f"{name}.log", "wb") as log:
            self.processes.append(subprocess.Popen([program, *arguments], stdout=log, stderr=log, cwd=self.directory))

    def _is_ready(self):
        for process in self.processes:
            assert process.poll() is None, self.logs()
        try:
            return "Ready" in get(f"{self.url}/-/ready")
        except OSError:
            return False

    def logs(self):
        return "".join(path.read_text(errors="replace")[-3000:] for path in self.directory.glob("*.log"))

    def _start_alertmanager(self):
        config = (PROMETHEUS / "alertmanager.yml").read_text(encoding="utf-8")
        config = config.replace("http://127.0.0.1:9095", f"http://{suite.HOST}:{self.webhook.server.server_port}")
        config = re.sub(r"(group_wait|group_interval): \w+", rf"\1: {QUICK}s", config)
        (self.directory / "alertmanager.yml").write_text(config, encoding="utf-8")
        self._run("prometheus-alertmanager", "--config.file=alertmanager.yml", f"--storage.path={self.directory}/alerts",
                  f"--web.listen-address={suite.HOST}:{self.alertmanager_port}", "--cluster.listen-address=")

    def _start_prometheus(self):
        config = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text(encoding="utf-8"))
        config["global"].update(scrape_interval=f"{QUICK}s", evaluation_interval=f"{QUICK}s")
        for job in config["scrape_configs"]:
            for target in job["static_configs"]:
                target["targets"] = [f"{suite.HOST}:{self.services.metrics_ports[target['labels']['service']]}"]
        config["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"] = [f"{suite.HOST}:{self.alertmanager_port}"]
        (self.directory / "prometheus.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        (self.directory / "rules").mkdir()
        for path in (PROMETHEUS / "rules").glob("*.yml"):
            text = re.sub(r"^( +)(interval|for): \w+$", rf"\1\2: {QUICK}s", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
            (self.directory / "rules" / path.name).write_text(text, encoding="utf-8")
        self._run("prometheus", "--config.file=prometheus.yml", f"--storage.tsdb.path={self.directory}/data",
                  f"--web.listen-address={suite.HOST}:{self.port}", f"--web.console.templates={PROMETHEUS}/consoles",
                  f"--web.console.libraries={PROMETHEUS}/console_libraries")

    def query(self, expression):
        """The series of an instant query; a mistake in the expression fails."""
        try:
            answer = get(f"{self.url}/api/v1/query?{urllib.parse.urlencode({'query': expression})}")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{expression}\n{error.read().decode()}") from error
        return json.loads(answer)["data"]["result"]

    def rules(self):
        return [rule for group in json.loads(get(f"{self.url}/api/v1/rules"))["data"]["groups"] for rule in group["rules"]]

    def console(self, name):
        return get(f"{self.url}/consoles/{name}")
