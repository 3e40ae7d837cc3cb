#!/usr/bin/env python3
"""Reads every #include of the repository and fails on one that the architecture doesn't allow (docs/architecture.md)."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SERVICES = ("catalog", "orders", "logistics", "feedback")
INCLUDE = re.compile(r'^\s*#include\s+["<]([^">]+)[">]', re.MULTILINE)

# What each part of a service may include of its own service and of the libraries.
SERVICE_RULES = {
    "domain": ({"domain"}, {"base"}),
    "store": ({"domain", "store"}, {"base", "sql", "privacy", "policy"}),
    "handlers": ({"domain", "store", "clients", "handlers"}, {"base", "rpc", "event", "timer", "notify", "privacy", "policy", "work"}),
    "followers": ({"domain", "store", "clients", "followers", "handlers"}, {"base", "rpc", "event", "timer", "notify", "privacy", "policy", "work"}),
    "timers": ({"domain", "store", "clients", "timers", "handlers"}, {"base", "rpc", "event", "timer", "notify", "privacy", "policy", "work"}),
    "clients": ({"clients"}, {"base", "rpc"}),
}
# The libraries below each library.
LIBRARY_RULES = {
    "base": set(),
    "observe": {"base"},
    "sql": {"base"},
    "privacy": {"base", "sql"},
    "event": {"base", "observe", "sql", "privacy"},
    "timer": {"base", "observe", "sql", "privacy"},
    "notify": {"base", "observe"},
    "rpc": {"base", "observe", "sql", "privacy", "event", "timer"},
    "policy": {"base", "sql", "rpc"},
    "work": {"base", "sql", "privacy", "rpc"},
    "testing": {"base", "observe", "sql", "privacy", "event", "timer", "rpc"},
}
# Where gRPC itself may appear below the services' and libraries' folders.
GRPC_IN_SERVICE_PARTS = {"clients"}
GRPC_IN_LIBRARIES = {"rpc", "event", "work", "testing"}


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
    if target[0] == "libs" and target[1] not in libraries:
        return f"{part} must not include {include}"
    if target[0] in ("grpcpp", "grpc") and part not in GRPC_IN_SERVICE_PARTS:
        return f"{part} must not include gRPC: {include}"
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


def self_check():
    """The rules must catch what they are for."""
    wrong = {
        "services/orders/domain/x.cc": '#include "libs/sql/database.h"',
        "services/orders/store/x.cc": '#include "services/orders/handlers/y.h"',
        "services/orders/handlers/x.cc": '#include <grpcpp/grpcpp.h>',
        "services/orders/clients/x.cc": '#include "services/catalog/service.h"',
        "libs/sql/x.cc": '#include "libs/rpc/host.h"',
        "libs/base/x.cc": '#include "services/orders/service.h"',
    }
    for path, text in wrong.items():
        assert list(findings(pathlib.PurePath(path), text)), f"{path} with {text} was not found"


def main():
    self_check()
    found = []
    files = [path for top in ("libs", "services") for pattern in ("*.h", "*.cc") for path in (ROOT / top).rglob(pattern)]
    assert len(files) > 100, f"only {len(files)} files were found"
    for path in sorted(files):
        found.extend(findings(path.relative_to(ROOT), path.read_text(encoding="utf-8")))
    print("\n".join(found) or f"{len(files)} files keep the include rules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
