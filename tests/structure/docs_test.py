#!/usr/bin/env python3
"""The lists in docs/ and the constants of the code are the same: event types, error reasons, kinds of work; and docs name
no test that isn't there."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SERVICES = ("catalog", "orders", "logistics", "feedback")
CONSTANT = re.compile(r'inline constexpr char (k\w+)\[\] =\s*"([^"]+)";')
REASON = re.compile(r'(?:StatusCode::k\w+,|Refusal\()\s*"([A-Z][A-Z_]+)"')
REASON_CONSTANT = re.compile(r'"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)"')
COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
DOCUMENTED = re.compile(r"`([^`]+)`")
# A row of a follower's table, or a comparison: who takes an event, not who emits it.
TAKEN = re.compile(r"^ *\{events::k\w+, [\w:]+\},?$|[!=]= events::k\w+|case events::k\w+", re.MULTILINE)
# A method of the API with its comment; reasons after a code, e.g. FAILED_PRECONDITION (WRONG_STATE; NO_COD: metadata carrier).
METHOD = re.compile(r"((?:^  //[^\n]*\n)+)  rpc (\w+)", re.MULTILINE)
WITH_CODE = re.compile(r"[A-Z_]{5,} \(([^)]*)\)")
REASON_TOLD = re.compile(r"(?:^|[;,] |\n  // )([A-Z]+(?:_[A-Z]+)+)")
# A kind of work with its role; a case of a suite.
WORK_KIND = re.compile(r'\bKind k\w+\s*=\s*\{\s*"(\w+)",\s*Role::(\w+)')
TEST_CASE = re.compile(r"^(?:(?:TYPED_)?TEST(?:_[FP])?|RC_GTEST_PROP)\((\w+),\s*(\w+)", re.MULTILINE)
# CMake makes one test of it for each database.
STORAGE = re.compile(r"_(?:sqlite|postgres)_")
DATABASES = {"PostgreSQL", "SQLite"}
# Emitted by the libraries of every service.
COMMON_EVENTS = {"policy.updated", "erasure.begun", "erasure.done"}


def is_code(path):
    return path.suffix in (".h", ".cc") and not path.stem.endswith("_test") and "testing" not in path.parts


def sources(folder):
    return {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob("*")) if is_code(path)}


def first_cells(document, heading):
    """What stands in the first column of the tables below a heading, in backquotes."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"docs/{document} has no section {heading}"
    return [name for line in section.group(1).splitlines() if line.startswith("| `") for name in DOCUMENTED.findall(line.split("|")[1])]


def differences(of, code, documented, document):
    for name in sorted(code - documented):
        yield f"docs/{document} lacks {name} of {of}"
    for name in sorted(documented - code):
        yield f"docs/{document} has {name}, which {of} has not"


def event_findings():
    constants = {}
    for service in SERVICES:
        texts = sources(f"services/{service}")
        files = [path for path in texts if path.name == "events.h" and "domain" in path.parts]
        if len(files) != 1:
            yield f"services/{service} has {len(files)} files events.h in its domain, not one"
            continue
        constants[service] = dict((value, name) for name, value in CONSTANT.findall(texts[files[0]]))
        assert len(constants[service]) > 10, f"only {len(constants[service])} events of {service} were found"
        yield from differences(service, set(constants[service]), set(first_cells("events.md", service)) - COMMON_EVENTS, "events.md")
        counted = files[0].with_name("event_types.h")
        if set(re.findall(r"\bk[A-Z]\w+", texts[counted])) - {"kAll"} != set(constants[service].values()):
            yield f"{counted.relative_to(ROOT)} lists other events than events.h has"
        others = COMMENT.sub("", "\n".join(text for path, text in texts.items() if path not in (files[0], counted)))
        emitted = set(re.findall(r"events::(k\w+)", TAKEN.sub("", others)))
        for value, name in sorted(constants[service].items()):
            if name not in emitted:
                yield f"services/{service} never emits {value}"
            if f'"{value}"' in others:
                yield f"services/{service} has {value} as a literal: use events::{name}"
    # What a service follows must be what its source emits.
    for service in SERVICES:
        for path in sorted((ROOT / f"services/{service}/clients").glob("*_events.h")):
            source = path.stem.removesuffix("_events")
            for _, value in CONSTANT.findall(path.read_text(encoding="utf-8")):
                if value not in constants.get(source, {}):
                    yield f"{path.relative_to(ROOT)} has {value}, which {source} never emits"


