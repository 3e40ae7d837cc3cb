#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "libs/base/countdown.h"

// A thin layer over SQLite and libpq: one interface, one text of SQL, one conformance suite
// (conformance_test.cc) that both drivers pass. No ORM, no query builder.
namespace shopdesk::sql {

enum class Dialect { kSqlite, kPostgres };

// A statement is a constant; its name is the metric label. The same text serves both databases:
// parameters are $1, $2 …, and three spellings are adapted by the driver when it prepares the
// statement (dialect.h):
//   "FOR UPDATE", "FOR UPDATE SKIP LOCKED" at the end: row locks; SQLite, which has one writer,
//   drops them. "IN LIST($n)": membership in a list given as sql::List(...).
// It is prepared once a connection, on first use, and found again by the address of its text.
struct Statement {
  const char* name;
  const char* text;
  // Only where the two texts can't be one.
  const char* postgres_text = nullptr;

  const char* TextOn(Dialect dialect) const {
    return dialect == Dialect::kPostgres && postgres_text != nullptr ? postgres_text : text;
  }
};

// How the rows that a change makes or changes are told apart, so that it can be made together with
// others of its kind.
enum class Effect {
  // Adds a row that collides with none.
  kAppend,
  // The same, after everything else of the transaction: nothing is locked after it.
  kLog,
  // Adds the row of a key, ON CONFLICT DO NOTHING: ABORTED if there is one.
  kInsert,
  // Makes the row of a key what is given, whatever it was: of two the later one counts.
  kPut,
  // Adds the last parameter to what the row of a key has, or makes the row.
  kAdd,
  // Deletes the row of a key, if there is one.
  kDelete,
  // Saves the row of a key that was loaded; the last parameter is the version that it had: ABORTED
  // if it has another.
  kSave,
};

// A change whose answer nobody needs (Transaction::Defer). The first `keys` parameters are the key,
// in the order of the columns by which rows are read. An UPDATE is "SET column = $n, … WHERE column
// = $n AND …", an INSERT has one row of VALUES. A number that may be NULL is an absl::optional.
struct Change {
  Statement statement;
  Effect effect;
  int keys = 0;
};

// A bytes parameter; the bytes must outlive the call.
struct Blob {
  absl::string_view bytes;
};

// A parameter of a statement. Refers to text and bytes without copying: they must outlive the call.
class Value {
 public:
  enum class Kind { kNull, kInt, kText, kBlob };

  Value(std::nullptr_t) : kind_(Kind::kNull) {}                        // NOLINT: implicit by design
  Value(int64_t value) : kind_(Kind::kInt), int_(value) {}             // NOLINT
  Value(int value) : kind_(Kind::kInt), int_(value) {}                 // NOLINT
  Value(bool value) : kind_(Kind::kInt), int_(value) {}                // NOLINT
  Value(absl::string_view text) : kind_(Kind::kText), bytes_(text) {}  // NOLINT
  Value(const std::string& text) : kind_(Kind::kText), bytes_(text) {}  // NOLINT
  Value(const char* text) : kind_(Kind::kText), bytes_(text) {}         // NOLINT
  Value(Blob blob) : kind_(Kind::kBlob), bytes_(blob.bytes) {}          // NOLINT
  Value(absl::optional<int64_t> value)                                  // NOLINT
      : kind_(value.has_value() ? Kind::kInt : Kind::kNull),
        type_(Kind::kInt),
        int_(value.value_or(0)) {}

  Kind kind() const { return kind_; }
  // Of what there would be in place of kNull.
  Kind type() const { return kind_ == Kind::kNull ? type_ : kind_; }
  int64_t int_value() const { return int_; }
  absl::string_view bytes() const { return bytes_; }

 private:
  Kind kind_;
  Kind type_ = Kind::kText;
  int64_t int_ = 0;
  absl::string_view bytes_;
};

// A value with what it refers to.
struct StoredValue {
  explicit StoredValue(const Value& value)
      : kind(value.kind()),
        type(value.type()),
        number(value.int_value()),
        bytes(value.bytes().data(), value.bytes().size()) {}
  Value::Kind kind;
  Value::Kind type;
  int64_t number;
  std::string bytes;
};

// The reads that a write will make, told before it runs: so many of them can be made at once, for
// many writes. Each is a SELECT that finds rows by its parameters, the leading columns of a key;
// its text is the same on both databases but for row locks. What was not told is read all the same,
// only slower. Rows are locked first, in the order of the statements' names, then of keys.
class Reads {
 public:
  struct Read {
    const Statement* statement;
    // Copies of what was given.
    std::vector<StoredValue> parameters;
  };
  void Add(const Statement& statement, std::initializer_list<Value> parameters);
  bool empty() const { return reads_.empty(); }
  const std::vector<Read>& reads() const { return reads_; }

