#!/usr/bin/env python3
"""Reads every #include of the repository and fails on one that the architecture doesn't allow (docs/architecture.md)."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SERVICES = ("catalog", "orders", "logistics", "feedback")
INCLUDE = re.compile(r'^\s*#include\s+["<]([^">]+)[">]', re.MULTILINE)

# What each layer of a service may include of its own service and of the libraries.
STEPS = {"base", "picture", "wording", "evidence", "runtime", "event", "timer", "notify", "privacy", "policy", "work", "figures", "erasure"}
SERVICE_RULES = {
    "domain": ({"domain"}, {"base", "wording"}),
    "store": ({"domain", "store"}, {"base", "sql", "privacy", "policy"}),
    "clients": ({"clients"}, {"base", "runtime", "rpc"}),
    "handlers": ({"domain", "store", "clients", "handlers"}, STEPS),
    "followers": ({"domain", "store", "clients", "followers", "handlers"}, STEPS),
    "timers": ({"domain", "store", "clients", "timers", "handlers"}, STEPS),
    "verify": ({"domain", "store", "verify", "handlers"}, STEPS | {"sql", "verify"}),
    "workers": ({"domain", "store", "clients", "workers", "handlers"}, STEPS),
}
# The groups of a divided layer, from the bottom up: a group includes itself and those before it.
GROUPS = {
    ("catalog", "domain"): ("shop", "wording", "product", "stock", "bargain", "search", "knowledge", "advice"),
    ("catalog", "store"): ("search", "product", "wording", "stock", "bargain", "knowledge", "advice"),
    ("catalog", "handlers"): ("shop", "wording", "stock", "bargain", "knowledge", "advice", "product", "search"),
    ("orders", "domain"): ("trade", "packing", "payment", "transfer", "receiver", "shipping", "refund", "pricing", "placing", "desk", "care"),
    ("orders", "store"): ("trade", "payment", "transfer", "receiver", "refund", "pricing", "placing", "desk", "care", "packing"),
    ("orders", "handlers"): ("trade", "transfer", "refund", "pricing", "receiver", "shipping", "placing", "payment", "desk", "care", "packing"),
    ("logistics", "domain"): ("shop", "carrier", "rate", "tracking", "shipment", "intercept", "notice", "returning", "claim", "problem", "money", "desk"),
    ("logistics", "store"): ("shop", "carrier", "rate", "tracking", "shipment", "intercept", "notice", "returning", "claim", "problem", "money", "desk"),
    ("logistics", "handlers"): ("shop", "carrier", "rate", "notice", "shipment", "intercept", "tracking", "returning", "claim", "problem", "money", "desk"),
    ("feedback", "domain"): ("shop", "conversation", "commission", "reply", "review", "case", "complaint", "follow_up", "evidence", "ticket", "desk"),
    ("feedback", "store"): ("shop", "trade", "conversation", "commission", "reply", "review", "case", "complaint", "follow_up", "evidence", "ticket"),
    ("feedback", "handlers"): ("shop", "conversation", "commission", "reply", "evidence", "case", "follow_up", "trade", "review", "complaint", "ticket", "desk"),
}
# A layer with more files than this is divided into groups; a header and its source are two.
LARGEST_FLAT_LAYER = 45
# The libraries below each library.
LIBRARY_RULES = {
    "base": set(),
    "picture": {"base"},
    "wording": {"base"},
    "evidence": set(),
    "observe": {"base"},
    "sql": {"base"},
    "privacy": {"base", "sql"},
    "event": {"base", "observe", "sql", "privacy"},
    "timer": {"base", "observe", "sql", "privacy"},
    "notify": {"base", "observe"},
    "runtime": {"base", "observe", "sql", "privacy", "event", "timer"},
    "rpc": {"base", "observe", "sql", "privacy", "event", "timer", "runtime"},
    "policy": {"base", "sql", "runtime"},
    "work": {"base", "sql", "privacy", "runtime", "rpc"},
    "verify": {"base", "observe", "sql", "privacy", "timer", "runtime", "rpc", "work"},
    "figures": {"base", "observe", "sql", "runtime", "rpc", "verify"},
    "erasure": {"base", "sql", "runtime", "rpc"},
    "testing": {"base", "observe", "sql", "privacy", "event", "timer", "runtime", "rpc"},
}
# Where gRPC itself may appear below the services' and libraries' folders.
GRPC_IN_SERVICE_PARTS = {"clients"}
GRPC_IN_LIBRARIES = {"rpc", "testing"}


def is_test(path):
    return path.stem.endswith(("_test", "_testing")) or "testing" in path.parts


def check_service(path, include):
    service, part = path.parts[1], path.parts[2]
    target = pathlib.PurePath(include).parts
    if target[0] == "services" and target[1] != service:
        return f"a service must not include another's folder: {include}"
    if part not in SERVICE_RULES or is_test(path):
        return None
    own, libraries = SERVICE_RULES[part]
    if target[0] == "services" and target[2] not in own:
        return f"{part} must not include {include}"
    if target[0] == "services" and (found := check_group(path, target)):
        return found
    if target[0] == "libs" and target[1] not in libraries:
        return f"{part} must not include {include}"
    if target[0] in ("grpcpp", "grpc") and part not in GRPC_IN_SERVICE_PARTS:
        return f"{part} must not include gRPC: {include}"
    return None


def check_group(path, target):
    groups = GROUPS.get((path.parts[1], path.parts[2]))
    if groups is None or target[2] != path.parts[2] or target[3] == "migrations":
        return None
    if path.parts[3] not in groups or target[3] not in groups:
        return f"{path.parts[2]} is divided: a file stands in one of its groups {', '.join(groups)}"
    if groups.index(target[3]) > groups.index(path.parts[3]):
        return f"the group {path.parts[3]} must not include {'/'.join(target)}, which is above it"
    return None


def check_library(path, include):
    library = path.parts[1]
    target = pathlib.PurePath(include).parts
    if target[0] in ("services", "tools"):
        return f"a library must not know {include}"
    if is_test(path):
        return None
    if target[0] == "libs" and target[1] != library and target[1] not in LIBRARY_RULES[library]:
        return f"libs/{library} must not include {include}"
    if target[0] in ("grpcpp",) and library not in GRPC_IN_LIBRARIES:
        return f"libs/{library} must not include gRPC: {include}"
    return None


def findings(path, text):
    for include in INCLUDE.findall(text):
        check = {"services": check_service, "libs": check_library}.get(path.parts[0])
        if check and len(path.parts) > 2 and (found := check(path, include)):
            yield f"{path}: {found}"


def stem(path):
    return str(path)[: -len(path.suffix)]


def circles(includes):
    """The circles among files, a header and its source being one: lists of stems."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in includes.get(node, ()):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            circle = []
            while not circle or circle[-1] != node:
                circle.append(stack.pop())
            if len(circle) > 1:
                found.append(sorted(circle))

    for node in sorted(includes):
        if node not in index:
            visit(node)
    return found