def reason_findings():
    documented = set(DOCUMENTED.findall("\n".join(
        line.split("|")[1] for line in (ROOT / "docs/errors.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `"))))
    made = set()
    for path, text in {**sources("libs"), **sources("services")}.items():
        reasons = set(REASON.findall(text))
        if path.parts[len(ROOT.parts)] == "services" and reasons:
            yield f"{path.relative_to(ROOT)} makes {', '.join(sorted(reasons))}: errors are functions of the domain's errors.h"
        made |= reasons
        if path.name == "errors.h" or path.relative_to(ROOT).as_posix() == "libs/base/error.h":
            made |= {value for _, value in CONSTANT.findall(text) if REASON_CONSTANT.fullmatch(f'"{value}"')}
    assert len(made) > 50, f"only {len(made)} reasons were found"
    yield from differences("the code", made, documented, "errors.md")


def work_findings():
    """The kinds of work and docs/work.md, which says of each whose it is and who makes it."""
    made, documented = set(), set()
    for path, text in {**sources("libs"), **sources("services")}.items():
        service = path.relative_to(ROOT).parts[1] if "services" in path.parts else "all"
        made |= {(kind, role.lower(), service) for kind, role in WORK_KIND.findall(text)}
    assert len(made) > 50, f"only {len(made)} kinds of work were found"
    for line in (ROOT / "docs" / "work.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            kind, role, service = (cell.strip() for cell in line.split("|")[1:4])
            documented.add((kind.strip("`"), role, service))
    words = {each: f"{each[0]} (role {each[1]}, {each[2]})" for each in made | documented}
    yield from differences("the code", {words[each] for each in made}, {words[each] for each in documented}, "work.md")


def unknown_tests():
    """Targets, suites and cases that docs/features.md names, in the column of tests."""
    targets = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("CMakeLists.txt") if "build" not in path.parts)
    suites, cases = set(), set()
    for folder in ("libs", "services", "tests", "tools", "bench"):
        for path in (ROOT / folder).rglob("*.cc"):
            found = TEST_CASE.findall(path.read_text(encoding="utf-8"))
            suites |= {suite for suite, _ in found}
            cases |= {case for _, case in found}
    assert len(suites) > 300, f"only {len(suites)} suites were found"
    for row in (ROOT / "docs" / "features.md").read_text(encoding="utf-8").splitlines():
        if not row.startswith("| ") or row.count("|") < 6:
            continue
        feature, tests = row.split("|")[1].strip(), row.split("|")[4]
        for name in re.findall(r"`(\w+_test)`", tests):
            if name not in targets and STORAGE.sub("_${storage}_", name) not in targets:
                yield f"docs/features.md: {feature} names {name}, which is no test"
        for name, cut in re.findall(r"\b([A-Z]\w*[a-z]\w*)(…?)", re.sub(r"`[^`]*`", "", tests)):
            known = name in suites | DATABASES or any(case.startswith(name) if cut else case == name for case in cases)
            if not known:
                yield f"docs/features.md: {feature} names {name}{cut}, which is neither a suite nor a case"


def told_errors():
    """Every method says its errors; what it names is documented, and a service's documented reasons are named somewhere."""
    documented = {name for heading in ("all services", *SERVICES) for name in first_cells("errors.md", heading)}
    everything = ""
    for path in sorted((ROOT / "protos" / "shopdesk").rglob("*.proto")):
        text = path.read_text(encoding="utf-8")
        everything += text
        for comment, method in METHOD.findall(text):
            told = comment.partition("Errors:")[2]
            if not told:
                yield f"{path.name}: {method} doesn't say its errors"
            for inner in WITH_CODE.findall(told):
                for name in REASON_TOLD.findall(inner):
                    if name not in documented:
                        yield f"{path.name}: {method} names {name}, which docs/errors.md hasn't"
    for service in SERVICES:
        for name in first_cells("errors.md", service):
            if not re.search(rf"\b{name}\b", everything):
                yield f"docs/errors.md: no method of {service} tells of {name}"


def repeated_rows():
    """No table says something of a thing twice, as merges of two changes leave it."""
    for document in ("errors.md", "events.md", "features.md", "work.md"):
        section, seen = "", set()
        lines = (ROOT / "docs" / document).read_text(encoding="utf-8").splitlines()
        for line, after in zip(lines, [*lines[1:], ""]):
            if line.startswith("## "):
                section, seen = line[3:], set()
            if not line.startswith("| ") or after.startswith("|--"):
                continue
            name = line.split("|")[1].strip()
            if name in seen:
                yield f"docs/{document}: {section} has {name} twice"
            seen.add(name)



def main():
    found = [*event_findings(), *reason_findings(), *told_errors(), *repeated_rows(), *work_findings(), *unknown_tests()]
    print("\n".join(found) or "events, reasons, work and tests are as the docs say")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
