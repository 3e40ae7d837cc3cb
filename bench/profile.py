#!/usr/bin/env python3
"""Says where the instructions of a call went, from a file of callgrind.

    bench/profile.py callgrind.out --calls N [--least 1000]

Two tables, in instructions a call: by layer, each instruction counted where it was executed; and by function of the service, what it
and all that it called took.
"""

import argparse
import collections
import pathlib
import re

# The first that matches object and function is an instruction's layer.
LAYERS = (
    ("SQLite", r"libsqlite3", r""),
    ("PostgreSQL's client", r"libpq", r""),
    ("gRPC", r"libgrpc|libgpr|libaddress_sorting|libupb|libcares|libssl|libcrypto", r""),
    ("protobuf", r"libprotobuf", r""),
    ("generated messages", r"", r"^shopdesk::\w+::v1::|google::protobuf"),
    ("allocator", r"libtcmalloc", r""),
    ("sealing and hashes", r"libsodium", r""),
    ("Abseil", r"libabsl", r""),
    ("libs/rpc", r"", r"^(grpc::|grpc_|shopdesk::rpc)"),
    ("libs/runtime", r"", r"^shopdesk::runtime"),
    ("libs/sql", r"", r"^shopdesk::sql"),
    ("libs/timer, libs/event", r"", r"^shopdesk::(timer|event)"),
    ("the service", r"", r"^shopdesk::(catalog|orders|logistics)"),
    ("other libraries of the suite", r"", r"shopdesk::"),
    ("C and C++ libraries", r"libc\.|libstdc|libpthread|libm\.|ld-linux|libgcc", r""),
)


class Profile:
    def __init__(self, path):
        self.own = collections.Counter()
        self.inclusive = collections.Counter()
        names = {}

        def named(kind, text):
            number, name = re.match(r"\((\d+)\)(?: (.*))?", text).groups()
            if name is not None:
                names[kind, number] = name
            return names[kind, number]

        here, place = "", ""
        called = False
        for line in path.open(encoding="utf-8", errors="replace"):
            key, equals, text = line.rstrip("\n").partition("=")
            if equals and key == "ob":
                place = pathlib.PurePath(named("ob", text)).name
            elif equals and key == "cob":
                named("ob", text)
            elif equals and key == "fn":
                here = (place, named("fn", text))
            elif equals and key == "cfn":
                named("fn", text)
            elif equals and key == "calls":
                called = True
            elif re.match(r"[-+*\d]", line):
                cost = int(line.split()[1])
                self.inclusive[here] += cost
                if not called:
                    self.own[here] += cost
                called = False


def layer(place, function):
    for name, where, what in LAYERS:
        if re.search(where, place) and re.search(what, function):
            return name
    return "else"


def short(function):
    """Without parameters and what templates were given."""
    function = function.replace("(anonymous namespace)::", "")
    while True:
        shorter = re.sub(r"<[^<>]*>", "", function)
        if shorter == function:
            return re.sub(r"\(.*", "", function)
        function = shorter


def table(title, rows, calls, least):
    print(f"| {title} | instructions a call |\n|---|---|")
    for name, cost in rows.most_common():
        if cost / calls >= least:
            print(f"| {name} | {cost / calls:,.0f} |")
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--calls", type=int, required=True, help="that were made while it counted")
    parser.add_argument("--least", type=int, default=1000, help="instructions a call that a function is named for")
    options = parser.parse_args()
    profile = Profile(options.file)
    layers, functions = collections.Counter(), collections.Counter()
    for (place, function), cost in profile.own.items():
        layers[layer(place, function)] += cost
    for (_, function), cost in profile.inclusive.items():
        if function.startswith("shopdesk::") and "lambda" not in function and "$_" not in function:
            functions[short(function)] += cost
    layers["all"] = sum(layers.values())
    table("layer", layers, options.calls, 1)
    table("function, with what it calls", functions, options.calls, options.least)


if __name__ == "__main__":
    main()
