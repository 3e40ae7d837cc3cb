#include "tools/shopdesk/resources.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/overview.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

const Descriptor* OutputOf(const char* method) {
  const absl::StatusOr<const MethodDescriptor*> known = KnownMethod(method);
  EXPECT_TRUE(known.ok()) << method;
  return known.ok() ? (*known)->output_type() : nullptr;
}

// What a List method answers a page of.
const Descriptor* ItemOf(const char* method) {
  const Descriptor* page = OutputOf(method);
  for (int i = 0; page != nullptr && i < page->field_count(); ++i) {
    if (page->field(i)->is_repeated()) return page->field(i)->message_type();
  }
  ADD_FAILURE() << method << " answers no page";
  return nullptr;
}

void ExpectFields(const Descriptor* item, absl::Span<const char* const> columns) {
  for (const char* column : columns) {
    const Descriptor* message = item;
    for (const absl::string_view part : absl::StrSplit(column, '.')) {
      const FieldDescriptor* field =
          message == nullptr ? nullptr : message->FindFieldByName(std::string(part));
      ASSERT_NE(field, nullptr) << item->full_name() << " has no " << column;
      message = field->message_type();
    }
  }
}

TEST(ResourcesTest, AreGotAndListedByMethodsThatExist) {
  for (const ResourceKind& kind : ResourceKinds()) {
    SCOPED_TRACE(kind.collection);
    EXPECT_EQ(KindOfCollection(kind.collection), &kind);
    const Descriptor* got = kind.get == nullptr ? nullptr : OutputOf(kind.get);
    if (kind.list == nullptr) continue;
    const Descriptor* item = ItemOf(kind.list);
    ASSERT_NE(item, nullptr);
    if (got != nullptr) {
      EXPECT_EQ(item, got);
    }
    ExpectFields(item, kind.columns);
  }
}

TEST(ResourcesTest, NamesTellTheirKind) {
  EXPECT_EQ(KindOfName("shops/s/orders/1")->collection, std::string("orders"));
  EXPECT_EQ(KindOfName("shops/s/orders/1/remarks/2")->collection, std::string("remarks"));
  EXPECT_EQ(KindOfName("shops/s/lateParcels/1")->collection, std::string("lateParcels"));
  EXPECT_EQ(KindOfName("shops/s/products/p/picturePrints/1")->collection,
            std::string("picturePrints"));
  EXPECT_EQ(KindOfName("shops/s/materials/%E6%A3%89/careGuide")->collection,
            std::string("careGuides"));
  EXPECT_EQ(KindOfName("shops/s/categories/c/brands/b/sizeChart")->collection,
            std::string("brandSizeCharts"));
  EXPECT_EQ(KindOfName("shops/s/nothing/1"), nullptr);
  EXPECT_EQ(KindOfCollection("LATEPARCELS"), KindOfCollection("lateParcels"));
}

TEST(ResourcesTest, IdsAreAsPeopleKnowThem) {
  EXPECT_EQ(IdOf("shops/s/orders/536365"), "536365");
  EXPECT_EQ(IdOf("shops/s/orders/A%2F7%20b"), "A/7 b");
  EXPECT_EQ(IdOf("shops/s/orders/50%"), "50%");
  EXPECT_EQ(IdOf(""), "");
}

TEST(ResourcesTest, OverviewsAskForFieldsThatExist) {
  for (const absl::Span<const Source> sources : {SourcesOfOrder(), SourcesOfBuyer()}) {
    std::map<std::string, const Descriptor*> items;
    for (const Source& source : sources) {
      SCOPED_TRACE(source.key);
      const bool list = absl::StrContains(source.method, ".List");
      const Descriptor* item = list ? ItemOf(source.method) : OutputOf(source.method);
      ASSERT_NE(item, nullptr);
      ExpectFields(item, source.columns);
      items[source.key] = item;
      if (source.of == nullptr) continue;
      const std::pair<std::string, std::string> of =
          absl::StrSplit(source.of, absl::MaxSplits('.', 1));
      ASSERT_NE(items[of.first], nullptr) << "is asked before " << of.first;
      if (!of.second.empty()) ExpectFields(items[of.first], {of.second.c_str()});
    }
  }
}

}  // namespace
}  // namespace shopdesk::cli
