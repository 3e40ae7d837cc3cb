#include "libs/sql/conformance.h"

// What every driver must do, statement by statement. Groups, concurrency and conflicts are in
// concurrency_test.cc, migrations in migrations_test.cc.
namespace shopdesk::sql {
namespace {

using ConformanceTest = DatabaseTest;

TEST_P(ConformanceTest, AWriteIsVisibleAfterwards) {
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 7); }));
  EXPECT_EQ(QuantityOf("a"), 7);
  EXPECT_EQ(QuantityOf("b"), -1);
  EXPECT_EQ(db().dialect(), GetParam());
}

TEST_P(ConformanceTest, StatementsAreCountedByName) {
  const auto runs_of = [this](absl::string_view name) -> int64_t {
    for (const StatementStats& statement : db().Statements()) {
      if (statement.name != name) continue;
      EXPECT_GT(statement.time, absl::ZeroDuration());
      return statement.runs;
    }
    return 0;
  };
  EXPECT_EQ(runs_of("insert"), 0);
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 7); }));
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "b", 7); }));
  EXPECT_EQ(QuantityOf("a"), 7);
  EXPECT_EQ(runs_of("insert"), 2);
  // A read that finds its connection closed runs again.
  EXPECT_GE(runs_of("get"), 1);
  // What fails took time too.
  EXPECT_FALSE(Write([](Transaction& txn) { return Insert(txn, "a", 1); }).ok());
  EXPECT_EQ(runs_of("insert"), 3);
}

TEST_P(ConformanceTest, AWriteSurvivesReopening) {
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 7); }));
  Reopen();
  EXPECT_EQ(QuantityOf("a"), 7);
}

TEST_P(ConformanceTest, AFailedWriteLeavesNothing) {
  const absl::Status status = Write([](Transaction& txn) {
    EXPECT_OK(Insert(txn, "a", 7));
    return absl::FailedPreconditionError("no");
  });
  EXPECT_EQ(status, absl::FailedPreconditionError("no"));
  EXPECT_EQ(QuantityOf("a"), -1);
}

TEST_P(ConformanceTest, WhatWaitsForTheCommitIsCalledOnceItIsMade) {
  int calls = 0;
  int runs = 0;
  const auto write = [&](absl::Status result) {
    return db().WriteAndWait({}, [&, result](Transaction& txn) -> absl::Status {
      txn.OnCommit([&] { ++calls; });
      // Runs again after what looks like a conflict.
      return runs++ == 0 ? absl::AbortedError("again") : result;
    });
  };
  EXPECT_OK(write(absl::OkStatus()));
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(write(absl::InvalidArgumentError("no")), absl::InvalidArgumentError("no"));
  EXPECT_EQ(calls, 1);
}

TEST_P(ConformanceTest, AWriteSeesItsOwnChanges) {
  ASSERT_OK(Write([](Transaction& txn) {
    EXPECT_OK(Insert(txn, "a", 7));
    auto changed = txn.Execute(kAdd, {"a", -2});
    EXPECT_TRUE(changed.ok() && *changed == 1) << changed.status();
    auto quantity = QuantityIn(txn, kGetForUpdate, "a");
    EXPECT_TRUE(quantity.ok() && *quantity == 5) << quantity.status();
    return quantity.status();
  }));
}

TEST_P(ConformanceTest, ExecuteCountsTheRowsItChanged) {
  ASSERT_OK(Write([](Transaction& txn) {
    EXPECT_OK(Insert(txn, "a", 1));
    EXPECT_OK(Insert(txn, "b", 1));
    static constexpr Statement kAll = {"all", "UPDATE items SET quantity = quantity + 1"};
    EXPECT_EQ(txn.Execute(kAll, {}).value_or(-1), 2);
    EXPECT_EQ(txn.Execute(kAdd, {"nobody", 1}).value_or(-1), 0);
    static constexpr Statement kIgnore = {
        "ignore", "INSERT INTO items (id, quantity) VALUES ($1, 9) ON CONFLICT (id) DO NOTHING"};
    EXPECT_EQ(txn.Execute(kIgnore, {"a"}).value_or(-1), 0);
    static constexpr Statement kUpsert = {
        "upsert",
        "INSERT INTO items (id, quantity) VALUES ($1, $2) "
        "ON CONFLICT (id) DO UPDATE SET quantity = excluded.quantity"};
    EXPECT_EQ(txn.Execute(kUpsert, {"a", 9}).value_or(-1), 1);
    EXPECT_EQ(QuantityIn(txn, kGet, "a").value_or(-1), 9);
    static constexpr Statement kDelete = {"delete", "DELETE FROM items"};
    EXPECT_EQ(txn.Execute(kDelete, {}).value_or(-1), 2);
    EXPECT_EQ(txn.Execute(kListIds, {}).value_or(-1), 0);
    return absl::OkStatus();
  }));
}

