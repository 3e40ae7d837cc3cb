#!/usr/bin/python3
"""The dashboards and consoles are what deploy/dashboards/generate writes, and the dashboards are what Grafana takes: by what is
checked here, and by Grafana's own types, which npm gets."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import promql  # noqa: E402

GRAFANA = pathlib.Path(__file__).resolve().parent / "grafana"
COLUMNS = 24
TYPES = {"row", "stat", "timeseries"}
# Of Grafana's units those that are used here.
UNITS = {"short", "s", "bytes", "percentunit", "reqps", "ops"}
# Type of what a dashboard must have, by key (Grafana's schema, version 39).
DASHBOARD = {"uid": str, "title": str, "tags": list, "schemaVersion": int, "version": int, "editable": bool, "graphTooltip": int,
             "timezone": str, "refresh": str, "time": dict, "annotations": dict, "links": list, "templating": dict, "panels": list}
PANEL = {"id": int, "type": str, "title": str, "gridPos": dict}
QUERIES = {"datasource": dict, "fieldConfig": dict, "options": dict, "targets": list, "description": str}
TARGET = {"refId": str, "expr": str, "legendFormat": str, "range": bool, "instant": bool, "datasource": dict}
LEGEND = re.compile(r"\{\{(\w+)\}\}")
GROUPED = re.compile(r"\bby \(([^)]*)\)")


def missing(where, value, shape):
    for key, kind in shape.items():
        if not isinstance(value.get(key), kind) or (kind is int and isinstance(value[key], bool)):
            yield f"{where}: {key} is missing or no {kind.__name__}"


def overlaps(panels):
    taken = {}
    for panel in panels:
        grid = panel["gridPos"]
        if grid["w"] < 1 or grid["h"] < 1 or grid["x"] < 0 or grid["x"] + grid["w"] > COLUMNS:
            yield f"{panel['title']} stands beside the page"
        for x in range(grid["x"], grid["x"] + grid["w"]):
            for y in range(grid["y"], grid["y"] + grid["h"]):
                if taken.setdefault((x, y), panel["title"]) != panel["title"]:
                    yield f"{panel['title']} stands on {taken[x, y]}"
                    return


def panel_faults(where, panel):
    yield from missing(where, panel, PANEL)
    if panel["type"] not in TYPES:
        yield f"{where}: there is no panel of type {panel['type']}"
    if panel["type"] == "row":
        return
    yield from missing(where, panel, QUERIES)
    if panel["fieldConfig"]["defaults"]["unit"] not in UNITS:
        yield f"{where}: there is no unit {panel['fieldConfig']['defaults']['unit']}"
    references = [target["refId"] for target in panel["targets"]]
    if not references or len(set(references)) != len(references):
        yield f"{where}: its queries need names of their own"
    for target in panel["targets"]:
        yield from missing(where, target, TARGET)
        if target["datasource"] != {"type": "prometheus", "uid": "${datasource}"}:
            yield f"{where}: asks another data source than the dashboard's"
        groups = GROUPED.search(target["expr"])
        grouped = {name.strip() for name in groups.group(1).split(",")} if groups else None
        for label in LEGEND.findall(target["legendFormat"]):
            if grouped is not None and label not in grouped:
                yield f"{where}: the legend names {label}, by which nothing is grouped"


def faults(path):
    dashboard = json.loads(path.read_text(encoding="utf-8"))
    yield from (f"{path.name}: {fault}" for fault in missing("dashboard", dashboard, DASHBOARD))
    variables = [each["name"] for each in dashboard["templating"]["list"]]
    if variables != ["datasource"]:
        yield f"{path.name}: its variables are {variables}"
    ids = [panel["id"] for panel in dashboard["panels"]]
    if len(set(ids)) != len(ids):
        yield f"{path.name}: two panels have one id"
    yield from (f"{path.name}: {fault}" for fault in overlaps(dashboard["panels"]))
    for panel in dashboard["panels"]:
        yield from panel_faults(f"{path.name}: {panel['title']}", panel)


def constants(paths):
    """Everything in the dashboards that Grafana has a type for, in TypeScript."""
    for number, path in enumerate(paths):
        dashboard = json.loads(path.read_text(encoding="utf-8"))
        yield f"export const dashboard{number}: Dashboard = {json.dumps(dashboard)};"
        for panel in dashboard["panels"]:
            name = f"{number}_{panel['id']}"
            if panel["type"] == "stat":
                yield f"export const stat{name}: Stat = {json.dumps(panel['options'])};"
            if panel["type"] == "timeseries":
                yield f"export const options{name}: Timeseries = {json.dumps(panel['options'])};"
                yield f"export const field{name}: Field = {json.dumps(panel['fieldConfig']['defaults']['custom'])};"


def type_faults(paths):
    assert shutil.which("node") and shutil.which("npm"), "there is no node or npm: scripts/bootstrap installs them"
    with tempfile.TemporaryDirectory() as directory:
        for name in ("package.json", "package-lock.json", "types.ts"):
            shutil.copy(GRAFANA / name, directory)
        installed = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=directory,
                                   capture_output=True, text=True, timeout=300)
        assert installed.returncode == 0, f"npm can't get Grafana's types:\n{installed.stderr[-500:]}"
        with open(f"{directory}/types.ts", "a", encoding="utf-8") as file:
            file.write("\n".join(constants(paths)))
        checked = subprocess.run(["node_modules/.bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "--module", "esnext",
                                  "--moduleResolution", "node", "--target", "es2020", "types.ts"],
                                 cwd=directory, capture_output=True, text=True, timeout=300)
        return checked.stdout.splitlines()


def main():
    generated = subprocess.run([str(promql.DASHBOARDS / "generate"), "--check"], capture_output=True, text=True)
    found = generated.stdout.splitlines() + generated.stderr.splitlines()
    paths = sorted(promql.DASHBOARDS.glob("*.json"))
    if [path.stem for path in paths] != ["catalog", "desk", "feedback", "logistics", "orders", "suite"]:
        found.append(f"there are dashboards {[path.stem for path in paths]}")
    uids = [json.loads(path.read_text(encoding="utf-8"))["uid"] for path in paths]
    if len(set(uids)) != len(uids):
        found.append(f"two dashboards have one uid: {uids}")
    for path in paths:
        found += faults(path)
    found += type_faults(paths)
    print("\n".join(found) or f"{len(paths)} dashboards")
    return 1 if found or generated.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
