"""What the cases share: a shop of its own for each, calls of the public API, business time, and steps.

A case is a module with `run(desk)`. With `crash` the four services are killed after every step, started again on the same
data and ports, and every change that the step made is asked for again with its request_id: it must answer the same and
change nothing.
"""

import contextlib
import datetime
import json
import subprocess
import sys
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import suite  # noqa: E402

SERVICES = suite.SERVICES
DATA = ROOT / "services" / "logistics" / "data"
# The shops' time zone.
ZONE = datetime.timezone(datetime.timedelta(hours=8), "Asia/Shanghai")
FIRST_DAY = datetime.datetime(2026, 3, 2, 9, 30, tzinfo=ZONE)  # a Monday
# Methods whose names begin so change nothing and take no request_id.
READS = ("Get", "BatchGet", "List", "Read", "Describe", "Quote", "Search", "Find", "Reveal", "Compare", "Check", "BatchCheck", "Advise", "Suggest", "Export")

POLICY = {
    "all": {"currency_code": "CNY", "calendar": {"time_zone": "Asia/Shanghai"}},
    "orders": {"freight": "QUOTED", "payee_account": "shop@example"},
    "logistics": {"origin": {"region_code": "CN", "administrative_area": "33", "locality": "杭州市"}},
}

BUYER_ADDRESS = {"region_code": "CN", "administrative_area": "31", "locality": "上海市", "district": "黄浦区",
                 "postal_code": "200001", "street": "南京东路 100 号 5 室"}


def text_of(time):
    return time.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")


def time_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(ZONE)


def number(resource, path):
    """An integer below a resource; JSON leaves out what is 0."""
    for part in path.split("."):
        resource = resource.get(part, {})
    return int(resource or 0)


class Refused(AssertionError):
    """A call failed; `error` has code, reason, message, metadata, fields."""

    def __init__(self, method, error):
        super().__init__(f"{method}: {json.dumps(error, ensure_ascii=False)}")
        self.error = error


class Caller:
    """One long-lived client for all calls, the program that a certificate names. Use as a context manager."""

    def __init__(self, services, certificate="desk"):
        self.errors = services.directory / f"client-{certificate}.err"
        with open(self.errors, "w") as errors:
            self.process = subprocess.Popen(services.command("--timeout", 60, "call", "--batch", certificate=certificate), text=True,
                                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=60)

    def ask(self, line):
        """A call, or a list of calls to make at once."""
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the client ended: {self.errors.read_text()}"
        return json.loads(answer)


class World:
    """A started suite and its business time, shared by the cases one after the other."""

    def __init__(self, services, caller):
        self.services = services
        self.caller = caller
        self.now = FIRST_DAY
        self.advance_to(self.now)

    def everywhere(self, method, request):
        """The answers of the four services, by service."""
        who = {"role": "operator"} if method == "AdvanceTo" else {}
        answers = self.caller.ask([{"method": method, "service": service, "request": request, **who} for service in SERVICES])
        for service, answer in zip(SERVICES, answers):
            if "error" in answer:
                raise Refused(f"{method} of {service}", answer["error"])
        return dict(zip(SERVICES, [answer["response"] for answer in answers]))

    def advance_to(self, time):
        """Moves the clocks, until nobody has work left."""
        self.now = max(self.now, time)
        request = {"time": text_of(self.now)}
        while any(number(answer, "work_done") for answer in self.everywhere("AdvanceTo", request).values()):
            pass

    def reachable(self):
        with contextlib.suppress(Refused):
            return bool(self.everywhere("GetClock", {}))
        return False

    def crash(self):
        """SIGKILL to all four, and up again."""
        for service in SERVICES:
            self.services.kill(service)
        for service in SERVICES:
            self.services.start(service)
        self.services.wait_until_healthy()
        suite.wait_for("the client to find the services again", self.reachable)