TEST_P(ConformanceTest, ReturningGivesRowsBack) {
  static constexpr Statement kTake = {
      "take", "UPDATE items SET quantity = quantity - $2 WHERE id = $1 RETURNING quantity, id"};
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 7); }));
  ASSERT_OK(Write([](Transaction& txn) {
    auto found = txn.QueryOne(kTake, {"a", 3}, [](const Row& row) {
      EXPECT_EQ(row.Int(0), 4);
      EXPECT_EQ(row.Text(1), "a");
      return absl::OkStatus();
    });
    EXPECT_TRUE(found.ok() && *found) << found.status();
    return found.status();
  }));
  EXPECT_EQ(QuantityOf("a"), 4);
}

TEST_P(ConformanceTest, QueryOneWantsOneRowAtMost) {
  ASSERT_OK(Write([](Transaction& txn) {
    EXPECT_OK(Insert(txn, "a", 1));
    return Insert(txn, "b", 1);
  }));
  const auto ignore = [](const Row&) { return absl::OkStatus(); };
  ASSERT_OK(Read([&](Transaction& txn) {
    auto none = txn.QueryOne(kGet, {"c"}, ignore);
    EXPECT_TRUE(none.ok() && !*none) << none.status();
    EXPECT_EQ(txn.QueryOne(kListIds, {}, ignore).status().code(), absl::StatusCode::kInternal);
    return absl::OkStatus();
  }));
}

TEST_P(ConformanceTest, ValuesComeBackAsTheyWent) {
  const std::string bytes("\0\x01\xff' \\ \0", 8);
  const std::string text = "quote ' \" \\ 中文 \n tab\t";
  ASSERT_OK(Write([&](Transaction& txn) {
    EXPECT_OK(txn.Execute(kInsert, {text, INT64_MIN, Blob{bytes}}).status());
    EXPECT_OK(txn.Execute(kInsert, {"max", INT64_MAX, Blob{}}).status());
    EXPECT_OK(txn.Execute(kInsert, {"", true, nullptr}).status());
    return absl::OkStatus();
  }));
  const auto check = [&](Transaction& txn) {
    EXPECT_TRUE(*txn.QueryOne(kGet, {text}, [&](const Row& row) {
      EXPECT_EQ(row.Int(0), INT64_MIN);
      EXPECT_EQ(row.Bytes(1), bytes);
      EXPECT_FALSE(row.IsNull(1));
      return absl::OkStatus();
    }));
    EXPECT_TRUE(*txn.QueryOne(kGet, {"max"}, [&](const Row& row) {
      EXPECT_EQ(row.Int(0), INT64_MAX);
      EXPECT_EQ(row.Bytes(1), "");
      EXPECT_FALSE(row.IsNull(1));
      return absl::OkStatus();
    }));
    EXPECT_TRUE(*txn.QueryOne(kGet, {""}, [&](const Row& row) {
      EXPECT_EQ(row.Int(0), 1);
      EXPECT_TRUE(row.IsNull(1));
      EXPECT_EQ(row.Bytes(1), "");
      EXPECT_EQ(row.Int(1), 0);
      return absl::OkStatus();
    }));
    return absl::OkStatus();
  };
  EXPECT_OK(Read(check));
  EXPECT_OK(Write(check));
}

TEST_P(ConformanceTest, LargeBlobs) {
  std::string bytes(3'000'000, 'x');
  for (size_t i = 0; i < bytes.size(); i += 7) bytes[i] = static_cast<char>(i);
  ASSERT_OK(Write([&](Transaction& txn) {
    return txn.Execute(kInsert, {"a", 1, Blob{bytes}}).status();
  }));
  ASSERT_OK(Read([&](Transaction& txn) {
    return txn
        .QueryOne(kGet, {"a"},
                  [&](const Row& row) {
                    EXPECT_TRUE(row.Bytes(1) == bytes);
                    return absl::OkStatus();
                  })
        .status();
  }));
}