 private:
  std::vector<Read> reads_;
};

// A parameter for "IN LIST($n)": keep it alive until the call returns, and pass its text.
std::string List(absl::Span<const std::string> items);

// The present row of a result. What Text and Bytes return is valid until the callback returns. NULL
// reads as 0 and "".
class Row {
 public:
  virtual ~Row() = default;
  virtual int64_t Int(int column) const = 0;
  virtual absl::string_view Text(int column) const = 0;
  virtual absl::string_view Bytes(int column) const = 0;
  virtual bool IsNull(int column) const = 0;
};

// Called for each row; an error ends the query and is its result.
using RowFn = absl::FunctionRef<absl::Status(const Row&)>;

// An open transaction. Not thread-safe; lives as long as the function it was given to.
//
// Errors of the database: ABORTED after a conflict that makes the driver run the function again
// (return it as it is); ALREADY_EXISTS for a violated unique constraint; RESOURCE_EXHAUSTED
// (STORAGE_FULL) for a full disk; UNAVAILABLE when the connection is gone; DEADLINE_EXCEEDED;
// INTERNAL for everything else. After an error of the database the transaction can only be rolled
// back, ALREADY_EXISTS included: use ON CONFLICT where a conflict is expected.
class Transaction {
 public:
  virtual ~Transaction() = default;

  // Runs a statement and returns the number of rows it changed.
  virtual absl::StatusOr<int64_t> Execute(const Statement& statement,
                                          std::initializer_list<Value> parameters) = 0;
  // Runs a statement that returns rows (SELECT or … RETURNING). Statements may be nested in `fn`.
  virtual absl::Status Query(const Statement& statement, std::initializer_list<Value> parameters,
                             RowFn fn) = 0;
  // Makes a change whose answer nobody needs: on PostgreSQL together with others, at the latest
  // with the commit, and before any statement that may see it. What it collides with there makes
  // the write run again, as an ABORTED that is returned does.
  virtual absl::Status Defer(const Change& change, std::initializer_list<Value> parameters);
  // Runs `fn` in a savepoint: if it fails, what it did is undone, the error is returned and the
  // transaction goes on, unless the error is one of the database.
  virtual absl::Status Savepoint(absl::FunctionRef<absl::Status()> fn) = 0;
  // Calls `fn` once, on the database's finisher thread, when the write is committed; never when it
  // is not, nor when its outcome is unknown. A savepoint that fails does not take it back. Must not
  // block. No effect on a read.
  virtual void OnCommit(absl::AnyInvocable<void() &&> fn) = 0;
  virtual Dialect dialect() const = 0;

  // Whether nobody asked for this before, in this run of the function: for what is to be done once
  // in a transaction.
  bool First(absl::string_view what) { return asked_.emplace(what).second; }
  // As Query for at most one row; false if there was none.
  absl::StatusOr<bool> QueryOne(const Statement& statement, std::initializer_list<Value> parameters,
                                RowFn fn);

 private:
  absl::flat_hash_set<std::string> asked_;
};

// `fn` may run again, after a conflict or in another batch: it must set all its outputs anew, touch
// nothing but the transaction and them, and must not call other services or block. By an ABORTED
// without ErrorInfo it asks to be run again; after 12 times the answer is ABORTED (CONFLICT).
using WriteFn = absl::AnyInvocable<absl::Status(Transaction&)>;
// Called once, on the database's finisher thread (after Close, on the caller's), when the outcome
// is known: OK means durable. An error means nothing was changed, except UNAVAILABLE with reason
// OUTCOME_UNKNOWN. Must not block.
using DoneFn = absl::AnyInvocable<void(absl::Status) &&>;

struct WriteOptions {
  // Not started after this time: DEADLINE_EXCEEDED. Once started it is finished.
  absl::Time deadline = absl::InfiniteFuture();
  // Writes that told what they read are made by PostgreSQL many in a transaction, hot rows or not;
  // their order of locks must be that of Reads. SQLite batches all.
  Reads reads;
  // Though it told what it reads, in a transaction of its own: one that is long.
  bool alone = false;
};

struct Migration {
  int number;
  const char* name;
  const char* text;
};

struct DatabaseStats {
  int64_t queued_writes = 0;
  int64_t commits = 0;
  // Writes that those commits held.
  int64_t writes = 0;
  // Writes that ran again after a conflict or in another batch.
  int64_t reruns = 0;
  // Statements of writes that told what they read which had to be run all the same.
  int64_t unannounced = 0;
  // Connections that are open, by whether they work just now, and how many there may be.
  int64_t connections_in_use = 0;
  int64_t connections_idle = 0;
  int64_t connections_limit = 0;
  // Reads that wait for a connection.
  int64_t waiting_reads = 0;
  // Of SQLite: the file, and its write-ahead log.
  int64_t size_bytes = 0;
  int64_t wal_bytes = 0;
};

enum class Operation { kRead, kWrite };
// Told of each operation that ended, from its call to its outcome, on the thread that ends it. Must
// not block.
using OperationFn = std::function<void(Operation, absl::Duration, const absl::Status&)>;

// What a statement cost since the process began.
struct StatementStats {
  std::string name;
  int64_t runs = 0;
  // In all; in a read of SQLite with what was done with the rows.
  absl::Duration time;
};

// Thread-safe, once OnOperation was called.
class Database {
 public:
  virtual ~Database() = default;

