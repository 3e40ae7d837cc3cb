"""What deploy/verify shows of the pods that run (pods.py)."""

import contextlib
import http.server
import json
import re
import shutil
import subprocess
import threading
import time
import urllib.parse

import pods
import runbooks
from pods import ROOT, SERVICES, podman, suite

SHOP = "retail"
READS = {
    "catalog": ("catalog.v1.ProductService/ListProducts", {"parent": f"shops/{SHOP}", "pageSize": 1}),
    "orders": ("orders.v1.OrderService/ListOrders", {"parent": f"shops/{SHOP}", "pageSize": 1}),
    "logistics": ("logistics.v1.ShipmentService/ListShipments", {"parent": f"shops/{SHOP}", "pageSize": 1}),
    "feedback": ("feedback.v1.ReviewService/ListReviews", {"parent": f"shops/{SHOP}", "pageSize": 1}),
}
# Shops of the callers' own: what they write doesn't touch the replay's.
CALLERS_SHOP = "verify"
BUYERS_SHOP = "buyers"


def read_of(service):
    method, request = READS[service]
    return lambda _: {"method": method, "request": request}


def write_to(service):
    currency = {} if service == "feedback" else {"currencyCode": "EUR"}
    return lambda number: {"method": f"{service}.v1.PolicyService/UpdatePolicy", "request": {
        "policy": {"name": f"shops/{CALLERS_SHOP}/policy", **currency, "calendar": {"timeZone": ("Europe/Madrid", "Asia/Shanghai")[number % 2]}},
        "allowMissing": True, "requestId": f"verify-{time.monotonic_ns()}"}}


def requests():
    return [make(service) for service in SERVICES for make in (read_of, write_to)]


def check_encrypted(cluster):
    """All that the services say to the database is encrypted, and they talk to a server of the authority that they know only."""
    kinds = cluster.postgres.query("shopdesk", "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE client_addr IS NOT NULL")
    assert kinds == "t", f"connections to the database with and without TLS: {kinds!r}"
    check = ["shopdesk-orders", "--config", "/etc/shopdesk/orders.textproto", "--check_config", "--connect"]
    container = f"{cluster.pods['orders'][0]}-server"
    podman("exec", container, *check)
    # Of the services, not of the database.
    other = ["podman", "exec", "--env", "PGSSLROOTCERT=/etc/shopdesk/tls/ca.crt", container, *check]
    refused = subprocess.run(other, capture_output=True, text=True, timeout=120)
    assert refused.returncode != 0 and "certificate verify failed" in refused.stdout + refused.stderr, f"a stranger is believed: {refused}"


def check_started(cluster):
    for service, running in cluster.pods.items():
        for pod in running:
            who = podman("exec", f"{pod}-server", "id", "-u")
            assert who == "10001", f"{pod} runs as {who}"
            written = podman("exec", f"{pod}-server", "sh", "-c", "touch /usr/bin/x /etc/x 2>/dev/null && echo written; true")
            assert not written, f"the root of {pod} can be written"
    health = json.loads(cluster.client("--json", "health", "--wait", "30"))
    assert all(health[service] == "SERVING" for service in SERVICES), health
    # Who has no certificate of the authority isn't answered.
    command = cluster.command("health")
    for option in ("--ca", "--cert", "--key"):
        at = command.index(option)
        del command[at:at + 2]
    plain = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert plain.returncode == 1 and "SERVING" not in plain.stdout.replace("NOT_SERVING", ""), f"answered without TLS: {plain.stdout}"
    if cluster.postgres:
        check_encrypted(cluster)
    counts = ", ".join(f"{service} {len(running)}" for service, running in cluster.pods.items())
    return f"{counts}, restarts while starting {cluster.restarts}; SERVING with certificates, refused without; uid 10001, read-only root"


