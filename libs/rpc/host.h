#pragma once

// The adapters between gRPC's callback API and handlers. A service's routing table (service.cc) has
// one line an RPC:
//
//   grpc::ServerUnaryReactor* GetProduct(grpc::CallbackServerContext* c, const GetProductRequest*
//   q, Product* r) override {
//     return host_.Read(c, q, r, handlers::GetProduct);
//   }
//
//   Read(c, q, r, fn, deps...)      absl::Status fn(ReadContext&, const Request&, Response*,
//   deps...)
//                                   point look-ups; on the gRPC thread with SQLite, on the pool
//                                   with PostgreSQL
//   Query(c, q, r, fn, deps...)     the same signature, always on the pool: lists, searches,
//   figures Write(c, q, r, fn, deps...)     absl::Status fn(WriteContext&, const Request&,
//   Response*, deps...) Write(c, q, r, Affinity{key}, fn, deps...)   the same for a hot row
//   Workflow(c, q, r, fn, deps...)  absl::Status fn(WorkflowContext&, const Request&, Response*,
//   deps...) WriteStream<Request, Response>(c, fn, deps...)
//                                   bidirectional: each request message is one Write with the
//                                   signature of Write and is answered, in order, once durable;
//                                   several are in flight at once. A failed one ends the stream
//                                   with its error after the answers of those before it.
//   ReadStream<Response>(c, q, fn, deps...)
//                                   absl::Status fn(WorkflowContext&, const Request&,
//                                   Sink<Response>, deps...): runs on a thread of the stream pool;
//                                   Sink is absl::FunctionRef<absl::Status(const Response&)>,
//                                   blocks until the message is taken, fails when the client has
//                                   gone
//
// deps are passed by reference and must outlive the host's server.
