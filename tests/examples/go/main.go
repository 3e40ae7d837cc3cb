// Places an order for a buyer, and follows the event feed until it has been told of.
//
//	place_order CATALOG_HOST:PORT ORDERS_HOST:PORT SERVICE_CONFIG SHOP SKU
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	_ "google.golang.org/grpc/health" // Client-side health checking.
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	catalogpb "shop/gen/shopdesk/catalog/v1"
	eventpb "shop/gen/shopdesk/event/v1"
	orderspb "shop/gen/shopdesk/orders/v1"
	typepb "shop/gen/shopdesk/type/v1"
)

const (
	buyer  = "buyer:mei"
	reader = "service:shop-front;role=reader"
	// For one call with all its attempts; a call without a deadline may wait for ever.
	deadline = 30 * time.Second
)

// A connection that repeats what is UNAVAILABLE, and spreads calls over the replicas that serve.
func connect(target, serviceConfig string) (*grpc.ClientConn, error) {
	return grpc.Dial("dns:///"+target, grpc.WithInsecure(), grpc.WithDefaultServiceConfig(serviceConfig))
}

// A context for one call of an actor.
func call(actor string) (context.Context, context.CancelFunc) {
	ctx := metadata.AppendToOutgoingContext(context.Background(), "shopdesk-actor", actor, "shopdesk-caller", "shop-front")
	return context.WithTimeout(ctx, deadline)
}

// One order. The request_id is made once: whatever repeats the request, there will be one order.
func place(orders orderspb.OrderServiceClient, parent, sku string) (*orderspb.Order, error) {
	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		return nil, err
	}
	ctx, cancel := call(buyer)
	defer cancel()
	return orders.PlaceOrder(ctx, &orderspb.PlaceOrderRequest{
		Parent: parent,
		Buyer:  "mei",
		Lines:  []*orderspb.PlaceOrderLine{{SkuId: sku, Quantity: 1}},
		Receiver: &typepb.Receiver{
			Name:  "李梅",
			Phone: "13812345678",
			Address: &typepb.PostalAddress{RegionCode: "CN", AdministrativeArea: "31", Locality: "上海市",
				District: "黄浦区", PostalCode: "200001", Street: "南京东路 100 号 5 室"},
		},
		PaymentMethod: orderspb.PaymentMethod_ESCROW,
		RequestId:     fmt.Sprintf("%x", id),
	})
}

// Reads the feed from a cursor on until the order was told of.
func waitForEvent(feed eventpb.EventFeedClient, parent, name string, cursor int64) error {
	ctx, cancel := call(reader)
	defer cancel()
	events, err := feed.WatchEvents(ctx, &eventpb.WatchEventsRequest{
		Parent: parent, Cursor: cursor, Types: []string{"shopdesk.orders.v1.Order"}})
	if err != nil {
		return err
	}
	for {
		answer, err := events.Recv()
		if err != nil {
			return err
		}
		for _, event := range answer.GetEvents() {
			if event.GetType() == "order.placed" && event.GetResourceName() == name {
				return nil
			}
		}
	}
}

func run(catalog, ordersTarget, file, shop, sku string) error {
	serviceConfig, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	toCatalog, err := connect(catalog, string(serviceConfig))
	if err != nil {
		return err
	}
	defer toCatalog.Close()
	toOrders, err := connect(ordersTarget, string(serviceConfig))
	if err != nil {
		return err
	}
	defer toOrders.Close()
	parent := "shops/" + shop

	ctx, cancel := call(reader)
	defer cancel()
	product, err := catalogpb.NewProductServiceClient(toCatalog).GetProductBySku(ctx,
		&catalogpb.GetProductBySkuRequest{Parent: parent, SkuId: sku})
	if err != nil {
		return err
	}
	fmt.Println(product.GetTitle())
	feed := eventpb.NewEventFeedClient(toOrders)
	page, err := feed.ReadEvents(ctx, &eventpb.ReadEventsRequest{Parent: parent, PageSize: 1})
	if err != nil {
		return err
	}
	order, err := place(orderspb.NewOrderServiceClient(toOrders), parent, sku)
	if err != nil {
		return err
	}
	fmt.Println(order.GetName(), order.GetTotal().GetMinor(), order.GetTotal().GetCurrencyCode())
	if err := waitForEvent(feed, parent, order.GetName(), page.GetHead()); err != nil {
		return err
	}
	fmt.Println("told")
	return nil
}

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "usage: place_order CATALOG_HOST:PORT ORDERS_HOST:PORT SERVICE_CONFIG SHOP SKU")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		for _, detail := range status.Convert(err).Details() {
			if info, ok := detail.(*errdetails.ErrorInfo); ok {
				fmt.Fprintln(os.Stderr, "because:", info.GetReason(), info.GetMetadata())
			}
		}
		os.Exit(1)
	}
}
