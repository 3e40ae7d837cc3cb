"""The calls of the API reference: a shop's story, told by the files of story/ one after the other, each a list of steps.

A step is a call:
  call      the method, e.g. "orders.v1.OrderService/GetOrder"
  as        for whom: the metadata shopdesk-actor, e.g. "agent:1001;role=agent", "buyer:mei"
  request   the request; `requests` for a stream of them. A request_id that it needs is made of the method and a number.
  service   which service is asked, where all serve the method
  caller    the program that calls, where it isn't the client: the metadata shopdesk-caller
  keep      names of what the answer holds, for later requests: {"refund": "name"} makes "${refund}" of its field `name`. A path of
            fields and indexes is written "parcels.0.shipment".
  show      this call, not the method's first one, stands in the reference
  error     the reason of the error that it answers, and `because`, why no call of the story can be OK
or moves the business time of all four services on until nobody has work left: {"advance": "2035-01-08T03:00:00Z"}.
"""

import json
import pathlib
import re
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
# What `keep` kept, as examples_test.py --write found it: the services derive ids from who calls, what, and the request_id.
NAMES = HERE / "names.json"
SERVICES = ("catalog", "orders", "logistics", "feedback")
PORTS = {"catalog": 7001, "orders": 7002, "logistics": 7003, "feedback": 7004}
# The client's name, as callers say it in shopdesk-caller.
CLIENT = "shopdesk-cli"
WIDTH = 120
KEYS = {"call", "as", "request", "requests", "service", "caller", "keep", "show", "error", "because"}


class Call:
    """A step that is a call."""

    def __init__(self, step, method, ordinal):
        assert step.keys() <= KEYS, f"{step['call']}: a step has no {', '.join(step.keys() - KEYS)}"
        self.method = method
        self.path = f"{method.containing_service.full_name}/{method.name}"
        self.service = step.get("service") or step["call"].split(".")[0]
        assert self.service in SERVICES, f"{step['call']}: say which service"
        self.actor = step["as"]
        self.caller = step.get("caller")
        self.keep = step.get("keep", {})
        self.show = step.get("show", False)
        self.error = step.get("error")
        self.because = step.get("because")
        assert bool(self.error) == bool(self.because), f"{step['call']}: an error needs a reason"
        self.requests = step.get("requests") or [step.get("request", {})]
        if "request_id" in method.input_type.fields_by_name:
            words = re.sub(r"(?<!^)(?=[A-Z])", "-", method.name).lower()
            for i, request in enumerate(self.requests):
                request.setdefault("request_id", f"{words}-{ordinal + i}")

    def filled(self, names):
        """The requests, with names of what was made before."""
        text = json.dumps(self.requests, ensure_ascii=False)
        return json.loads(re.sub(r"\$\{(\w+)\}", lambda found: names[found.group(1)], text))

    def pasted(self, names):
        """The call as a command for a shell."""
        requests = self.filled(names)
        assert "'" not in json.dumps(requests), f"{self.path}: an apostrophe would end the shell's string"
        if self.caller:
            target = f"http://127.0.0.1:{PORTS[self.service]}/{self.path}"
            (request,) = requests
            return (f"buf curl --protocol grpc --http2-prior-knowledge \\\n  -H 'shopdesk-caller: {self.caller}' "
                    f"-H 'shopdesk-actor: {self.actor}' \\\n  {target} \\\n  -d '{layout(request)}'")
        kind, rest = self.actor.split(":", 1)
        actor, _, role = rest.partition(";role=")
        words = ["shopdesk", *([] if kind == "agent" else ["--actor-kind", kind]), "--actor", urllib.parse.unquote(actor),
                 *(["--role", role] if role else []), "call"]
        if self.path.split(".")[1] not in SERVICES:
            words += ["--service", self.service]
        words.append(self.path.removeprefix("shopdesk."))
        command = " ".join(words)
        return command + "".join(f" '{layout(request, before=len(command))}'" for request in requests)


class Advance:
    """A step that moves business time."""

    def __init__(self, step):
        self.time = step["advance"]


def layout(value, indent=0, before=0):
    """JSON for people: on one line what fits there, beside what stands before it."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or not value or len(line) + indent + before <= WIDTH:
        return line
    space = " " * (indent + 2)
    if isinstance(value, dict):
        inner = ",\n".join(f"{space}{json.dumps(key)}: {layout(each, indent + 2)}" for key, each in value.items())
        return f"{{\n{inner}\n{' ' * indent}}}"
    inner = ",\n".join(f"{space}{layout(each, indent + 2)}" for each in value)
    return f"[\n{inner}\n{' ' * indent}]"


def load(protos, chapters=None):
    """The steps of the first chapters, or of all, in order."""
    steps, counts = [], {}
    for file in sorted((HERE / "story").glob("*.json"))[:chapters]:
        for step in json.loads(file.read_text(encoding="utf-8")):
            if "advance" in step:
                steps.append(Advance(step))
                continue
            method = protos.method(f"shopdesk.{step['call']}")
            call = Call(step, method, counts.get(method.full_name, 0) + 1)
            counts[method.full_name] = counts.get(method.full_name, 0) + len(call.requests)
            steps.append(call)
    return steps


def shown(steps):
    """The call that stands for each method, by path."""
    found = {}
    for step in steps:
        if isinstance(step, Call) and (step.path not in found or step.show):
            found[step.path] = step
    return found


def names():
    return json.loads(NAMES.read_text(encoding="utf-8"))
