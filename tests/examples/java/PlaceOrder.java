import com.google.gson.Gson;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import google.rpc.ErrorDetails.ErrorInfo;
import google.rpc.StatusOuterClass.Status;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import shopdesk.catalog.v1.ProductOuterClass.GetProductBySkuRequest;
import shopdesk.catalog.v1.ProductServiceGrpc;
import shopdesk.event.v1.EventFeedGrpc;
import shopdesk.event.v1.EventOuterClass.Event;
import shopdesk.event.v1.EventOuterClass.ReadEventsRequest;
import shopdesk.event.v1.EventOuterClass.WatchEventsRequest;
import shopdesk.event.v1.EventOuterClass.WatchEventsResponse;
import shopdesk.orders.v1.OrderOuterClass.Order;
import shopdesk.orders.v1.OrderOuterClass.PaymentMethod;
import shopdesk.orders.v1.OrderOuterClass.PlaceOrderLine;
import shopdesk.orders.v1.OrderOuterClass.PlaceOrderRequest;
import shopdesk.orders.v1.OrderServiceGrpc;
import shopdesk.type.v1.Address.PostalAddress;
import shopdesk.type.v1.Address.Receiver;

/**
 * Places an order for a buyer, and follows the event feed until it has been told of.
 *
 * <p>PlaceOrder CATALOG_HOST:PORT ORDERS_HOST:PORT SERVICE_CONFIG SHOP SKU
 */
public final class PlaceOrder {
  private static final String BUYER = "buyer:mei";
  private static final String READER = "service:shop-front;role=reader";
  // For one call with all its attempts; a call without a deadline may wait for ever.
  private static final long DEADLINE_SECONDS = 30;
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  // A channel that repeats what is UNAVAILABLE, and spreads calls over the replicas that serve.
  private static ManagedChannel connect(String target, Map<String, ?> serviceConfig) {
    return ManagedChannelBuilder.forTarget("dns:///" + target)
        .usePlaintext()
        .defaultServiceConfig(serviceConfig)
        .enableRetry()
        .build();
  }

  // A stub for one call of an actor.
  private static <T extends AbstractStub<T>> T as(String actor, T stub) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("shopdesk-actor", Metadata.ASCII_STRING_MARSHALLER), actor);
    metadata.put(Metadata.Key.of("shopdesk-caller", Metadata.ASCII_STRING_MARSHALLER), "shop-front");
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  // One order. The request_id is made once: whatever repeats the request, there will be one order.
  private static Order place(ManagedChannel orders, String parent, String sku) {
    PostalAddress address =
        PostalAddress.newBuilder()
            .setRegionCode("CN")
            .setAdministrativeArea("31")
            .setLocality("上海市")
            .setDistrict("黄浦区")
            .setPostalCode("200001")
            .setStreet("南京东路 100 号 5 室")
            .build();
    PlaceOrderRequest request =
        PlaceOrderRequest.newBuilder()
            .setParent(parent)
            .setBuyer("mei")
            .addLines(PlaceOrderLine.newBuilder().setSkuId(sku).setQuantity(1))
            .setReceiver(Receiver.newBuilder().setName("李梅").setPhone("13812345678").setAddress(address))
            .setPaymentMethod(PaymentMethod.Value.ESCROW)
            .setRequestId(UUID.randomUUID().toString())
            .build();
    return as(BUYER, OrderServiceGrpc.newBlockingStub(orders)).placeOrder(request);
  }

  // Reads the feed from a cursor on until the order was told of.
  private static void waitForEvent(ManagedChannel orders, String parent, String name, long cursor) {
    Iterator<WatchEventsResponse> answers =
        as(READER, EventFeedGrpc.newBlockingStub(orders))
            .watchEvents(
                WatchEventsRequest.newBuilder()
                    .setParent(parent)
                    .setCursor(cursor)
                    .addTypes("shopdesk.orders.v1.Order")
                    .build());
    while (answers.hasNext()) {
      for (Event event : answers.next().getEventsList()) {
        if (event.getType().equals("order.placed") && event.getResourceName().equals(name)) return;
      }
    }
  }

  // Why: the ErrorInfo in the details of an error; what to do depends on it.
  private static String reasonOf(StatusRuntimeException error) throws InvalidProtocolBufferException {
    Metadata trailers = error.getTrailers();
    byte[] details = trailers == null ? null : trailers.get(DETAILS);
    if (details == null) return "";
    for (Any detail : Status.parseFrom(details).getDetailsList()) {
      if (detail.is(ErrorInfo.class)) return detail.unpack(ErrorInfo.class).getReason();
    }
    return "";
  }

  private static void run(String[] args) throws IOException {
    Map<String, ?> serviceConfig = new Gson().fromJson(Files.readString(Path.of(args[2])), Map.class);
    ManagedChannel catalog = connect(args[0], serviceConfig);
    ManagedChannel orders = connect(args[1], serviceConfig);
    String parent = "shops/" + args[3];
    try {
      System.out.println(
          as(READER, ProductServiceGrpc.newBlockingStub(catalog))
              .getProductBySku(
                  GetProductBySkuRequest.newBuilder().setParent(parent).setSkuId(args[4]).build())
              .getTitle());
      long head =
          as(READER, EventFeedGrpc.newBlockingStub(orders))
              .readEvents(ReadEventsRequest.newBuilder().setParent(parent).setPageSize(1).build())
              .getHead();
      Order order = place(orders, parent, args[4]);
      System.out.println(
          order.getName() + " " + order.getTotal().getMinor() + " " + order.getTotal().getCurrencyCode());
      waitForEvent(orders, parent, order.getName(), head);
      System.out.println("told");
    } finally {
      catalog.shutdownNow();
      orders.shutdownNow();
    }
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 5) {
      System.err.println("usage: PlaceOrder CATALOG_HOST:PORT ORDERS_HOST:PORT SERVICE_CONFIG SHOP SKU");
      System.exit(2);
    }
    try {
      run(args);
    } catch (StatusRuntimeException error) {
      System.err.println(error.getStatus().getCode() + " " + reasonOf(error) + ": " + error.getStatus().getDescription());
      System.exit(1);
    }
  }
}