@contextlib.contextmanager
def replaying(cluster, report, *more):
    metrics = [f"shopdesk-{service}:{port}" for service, port in zip(("catalog", "orders", "logistics", "feedback"), range(9101, 9105))]
    data = "/shopdesk/services/logistics/data"
    # As in Callers, time for all that shares this machine.
    command = cluster.command("--timeout", "120", "--patience", "120", "replay", "--input", "/shopdesk/data/online_retail_sample.csv.gz", "--report", f"/out/{report}",
                              "--carriers", f"{data}/carriers.csv", "--rates", f"{data}/rates.csv", "--metrics", *metrics, *more)
    with open(cluster.directory / "replay.log", "w+", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield process
            code = process.wait(timeout=1800)
            log.seek(0)
            assert code == 0, f"the replay ended with {code}:\n{log.read()[-3000:]}"
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def check_replay(cluster):
    killed, rolled, seconds = [], 0, []
    with replaying(cluster, "report.json") as replay:
        suite.wait_for("the replay to make its shop in all services", lambda: replay.poll() is not None or
                       all(shop_is_there(cluster, service) for service in SERVICES), 300)
        open_shop(cluster, BUYERS_SHOP)
        buying = [place_order(BUYERS_SHOP), reserve_stock(BUYERS_SHOP)]
        with pods.Watcher(cluster, "orders", BUYERS_SHOP) as watcher:
            with pods.Callers(cluster, [*requests(), *buying]) as callers:
                for service in SERVICES:
                    assert replay.poll() is None, f"the replay ended before a pod of {service} could be killed"
                    cluster.kill(service, cluster.pods[service][0])
                    cluster.wait_until_ready(service, cluster.start_pod(service))
                    killed.append(service)
                for service in SERVICES:
                    before = len(cluster.pods[service])
                    seconds += cluster.roll(service)
                    rolled += before
            placed = [name for name in callers.made if "/orders/" in name]
            suite.wait_for("the stream to tell of all orders", lambda: set(placed) <= set(watcher.told("order.placed")), 120)
        assert sorted(watcher.told("order.placed")) == sorted(placed), "the stream tells of other orders than were placed"
    reserved = [name for name in callers.made if "/reservations/" in name]
    assert len(placed) > 20 and len(reserved) > 20, f"only {len(placed)} orders and {len(reserved)} reservations"
    assert len({*placed, *reserved}) == len(placed) + len(reserved), "something was made twice"
    done = subprocess.run([ROOT / "tests/replay/expected.py", "--input", ROOT / "data/online_retail_sample.csv.gz", "--compare",
                           cluster.directory / "out" / "report.json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return (f"the report agrees with the file; {len(killed)} pods killed, {rolled} rolled, {max(seconds):.1f} s the longest to end; "
            f"{callers.answered} calls beside it, {len(placed)} orders and {len(reserved)} reservations among them, none failed; a stream told of "
            f"each order once, and was begun again {len(watcher.breaks)} times")


def shop_is_there(cluster, service):
    name = {"name": f"shops/{SHOP}/policy"}
    return f"shops/{SHOP}/policy" in cluster.client("call", f"{service}.v1.PolicyService/GetPolicy", json.dumps(name), check=False)


# --- Prometheus ---


class Prometheus:
    """Debian's Prometheus on the shipped rules, scraping the pods as the PodMonitor says. Use as a context manager."""

    def __init__(self, cluster, alertmanager=""):
        self.directory = cluster.directory / "prometheus"
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir()
        (self.port,) = suite.free_ports(1)
        jobs = "\n".join(
            f"      - targets: {json.dumps([cluster.http(service, pod) for pod in running])}\n        labels: {{service: {service}}}"
            for service, running in cluster.pods.items())
        alerting = f"alerting: {{alertmanagers: [{{static_configs: [{{targets: [{alertmanager}]}}]}}]}}\n" if alertmanager else ""
        (self.directory / "prometheus.yml").write_text(
            f"global: {{scrape_interval: 1s, evaluation_interval: 1s}}\nrule_files: [{ROOT}/deploy/prometheus/rules/*.yml]\n{alerting}"
            f"scrape_configs:\n  - job_name: shopdesk\n    static_configs:\n{jobs}\n")

    def __enter__(self):
        with open(self.directory / "log", "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                ["prometheus", f"--config.file={self.directory}/prometheus.yml", f"--storage.tsdb.path={self.directory}/data",
                 f"--web.listen-address={suite.HOST}:{self.port}"], stdout=log, stderr=log)
        suite.wait_for("Prometheus", lambda: pods.get(f"http://{suite.HOST}:{self.port}/-/ready")[0] == 200, 60)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=60)

    def query(self, expression):
        status, text = pods.get(f"http://{suite.HOST}:{self.port}/api/v1/query?query={urllib.parse.quote(expression)}", 10)
        assert status == 200, f"{expression}: {text}"
        return json.loads(text)["data"]["result"]


