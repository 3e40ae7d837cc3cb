"""Nobody is who he says: each gets exactly what his certificate and his role allow."""

import importlib.util
import json

import harness
from harness import expect

API = importlib.util.spec_from_file_location("api", harness.ROOT / "tests" / "structure" / "api_test.py")
api = importlib.util.module_from_spec(API)
API.loader.exec_module(api)

REFUSALS = {"ROLE_NOT_ALLOWED", "CALLER_NOT_ALLOWED", "ACTOR_REQUIRED"}
# Services that all four serve.
COMMON = ("shopdesk.event.v1", "shopdesk.work.v1", "shopdesk.figures.v1", "shopdesk.verify.v1", "shopdesk.clock.v1")
# Catalog keeps nothing personal.
ERASING = ("orders", "logistics", "feedback")


def served(method):
    """The services that serve a method."""
    package = method.service.split(".")[1]
    if package == "erasure":
        return ERASING
    return harness.SERVICES if method.service.startswith(COMMON) else (package,)


def reason(answer):
    return answer.get("error", {}).get("reason")


def try_every_method(caller, who, expected):
    """Calls every method of every service with an empty request; `expected(method)` is the refusal, None: let in."""
    lines, wanted = [], []
    for method in api.methods():
        for service in served(method):
            lines.append({"method": f"{method.service}/{method.name}", "service": service, "request": {}, **who})
            wanted.append(expected(method))
    answers = caller.ask_each(lines)
    wrong = [f"{line['method']} of {line['service']}: {reason(answer)} instead of {want}"
             for line, answer, want in zip(lines, answers, wanted)
             if (reason(answer) if reason(answer) in REFUSALS else None) != want]
    assert not wrong, f"as {who}: " + "; ".join(wrong)


class Program(harness.Caller):
    """A client with a certificate of its own."""

    def ask_each(self, lines):
        return [self.ask(line) for line in lines]

    def get(self, method, request, **who):
        return self.ask({"method": method, "request": request, **who})


def buyer(number):
    return {"actor": number, "actor_kind": "buyer", "role": ""}


def agent(number, role):
    return {"actor": number, "actor_kind": "agent", "role": role}


def every_method(services):
    with Program(services, "desk") as desk, Program(services, "stranger") as stranger, \
            Program(services, "shop-front") as front, Program(services, "reports") as reports:
        for role in ("GUIDE", "PACKING", "FINANCE", "OWNER", "OPERATOR"):
            try_every_method(desk, agent("1001", role.lower()),
                             lambda method: None if method.lets_in(role) else "ROLE_NOT_ALLOWED")
        try_every_method(desk, buyer("b1"), lambda method: None if method.buyer else "ROLE_NOT_ALLOWED")
        # An agent's role is no program's, whatever it calls itself.
        try_every_method(desk, {"actor": "1001", "actor_kind": "service", "role": "owner"}, lambda method: "ROLE_NOT_ALLOWED")
        # Whom the authorization file doesn't know gets nothing, whatever he claims.
        try_every_method(stranger, agent("1", "owner"), lambda method: "CALLER_NOT_ALLOWED")
        # The shop front calls for buyers, not for agents, and doesn't run the services.
        try_every_method(front, agent("1", "owner"), lambda method: "CALLER_NOT_ALLOWED")
        known = ("shopdesk.catalog.", "shopdesk.orders.", "shopdesk.logistics.", "shopdesk.feedback.")
        try_every_method(front, buyer("b1"), lambda method: "CALLER_NOT_ALLOWED" if not method.service.startswith(known)
                         else None if method.buyer else "ROLE_NOT_ALLOWED")
        # A reader of another shop reads nothing of all shops; what names no shop in an empty request is refused or malformed.
        for role in ("owner", "connector"):
            try_every_method(reports, agent("1", role), lambda method: "CALLER_NOT_ALLOWED")


