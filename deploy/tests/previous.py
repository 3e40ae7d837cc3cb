"""What deploy/verify shows of the release before: its programs on a database that this release's have migrated."""

import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import suite  # noqa: E402

BUILT = ROOT / "build" / "previous"
PROGRAMS = ("shopdesk", *(f"shopdesk-{service}" for service in suite.SERVICES))
SHOP = "retail"
# Enough that the replay is still on its way after the last kill.
ORDERS = 120


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def base():
    """The commit of the newest release, by its tag, that isn't this commit; where nothing was released yet, the last one whose programs
    lack the newest migration."""
    tags = git("tag", "--list", "v*", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-version:refname").split()
    if tags:
        return git("rev-parse", f"{tags[0]}^{{commit}}")
    newest = git("log", "-1", "--first-parent", "-m", "--diff-filter=A", "--format=%H", "--", "*/migrations/postgres/*.sql")
    return git("rev-parse", f"{newest}^1")


def build(commit):
    """A checkout of it with its programs; one that is there already is taken."""
    checkout = BUILT / commit
    if not checkout.exists():
        git("worktree", "prune")
        git("worktree", "add", "--detach", str(checkout), commit)
    for command in (["cmake", "--preset", "release"],
                    ["cmake", "--build", "build/release", "--parallel", str(os.cpu_count()), "--target", *PROGRAMS]):
        done = subprocess.run(command, cwd=checkout, capture_output=True, text=True)
        assert done.returncode == 0, f"{' '.join(command)} in {checkout}:\n{(done.stdout + done.stderr)[-3000:]}"
    return checkout


def suite_of(checkout):
    """Its own tests/suite.py, which knows how its programs are started."""
    spec = importlib.util.spec_from_file_location("previous_suite", checkout / "tests" / "suite.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Beside(suite.Suite):
    """This release's services on the database and with the keys of another suite, which goes on running."""

    def __init__(self, binaries, other):
        super().__init__(binaries)
        self.postgres = other.postgres
        shutil.copy(other.directory / "keyring", self.directory)

    def _stop(self):
        # The database is the other's.
        self.postgres = None
        return super()._stop()

    def migrate(self, service):
        """As the migrations of a new release: apart from its servers, while the old ones serve."""
        config = self.directory / f"{service}-migrate.textproto"
        config.write_text(f'server {{ storage {{ postgres {{ dsn: "{self.postgres.dsn}" }} }} key_ring_file: "{self.key_ring()}" }}')
        done = subprocess.run([self.binaries / f"shopdesk-{service}", "--config", config, "--migrate"], capture_output=True, text=True)
        assert done.returncode == 0, f"the migration of {service} ended with {done.returncode}: {done.stderr}"


def policy_of(services, service, **change):
    """Reads a shop's policy, or changes it."""
    name = {"name": f"shops/{SHOP}/policy"}
    method = f"{service}.v1.PolicyService/"
    if not change:
        return services.call(method + "GetPolicy", name)
    return services.call(method + "UpdatePolicy", {"policy": {**name, **change}, "updateMask": ",".join(change)})


def count_anew(services):
    """What a release that knows nothing of definitions counts beside this one doesn't show: docs/operations.md asks for this."""
    for service in suite.SERVICES:
        services.call(f"{service}.figures.v1.FigureService/RebuildFigures", {"parent": f"shops/{SHOP}"})


def rebuilding(services):
    return any(services.call(f"{service}.figures.v1.FigureService/GetFigureState", {"parent": f"shops/{SHOP}"}).get("rebuilding")
               for service in suite.SERVICES)


def compare_zone(writer, reader, service, zone):
    policy_of(writer, service, calendar={"time_zone": zone})
    seen = policy_of(reader, service)["calendar"]["time_zone"]
    assert seen == zone, f"{service} of the other release tells {seen} after {zone} was written"


def check_end(new, checkout):
    """What the new release says of what both did, when it is alone."""
    if not any(checkout.glob("libs/runtime/migrations/postgres/*_figure_definitions.sql")):
        count_anew(new)
    # The replay controls the clock: what is to be done in the background is done when it is moved.
    new.client("clock", "--by", "1m")
    assert not rebuilding(new), "figures are still counted anew"
    new.client("verify")


def check_postgres(binaries, before, checkout):
    with before.Suite(checkout / "build" / "release" / "bin", "postgres") as old:
        new = Beside(binaries, old)
        report = old.directory / "replay.json"
        with old.replaying(report, "--orders", ORDERS) as replay:
            suite.wait_for("some orders before the migration", lambda: old.placed() >= 8 or replay.poll() is not None, 300)
            for service in suite.SERVICES:
                new.migrate(service)
            # Started again on what it doesn't know, as pods are that come to another node.
            for service in suite.SERVICES:
                old.kill_amid(replay, service)
        before.compare(report, "--orders", ORDERS)
        with new:
            for service in suite.SERVICES:
                compare_zone(old, new, service, "Europe/Madrid")
                compare_zone(new, old, service, "Asia/Shanghai")
            shown = json.loads(new.client("--json", "show", "order", "536365", "--shop", SHOP).stdout)
            assert shown["order"]["state"] == json.loads(old.client("show", f"shops/{SHOP}/orders/536365").stdout)["state"], shown
            for service in suite.SERVICES:
                old.processes[service].terminate()
            for service in suite.SERVICES:
                assert old.processes[service].wait(timeout=60) == 0, f"{service} of the release before did not end in order"
            check_end(new, checkout)


def swap(services, binaries):
    """Each service ends, and that of another release starts on its files, those that are called first (docs/runbooks/upgrade.md)."""
    services.binaries = pathlib.Path(binaries)
    for service in suite.SERVICES:
        services.processes[service].terminate()
        assert services.processes[service].wait(timeout=60) == 0, f"{service} did not end in order"
        services.start(service)
    services.wait_until_healthy()


def check_sqlite(binaries, before, checkout):
    """On SQLite a database has one process: the two releases take turns."""
    programs = checkout / "build" / "release" / "bin"
    with before.Suite(programs, "sqlite") as services:
        report = services.directory / "replay.json"
        with services.replaying(report, "--orders", ORDERS) as replay:
            for service in suite.SERVICES:
                placed = services.placed()
                suite.wait_for("some more orders", lambda: services.placed() >= placed + 8 or replay.poll() is not None, 300)
                assert replay.poll() is None, f"the replay ended before {service} could be killed"
                services.kill(service)
                done = subprocess.run([binaries / f"shopdesk-{service}", "--config", services.directory / f"{service}.textproto", "--migrate"],
                                      capture_output=True, text=True)
                assert done.returncode == 0, f"the migration of {service} ended with {done.returncode}: {done.stderr}"
                services.start(service)
                services.wait_until_healthy()
        before.compare(report, "--orders", ORDERS)
        for release, zone in ((binaries, "Asia/Shanghai"), (programs, "Europe/Madrid"), (binaries, None)):
            last = {service: policy_of(services, service) for service in suite.SERVICES}
            order = json.loads(services.client("show", f"shops/{SHOP}/orders/536365").stdout)["state"]
            swap(services, release)
            seen = {service: policy_of(services, service) for service in suite.SERVICES}
            assert seen == last, f"the other release tells {seen} after {last} was written"
            assert json.loads(services.client("show", f"shops/{SHOP}/orders/536365").stdout)["state"] == order
            for service in suite.SERVICES if zone else ():
                policy_of(services, service, calendar={"time_zone": zone})
        check_end(services, checkout)


def check(binaries, checkout):
    checkout = pathlib.Path(checkout) if checkout else build(base())
    before = suite_of(checkout)
    check_postgres(binaries, before, checkout)
    check_sqlite(pathlib.Path(binaries), before, checkout)
    commit = subprocess.run(["git", "-C", checkout, "log", "-1", "--format=%h of %cs"], capture_output=True, text=True, check=True).stdout
    return (f"{commit.strip()} replays, its database is migrated meanwhile, each of its services is killed and started on that, and the "
            "report agrees with the file; both releases read what the other wrote, beside each other on PostgreSQL, in turn on SQLite; "
            "`shopdesk verify` finds nothing when the old one is gone")
