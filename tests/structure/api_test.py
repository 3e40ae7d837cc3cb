#!/usr/bin/python3
"""docs/api and docs/configuration.md are what the protos and the examples say, their links lead somewhere, the example of an
authorization file lets the services call each other as the protos say it, and their clients make these calls. api_test.py --write brings
the pages up to date."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
AUTHORIZATION = ROOT / "deploy" / "config" / "authorization.textproto"
CALLER = re.compile(r'^callers \{\n  name: "([\w-]+)"\n(.*?)^\}', re.MULTILINE | re.DOTALL)
SERVICE = re.compile(r"^service (\w+) \{(.*?)^\}", re.MULTILINE | re.DOTALL)
METHOD = re.compile(r"rpc (\w+)\((stream )?(\w+)\) returns \((stream )?([\w.]+)\)\s*(?:;|\{(.*?)^  \})", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"option \(shopdesk\.option\.v1\.method\) = \{(.*?)\};", re.DOTALL)
# In a client: the services whose stubs it has, and each call.
USING = re.compile(r"^using (\w+)::v1::(\w+);", re.MULTILINE)
STUB = re.compile(r"&(\w+)::Stub::async::(\w+)")
LINK = re.compile(r"\]\(([^)\s]*)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
STAFF = ("OWNER", "LEAD", "AGENT", "PRE_SALE", "GUIDE", "COMPLAINT", "PROMOTION", "PACKING", "FINANCE")
ROLES = (*STAFF, "CONNECTOR", "READER", "OPERATOR")


class Method:
    """A method of a service and who may call it."""

    def __init__(self, package, service, name, client_streams, server_streams, option):
        self.service = f"{package}.{service}"
        self.name = name
        self.client_streams = bool(client_streams)
        self.server_streams = bool(server_streams)
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


def uncalled():
    """What a service may call and its clients don't, or the other way round."""
    known = methods()
    for service in sorted({name for method in known for name in method.services}):
        called = set()
        for path in sorted((ROOT / "services" / service / "clients").glob("*.cc")):
            text = path.read_text(encoding="utf-8")
            packages = {name: package for package, name in USING.findall(text)}
            called |= {f"/shopdesk.{packages[name]}.v1.{name}/{method}" for name, method in STUB.findall(text)}
        assert called, f"no call of {service} was found"
        # The feeds are followed by libs/rpc.
        wanted = {method.path for method in known if service in method.services and method.service != "shopdesk.event.v1.EventFeed"}
        yield from (f"{path} names {service}, whose clients don't call it" for path in sorted(wanted - called))
        yield from (f"the clients of {service} call {path}, whose services don't name it" for path in sorted(called - wanted))


def dead_links(documents, anchor):
    """Links of the pages that lead nowhere, and headings that can't be told apart."""
    anchors = {}
    for path, text in documents.items():
        found = [anchor(heading) for heading in HEADING.findall(BLOCK.sub("", text))]
        anchors[path] = set(found)
        yield from (f"{path.relative_to(ROOT)} has #{each} twice" for each in sorted({each for each in found if found.count(each) > 1}))
    for path, text in documents.items():
        for target in set(LINK.findall(BLOCK.sub("", text))):
            file, _, place = target.partition("#")
            if file.startswith("https:"):
                continue
            to = (path.parent / file).resolve() if file else path
            if not to.exists() and to not in documents or place and to in documents and place not in anchors[to]:
                yield f"{path.relative_to(ROOT)} links {target}, which isn't there"


def findings(write):
    try:
        import api_pages  # Needs what Debian's interpreter has.
    except ModuleNotFoundError as error:
        yield f"{error}: scripts/bootstrap installs it for /usr/bin/python3"
        return
    documents = api_pages.Reference(methods()).documents()
    for path, text in documents.items():
        if write:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            yield f"{path.relative_to(ROOT)} isn't what the protos and examples say: run tests/structure/api_test.py --write"
    for path in sorted(api_pages.API.iterdir()):
        if path not in documents:
            yield f"{path.relative_to(ROOT)} is made by nobody"
    yield from dead_links(documents, api_pages.anchor)


def main():
    found = [*findings(sys.argv[1:] == ["--write"]), *edges(), *uncalled()]
    print("\n".join(found) or "docs/api, docs/configuration.md and the authorization file are as the protos say")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