def circle_findings(texts):
    """`texts`: path to text of everything that isn't a test."""
    known = {stem(path) for path in texts}
    includes = {}
    for path, text in texts.items():
        own = includes.setdefault(stem(path), set())
        own |= {stem(pathlib.PurePath(i)) for i in INCLUDE.findall(text) if i.endswith(".h")} & known - {stem(path)}
    for circle in circles(includes):
        yield f"these files include each other: {' '.join(circle)}"


def layer_findings(paths):
    counts = {}
    for path in paths:
        if path.parts[0] == "services" and len(path.parts) == 4:
            counts[path.parts[1:3]] = counts.get(path.parts[1:3], 0) + 1
    for (service, layer), count in sorted(counts.items()):
        if layer in SERVICE_RULES and count > LARGEST_FLAT_LAYER:
            yield f"services/{service}/{layer} has {count} files side by side: divide it into groups (docs/architecture.md)"


def self_check():
    """The rules must catch what they are for."""
    wrong = {
        "services/orders/domain/x.cc": '#include "libs/sql/database.h"',
        "services/orders/store/x.cc": '#include "services/orders/handlers/y.h"',
        "services/orders/handlers/x.cc": '#include <grpcpp/grpcpp.h>',
        "services/orders/clients/x.cc": '#include "services/catalog/service.h"',
        "libs/sql/x.cc": '#include "libs/rpc/host.h"',
        "libs/base/x.cc": '#include "services/orders/service.h"',
        "services/orders/domain/trade/x.cc": '#include "services/orders/domain/refund/y.h"',
        "services/orders/domain/elsewhere/x.cc": '#include "services/orders/domain/trade/y.h"',
        "libs/runtime/x.cc": '#include "libs/rpc/host.h"',
    }
    for path, text in wrong.items():
        assert list(findings(pathlib.PurePath(path), text)), f"{path} with {text} was not found"
    round_trip = {pathlib.PurePath("a.h"): "", pathlib.PurePath("a.cc"): '#include "b.h"', pathlib.PurePath("b.h"): '#include "a.h"'}
    assert list(circle_findings(round_trip)), "a circle through a header and its source was not found"
    flat = [pathlib.PurePath(f"services/logistics/domain/{i}.cc") for i in range(LARGEST_FLAT_LAYER + 1)]
    assert list(layer_findings(flat)), "a layer that is too large was not found"


def main():
    self_check()
    found = []
    texts = {path.relative_to(ROOT): path.read_text(encoding="utf-8")
             for top in ("libs", "services", "tools", "bench") for pattern in ("*.h", "*.cc") for path in (ROOT / top).rglob(pattern)}
    assert len(texts) > 100, f"only {len(texts)} files were found"
    for path, text in sorted(texts.items()):
        found.extend(findings(path, text))
    code = {path: text for path, text in texts.items() if not is_test(path)}
    found.extend(circle_findings(code))
    found.extend(layer_findings(code))
    print("\n".join(found) or f"{len(texts)} files keep the include rules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
