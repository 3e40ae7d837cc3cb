#!/usr/bin/env python3
"""Zero is zero: what docs/api-conventions.md says of numbers, held against the protos.

A number of a policy is optional and has a default, which its comment tells. Nowhere does zero mean "never", "no limit" or "all".
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROTOS = ROOT / "protos/shopdesk"
# The messages of policies: what the shop decides. Numbers of the messages in their lists are given with them.
POLICIES = {
    "catalog/v1/policy.proto": ["Policy"],
    "orders/v1/policy.proto": ["Policy"],
    "logistics/v1/policy.proto": ["Policy"],
    "feedback/v1/policy.proto": ["Policy"],
    "feedback/v1/commission.proto": ["CommissionPlan"],
    "type/v1/contact.proto": ["ContactRule"],
    "type/v1/calendar.proto": ["ShopCalendar"],
}
NUMBER = re.compile(r"^((?: *//[^\n]*\n)*)( *)(optional )?u?int(?:32|64) (\w+) = \d+(?: \[\(shopdesk\.option\.v1\.field\) = \{([^}]*)\}\])?;",
                    re.MULTILINE)
DEFAULT_VALUE = re.compile(r"\bdefault_value: (\d+)")
TOLD = re.compile(r"\bDefault (\d[\d,]*\d|\d)\b")
SPECIAL = re.compile(
    r"(?:\b0|\b[Zz]ero)(?:,|:| is| means)? (?:\w+ ){0,3}?(never|no limit|no bound|unlimited|all\b|always|everything|as many|by hand|off\b)")
# A page without a size has the method's; these rules of fields are no numbers of the API.
PAGES = {"page_size"}
OTHERS = {"option/v1/option.proto"}


def body_of(text, message):
    """The fields of a message itself, with the comments before them."""
    start = re.search(rf"^message {message} \{{\n", text, re.MULTILINE)
    assert start, f"message {message} was not found"
    depth, kept = 1, []
    for line in text[start.end():].splitlines():
        opened = line.split("//")[0]
        if depth == 1:
            kept.append(line)
        depth += opened.count("{") - opened.count("}")
        if depth == 0:
            break
    return "\n".join(kept)


def comment_of(lines):
    return " ".join(line.strip().removeprefix("//").strip() for line in lines.splitlines())


def policy_findings(path, message, text):
    for comment, _, optional, name, rules in NUMBER.findall(body_of(text, message)):
        where = f"{path}: {message}.{name}"
        default = DEFAULT_VALUE.search(rules)
        told = TOLD.search(comment_of(comment))
        if not optional or default is None:
            yield f"{where}: a number of a policy is optional and has a default_value"
        elif told is None or told.group(1).replace(",", "") != default.group(1):
            yield f"{where}: its comment must say: Default {int(default.group(1)):,}"


def special_findings(path, text):
    for comment, _, _, name, _ in NUMBER.findall(text):
        special = SPECIAL.search(comment_of(comment))
        if special and name not in PAGES:
            yield f"{path}: {name}: 0 is 0, not \"{special.group(1)}\": make the field optional, or say it by a bool"


def findings(texts):
    for path, text in texts.items():
        for message in POLICIES.get(path, []):
            yield from policy_findings(path, message, text)
        if path not in OTHERS:
            yield from special_findings(path, text)


def self_check():
    """The rules must catch what they are for."""
    rule = "[(shopdesk.option.v1.field) = {min: 0, default_value: 2000}]"
    good = "message Policy {\n  // At most. Default 2,000.\n  optional int64 most = 1 " + rule + ";\n}\n"
    assert not list(findings({"orders/v1/policy.proto": good}))
    for wrong in (good.replace("optional ", ""), good.replace("2,000", "3,000"), good.replace(", default_value: 2000", ""),
                  good.replace("At most", "At most; 0: never")):
        assert list(findings({"orders/v1/policy.proto": wrong})), wrong
    for comment in ("Grams; 0: no limit.", "Offers; 0: all.", "Days; 0 is unlimited.", "Seconds; zero means never.", "Default 2; 0: as many\n  // as"):
        assert list(findings({"x.proto": f"  // {comment}\n  int64 most = 1;\n"})), comment


def main():
    self_check()
    texts = {path.relative_to(PROTOS).as_posix(): path.read_text(encoding="utf-8") for path in sorted(PROTOS.rglob("*.proto"))}
    found = list(findings(texts))
    print("\n".join(found) or f"{sum(len(NUMBER.findall(text)) for text in texts.values())} numbers keep the rule")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
