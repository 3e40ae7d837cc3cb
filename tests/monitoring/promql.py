"""What the tests read out of PromQL expressions, rule files, dashboards and consoles."""

import functools
import html
import json
import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RULES = ROOT / "deploy" / "prometheus" / "rules"
DASHBOARDS = ROOT / "deploy" / "dashboards"
CONSOLES = ROOT / "deploy" / "prometheus" / "consoles"
RUNBOOKS = ROOT / "docs" / "runbooks" / "alerts"

STRING = r'"(?:[^"\\]|\\.)*"'
GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
RANGE = re.compile(r"\[[^\]]*\]")
# A name with its matchers; a function's name is followed by a bracket instead.
SELECTOR = re.compile(r"(?<![\w:.])([a-zA-Z_:][\w:]*)(?![\w:])\s*(\{(?:[^{}\"]|" + STRING + r")*\})?(?!\s*\()")
KEYWORDS = {"and", "or", "unless", "offset", "bool", "by", "without", "on", "ignoring", "group_left", "group_right", "inf", "nan"}


def selectors(expression):
    """The series that an expression reads: names with their matchers, without ranges and offsets."""
    bare = GROUPING.sub(" ", RANGE.sub(" ", expression))
    strings = []

    def keep(match):
        strings.append(match.group(0))
        return f'"{len(strings) - 1}"'

    bare = re.sub(STRING, keep, bare)
    found = []
    for name, matchers in SELECTOR.findall(bare):
        if name.lower() not in KEYWORDS and not re.fullmatch(r"(?:sum|min|max|avg|count|group)", name):
            found.append(name + re.sub(r'"(\d+)"', lambda each: strings[int(each.group(1))], matchers))
    return found


def names(expression):
    return {selector.partition("{")[0] for selector in selectors(expression)}


@functools.cache
def rules():
    """(file, group, rule) of every recording and alerting rule."""
    return [(path, group["name"], rule) for path in sorted(RULES.glob("*.yml"))
            for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]


def alerts():
    return {rule["alert"]: rule for _, _, rule in rules() if "alert" in rule}


@functools.cache
def recorded():
    """The expressions behind each recorded name."""
    found = {}
    for _, _, rule in rules():
        if "record" in rule:
            found.setdefault(rule["record"], []).append(rule["expr"])
    return found


def sources(expression):
    """The exported series that an expression reads, through all recording rules."""
    known, seen, found, todo = recorded(), set(), set(), [expression]
    while todo:
        for selector in selectors(todo.pop()):
            name = selector.partition("{")[0]
            if name not in known:
                found.add(selector)
            elif name not in seen:
                seen.add(name)
                todo += known[name]
    return found


def exported(expression):
    """Their names."""
    return {selector.partition("{")[0] for selector in sources(expression)}


def matches(key, selector):
    """Whether a line of pending.txt or quiet.txt is about a selector: NAME is, NAME{TEXT if TEXT is among its matchers."""
    name, _, text = key.partition("{")
    found, _, matchers = selector.partition("{")
    return found == name and text in re.sub(r"\s+", "", matchers)


def dashboard_expressions():
    """(where, expression) of every panel of the dashboards."""
    for path in sorted(DASHBOARDS.glob("*.json")):
        for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
            for target in panel.get("targets", ()):
                yield f"{path.name}: {panel['title']}", target["expr"]


def console_expressions():
    """(where, expression) of everything that a console asks, by its template or by its script."""
    for path in sorted(CONSOLES.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        for expression in re.findall(r"query `([^`]+)`", text):
            yield path.name, expression
        for expressions in re.findall(r"data-queries='([^']+)'", text):
            for query in json.loads(html.unescape(expressions)):
                yield path.name, query["expr"]


def table(name):
    """A file of lines "key  reason" beside this one."""
    lines = (pathlib.Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("  ", 1) for line in lines if line and not line.startswith("#"))


def pending():
    """What the services don't export yet, with the reason."""
    return table("pending.txt")