class Desk:
    """What a case works with: its shop."""

    def __init__(self, world, case, crash):
        self.world = world
        self.case = case
        self.shop = f"shops/{case}"
        self.crash = crash
        self.requests = 0
        self.waybills = 0
        self.changes = []

    # Calls.

    def line(self, method, request, agent="1001", role="owner", buyer=None, program=None):
        if not method.split("/")[-1].startswith(READS) and "request_id" not in request:
            self.requests += 1
            request = {**request, "request_id": f"{self.case}-{self.requests}"}
        if buyer:
            who = {"actor_kind": "buyer", "actor": buyer, "role": ""}
        elif program:
            who = {"actor_kind": "service", "actor": program, "role": "connector"}
        else:
            who = {"actor_kind": "agent", "actor": agent, "role": role}
        return {"method": method, "request": request, **who}

    def call(self, method, request, **actor):
        """The answer of a call that has to succeed. Repeated, as every client should, while a service is away."""
        line = self.line(method, request, **actor)
        answers = []

        def answered():
            answers[:] = [self.world.caller.ask(line)]
            return answers[0].get("error", {}).get("code") != "UNAVAILABLE"

        suite.wait_for(f"an answer to {method}", answered)
        if "error" in answers[0]:
            raise Refused(method, answers[0]["error"])
        if "request_id" in line["request"]:
            self.changes.append((line, answers[0]["response"]))
        return answers[0]["response"]

    def refused(self, method, request, reason, **actor):
        """The error of a call that has to fail for this reason."""
        answer = self.world.caller.ask(self.line(method, request, **actor))
        assert "error" in answer, f"{method} has to be refused ({reason}) and answered {answer}"
        assert answer["error"].get("reason") == reason, f"{method} has to be refused with {reason}: {answer['error']}"
        return answer["error"]

    def at_once(self, method, requests, **actor):
        """Calls made at the same moment; each answer has "response" or "error"."""
        lines = [self.line(method, request, **actor) for request in requests]
        answers = self.world.caller.ask(lines)
        self.changes += [(line, answer["response"]) for line, answer in zip(lines, answers) if "response" in answer]
        return answers

    # Business time.

    @property
    def now(self):
        return self.world.now

    @property
    def time(self):
        return text_of(self.now)

    def settle(self):
        """Until everybody has done what follows from what happened."""
        self.world.advance_to(self.now)

    def advance(self, **span):
        self.world.advance_to(self.now + datetime.timedelta(**span))

    def advance_to(self, time):
        self.world.advance_to(time)

    def advance_to_clock(self, hour, minute=0):
        """To the next time at which the shop's clock shows this."""
        at = self.now.astimezone(ZONE).replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.world.advance_to(at if at > self.now else at + datetime.timedelta(days=1))

    # Steps.

    @contextlib.contextmanager
    def step(self, what):
        """A part of a case that is done when the block ends."""
        self.changes = []
        try:
            yield
        except Exception as error:
            error.args = (f"{what}: {error}", *error.args[1:])
            raise
        if self.crash:
            self.repeat_after_crash(what)
        self.settle()

    def repeat_after_crash(self, what):
        self.world.crash()
        self.settle()
        before = self.heads()
        for line, response in self.changes:
            again = self.world.caller.ask(line)
            assert again.get("response") == response, (
                f"{what}: {line['method']} repeated answers {again} instead of {response}")
        self.settle()
        after = [event for service, head in before.items() for event in self.events(service, head)]
        assert not after, f"{what}: repeated calls made events: {after}"

    def heads(self):
        """The cursor after the newest event of each service."""
        request = {"parent": self.shop, "page_size": 1}
        return {service: number(answer, "head") for service, answer in self.world.everywhere("ReadEvents", request).items()}

    def events(self, service, cursor=0, resource=""):
        """Types of the shop's events after a cursor, in order; of one resource, if one is named."""
        types = []
        while True:
            page = self.world.caller.ask({"method": "ReadEvents", "service": service,
                                          "request": {"parent": self.shop, "cursor": cursor}})["response"]
            for event in page.get("events", []):
                if not resource or event["resource_name"] == resource:
                    types.append(event["type"])
            cursor = number(page, "next_cursor")
            if not page.get("events") or cursor >= number(page, "head"):
                return types

    # The shop.

    def open_shop(self, policy=None):
        """Policies of all four services, carriers, and rates from Hangzhou."""
        file = self.world.services.directory / f"{self.case}.json"
        merged = {key: {**POLICY.get(key, {}), **(policy or {}).get(key, {})} for key in ("all", *SERVICES)}
        file.write_text(json.dumps(merged))
        self.client("policy", "apply", file, "--shop", self.case)
        self.client("import", "carriers", DATA / "carriers.csv", "--shop", self.case)
        self.client("import", "rates", DATA / "rates.csv", "--shop", self.case)

    def client(self, *arguments):
        """The output of the command-line client."""
        return self.world.services.client("--patience", 30, *arguments).stdout

    def name(self, rest):
        return f"{self.shop}/{rest}"

    def stock(self, sku, price, quantity, **product):
        """A product on sale with one SKU of the same id, and pieces of it."""
        self.call("CreateProduct", {"parent": self.shop, "product_id": sku, "product": {
            "title": sku, **product, "skus": [{"sku_id": sku, "weight_grams": "400",
                                               "price": {"currency_code": "CNY", "minor": str(price)}}]}})
        self.call("PublishProduct", {"name": self.name(f"products/{sku}")})
        if quantity:
            self.call("AdjustStock", {"parent": self.shop, "reason": "RECEIVED", "lines": [
                {"sku_id": sku, "bucket": "ON_HAND", "delta": str(quantity)}]})

    def level(self, sku):
        return self.call("GetStockLevel", {"name": self.name(f"skus/{sku}/stockLevels/main")})

    def available(self, sku):
        return number(self.level(sku), "available")

    def ledger_sums(self):
        """The stock ledger sums to the stock, once what happened is counted."""
        self.settle()
        figures = self.call("GetStockFigures", {"parent": self.shop})
        assert number(figures, "on_hand") == number(figures, "ledger_on_hand"), figures
        assert number(figures, "reserved") == number(figures, "ledger_reserved"), figures

    def work(self, kind="", order=""):
        """The kinds of what waits for somebody, sorted; of an order, if one is named."""
        answers = self.world.everywhere("ListWorkItems", {"parent": self.shop, "kind": kind, "page_size": 1000})
        items = [item for answer in answers.values() for item in answer.get("work_items", [])]
        return sorted(item["kind"] for item in items if not order or item.get("order") == order)

    # Orders.

    def place_request(self, order, lines, buyer="b1", method="ESCROW", receiver=None, grant="", **more):
        return {"parent": self.shop, "order_id": order, "buyer": buyer, "payment_method": method, "agent": "1001",
                "lines": [{"sku_id": sku, "quantity": str(quantity), **({"grant": grant} if grant else {})}
                          for sku, quantity in lines.items()],
                "receiver": receiver or self.receiver(), **more}

    @staticmethod
    def receiver(name="李四", phone="13812345678", **address):
        return {"name": name, "phone": phone, "address": {**BUYER_ADDRESS, **address}}

    def place(self, order, lines, **more):
        return self.call("PlaceOrder", self.place_request(order, lines, **more), buyer=more.get("buyer", "b1"))

    def order(self, name):
        return self.call("GetOrder", {"name": name})

    def pay(self, order, transaction=None, **more):
        """The payment channel's callback, with what is due."""
        return self.call("RecordPayment", self.payment(order, transaction, **more), program="alipay")

    @staticmethod
    def payment(order, transaction=None, **more):
        return {"name": order["name"], "transaction_id": transaction or "pay-" + order["name"], "amount": order["total"],
                "payee_account": "shop@example", **more}

    def confirm_receiver(self, order, **more):
        return self.call("ConfirmReceiver", {"name": order["name"], "channel": "PHONE", **more})

    def ship(self, order, **more):
        """By SF, with the next of its numbers."""
        self.waybills += 1
        parcel = {"name": order["name"], "carrier_id": "sf", "waybill_number": f"SF{self.waybills:013}", **more}
        return self.call("ShipOrder", parcel, agent="3001", role="packing")

    def track(self, shipment, *codes):
        """What the carrier reports of a parcel, a minute apart."""
        for code in codes:
            self.advance(minutes=1)
            self.call("RecordTracking", {"parent": self.shop, "reports": [{"shipment": shipment, "event": {
                "source": "CANONICAL", "code": code, "event_time": text_of(self.now)}}]})
        self.settle()

    def money_of(self, order):
        """The kinds and totals of the order's ledger, oldest first."""
        entries = self.call("ListLedgerEntries", {"parent": order["name"]}).get("entries", [])
        return [(entry["kind"], number(entry, "total.minor")) for entry in entries]


def expect(actual, expected, what=""):
    assert actual == expected, f"{what} is {actual!r} instead of {expected!r}".strip()
