"""Runs the commands of docs/runbooks/alerts beside a suite that runs."""

import concurrent.futures
import os
import re
import shlex
import subprocess

import promql
import stack as stack_module

BLOCK = re.compile(r"^```sh (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS = ("check", "repair", "cluster")
# What a healthy suite answers a repair of what isn't broken: the call was right, and there is nothing to do.
NOTHING_TO_REPAIR = re.compile(r"\bNOT_FOUND\b|on no list")


def environment(services, stack):
    """The variables of the runbooks' README, and a `shopdesk` that finds this suite."""
    programs = services.directory / "programs"
    programs.mkdir()
    client = programs / "shopdesk"
    client.write_text(f'#!/bin/sh\nexec {shlex.join(services.command())} --patience 60 --timeout 60 "$@"\n')
    client.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{programs}:{services.binaries}:{os.environ['PATH']}",
        "PROMETHEUS": stack.url,
        "SHOPDESK_ACTOR": "1001",
        "SHOPDESK_ROLE": "lead",
        "SERVICE": "orders",
        "SHOP": "retail",
        "METRICS": f"http://{stack_module.suite.HOST}:{services.metrics_ports['orders']}",
        "LOG": str(services.directory / "orders.err"),
        "CONFIG": str(services.directory / "orders.textproto"),
    }


def is_fine(kind, done):
    if kind == "repair" and done.returncode != 0:
        return bool(NOTHING_TO_REPAIR.search(done.stderr))
    return done.returncode == 0


def blocks():
    for path in sorted(promql.RUNBOOKS.glob("Shopdesk*.md")):
        for kind, commands in BLOCK.findall(path.read_text(encoding="utf-8")):
            assert kind in KINDS, f"{path.name}: a block of commands is one of {KINDS}, not {kind}"
            yield path.name, kind, commands


def fault(block, variables):
    """What is wrong with a block; None if nothing is."""
    page, kind, commands = block
    if kind == "cluster" and not all(line.startswith("kubectl ") for line in commands.splitlines()):
        return f"{page}: a block for the cluster has other commands than kubectl's"
    shell = ["bash", "-n", "-c", commands] if kind == "cluster" else ["bash", "-eu", "-o", "pipefail", "-c", commands]
    done = subprocess.run(shell, env=variables, capture_output=True, text=True, timeout=120)
    return None if is_fine(kind, done) else f"{page}, {kind}:\n{commands}{done.stdout[-300:]}{done.stderr}"


def run(services, stack):
    """(how many blocks ran, what was wrong)."""
    variables, all_blocks = environment(services, stack), list(blocks())
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        faults = list(pool.map(lambda block: fault(block, variables), all_blocks))
    return len(all_blocks), [each for each in faults if each]
