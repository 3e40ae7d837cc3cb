#!/usr/bin/env python3
"""The invariants of each service's README and the checks of what it stores name one another: each invariant says which checks hold it,
or why no row tells it; each check is named by one; docs name no check that isn't there."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SERVICES = ("catalog", "orders", "logistics", "feedback")
# Where checks are listed; those of libraries are every service's.
OF_LIBRARIES = ("libs/verify/common_checks.cc", "libs/figures/check.cc")
LIST_OF_CHECKS = re.compile(r"^std::vector<(?:shopdesk::)?(?:verify::)?Check> \w*Checks\(.*?^}$", re.MULTILINE | re.DOTALL)
CHECK = re.compile(r'\{"([a-z]+\.[a-z_]+)",')
# The list of invariants, up to the next heading, in either form; one of them; what it says of itself.
SECTION = re.compile(r"^(?:## Invariants|\*\*Invariants\*\*)$(.*?)(?=^## |^\*\*|\Z)", re.MULTILINE | re.DOTALL)
INVARIANT = re.compile(r"^- (.*?)(?=^- |^\S|\Z)", re.MULTILINE | re.DOTALL)
CHECKED = re.compile(r"Checked by ((?:`[a-z]+\.[a-z_]+`(?:, )?)+)\.")
UNTOLD = re.compile(r"No row tells it: [^.]+\.$")
NAME = re.compile(r"`([a-z]+\.[a-z_]+)`")
DOCS = ("docs/runbooks/verify.md", "docs/runbooks/alerts/ShopdeskDataWrong.md")


def checks_in(text):
    return [name for body in LIST_OF_CHECKS.findall(text) for name in CHECK.findall(body)]


def readme_findings(service, readme, checks):
    """`checks`: the names of all that the service runs."""
    section = SECTION.search(readme)
    if section is None:
        yield f"services/{service}/README.md has no list of invariants"
        return
    named = set()
    for invariant in INVARIANT.findall(section.group(1)):
        text = " ".join(invariant.split())
        told = {name for names in CHECKED.findall(text) for name in NAME.findall(names)}
        if not told and not UNTOLD.search(text):
            yield f"services/{service}/README.md: no check is named, nor why none is: {text[:60]}"
        for name in sorted(told - checks):
            yield f"services/{service}/README.md names the check {name}, which isn't there"
        named |= told
    for name in sorted(checks - named):
        yield f"services/{service}/README.md: no invariant names the check {name}"


def doc_findings(document, text, checks):
    families = {name.split(".")[0] for name in checks}
    for name in sorted(set(NAME.findall(text)) - checks):
        if name.split(".")[0] in families:
            yield f"{document} names the check {name}, which isn't there"


def self_check():
    """The rules must catch what they are for."""
    code = 'std::vector<shopdesk::verify::Check> Checks() {\n  return {{"x.a", "claim"},\n          {"x.b", "claim"}};\n}\n'
    assert checks_in(code) == ["x.a", "x.b"]
    checks = {"x.a", "x.b"}
    good = "## Invariants\n\n- One. Checked by `x.a`,\n  `x.b`.\n- Two. No row tells it: nothing is kept.\n\n## More\n\n- Three.\n"
    assert not list(readme_findings("x", good, checks))
    for wrong in (good.replace("`x.b`", "`x.c`"), good.replace("`x.a`,\n  `x.b`", "`x.a`"), good.replace(" No row tells it: nothing is kept.", ""),
                  good.replace(" Checked by `x.a`,\n  `x.b`.", ""), good.replace("Invariants", "Rules"), good.replace(": nothing is kept", "")):
        assert list(readme_findings("x", wrong, checks)), wrong
    assert list(doc_findings("d", "`x.c`", checks)) and not list(doc_findings("d", "`x.a` `y.c`", checks))


def main():
    self_check()
    found = []
    common = {name for path in OF_LIBRARIES for name in checks_in((ROOT / path).read_text(encoding="utf-8"))}
    every = set(common)
    for service in SERVICES:
        folder = ROOT / "services" / service
        own = checks_in((folder / "verify/checks.cc").read_text(encoding="utf-8"))
        found += [f"services/{service}/verify/checks.cc has the check {name} twice" for name in sorted(own) if own.count(name) > 1]
        found += [f"services/{service}/verify/checks.cc: {name} must begin with {service}." for name in own if not name.startswith(f"{service}.")]
        found += readme_findings(service, (folder / "README.md").read_text(encoding="utf-8"), common | set(own))
        every |= set(own)
    for document in DOCS:
        found += doc_findings(document, (ROOT / document).read_text(encoding="utf-8"), every)
    print("\n".join(found) or f"{len(every)} checks, each named by an invariant")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