  // Once, before the first operation that is to be told.
  void OnOperation(OperationFn fn) { told_ = std::move(fn); }

  // Runs `fn` in a transaction and calls `done` once it is durable, or has failed and left nothing.
  virtual void Write(WriteOptions options, WriteFn fn, DoneFn done) = 0;
  // The same, waiting. Never from a thread of the database or of gRPC.
  absl::Status WriteAndWait(WriteOptions options, absl::FunctionRef<absl::Status(Transaction&)> fn);
  // Runs `fn` on the calling thread in a transaction that sees one consistent snapshot; it can't
  // write. SQLite: never blocks for long. PostgreSQL: blocks on the network.
  virtual absl::Status Read(absl::Time deadline,
                            absl::FunctionRef<absl::Status(Transaction&)> fn) = 0;

  // Applies the migrations that are not applied yet, in order, each in a transaction of its own.
  // Give all of them in one call. FAILED_PRECONDITION if an applied one has another text now
  // (MIGRATION_CHANGED), or the database has one by a newer program that this one can't work with
  // (DATABASE_NEWER): a line "-- needs: N" in a migration says that programs without migration N
  // can't; without it all can. Safe when several processes do it at once.
  virtual absl::Status Migrate(absl::Span<const Migration> migrations) = 0;
  // The newest migration applied; 0 for none.
  virtual absl::StatusOr<int> SchemaVersion() = 0;

  // OK if a write could be made durable now: made of a real one, at most one a second.
  virtual absl::Status CheckWritable(absl::Time deadline) = 0;
  virtual DatabaseStats Stats() const = 0;
  // Of each statement that ran so far, by name.
  virtual std::vector<StatementStats> Statements() const = 0;
  virtual Dialect dialect() const = 0;
  // Finishes the writes that are queued, refuses later ones with UNAVAILABLE, and closes.
  // Idempotent.
  virtual void Close() = 0;

 protected:
  // What drivers hand on in place of what they were given, and what they answered.
  DoneFn Told(DoneFn done);
  absl::Status Told(const Stopwatch& since, absl::Status status);

 private:
  OperationFn told_;
};

// OK once every migration is applied: FAILED_PRECONDITION (DATABASE_OLDER) that says what to run,
// and the errors of Database::Migrate.
absl::Status CheckMigrated(Database& database, absl::Span<const Migration> migrations);

struct SqliteOptions {
  std::string file;
  int readers = 4;
  int64_t mmap_bytes = int64_t{1} << 30;
  // Called once nothing can be written any more until a restart: a commit failed, or a file of the
  // database was deleted, replaced or cut off while it was open. On a thread of the database.
  std::function<void(const absl::Status&)> fatal;
  // Busy time-out, checkpoints, page cache: fixed in the driver.
};

// Opens or creates the file (directories are created, mode 0700). One process at a time:
// FAILED_PRECONDITION (DATABASE_IN_USE) if another has it open. A file beside it, "<file>.mark",
// says how far it had come: FAILED_PRECONDITION (DATABASE_FILE) if the database is gone, INTERNAL
// (DATA_LOSS) if it or its write-ahead log lacks what was committed.
absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(const SqliteOptions& options);

struct PostgresOptions {
  // libpq connection string or URI; several hosts are tried in turn for one that accepts writes.
  std::string dsn;
  // The tables' schema, created if absent.
  std::string schema;
  // All that it opens; at least 2. Half of them write.
  int connections = 8;
};

// Connects in the background: OK even while the server is down; calls then fail with UNAVAILABLE,
// and with UNAVAILABLE (DATABASE_CONNECTIONS) while the server takes no more connections and there
// is none. As long as there are some, calls wait for those.
absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(const PostgresOptions& options);

}  // namespace shopdesk::sql
