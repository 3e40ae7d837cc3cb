#!/usr/bin/env python3
"""docs/api.md lists every method with who may call it, as the protos say it, and the example of an authorization file lets the
services call each other as they say it. api_test.py --write brings docs/api.md up to date."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOCUMENT = ROOT / "docs" / "api.md"
AUTHORIZATION = ROOT / "deploy" / "config" / "authorization.textproto"
CALLER = re.compile(r'^callers \{\n  name: "([\w-]+)"\n(.*?)^\}', re.MULTILINE | re.DOTALL)
SERVICE = re.compile(r"^service (\w+) \{(.*?)^\}", re.MULTILINE | re.DOTALL)
METHOD = re.compile(r"rpc (\w+)\((stream )?(\w+)\) returns \((stream )?([\w.]+)\)\s*(?:;|\{(.*?)^  \})", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"option \(shopdesk\.option\.v1\.method\) = \{(.*?)\};", re.DOTALL)
STAFF = ("OWNER", "LEAD", "AGENT", "PRE_SALE", "GUIDE", "COMPLAINT", "PROMOTION", "PACKING", "FINANCE")
ROLES = (*STAFF, "CONNECTOR", "READER", "OPERATOR")
HEAD = """# Methods, and who may call them

Made by `tests/structure/api_test.py --write` from `(shopdesk.option.v1.method)` in the protos, which also tell what each method does.
The roles are those of `shopdesk.role.v1.Role`; "staff" are all roles of people. A buyer reaches what is his own; everything else
is `NOT_FOUND` to him. Services are the suite's own, which call for whom they serve. [authorization.md](authorization.md) tells how a
caller says who he is and how a program proves it.
"""


class Method:
    """A method of a service and who may call it."""

    def __init__(self, package, service, name, client_streams, server_streams, option):
        self.service = f"{package}.{service}"
        self.name = name
        self.streams = bool(client_streams or server_streams)
        self.staff = "staff: true" in option
        listed = re.search(r"roles: \[(.*?)\]", option)
        self.roles = [role for role in ROLES if listed and role in re.split(r",\s*", listed.group(1))]
        self.buyer = "buyer: true" in option
        named = re.search(r"services: \[(.*?)\]", option)
        self.services = re.findall(r'"(\w+)"', named.group(1)) if named else []

    @property
    def path(self):
        return f"/{self.service}/{self.name}"

    def lets_in(self, role):
        return role in self.roles or (self.staff and role in STAFF)


def methods():
    """All methods of the suite's protos, in the order of files and text."""
    found = []
    for path in sorted((ROOT / "protos" / "shopdesk").rglob("*.proto")):
        text = path.read_text(encoding="utf-8")
        package = re.search(r"^package ([\w.]+);", text, re.MULTILINE).group(1)
        if package == "shopdesk.bench.v1":
            continue
        for service, body in SERVICE.findall(text):
            for name, client, _, server, _, block in METHOD.findall(body):
                option = OPTION.search(block or "")
                assert option, f"{package}.{service}.{name} doesn't say who may call it"
                found.append(Method(package, service, name, client, server, option.group(1)))
    assert len(found) > 150, f"only {len(found)} methods were found"
    return found


def document():
    lines = [HEAD]
    service = None
    for method in methods():
        if method.service != service:
            service = method.service
            lines += [f"\n## {service}\n", "| method | roles | buyer | services |", "|---|---|---|---|"]
        roles = ["staff"] if method.staff else []
        roles += [role.lower() for role in method.roles]
        lines.append(f"| {method.name} | {', '.join(roles)} | {'his own' if method.buyer else ''} | {', '.join(method.services)} |")
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def edges():
    """What of the authorization file isn't as the protos say: a service may call what names it in its `services`."""
    callers = dict(CALLER.findall(AUTHORIZATION.read_text(encoding="utf-8")))
    assert callers.keys() >= {"orders", "feedback"}, callers.keys()
    known = methods()
    for service in {name for method in known for name in method.services}:
        wanted = {method.path for method in known if service in method.services}
        listed = set(re.findall(r'methods: "(.*?)"', callers[service]))
        matched = {path for path in wanted for each in listed if path == each or each.endswith("*") and path.startswith(each[:-1])}
        yield from (f"{AUTHORIZATION.name} doesn't let {service} call {path}" for path in sorted(wanted - matched))
        exact = {each for each in listed if not each.endswith("*")}
        yield from (f"{AUTHORIZATION.name} lets {service} call {path}, whose services don't name it" for path in sorted(exact - wanted))


def main():
    if sys.argv[1:] == ["--write"]:
        DOCUMENT.write_text(document(), encoding="utf-8")
    if not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != document():
        print("docs/api.md isn't what the protos say: run tests/structure/api_test.py --write")
        return 1
    found = list(edges())
    print("\n".join(found) or "docs/api.md and the authorization file are as the protos say")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
