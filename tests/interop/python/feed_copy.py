#!/usr/bin/env python3
"""Keeps a copy of what services hold, from their feeds, and compares it with what they answer.

    feed_copy.py --protos DIR --shop ID SERVICE=HOST:PORT...

A stranger's program: it knows the protos, and uses Debian's python3-grpcio. It runs until its input ends, catches up, compares,
and prints what it compared as one JSON object. It ends with 1 if anything differs.
"""

import argparse
import importlib
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

import grpc
from google.protobuf import symbol_database

# Who asks: metadata of every call.
METADATA = (("shopdesk-caller", "interop-python"), ("shopdesk-actor", "agent:interop;role=owner"))
TIMEOUT = 30
# What comes only in snapshots and events is compared with a new snapshot; these also with the lists.
LISTS = {
    "orders": (
        ("shopdesk.orders.v1.OrderService/ListOrders", {"parent": "shops/{}"}, "orders", "shopdesk.orders.v1.Order"),
    ),
    "catalog": (
        ("shopdesk.catalog.v1.StockService/ListStockLevels", {"parent": "shops/{}/skus/-"}, "stock_levels",
         "shopdesk.catalog.v1.StockLevel"),
    ),
}


def import_protos(protos, into):
    """Makes Python's messages of the protos, and imports them."""
    files = sorted(str(path.relative_to(protos)) for path in protos.glob("shopdesk/**/*.proto"))
    subprocess.run(["protoc", f"-I{protos}", f"--python_out={into}", *files], check=True)
    sys.path.insert(0, into)
    for name in files:
        importlib.import_module(name.removesuffix(".proto").replace("/", ".").replace("-", "_") + "_pb2")


def message(type_name, **fields):
    return symbol_database.Default().GetSymbol(type_name)(**fields)


def parsed(resource):
    made = message(resource.type_url.split("/")[-1])
    made.MergeFromString(resource.value)
    return made


class Service:
    """One service, called by the full names of its methods."""

    def __init__(self, name, target):
        self.name = name
        self.channel = grpc.insecure_channel(target)

    def method(self, path, stream=False):
        service, name = path.split("/")
        method = symbol_database.Default().pool.FindServiceByName(service).methods_by_name[name]
        make = self.channel.unary_stream if stream else self.channel.unary_unary
        answer = symbol_database.Default().GetSymbol(method.output_type.full_name)
        call = make(f"/{path}", request_serializer=lambda request: request.SerializeToString(),
                    response_deserializer=answer.FromString)
        request = symbol_database.Default().GetSymbol(method.input_type.full_name)
        return lambda timeout=None, **fields: call(request(**fields), metadata=METADATA, timeout=timeout)

    def ask(self, path, **fields):
        return self.method(path)(timeout=TIMEOUT, **fields)

    def watch(self, **fields):
        return self.method("shopdesk.event.v1.EventFeed/WatchEvents", stream=True)(**fields)

    def knows(self, shop):
        """Whether the service knows the shop, by its list."""
        token = ""
        while True:
            page = self.ask("shopdesk.event.v1.EventFeed/ListShops", page_token=token)
            if f"shops/{shop}" in page.shops:
                return True
            token = page.next_page_token
            if not token:
                return False

    def head(self, shop):
        # A cursor that is ahead of the log is refused, and the refusal isn't an answer: from the oldest event.
        return self.ask("shopdesk.event.v1.EventFeed/ReadEvents", parent=f"shops/{shop}", page_size=1).head


class Copy(threading.Thread):
    """What the feed of a service says of a shop: resources by type and name."""

    def __init__(self, service, shop):
        super().__init__(daemon=True)
        self.service = service
        self.shop = shop
        self.parent = f"shops/{shop}"
        self.lock = threading.Condition()
        self.resources = {}
        self.events = 0
        self.breaks = 0
        # Where the snapshot goes on; None once it is whole, and the cursor counts.
        self.page_token = ""
        self.cursor = 0
        self.cursor_id = ""
        self.failure = None

    def run(self):
        while True:
            try:
                if self.page_token == "" and not self.service.knows(self.shop):
                    time.sleep(0.1)
                    continue
                self.follow()
            except grpc.RpcError as error:
                # Its past is another now, or kept no longer: what is so has to be asked for.
                if error.code() == grpc.StatusCode.OUT_OF_RANGE and self.page_token is None:
                    with self.lock:
                        self.start_over()
                    continue
                # A service that was killed comes back; whatever else is said is meant.
                if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED, grpc.StatusCode.UNKNOWN):
                    with self.lock:
                        self.failure = error
                        self.lock.notify_all()
                    return
                self.breaks += 1
                time.sleep(0.1)

    def follow(self):
        if self.page_token is not None:
            responses = self.service.watch(parent=self.parent, snapshot=True, page_token=self.page_token)
        else:
            responses = self.service.watch(parent=self.parent, cursor=self.cursor, cursor_id=self.cursor_id)
        for response in responses:
            with self.lock:
                self.take(response)
                self.lock.notify_all()

    def take(self, response):
        for resource in response.resources:
            self.keep(resource)
        if response.next_page_token:
            self.page_token = response.next_page_token
            return
        self.page_token = None
        for event in response.events:
            self.events += 1
            if event.deleted:
                self.resources.pop((event.resource.type_url, event.resource_name), None)
            else:
                self.keep(event.resource)
        self.cursor = response.cursor
        self.cursor_id = response.cursor_id

    def start_over(self):
        self.resources.clear()
        self.page_token = ""
        self.cursor = 0
        self.cursor_id = ""

    def keep(self, resource):
        self.resources[resource.type_url, parsed(resource).name] = resource.value

    def wait_for(self, cursor):
        with self.lock:
            self.lock.wait_for(lambda: self.failure or (self.page_token is None and self.cursor >= cursor), timeout=120)
            if self.failure:
                raise self.failure
            assert self.cursor >= cursor, f"{self.service.name}: the copy stays at {self.cursor} before {cursor}"
            return dict(self.resources)


