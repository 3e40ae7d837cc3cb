#!/usr/bin/env python3
"""What CONTRIBUTING.md says of how a service is written, as far as a machine can tell."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SERVICES = ("catalog", "orders", "logistics", "feedback")
# A statement's name, and whose it is.
STATEMENT = re.compile(r'(?:Statement|Change) k\w+\s*=\s*\{\s*\{?\s*"([^"]*)"')
# Its constant, and its name without the owner.
CONSTANT = re.compile(r'^(?:constexpr|const) sql::(?:Statement|Change) (k\w+)\s*=\s*\{\s*\{?\s*"\w+\.(\w+)"', re.MULTILINE)
# Of a table of statements, each.
STATEMENT_TABLE = re.compile(r"Statement k\w+\[\w*\]\s*=\s*\{(.*?)\};", re.DOTALL)
ENTRY = re.compile(r'\{\s*"([^"]*)"')
NAME = re.compile(r"([a-z]+)\.[a-z]+(?:_[a-z0-9]+)+")
# A handler's parameters: a message of the API by reference is the request, by pointer the response.
REQUEST = re.compile(r"const (?:[\w:]+::)?v\d+::\w+Request& (\w+)[,)]")
RESPONSE = re.compile(r"const (?:[\w:]+::)?v\d+::\w+Request& \w+,\s*(?:[\w:]+::)?\w+\* (\w+)[,)]")
# Lines of a file of code: what is longer is about several things.
MOST_LINES = 700
BY_HAND = {
    "MakePageToken(": "pages are made by ListPage",
    "ParsePageToken(": "pages are made by ListPage",
    "MakeEtag(": "versions are stored by InsertVersioned and SaveVersioned",
}
# Hits of a search go by their score, which is no row's key; levels of stock are columns, not messages.
BY_HAND_HERE = {"services/catalog/handlers/search/search.cc", "services/catalog/store/stock/stock.cc"}
INCLUDES = {
    "absl::StrCat(": "absl/strings/str_cat.h",
    "absl::StrAppend(": "absl/strings/str_cat.h",
    "absl::StrJoin(": "absl/strings/str_join.h",
    "absl::StrSplit(": "absl/strings/str_split.h",
    "absl::StrFormat(": "absl/strings/str_format.h",
}
# What has no behaviour of its own: messages of errors, which the tests of those that answer them see, and tables of data that
# the docs are drawn from.
WITHOUT_TEST = {"errors"}
WRONG_STATE = re.compile(r"\bWrongStateError\(")
LITERAL = re.compile(r'"([^"]*)"')
RPC = re.compile(r"^  rpc (\w+)\(", re.MULTILINE)
# Their values are prefixed.
TOP_LEVEL_ENUMS = {"Pii"}


def is_test(path):
    return path.stem.endswith("_test") or path.stem == "conformance" or "testing" in path.parts


def statement_findings(path, text):
    if path.parts[0] not in ("libs", "services"):
        return
    owner = path.parts[1]
    tables = [name for table in STATEMENT_TABLE.findall(text) for name in ENTRY.findall(table)]
    for name in STATEMENT.findall(text) + tables:
        match = NAME.fullmatch(name)
        if match is None or match.group(1) != owner:
            yield f'{path}: a statement is named "{owner}.<verb>_<thing>", not "{name}"'
    # Files of a target are compiled together, where two constants can't have one name.
    if path.parts[0] == "services" and path.suffix == ".cc":
        for constant, verb_thing in CONSTANT.findall(text):
            expected = "k" + "".join(word.capitalize() for word in verb_thing.split("_"))
            if constant != expected and not constant.endswith("Snapshot"):
                yield f"{path}: the statement {constant} is named after its text, {expected}"


def parameter_findings(path, text):
    if path.parts[0] != "services" or path.parts[2] != "handlers" or path.suffix != ".h":
        return
    for name in REQUEST.findall(text):
        if name != "request":
            yield f"{path}: a handler's request is named request, not {name}"
    for name in RESPONSE.findall(text):
        if name != "response":
            yield f"{path}: a handler's response is named response, not {name}"


def size_findings(path, text):
    lines = text.count("\n")
    if lines >= MOST_LINES:
        yield f"{path}: {lines} lines; files of code have fewer than {MOST_LINES}"


def by_hand_findings(path, text):
    if path.parts[0] != "services":
        return
    for what, instead in BY_HAND.items():
        if what in text and path.as_posix() not in BY_HAND_HERE:
            yield f"{path}: {what[:-1]}: {instead}"


def include_findings(path, text):
    for what, header in INCLUDES.items():
        own_header = path.with_suffix(".h")
        texts = [text] + ([(ROOT / own_header).read_text(encoding="utf-8")] if path.suffix == ".cc" and (ROOT / own_header).exists() else [])
        if what in text and not any(f'#include "{header}"' in t for t in texts):
            yield f"{path}: {what[:-1]} without {header}"


def test_findings(path, paths):
    layers = path.parts[0] == "services" and path.parts[2] in ("domain", "handlers", "store") and path.suffix == ".cc"
    if not layers or path.stem in WITHOUT_TEST:
        return
    if path.with_name(f"{path.stem}_test.cc") not in paths:
        yield f"{path}: no test stands beside it"


def last_argument(text, start):
    """Of the call whose opening parenthesis ends at `start`."""
    depth, begin = 1, start
    for i in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        if depth == 0:
            return text[begin:i]
        if depth == 1 and text[i] == ",":
            # What stands between quotes isn't an argument of its own.
            if text.count('"', begin, i) % 2 == 0:
                begin = i + 1
    return ""


def rpcs_of(service):
    return {rpc for path in (ROOT / "protos/shopdesk" / service).rglob("*.proto") for rpc in RPC.findall(path.read_text(encoding="utf-8"))}


def wrong_state_findings(path, text):
    """What an error names as possible can be called."""
    if path.parts[0] != "services":
        return
    for match in WRONG_STATE.finditer(text):
        for literal in LITERAL.findall(last_argument(text, match.end())):
            for name in filter(None, literal.split(", ")):
                if name not in rpcs_of(path.parts[1]):
                    yield f"{path}: WRONG_STATE allows {name}, which is no RPC of {path.parts[1]}"


def proto_findings(path, text):
    # The values of an enum stand beside it in its scope: in its package they would collide.
    for name in re.findall(r"^enum (\w+)", text, re.MULTILINE):
        if name not in TOP_LEVEL_ENUMS:
            yield f"{path}: enum {name} stands in no message; make it message {name} with enum Value, or put it where it is used"
    for name in re.findall(r"\b\w*(?:basis_points|millis|permille)\b(?= = \d+)", text):
        yield f"{path}: {name}: a share is in _bps, a time in _seconds or _ms"


def findings(path, text, paths):
    if path.suffix == ".proto":
        yield from proto_findings(path, text)
        return
    yield from size_findings(path, text)
    if path.suffix == ".py":
        return
    yield from include_findings(path, text)
    if is_test(path):
        return
    yield from statement_findings(path, text)
    yield from parameter_findings(path, text)
    yield from by_hand_findings(path, text)
    yield from wrong_state_findings(path, text)
    yield from test_findings(path, paths)


def self_check():
    """The rules must catch what they are for."""
    wrong = {
        "services/orders/store/x.cc": 'constexpr sql::Statement kFind = {"find", "SELECT 1"};',
        "services/orders/store/y.cc": 'constexpr sql::Statement kInsert = {"orders.insert_refund", "SELECT 1"};',
        "libs/event/x.cc": 'constexpr sql::Statement kFind = {\n    "orders.get_event", "SELECT 1"};',
        "services/orders/handlers/x.h": "absl::Status Get(runtime::ReadContext& ctx, const v1::GetRequest& get, v1::X* response);",
        "services/orders/handlers/w.h": "absl::Status Get(runtime::ReadContext& ctx, const v1::GetRequest& request, v1::X* answer);",
        "services/orders/long_test.cc": "\n" * MOST_LINES,
        "services/orders/handlers/y.h": "MakePageToken(request, {});",
        "libs/base/x.cc": 'absl::StrCat("a")',
        "libs/base/x_test.cc": 'absl::StrCat("a")',
        "services/orders/domain/x.cc": "",
        "services/orders/z.cc": 'WrongStateError(order.name(), Name(a, b), "ShipOrder", "ShipOrder, wait for it")',
        "protos/shopdesk/orders/v1/x.proto": "enum Mode {\n",
        "protos/shopdesk/orders/v1/y.proto": "  int32 late_basis_points = 3;",
    }
    for path, text in wrong.items():
        assert list(findings(pathlib.PurePath(path), text, set())), f"{path} with {text} was not found"


def main():
    self_check()
    texts = {path.relative_to(ROOT): path.read_text(encoding="utf-8")
             for top in ("libs", "services", "tools", "bench", "tests", "protos/shopdesk") for pattern in ("*.h", "*.cc", "*.proto", "*.py")
             for path in (ROOT / top).rglob(pattern)}
    assert len(texts) > 100, f"only {len(texts)} files were found"
    found = [finding for path, text in sorted(texts.items()) for finding in findings(path, text, texts)]
    print("\n".join(found) or f"{len(texts)} files keep the dialect")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