TEST_P(ConformanceTest, NumbersOfAnyTypeAreReadAsIntegers) {
  static constexpr Statement kNumbers = {
      "numbers",
      "SELECT SUM(quantity), COUNT(id), MAX(quantity), SUM(quantity) > 5, 7, "
      "SUM(quantity) - 2 * SUM(quantity) FROM items"};
  ASSERT_OK(Write([](Transaction& txn) {
    EXPECT_OK(Insert(txn, "a", 1'234'567'890'123));
    return Insert(txn, "b", 10'000);
  }));
  const auto check = [](Transaction& txn) {
    return txn
        .QueryOne(kNumbers, {},
                  [](const Row& row) {
                    EXPECT_EQ(row.Int(0), 1'234'567'900'123);
                    EXPECT_EQ(row.Text(0), "1234567900123");
                    EXPECT_EQ(row.Int(1), 2);
                    EXPECT_EQ(row.Int(2), 1'234'567'890'123);
                    EXPECT_EQ(row.Int(3), 1);
                    EXPECT_EQ(row.Int(4), 7);
                    EXPECT_EQ(row.Text(4), "7");
                    EXPECT_EQ(row.Int(5), -1'234'567'900'123);
                    return absl::OkStatus();
                  })
        .status();
  };
  EXPECT_OK(Read(check));
  EXPECT_OK(Write(check));
}

TEST_P(ConformanceTest, TextIsSortedByItsBytes) {
  const std::vector<std::string> ids = {"", "A", "B", "a", "a-b", "a.b", "ab", "é", "中"};
  ASSERT_OK(Write([&](Transaction& txn) {
    for (auto id = ids.rbegin(); id != ids.rend(); ++id) EXPECT_OK(Insert(txn, *id, 1));
    return absl::OkStatus();
  }));
  std::vector<std::string> listed;
  ASSERT_OK(Read([&](Transaction& txn) {
    return txn.Query(kListIds, {}, [&](const Row& row) {
      listed.emplace_back(row.Text(0));
      return absl::OkStatus();
    });
  }));
  EXPECT_EQ(listed, ids);
}

TEST_P(ConformanceTest, ListsSelectTheirItems) {
  static constexpr Statement kIn = {"in",
                                    "SELECT id FROM items WHERE quantity > $2 AND id IN LIST($1) "
                                    "ORDER BY id"};
  const std::vector<std::string> odd = {"a", "quote\"\\'", "line\n", "中", "null", ""};
  ASSERT_OK(Write([&](Transaction& txn) {
    for (const std::string& id : odd) EXPECT_OK(Insert(txn, id, 1));
    return Insert(txn, "other", 1);
  }));
  ASSERT_OK(Read([&](Transaction& txn) {
    int rows = 0;
    const auto count = [&](const Row&) {
      ++rows;
      return absl::OkStatus();
    };
    EXPECT_OK(txn.Query(kIn, {List(odd), 0}, count));
    EXPECT_EQ(rows, 6);
    rows = 0;
    EXPECT_OK(txn.Query(kIn, {List({"a", "a", "absent"}), 0}, count));
    EXPECT_EQ(rows, 1);
    rows = 0;
    EXPECT_OK(txn.Query(kIn, {List({}), 0}, count));
    EXPECT_EQ(rows, 0);
    return absl::OkStatus();
  }));
}

TEST_P(ConformanceTest, QueriesNestEvenInThemselves) {
  ASSERT_OK(Write([](Transaction& txn) {
    for (const char* id : {"a", "b", "c"}) EXPECT_OK(Insert(txn, id, 1));
    return absl::OkStatus();
  }));
  const auto pairs = [](Transaction& txn) {
    std::string seen;
    EXPECT_OK(txn.Query(kListIds, {}, [&](const Row& outer) {
      return txn.Query(kListIds, {}, [&](const Row& inner) {
        seen += std::string(outer.Text(0)) + std::string(inner.Text(0)) + " ";
        return absl::OkStatus();
      });
    }));
    EXPECT_EQ(seen, "aa ab ac ba bb bc ca cb cc ");
    return absl::OkStatus();
  };
  EXPECT_OK(Read(pairs));
  EXPECT_OK(Write(pairs));
}

TEST_P(ConformanceTest, AQueryDoesNotSeeWhatItsRowFunctionWrites) {
  static constexpr Statement kSmall = {"small", "SELECT id FROM items WHERE id < 'x' ORDER BY id"};
  ASSERT_OK(Write([](Transaction& txn) {
    for (const char* id : {"a", "b"}) EXPECT_OK(Insert(txn, id, 1));
    int rows = 0;
    return txn.Query(kSmall, {}, [&](const Row& row) {
      EXPECT_LT(++rows, 3);
      return Insert(txn, std::string(row.Text(0)) + "-copy", 1);
    });
  }));
  EXPECT_EQ(QuantityOf("b-copy"), 1);
}

TEST_P(ConformanceTest, AnErrorOfTheRowFunctionEndsTheQuery) {
  ASSERT_OK(Write([](Transaction& txn) {
    for (const char* id : {"a", "b", "c"}) EXPECT_OK(Insert(txn, id, 1));
    return absl::OkStatus();
  }));
  const auto stop = [](Transaction& txn) {
    int rows = 0;
    const absl::Status status = txn.Query(kListIds, {}, [&](const Row&) {
      return ++rows == 2 ? absl::CancelledError("enough") : absl::OkStatus();
    });
    EXPECT_EQ(status, absl::CancelledError("enough"));
    EXPECT_EQ(rows, 2);
    // It was no error of the database: the transaction goes on.
    return QuantityIn(txn, kGet, "a").status();
  };
  EXPECT_OK(Read(stop));
  EXPECT_OK(Write(stop));
}

TEST_P(ConformanceTest, ASavepointUndoesItsOwn) {
  ASSERT_OK(Write([](Transaction& txn) {
    EXPECT_OK(Insert(txn, "before", 1));
    EXPECT_EQ(txn.Savepoint([&] {
      EXPECT_OK(Insert(txn, "undone", 1));
      EXPECT_OK(txn.Savepoint([&] { return Insert(txn, "undone too", 1); }));
      return absl::NotFoundError("gone");
    }),
              absl::NotFoundError("gone"));
    EXPECT_OK(txn.Savepoint([&] {
      EXPECT_FALSE(txn.Savepoint([&] {
                        EXPECT_OK(Insert(txn, "inner", 1));
                        return absl::CancelledError("no");
                      })
                       .ok());
      return Insert(txn, "kept", 1);
    }));
    return Insert(txn, "after", 1);
  }));
  EXPECT_EQ(QuantityOf("before"), 1);
  EXPECT_EQ(QuantityOf("undone"), -1);
  EXPECT_EQ(QuantityOf("undone too"), -1);
  EXPECT_EQ(QuantityOf("inner"), -1);
  EXPECT_EQ(QuantityOf("kept"), 1);
  EXPECT_EQ(QuantityOf("after"), 1);
}

TEST_P(ConformanceTest, ADuplicateKeyIsAlreadyExists) {
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 7); }));
  const absl::Status status = Write([](Transaction& txn) { return Insert(txn, "a", 8); });
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(status), "ALREADY_EXISTS");
  EXPECT_EQ(QuantityOf("a"), 7);
}

