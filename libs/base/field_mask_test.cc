#include "libs/base/field_mask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "libs/base/error.h"
#include "libs/base/personal_data.h"

namespace shopdesk {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;
using ::testing::ElementsAre;

// A resource with every sort of field.
constexpr char kFile[] = R"pb(
  name: "test.proto"
  syntax: "proto3"
  package: "test"
  dependency: "shopdesk/option/v1/option.proto"
  message_type {
    name: "Resource"
    field { name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "etag" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "title" number: 3 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "count" number: 4 type: TYPE_INT64 label: LABEL_OPTIONAL }
    field {
      name: "state"
      number: 5
      type: TYPE_STRING
      label: LABEL_OPTIONAL
      options {
        [shopdesk.option.v1.field] { output_only: true }
      }
    }
    field {
      name: "buyer"
      number: 6
      type: TYPE_STRING
      label: LABEL_OPTIONAL
      options {
        [shopdesk.option.v1.field] { immutable: true }
      }
    }
    field {
      name: "phone"
      number: 7
      type: TYPE_STRING
      label: LABEL_OPTIONAL
      options {
        [shopdesk.option.v1.field] { pii: PII_PHONE }
      }
    }
    field {
      name: "person"
      number: 8
      type: TYPE_MESSAGE
      type_name: ".test.Person"
      label: LABEL_OPTIONAL
    }
    field {
      name: "people"
      number: 9
      type: TYPE_MESSAGE
      type_name: ".test.Person"
      label: LABEL_REPEATED
    }
    field { name: "tags" number: 10 type: TYPE_STRING label: LABEL_REPEATED }
    field {
      name: "plain"
      number: 11
      type: TYPE_MESSAGE
      type_name: ".test.Plain"
      label: LABEL_OPTIONAL
    }
    field { name: "red" number: 12 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
    field { name: "blue" number: 13 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
    field {
      name: "notes"
      number: 14
      type: TYPE_STRING
      label: LABEL_REPEATED
      options {
        [shopdesk.option.v1.field] { pii: PII_FREE_TEXT }
      }
    }
    oneof_decl { name: "color" }
  }
  message_type {
    name: "Person"
    field { name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field {
      name: "phone"
      number: 2
      type: TYPE_STRING
      label: LABEL_OPTIONAL
      options {
        [shopdesk.option.v1.field] { pii: PII_PHONE }
      }
    }
    field {
      name: "rank"
      number: 3
      type: TYPE_INT64
      label: LABEL_OPTIONAL
      options {
        [shopdesk.option.v1.field] { output_only: true }
      }
    }
    field {
      name: "friend"
      number: 4
      type: TYPE_MESSAGE
      type_name: ".test.Person"
      label: LABEL_OPTIONAL
    }
  }
  message_type {
    name: "Plain"
    field { name: "a" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "b" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
  }
)pb";

class FieldMaskTest : public ::testing::Test {
 protected:
  FieldMaskTest() : pool_(google::protobuf::DescriptorPool::generated_pool()), factory_(&pool_) {
    google::protobuf::FileDescriptorProto file;
    EXPECT_TRUE(TextFormat::ParseFromString(kFile, &file));
    // Links the options in.
    EXPECT_NE(option::v1::Rules::descriptor(), nullptr);
    EXPECT_NE(pool_.BuildFile(file), nullptr);
  }

  std::unique_ptr<Message> Parse(const std::string& text) {
    std::unique_ptr<Message> message(
        factory_.GetPrototype(pool_.FindMessageTypeByName("test.Resource"))->New());
    EXPECT_TRUE(TextFormat::ParseFromString(text, message.get())) << text;
    return message;
  }
  // The resource after the update, or the error.
  std::string Apply(const std::vector<std::string>& paths, const std::string& update,
                    const std::string& resource) {
    google::protobuf::FieldMask mask;
    for (const std::string& path : paths) mask.add_paths(path);
    const std::unique_ptr<Message> result = Parse(resource);
    const absl::Status status = ApplyUpdate(mask, *Parse(update), *result);
    if (!status.ok()) {
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
      EXPECT_EQ(status.message().substr(0, 12), "update_mask:");
      return "refused";
    }
    return result->ShortDebugString();
  }

  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
};

TEST_F(FieldMaskTest, CopiesWhatTheMaskNames) {
  EXPECT_EQ(Apply({"title"}, "title: 'new' count: 9", "title: 'old' count: 1"),
            R"(title: "new" count: 1)");
  EXPECT_EQ(Apply({"title", "count"}, "count: 9", "title: 'old' count: 1"), "count: 9");
  EXPECT_EQ(Apply({"tags"}, "tags: 'x'", "tags: ['a', 'b']"), R"(tags: "x")");
  EXPECT_EQ(Apply({"tags"}, "", "tags: ['a', 'b'] count: 1"), "count: 1");
  EXPECT_EQ(Apply({"plain"}, "plain { a: 'x' }", "plain { a: 'o' b: 'o' }"), R"(plain { a: "x" })");
  EXPECT_EQ(Apply({"plain.b"}, "plain { a: 'x' b: 'y' }", "plain { a: 'o' b: 'o' }"),
            R"(plain { a: "o" b: "y" })");
  EXPECT_EQ(Apply({"plain.a"}, "", "count: 1"), "count: 1");
  EXPECT_EQ(Apply({"plain"}, "", "plain { a: 'o' }"), "");
}

TEST_F(FieldMaskTest, AnEmptyMaskMeansWhatIsSetAndAStarEverything) {
  EXPECT_EQ(Apply({}, "title: 'new'", "title: 'old' count: 1"), R"(title: "new" count: 1)");
  EXPECT_EQ(Apply({"*"}, "title: 'new'", "title: 'old' count: 1 tags: 'a'"), R"(title: "new")");
  EXPECT_EQ(Apply({}, "", "title: 'old'"), R"(title: "old")");
}

TEST_F(FieldMaskTest, LeavesProtectedFieldsAlone) {
  const std::string all = "name: 'n2' etag: 'e2' state: 's2' buyer: 'b2' phone: 'p2' count: 2";
  const std::string before = "name: 'n' etag: 'e' state: 's' buyer: 'b' phone: 'p' count: 1";
  const std::string after = R"(name: "n" etag: "e" count: 2 state: "s" buyer: "b" phone: "p")";
  EXPECT_EQ(Apply({}, all, before), after);
  EXPECT_EQ(Apply({"*"}, all, before), after);
}

TEST_F(FieldMaskTest, RefusesPathsThatCannotBeUpdated) {
  for (const char* path : {"name", "etag", "state", "buyer", "phone", "person.phone", "person.rank",
                           "nothing", "title.x", "tags.x", "people.name", "person.nothing", "", ".",
                           "plain.", "person.friend.phone"}) {
    EXPECT_EQ(Apply({path}, "", ""), "refused") << path;
  }
  EXPECT_EQ(Apply({"title", "*"}, "", ""), "refused");
}

TEST_F(FieldMaskTest, LeavesAloneWhatIsProtectedBelowAField) {
  const std::string before = "person { name: 'n' phone: 'p' rank: 1 friend { phone: 'q' } }";
  const std::string update =
      "person { name: 'n2' phone: 'p2' rank: 2 friend { name: 'f' phone: 'q2' } }";
  const std::string after =
      R"(person { name: "n2" phone: "p" rank: 1 friend { name: "f" phone: "q" } })";
  EXPECT_EQ(Apply({"person"}, update, before), after);
  EXPECT_EQ(Apply({}, update, before), after);
  EXPECT_EQ(Apply({"*"}, update, before), after);
  EXPECT_EQ(Apply({"person.name"}, update, "person { phone: 'p' }"),
            R"(person { name: "n2" phone: "p" })");
  // Clearing a message keeps them too.
  EXPECT_EQ(Apply({"person"}, "", before),
            R"(person { phone: "p" rank: 1 friend { phone: "q" } })");
  EXPECT_EQ(Apply({"person"}, "", "person { name: 'n' }"), "");
  EXPECT_EQ(Apply({"person"}, "person { phone: 'p' }", ""), "person { }");
}

TEST_F(FieldMaskTest, ListsComeWithoutProtectedFields) {
  EXPECT_EQ(Apply({"people"}, "people { name: 'a' phone: 'p' friend { phone: 'q' name: 'f' } }",
                  "people { name: 'x' phone: 'y' }"),
            R"(people { name: "a" friend { name: "f" } })");
}

TEST_F(FieldMaskTest, OneofsFollowTheMask) {
  EXPECT_EQ(Apply({"red"}, "red: 'r'", "blue: 'b'"), R"(red: "r")");
  EXPECT_EQ(Apply({"red"}, "blue: 'b2'", "red: 'r'"), "");
  EXPECT_EQ(Apply({"*"}, "blue: 'b2'", "red: 'r'"), R"(blue: "b2")");
}

TEST_F(FieldMaskTest, PersonalDataIsFoundHoweverDeep) {
  const std::unique_ptr<Message> message = Parse(
      "phone: '1' notes: ['2', '3'] person { phone: '4' friend { phone: '5' } } "
      "people { phone: '6' } people { name: 'n' } title: 't'");
  std::vector<std::string> found;
  VisitPersonalData(*message, [&](Message& owner, const google::protobuf::FieldDescriptor& field,
                                  option::v1::Pii kind) {
    EXPECT_EQ(kind, field.name() == "notes" ? option::v1::PII_FREE_TEXT : option::v1::PII_PHONE);
    std::string value;
    const int size = field.is_repeated() ? owner.GetReflection()->FieldSize(owner, &field) : 0;
    for (int i = 0; i < size; ++i) {
      value += owner.GetReflection()->GetRepeatedString(owner, &field, i);
    }
    if (!field.is_repeated()) value = owner.GetReflection()->GetString(owner, &field);
    found.push_back(value);
  });
  EXPECT_THAT(found, ElementsAre("1", "23", "4", "5", "6"));
  EXPECT_TRUE(MayHoldPersonalData(*message->GetDescriptor()));
  EXPECT_FALSE(MayHoldPersonalData(*pool_.FindMessageTypeByName("test.Plain")));
}

}  // namespace
}  // namespace shopdesk
