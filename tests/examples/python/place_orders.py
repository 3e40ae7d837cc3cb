#!/usr/bin/python3
"""Places orders for a buyer, and follows the event feed until all of them have been told of.

    place_orders.py --catalog HOST:PORT --orders HOST:PORT --service-config FILE --shop ID --sku SKU [--count N]
"""

import argparse
import pathlib
import sys
import uuid

import grpc
from google.rpc import error_details_pb2, status_pb2
from shopdesk.catalog.v1 import product_pb2, product_pb2_grpc
from shopdesk.event.v1 import event_pb2, event_pb2_grpc
from shopdesk.orders.v1 import order_pb2, order_pb2_grpc

BUYER = "buyer:mei"
READER = "service:shop-front;role=reader"
# Seconds for one call with all its attempts; a call without a deadline may wait for ever.
DEADLINE = 30


def metadata(actor):
    return (("shopdesk-actor", actor), ("shopdesk-caller", "shop-front"))


def connect(target, service_config):
    """A channel that repeats what is UNAVAILABLE, and spreads calls over the replicas that serve."""
    return grpc.insecure_channel(target, options=[("grpc.service_config", service_config)])


def reason_of(error):
    """Why: the ErrorInfo in the details of an error, e.g. "OUT_OF_STOCK"; what to do depends on it."""
    for key, value in error.trailing_metadata():
        if key == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                info = error_details_pb2.ErrorInfo()
                if detail.Unpack(info):
                    return info.reason
    return ""


def place(orders, shop, sku):
    """One order. The request_id is made once: whatever repeats the request, there will be one order."""
    receiver = {"name": "李梅", "phone": "13812345678", "address": {
        "region_code": "CN", "administrative_area": "31", "locality": "上海市", "district": "黄浦区", "postal_code": "200001",
        "street": "南京东路 100 号 5 室"}}
    request = order_pb2.PlaceOrderRequest(
        parent=f"shops/{shop}", buyer="mei", lines=[{"sku_id": sku, "quantity": 1}], receiver=receiver,
        payment_method=order_pb2.PaymentMethod.ESCROW, request_id=str(uuid.uuid4()))
    return orders.PlaceOrder(request, metadata=metadata(BUYER), timeout=DEADLINE)


def wait_for_events(feed, shop, cursor, names):
    """Reads the feed from a cursor on until each of these orders was told of."""
    request = event_pb2.WatchEventsRequest(parent=f"shops/{shop}", cursor=cursor, types=["shopdesk.orders.v1.Order"])
    events = feed.WatchEvents(request, metadata=metadata(READER), timeout=DEADLINE)
    for answer in events:
        for event in answer.events:
            if event.type == "order.placed":
                names.discard(event.resource_name)
        if not names:
            events.cancel()
            return


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--catalog", "--orders", "--shop", "--sku"):
        arguments.add_argument(name, required=True)
    arguments.add_argument("--service-config", required=True, type=pathlib.Path)
    arguments.add_argument("--count", type=int, default=1)
    given = arguments.parse_args()

    service_config = given.service_config.read_text(encoding="utf-8")
    products = product_pb2_grpc.ProductServiceStub(connect(given.catalog, service_config))
    channel = connect(given.orders, service_config)
    orders, feed = order_pb2_grpc.OrderServiceStub(channel), event_pb2_grpc.EventFeedStub(channel)
    parent = f"shops/{given.shop}"
    try:
        product = products.GetProductBySku(product_pb2.GetProductBySkuRequest(parent=parent, sku_id=given.sku),
                                           metadata=metadata(READER), timeout=DEADLINE)
        print(product.title, flush=True)
        head = feed.ReadEvents(event_pb2.ReadEventsRequest(parent=parent, page_size=1), metadata=metadata(READER),
                               timeout=DEADLINE).head
        names = set()
        for _ in range(given.count):
            order = place(orders, given.shop, given.sku)
            print(f"{order.name} {order.total.minor} {order.total.currency_code}", flush=True)
            names.add(order.name)
        wait_for_events(feed, given.shop, head, names)
        print("told", flush=True)
    except grpc.RpcError as error:
        print(f"{error.code().name} {reason_of(error)}: {error.details()}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