TEST_P(ConformanceTest, AfterAnErrorOfTheDatabaseNothingIsKept) {
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 7); }));
  const absl::Status swallowed = Write([](Transaction& txn) {
    EXPECT_OK(Insert(txn, "b", 1));
    EXPECT_EQ(Insert(txn, "a", 8).code(), absl::StatusCode::kAlreadyExists);
    EXPECT_FALSE(Insert(txn, "c", 1).ok());
    return absl::OkStatus();
  });
  EXPECT_EQ(swallowed.code(), absl::StatusCode::kAlreadyExists);
  const absl::Status in_savepoint = Write([](Transaction& txn) {
    EXPECT_OK(Insert(txn, "b", 1));
    EXPECT_FALSE(txn.Savepoint([&] { return Insert(txn, "a", 8); }).ok());
    EXPECT_FALSE(Insert(txn, "c", 1).ok());
    return absl::OkStatus();
  });
  EXPECT_EQ(in_savepoint.code(), absl::StatusCode::kAlreadyExists);
  const absl::Status renamed = Write([](Transaction& txn) {
    EXPECT_FALSE(Insert(txn, "a", 8).ok());
    return AlreadyExistsError("shops/1/items/a");
  });
  EXPECT_EQ(ErrorMetadataOf(renamed, "resource"), "shops/1/items/a");
  EXPECT_EQ(QuantityOf("b"), -1);
  EXPECT_EQ(QuantityOf("c"), -1);
  EXPECT_OK(Write([](Transaction& txn) { return Insert(txn, "c", 1); }));
}