def check_scrape(cluster):
    count = sum(map(len, cluster.pods.values()))
    with Prometheus(cluster) as prometheus:
        suite.wait_for("Prometheus to have scraped every pod", lambda: len(prometheus.query('up{job="shopdesk"} == 1')) == count, 60)
        by_service = {each["metric"]["service"]: int(each["value"][1]) for each in prometheus.query('sum by (service) (up{job="shopdesk"})')}
        assert by_service == {service: len(running) for service, running in cluster.pods.items()}, by_service
        series = int(prometheus.query('count({job="shopdesk"})')[0]["value"][1])
        suite.wait_for("the rules to be evaluated", lambda: prometheus.query('count({__name__=~"shopdesk:.*"})'), 90)
        recorded = prometheus.query('count(count by (__name__) ({__name__=~"shopdesk:.*"}))')[0]["value"][1]
        paging = [each["metric"]["alertname"] for each in prometheus.query('ALERTS{alertstate="firing",severity="page"}')]
        assert not paging, f"these page although all is well: {paging}"
    return f"{count} pods, {series} series, {recorded} recording rules with values, no page"


class Webhook:
    """Takes what Alertmanager sends."""

    def __enter__(self):
        self.alerts = []
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802, the library's name
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                hook.alerts += [(time.monotonic(), alert) for alert in body["alerts"]]
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((suite.HOST, 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()


@contextlib.contextmanager
def alertmanager(cluster, webhook):
    """Debian's Alertmanager on the shipped configuration, sending to the webhook."""
    shipped = (ROOT / "deploy/prometheus/alertmanager.yml").read_text()
    ours, count = re.subn(r"url: http://[^/]*/", f"url: http://{suite.HOST}:{webhook.port}/", shipped)
    assert count, "deploy/prometheus/alertmanager.yml has no webhook to put ours in place of"
    directory = cluster.directory / "alertmanager"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    (directory / "alertmanager.yml").write_text(ours)
    (port,) = suite.free_ports(1)
    address = f"{suite.HOST}:{port}"
    with open(directory / "log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(["prometheus-alertmanager", f"--config.file={directory}/alertmanager.yml", f"--storage.path={directory}",
                                    f"--web.listen-address={address}", "--cluster.listen-address="], stdout=log, stderr=log)
    try:
        suite.wait_for("Alertmanager", lambda: pods.get(f"http://{address}/-/ready")[0] == 200, 60)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


def check_alert(cluster):
    service = "catalog"
    with Webhook() as webhook, alertmanager(cluster, webhook) as address, Prometheus(cluster, address) as prometheus:
        count = sum(map(len, cluster.pods.values()))
        suite.wait_for("Prometheus to have scraped every pod", lambda: len(prometheus.query('up{job="shopdesk"} == 1')) == count, 60)
        for pod in list(cluster.pods[service]):
            cluster.kill(service, pod)
        gone = time.monotonic()

        def told():
            return [when for when, alert in webhook.alerts if alert["status"] == "firing" and
                    alert["labels"]["alertname"] == "ShopdeskServiceAbsent" and alert["labels"].get("service") == service]

        suite.wait_for(f"the alert that {service} is gone", told, 300)
        seconds = told()[0] - gone
        for _ in range(cluster.overlay.replicas(service)):
            cluster.wait_until_ready(service, cluster.start_pod(service))
    return f"ShopdeskServiceAbsent reached the webhook {seconds:.0f} s after the last pod of {service} was killed"


# --- backup ---


def make_orders(cluster):
    """Some, where no replay has made any."""
    if not shop_is_there(cluster, "orders"):
        with replaying(cluster, "some.json", "--orders", "20"):
            pass


def shown(cluster):
    """What the services answer of some orders, to be the same afterwards."""
    listed = cluster.client("--json", "list", "orders", "--shop", SHOP, "--limit", "5").splitlines()
    assert len(listed) == 5, f"there are only {len(listed)} orders"
    names = [json.loads(line)["name"].rpartition("/")[2] for line in listed]
    return {name: json.loads(cluster.client("--json", "show", "order", name, "--shop", SHOP)) for name in names}


def restored(cluster, overlay):
    """What a restore by the runbook does: the orders of the backup are there, as they were, and the later one isn't."""
    open_shop(cluster, BACKUP_SHOP)
    make_orders(cluster)
    place = place_order(BACKUP_SHOP)
    cluster.ask(("PlaceOrder", place(1)["request"]))
    before = shown(cluster)
    with runbooks.operator(cluster) as desk:
        with pods.Callers(cluster, requests()) as callers:
            blocks = runbooks.paste(desk, "backup.md", overlay)
        cluster.ask(("PlaceOrder", place(2)["request"]))
        blocks += runbooks.paste(desk, "restore.md", overlay)
    assert shown(cluster) == before, "the restored orders differ"
    name = f"shops/{BACKUP_SHOP}/orders/o"
    cluster.ask(("GetOrder", {"name": f"{name}1"}))
    gone = cluster.client("call", "orders.v1.OrderService/GetOrder", json.dumps({"name": f"{name}2"}), check=False)
    assert gone == "", f"the order that was placed after the backup is there: {gone}"
    cluster.client("verify")
    return (f"{blocks} blocks of the runbooks: {callers.answered} calls were answered while the backup was taken, {len(before)} orders are the "
            "same, an order that came later is gone, and `shopdesk verify` finds nothing")


def check_backup(cluster):
    told = restored(cluster, "ha")
    assert cluster.postgres.query("shopdesk", "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%_before'") == "0"
    return told


# --- fail-over ---

# Shops whose buyers go on ordering.
FAILOVER_SHOP = "failover"
BACKUP_SHOP = "backup"
SKU = "cup"
PIECES = 1_000_000


def open_shop(cluster, name):
    """A policy everywhere, carriers with their rates, and something to sell."""
    (cluster.directory / "out" / "policy.json").write_text(json.dumps({
        "all": {"currency_code": "CNY", "calendar": {"time_zone": "Asia/Shanghai"}}, "orders": {"freight": "FREE"},
        "logistics": {"origin": {"region_code": "CN", "administrative_area": "33", "locality": "杭州市"}}}))
    cluster.client("--patience", 60, "policy", "apply", "/out/policy.json", "--shop", name)
    for what in ("carriers", "rates"):
        cluster.client("--patience", 60, "import", what, f"/shopdesk/services/logistics/data/{what}.csv", "--shop", name)
    shop = f"shops/{name}"
    cluster.ask(
        ("CreateProduct", {"parent": shop, "productId": SKU, "requestId": "create", "product": {"title": "A cup", "skus": [
            {"skuId": SKU, "weightGrams": "400", "price": {"currencyCode": "CNY", "minor": "900"}}]}}),
        ("PublishProduct", {"name": f"{shop}/products/{SKU}", "requestId": "publish"}),
        ("AdjustStock", {"parent": shop, "reason": "RECEIVED", "requestId": "receive", "lines": [
            {"skuId": SKU, "bucket": "ON_HAND", "delta": str(PIECES)}]}))


def place_order(shop):
    return lambda number: {"method": "PlaceOrder", "request": {
        "parent": f"shops/{shop}", "orderId": f"o{number}", "requestId": f"order-{number}", "buyer": f"b{number % 50}",
        "paymentMethod": "ESCROW", "lines": [{"skuId": SKU, "quantity": "1"}],
        "receiver": {"name": "李四", "phone": f"1381234{number % 10000:04}", "address": {
            "regionCode": "CN", "administrativeArea": "31", "locality": "上海市", "district": "黄浦区", "postalCode": "200001",
            "street": f"南京东路 {number} 号"}}}}


def reserve_stock(shop):
    return lambda number: {"method": "ReserveStock", "request": {
        "parent": f"shops/{shop}", "reservationId": f"r{number}", "requestId": f"reserve-{number}", "lines": [{"skuId": SKU, "quantity": "1"}]}}


def containers(cluster):
    return {pod: podman("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", f"{pod}-server")
            for running in cluster.pods.values() for pod in running}


def check_failover(cluster):
    open_shop(cluster, FAILOVER_SHOP)
    cluster.postgres.add_standby()
    before = containers(cluster)
    # Who calls repeats what wasn't answered, with the same request_id.
    with pods.Callers(cluster, [place_order(FAILOVER_SHOP), reserve_stock(FAILOVER_SHOP)], patience=300) as callers:
        suite.wait_for("some orders before the primary dies", lambda: len(callers.made) > 100, 300)
        cluster.postgres.fail_over()
        begun, acknowledged = time.monotonic(), len(callers.made)
        suite.wait_for("the first answer of the new primary", lambda: len(callers.made) > acknowledged + 2, 300)
        gap = time.monotonic() - begun
        suite.wait_for("some orders after it", lambda: len(callers.made) > acknowledged + 100, 300)
        for service, running in cluster.pods.items():
            for pod in running:
                cluster.wait_until_ready(service, pod)
    assert containers(cluster) == before, "pods were started anew"
    made = callers.made
    assert len(set(made)) == len(made), "something was made twice"
    orders = [name for name in made if "/orders/" in name]
    reservations = [name for name in made if "/orders/" not in name]
    found = cluster.ask(*(("GetOrder", {"name": name}) for name in orders), *(("GetReservation", {"name": name}) for name in reservations))
    assert [each["name"] for each in found] == orders + reservations
    # Nothing else was made either: every order has its piece reserved, and every reservation.
    (level,) = cluster.ask(("GetStockLevel", {"name": f"shops/{FAILOVER_SHOP}/skus/{SKU}/stockLevels/main"}))
    assert int(level["reserved"]) == len(made), f"{level['reserved']} pieces are reserved for {len(made)} orders and reservations"
    cluster.client("verify")
    return (f"{len(orders)} orders and {len(reservations)} reservations were acknowledged, {acknowledged} of them before the primary was "
            f"killed, and all are there, once; the next answer came {gap:.1f} s after the standby was promoted; no pod was started anew")


# --- the overlay embedded ---


def check_embedded(cluster):
    for service in SERVICES:
        (migrate,) = cluster.overlay.template(service)["spec"]["initContainers"]
        assert "--migrate" in migrate["command"], migrate
        assert not cluster.overlay.of_kind("Job"), "there are Jobs beside the init containers"
    started = check_started(cluster)
    make_orders(cluster)
    before = shown(cluster)
    for service in SERVICES:
        cluster.kill(service, cluster.pods[service][0])
        cluster.wait_until_ready(service, cluster.start_pod(service))
    assert shown(cluster) == before, "the orders differ after the pods were killed"
    # A new version comes when the old one has gone: who calls meanwhile waits.
    seconds = []
    with pods.Callers(cluster, requests(), patience=120) as callers:
        for service in SERVICES:
            seconds.append(cluster.stop(service, cluster.pods[service][0]))
            cluster.wait_until_ready(service, cluster.start_pod(service))
    assert shown(cluster) == before, "the orders differ after the pods were replaced"
    return (f"{started}; {len(before)} orders are the same after each pod was killed, and replaced, on its volume; {max(seconds):.1f} s the "
            f"longest to end; {callers.answered} calls waited and were answered; {restored(cluster, 'embedded')}")