def snapshot(service, shop):
    """The present resources."""
    resources = {}
    responses = service.watch(parent=f"shops/{shop}", snapshot=True)
    for response in responses:
        for resource in response.resources:
            resources[resource.type_url, parsed(resource).name] = resource.value
        if not response.next_page_token:
            responses.cancel()
            return resources
    raise AssertionError(f"{service.name}: the snapshot broke off")


def listed(service, path, fields, field, type_name):
    """The same by pages of a list."""
    resources = {}
    token = ""
    while True:
        page = service.ask(path, **fields, page_size=500, page_token=token)
        for resource in getattr(page, field):
            resources[f"type.googleapis.com/{type_name}", resource.name] = resource.SerializeToString()
        token = page.next_page_token
        if not token:
            return resources


def refunds(service, shop):
    """Refunds are listed by state, or by order."""
    states = symbol_database.Default().pool.FindMessageTypeByName("shopdesk.orders.v1.Refund").fields_by_name["state"].enum_type
    found = {}
    for state in states.values:
        if state.number != 0:
            found |= listed(service, "shopdesk.orders.v1.RefundService/ListRefunds",
                            {"parent": f"shops/{shop}/orders/-", "state": state.number}, "refunds", "shopdesk.orders.v1.Refund")
    return found


def differences(what, copied, present):
    for key in sorted(copied.keys() | present.keys()):
        mine, theirs = (message(key[0].split("/")[-1]) if key in side else None for side in (copied, present))
        if mine is not None:
            mine.MergeFromString(copied[key])
        if theirs is not None:
            theirs.MergeFromString(present[key])
        if mine != theirs:
            yield f"{what}: {key[1]} is\n{mine}\nin the copy, but the service has\n{theirs}"


def answers(service, shop):
    """What the service has now, by type."""
    lists = {"snapshot": snapshot(service, shop)}
    for path, fields, field, type_name in LISTS.get(service.name, ()):
        lists[path] = listed(service, path, {name: value.format(shop) for name, value in fields.items()}, field, type_name)
    if service.name == "orders":
        lists["shopdesk.orders.v1.RefundService/ListRefunds"] = refunds(service, shop)
    return lists


def compare(copy):
    """What is compared is of one moment: the head before and after the service was asked is the same."""
    while True:
        head = copy.service.head(copy.shop)
        mine = copy.wait_for(head)
        lists = answers(copy.service, copy.shop)
        if copy.service.head(copy.shop) == head:
            break
    found = []
    for what, present in lists.items():
        types = {key[0] for key in present}
        same_types = mine if what == "snapshot" else {key: value for key, value in mine.items() if key[0] in types}
        found += differences(f"{copy.service.name} {what}", same_types, present)
    counts = {}
    for type_url, _ in mine:
        counts[type_url.split(".")[-1]] = counts.get(type_url.split(".")[-1], 0) + 1
    return found, {"resources": counts, "events": copy.events, "breaks": copy.breaks}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--protos", type=pathlib.Path, required=True)
    arguments.add_argument("--shop", required=True)
    arguments.add_argument("services", nargs="+")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as generated:
        import_protos(given.protos, generated)
    copies = [Copy(Service(*service.split("=")), given.shop) for service in given.services]
    for copy in copies:
        copy.start()
    sys.stdin.read()
    found, report = [], {}
    for copy in copies:
        of_copy, report[copy.service.name] = compare(copy)
        found += of_copy
    print(json.dumps(report))
    for each in found[:20]:
        print(each, file=sys.stderr)
    print(f"{len(found)} differences", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