TEST_P(ConformanceTest, OtherErrorsAreInternal) {
  const auto ignore = [](const Row&) { return absl::OkStatus(); };
  const auto broken = [&](Transaction& txn) { return txn.Query(kBroken, {}, ignore); };
  EXPECT_EQ(Read(broken).code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Write(broken).code(), absl::StatusCode::kInternal);
  const auto too_few = [&](Transaction& txn) { return txn.Query(kGet, {}, ignore); };
  EXPECT_EQ(Read(too_few).code(), absl::StatusCode::kInternal);
  const auto too_many = [&](Transaction& txn) { return txn.Query(kGet, {"a", "b"}, ignore); };
  EXPECT_EQ(Read(too_many).code(), absl::StatusCode::kInternal);
  // NOT NULL.
  EXPECT_EQ(Write([](Transaction& txn) {
              return txn.Execute(kInsert, {"a", nullptr, nullptr}).status();
            }).code(),
            absl::StatusCode::kInternal);
  // Neither harmed the connections.
  EXPECT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 1); }));
  EXPECT_EQ(QuantityOf("a"), 1);
}

TEST_P(ConformanceTest, AReadCantWrite) {
  EXPECT_EQ(Read([](Transaction& txn) { return Insert(txn, "a", 1); }).code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(QuantityOf("a"), -1);
}

TEST_P(ConformanceTest, AReadSeesOneSnapshot) {
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 1); }));
  ASSERT_OK(Read([&](Transaction& txn) {
    EXPECT_EQ(QuantityIn(txn, kGet, "a").value_or(-2), 1);
    EXPECT_OK(Write([](Transaction& other) { return other.Execute(kAdd, {"a", 1}).status(); }));
    EXPECT_EQ(QuantityIn(txn, kGet, "a").value_or(-2), 1);
    return absl::OkStatus();
  }));
  EXPECT_EQ(QuantityOf("a"), 2);
}

TEST_P(ConformanceTest, ReadsPastTheirDeadlineDoNotRun) {
  bool ran = false;
  const absl::Status status = db().Read(absl::Now() - absl::Seconds(1), [&](Transaction&) {
    ran = true;
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_FALSE(ran);
}

TEST_P(ConformanceTest, ALongReadEndsAtItsDeadline) {
  static constexpr Statement kForever = {
      "forever",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) "
      "SELECT SUM(i) FROM n"};
  const absl::Time begin = absl::Now();
  const absl::Status status = db().Read(begin + absl::Milliseconds(100), [](Transaction& txn) {
    return txn.Query(kForever, {}, [](const Row&) { return absl::OkStatus(); });
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded) << status;
  EXPECT_LT(absl::Now() - begin, absl::Seconds(20));
  EXPECT_EQ(QuantityOf("a"), -1);
}

TEST_P(ConformanceTest, TheTextOfAStatementCountsNotOnlyItsAddress) {
  char text[100] = "SELECT 1";
  const Statement statement = {"moving", text};
  int64_t number = 0;
  const auto keep = [&](const Row& row) {
    number = row.Int(0);
    return absl::OkStatus();
  };
  ASSERT_OK(Write([&](Transaction& txn) { return txn.Query(statement, {}, keep); }));
  EXPECT_EQ(number, 1);
  std::snprintf(text, sizeof text, "SELECT 2");
  ASSERT_OK(Write([&](Transaction& txn) { return txn.Query(statement, {}, keep); }));
  EXPECT_EQ(number, 2);
}

TEST_P(ConformanceTest, CheckWritableWritesOnceASecond) {
  const int64_t before = db().Stats().commits;
  EXPECT_OK(db().CheckWritable(absl::Now() + absl::Seconds(10)));
  EXPECT_EQ(db().Stats().commits, before + 1);
  EXPECT_OK(db().CheckWritable(absl::Now() + absl::Seconds(10)));
  EXPECT_LE(db().Stats().commits, before + 2);
}

INSTANTIATE_TEST_SUITE_P(All, ConformanceTest,
                         ::testing::Values(Dialect::kSqlite, Dialect::kPostgres), NameOf);

}  // namespace
}  // namespace shopdesk::sql
