#!/usr/bin/python3
"""The programs of docs/api/calling.md do what they say, with the shipped service config: while a service is killed and started again
each order is placed once, and no call fails.

    programs_test.py BIN_DIR sqlite|postgres
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

import grpc

import examples_test
import protos as described
import story
import suite

HERE = pathlib.Path(__file__).resolve().parent
SERVICE_CONFIG = suite.ROOT / "deploy" / "config" / "client-service-config.json"
# Of the story: the shop opens, and gets goods.
CHAPTERS = 2
ORDERS = 12
KILLED_AFTER = 4


def python_program(directory):
    """The program, and where the code is that protoc makes for it."""
    generated = directory / "generated"
    generated.mkdir()
    files = [str(path.relative_to(described.PROTOS)) for path in described.PROTOS.rglob("*.proto") if "grpc" not in path.parts]
    subprocess.run(["protoc", f"-I{described.PROTOS}", f"--python_out={generated}", f"--grpc_python_out={generated}",
                    f"--plugin=protoc-gen-grpc_python={shutil.which('grpc_python_plugin')}", *files], check=True)
    return ["/usr/bin/python3", str(HERE / "python" / "place_orders.py")], {"PYTHONPATH": str(generated)}


def node_program(directory):
    assert shutil.which("node") and shutil.which("npm"), "there is no node or npm: scripts/bootstrap installs them"
    for name in ("place_orders.js", "package.json", "package-lock.json"):
        shutil.copy(HERE / "node" / name, directory)
    installed = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=directory,
                               capture_output=True, text=True, timeout=300)
    assert installed.returncode == 0, f"npm can't get the packages of the program for Node:\n{installed.stderr[-500:]}"
    return [shutil.which("node"), str(directory / "place_orders.js"), "--protos", str(described.PROTOS)], {}


class Program:
    """One of the programs, started."""

    def __init__(self, services, command, environment, sku, count):
        targets = [part for name in ("catalog", "orders") for part in (f"--{name}", f"{suite.HOST}:{services.grpc[name]}")]
        self.process = subprocess.Popen([*command, *targets, "--service-config", str(SERVICE_CONFIG), "--shop", "tea", "--sku", sku,
                                         "--count", str(count)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env={"PATH": "/usr/bin:/bin", **environment})

    def lines(self, count):
        return [self.process.stdout.readline().rstrip("\n") for _ in range(count)]

    def end(self):
        out, errors = self.process.communicate(timeout=120)
        return self.process.returncode, out.splitlines(), errors


def placed(teller):
    """The names of all orders. The first call finds the connection to the service that was killed."""
    try:
        return list_orders(teller)
    except grpc.RpcError as error:
        assert error.code() is grpc.StatusCode.UNAVAILABLE, error
        return list_orders(teller)


def list_orders(teller):
    answers = teller.call(teller.protos.method("shopdesk.orders.v1.OrderService/ListOrders"), "orders", "agent:1;role=owner",
                          story.CLIENT, [{"parent": "shops/tea", "page_size": 1000}])
    return {order["name"] for order in answers[0].get("orders", [])}


def try_program(services, teller, name, command, environment):
    before = placed(teller)
    program = Program(services, command, environment, "LJ-250", ORDERS)
    said = program.lines(1 + KILLED_AFTER)
    services.kill("orders")
    services.start("orders")
    code, rest, errors = program.end()
    assert code == 0, f"{name} ends with {code}: {errors}"
    said += rest
    assert said[0] == "西湖龙井 明前" and said[-1] == "told", f"{name}: {said}"
    orders = [line.split() for line in said[1:-1]]
    assert all(words[1:] == ["19900", "CNY"] for words in orders), f"{name}: {orders}"
    services.wait_until_healthy()
    names = {words[0] for words in orders}
    assert len(orders) == ORDERS and placed(teller) - before == names, f"{name} placed {placed(teller) - before} and says {orders}"

    code, _, errors = Program(services, command, environment, "none", 1).end()
    assert code == 1 and errors.startswith("NOT_FOUND NOT_FOUND: "), f"{name} ends with {code}: {errors}"
    print(f"{name}: {ORDERS} orders placed once each while the service was killed")


def main():
    binaries, storage = sys.argv[1:3]
    protos = described.Protos()
    with suite.Suite(binaries, storage) as services, tempfile.TemporaryDirectory() as directory:
        teller = examples_test.Teller(services, protos)
        found = teller.tell(story.load(protos, CHAPTERS))
        assert not found, found
        for name, prepare in (("python", python_program), ("node", node_program)):
            own = pathlib.Path(directory) / name
            own.mkdir()
            try_program(services, teller, name, *prepare(own))


if __name__ == "__main__":
    main()
