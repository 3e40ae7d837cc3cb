#!/usr/bin/env python3
"""The disk of four running services is full: writes are refused and say why, reads go on, readiness tells one from the other; when
there is room again writes go on, and nothing that was acknowledged is lost, though the service is killed. PostgreSQL has its log
elsewhere, as its manual advises: without room for it the server ends. Usage: full_disk_test.py BIN sqlite|postgres; the small disk
is a tmpfs in a mount namespace of its own, and where there may be none the test is left out (exit status 77)."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

DISK_MB = 256
SHOP = "shops/disk"
# What is written until the disk is full: a few hundred of them, once the ballast is there.
TEXT = "x" * 50000
LEFT_OUT = 77


def enter_namespace():
    """Runs this again where mounts are its own."""
    enter = ["unshare", "--mount"] + ([] if os.getuid() == 0 else ["--map-root-user"])
    if subprocess.run([*enter, "true"], check=False).returncode != 0:
        print("no mount namespaces here")
        sys.exit(LEFT_OUT)
    os.execvpe(enter[0], [*enter, sys.executable, *sys.argv], {**os.environ, "SHOPDESK_DISK_MOUNTED": "1"})


class Disk:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="shopdesk-disk-"))
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=1777", "tmpfs", self.folder], check=True)
        self.ballast = self.folder / "ballast"

    def fill(self):
        with open(self.ballast, "ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    pass

    def clear(self):
        self.ballast.unlink()

    def close(self):
        subprocess.run(["umount", "--lazy", self.folder], check=True)
        self.folder.rmdir()


def create(running, number):
    """A product, which takes room; the refusal, or None."""
    request = {"parent": SHOP, "productId": f"p{number}", "requestId": f"create-{number}",
               "product": {"title": "takes room", "description": TEXT,
                           "skus": [{"skuId": f"s{number}", "price": {"currencyCode": "CNY", "minor": 100}}]}}
    done = running.client("call", "catalog.v1.ProductService/CreateProduct", json.dumps(request), check=False)
    return None if done.returncode == 0 else done.stdout + done.stderr


def is_there(running, number):
    got = running.client("call", "catalog.v1.ProductService/GetProduct", json.dumps({"name": f"{SHOP}/products/p{number}"}),
                         check=False)
    return got.returncode == 0


def ready(running, service="catalog"):
    try:
        with urllib.request.urlopen(f"http://{suite.HOST}:{running.metrics_ports[service]}/readyz", timeout=10) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        return False


def takes_writes(running):
    return 'shopdesk_check_ok{check="database_write"} 1' in running.metrics("catalog")


def fill_up(running, disk):
    """Writes until it is refused; what was acknowledged, and the first number that wasn't."""
    acknowledged = []
    disk.fill()
    for number in range(1000):
        disk.fill()
        refusal = create(running, number)
        if refusal:
            assert "STORAGE_FULL" in refusal or "disk" in refusal, f"a refusal that doesn't say why: {refusal}"
            return acknowledged, number
        acknowledged.append(number)
    raise AssertionError("a full disk took a thousand writes")


def check(running, disk):
    policy = running.directory / "policy.json"
    policy.write_text('{"all": {"currency_code": "CNY"}}')
    running.client("policy", "apply", policy, "--shop", "disk")
    first = "before"
    refusal = create(running, first)
    assert refusal is None, refusal
    acknowledged, refused = fill_up(running, disk)
    acknowledged.append(first)
    suite.wait_for("the check of writes to fail", lambda: not takes_writes(running))
    for number in range(refused, refused + 5):
        assert create(running, number), "a full disk took a write"
        assert is_there(running, first), "a full disk refused a read"
    assert ready(running), "a full disk took the reads, too"
    disk.clear()
    suite.wait_for("writes to go on", lambda: create(running, refused) is None)
    acknowledged.append(refused)
    suite.wait_for("the check of writes to pass", lambda: takes_writes(running))
    running.kill("catalog")
    running.start("catalog")
    running.wait_until_healthy()
    lost = [number for number in acknowledged if not is_there(running, number)]
    assert not lost, f"acknowledged and lost: {lost}"
    print(f"{len(acknowledged)} writes were acknowledged, none is lost; the others were refused")


def main():
    if "SHOPDESK_DISK_MOUNTED" not in os.environ:
        enter_namespace()
    elsewhere = tempfile.mkdtemp(prefix="shopdesk-log-")
    disk = Disk()
    try:
        tempfile.tempdir = str(disk.folder)
        suite.Postgres.log_directory = f"{elsewhere}/log"
        if os.getuid() == 0:
            shutil.chown(elsewhere, "postgres")
        with suite.Suite(sys.argv[1], sys.argv[2]) as running:
            check(running, disk)
    finally:
        disk.close()
        shutil.rmtree(elsewhere)
    return 0


if __name__ == "__main__":
    sys.exit(main())