def another_shop(desk, order):
    """To a program of another shop this one isn't there, and feeds of all shops aren't either."""
    reader = {"actor": "reports", "actor_kind": "service", "role": "reader"}
    with Program(desk.world.services, "reports") as reports:
        for method, request in (("GetOrder", {"name": order["name"]}), ("ListOrders", {"parent": desk.shop}),
                                ("GetOrderFigures", {"parent": desk.shop}), ("ListLedgerEntries", {"parent": order["name"]})):
            answer = reports.get(method, request, **reader)
            expect(reason(answer), "NOT_FOUND", method)
            expect(answer["error"]["metadata"]["resource"], desk.shop, method)
        for service in harness.SERVICES:
            for parent in (desk.shop, "shops/-"):
                answer = reports.get("ReadEvents", {"parent": parent}, service=service, **reader)
                expect(reason(answer), "NOT_FOUND", f"{parent} of {service}")


def same_but_for(name, answer):
    return json.dumps(answer).replace(name, "NAME")


def buyers_own(desk, order):
    """A buyer reaches what is his; what is another's answers as what doesn't exist."""
    missing = desk.name("orders/none")
    with Program(desk.world.services, "shop-front") as front:
        expect(front.get("GetOrder", {"name": order["name"]}, **buyer("b1"))["response"]["name"], order["name"])
        listed = front.get("ListOrders", {"parent": desk.shop, "buyer": "b1"}, **buyer("b1"))["response"]["orders"]
        expect([each["name"] for each in listed], [order["name"]])
        calls = [("GetOrder", {}), ("DescribeOrder", {}), ("CloseOrder", {"reason": "BUYER_CHANGED_MIND", "request_id": "28-close"}),
                 ("ConfirmReceipt", {"request_id": "28-receipt"}), ("ListCourierOptions", {}),
                 ("ChooseBankAccount", {"reason": "INCONVENIENT", "request_id": "28-bank"})]
        for method, rest in calls:
            foreign = front.get(method, {"name": order["name"], **rest}, **buyer("b2"))
            nothing = front.get(method, {"name": missing, **rest}, **buyer("b2"))
            expect(reason(foreign), "NOT_FOUND", method)
            expect(same_but_for(order["name"], foreign), same_but_for(missing, nothing), method)
        expect(reason(front.get("ListOrders", {"parent": desk.shop, "buyer": "b1"}, **buyer("b2"))), "NOT_FOUND")
        expect(reason(front.get("ListOrders", {"parent": desk.shop}, **buyer("b2"))), "INVALID_ARGUMENT")
        expect(reason(front.get("ListRefunds", {"parent": desk.name("orders/-")}, **buyer("b2"))), "INVALID_ARGUMENT")
        # What is the shop's to say.
        given = {"parent": order["name"], "kind": "MONEY_ONLY", "reason": "NO_REASON", "seller_initiated": True, "request_id": "28-gift"}
        expect(reason(front.get("OpenRefund", given, **buyer("b1"))), "INVALID_ARGUMENT")
        for method in ("AgreeRefund", "UpdatePolicy", "ApprovePayout", "ChangePrice"):
            answer = front.get(f"orders.v1.{service_of(method)}/{method}", {}, **buyer("b1"))
            expect(reason(answer), "ROLE_NOT_ALLOWED", method)


def service_of(method):
    return {"AgreeRefund": "RefundService", "UpdatePolicy": "PolicyService", "ApprovePayout": "PayoutService",
            "ChangePrice": "PriceService"}[method]


def run(desk):
    with desk.step("a shop with an order of buyer b1"):
        desk.open_shop()
        desk.stock("cup", 19900, 3)
        order = desk.place("mine", {"cup": 1}, buyer="b1")
    with desk.step("every method in every role"):
        every_method(desk.world.services)
    with desk.step("another shop's program"):
        another_shop(desk, order)
    with desk.step("what is a buyer's own"):
        buyers_own(desk, order)
    expect(desk.order(order["name"])["state"], order["state"], "what nobody was let in to change")
