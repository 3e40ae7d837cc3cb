#include "libs/runtime/validate.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/text.h"
#include "libs/base/utf8.h"
#include "re2/re2.h"
#include "shopdesk/option/v1/option.pb.h"

namespace shopdesk::runtime {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using option::v1::Rules;

// More are not answered: the details travel in a trailer, which clients limit to 8 KiB.
constexpr int kMaxViolations = 16;
constexpr size_t kMaxPath = 120;
// Bytes of the names of an enum's values, about, for the same reason.
constexpr size_t kMaxNames = 200;
// https://google.aip.dev/155
constexpr char kRequestIdPattern[] = "[A-Za-z0-9._-]{1,64}";
// What google.protobuf.Timestamp and Duration can hold, in seconds.
constexpr int64_t kMinTimestamp = -62135596800;
constexpr int64_t kMaxTimestamp = 253402300799;
constexpr int64_t kMaxDuration = 315576000000;

struct MessageRules;

struct FieldRule {
  const FieldDescriptor* field;
  Rules rules;
  std::unique_ptr<re2::RE2> pattern;
  std::unique_ptr<NamePattern> resource;
  const MessageRules* nested = nullptr;
  bool skips_elements = false;
  // A string that is to be, or is, a part of a name.
  bool is_id = false;
  bool is_currency = false;
};

struct MessageRules {
  std::vector<FieldRule> fields;
  bool is_timestamp = false;
  bool is_duration = false;
};

// Where the checked value is; the text is made for violations only.
struct Path {
  const Path* parent;
  const FieldDescriptor* field;
  int index = -1;
  const std::string* key = nullptr;

  std::string ToString() const {
    std::string text = parent == nullptr || parent->field == nullptr ? "" : parent->ToString();
    if (key != nullptr) return absl::StrCat(text, "[", *key, "]");
    if (!text.empty()) text += ".";
    absl::StrAppend(&text, field->name());
    if (index >= 0) absl::StrAppend(&text, "[", index, "]");
    return text;
  }
};

// The values that can be given, comma-separated, as far as kMaxNames allows.
std::string NamesOf(const google::protobuf::EnumDescriptor& type) {
  std::string names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    if (names.size() > kMaxNames) return absl::StrCat(names, ", …");
    absl::StrAppend(&names, names.empty() ? "" : ", ", type.value(i)->name());
  }
  return names;
}

// What of an Update's resource is checked. Paths begin with the name of the resource's field.
struct UpdateScope {
  const FieldDescriptor* resource;
  std::vector<std::string> paths;

  bool Covers(const std::string& path) const {
    if (!IsWithin(path, resource->name())) return true;
    return std::any_of(paths.begin(), paths.end(), [&](const std::string& updated) {
      return IsWithin(path, updated) || IsWithin(updated, path);
    });
  }

 private:
  static bool IsWithin(const std::string& path, const std::string& outer) {
    return absl::StartsWith(path, outer) &&
           (path.size() == outer.size() || path[outer.size()] == '.' || path[outer.size()] == '[');
  }
};

class Checker {
 public:
  // With a scope, what is wrong outside of it doesn't count.
  explicit Checker(const UpdateScope* scope) : scope_(scope) {}

  void Run(const Message& message, const MessageRules& rules, const Path* parent) {
    if (rules.is_timestamp || rules.is_duration) return CheckTime(message, rules, *parent);
    for (const FieldRule& rule : rules.fields) {
      if (rule.rules.output_only()) continue;
      const Path path = {parent, rule.field};
      if (rule.field->is_repeated()) {
        CheckList(message, rule, path);
      } else {
        CheckSingle(message, rule, path);
      }
    }
  }

  absl::Status ToStatus() const { return violations_.ToStatus(); }

 private:
  void Add(const Path& path, absl::string_view description) {
    if (count_ == kMaxViolations) return;
    std::string text = path.ToString();
    if (scope_ != nullptr && !scope_->Covers(text)) return;
    ++count_;
    if (text.size() > kMaxPath) text = absl::StrCat(text.substr(0, kMaxPath), "…");
    violations_.Add(text, description);
  }

  void CheckTime(const Message& message, const MessageRules& rules, const Path& path) {
    const Reflection& reflection = *message.GetReflection();
    const Descriptor& type = *message.GetDescriptor();
    const int64_t seconds = reflection.GetInt64(message, type.FindFieldByName("seconds"));
    const int32_t nanos = reflection.GetInt32(message, type.FindFieldByName("nanos"));
    if (rules.is_timestamp) {
      if (seconds < kMinTimestamp || seconds > kMaxTimestamp || nanos < 0 || nanos > 999999999) {
        Add(path, "must be a time between the years 1 and 9999");
      }
    } else if (seconds < -kMaxDuration || seconds > kMaxDuration || nanos < -999999999 ||
               nanos > 999999999 || (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0)) {
      Add(path, "must be a duration of at most 10,000 years, its parts of one sign");
    }
  }

  void CheckList(const Message& message, const FieldRule& rule, const Path& path) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, rule.field);
    const Rules& rules = rule.rules;
    if (size == 0 && rules.required()) return Add(path, "must not be empty");
    if (static_cast<uint32_t>(size) < rules.min_items()) {
      Add(path, absl::StrCat("must have at least ", rules.min_items(), " elements"));
    }
    if (rules.max_items() > 0 && static_cast<uint32_t>(size) > rules.max_items()) {
      return Add(path, absl::StrCat("must have at most ", rules.max_items(), " elements"));
    }
    if (rule.skips_elements) return;
    for (int i = 0; i < size; ++i) {
      if (rule.field->is_map()) {
        CheckEntry(reflection.GetRepeatedMessage(message, rule.field, i), rule, path, i);
      } else {
        CheckElement(message, rule, {path.parent, path.field, i});
      }
    }
  }

  void CheckEntry(const Message& entry, const FieldRule& rule, const Path& path, int index) {
    const FieldDescriptor* key = entry.GetDescriptor()->map_key();
    if (key->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
      const Path at = {path.parent, path.field, index};
      return Run(entry, *rule.nested, &at);
    }
    std::string scratch;
    const std::string& name = entry.GetReflection()->GetStringReference(entry, key, &scratch);
    const bool readable = CheckText(name, path);
    const std::string unreadable = "?";
    const Path at = {&path, path.field, -1, readable ? &name : &unreadable};
    Run(entry, *rule.nested, &at);
  }

  void CheckElement(const Message& message, const FieldRule& rule, const Path& path) {
    const Reflection& reflection = *message.GetReflection();
    const FieldDescriptor* field = rule.field;
    std::string scratch;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Run(reflection.GetRepeatedMessage(message, field, path.index), *rule.nested, &path);
      case FieldDescriptor::CPPTYPE_STRING:
        return CheckString(
            reflection.GetRepeatedStringReference(message, field, path.index, &scratch), rule,
            path);
      case FieldDescriptor::CPPTYPE_INT32:
        return CheckNumber(reflection.GetRepeatedInt32(message, field, path.index), rule, path);
      case FieldDescriptor::CPPTYPE_INT64:
        return CheckNumber(reflection.GetRepeatedInt64(message, field, path.index), rule, path);
      case FieldDescriptor::CPPTYPE_UINT32:
        return CheckNumber(reflection.GetRepeatedUInt32(message, field, path.index), rule, path);
      case FieldDescriptor::CPPTYPE_ENUM:
        return CheckEnum(reflection.GetRepeatedEnumValue(message, field, path.index), rule, path);
      default:
        return;
    }
  }

  void CheckSingle(const Message& message, const FieldRule& rule, const Path& path) {
    const Reflection& reflection = *message.GetReflection();
    const FieldDescriptor* field = rule.field;
    if (field->has_presence() && !reflection.HasField(message, field)) {
      if (rule.rules.required()) Add(path, "is required");
      return;
    }
    std::string scratch;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Run(reflection.GetMessage(message, field), *rule.nested, &path);
      case FieldDescriptor::CPPTYPE_STRING:
        return CheckString(reflection.GetStringReference(message, field, &scratch), rule, path);
      case FieldDescriptor::CPPTYPE_INT32:
        return CheckNumber(reflection.GetInt32(message, field), rule, path);
      case FieldDescriptor::CPPTYPE_INT64:
        return CheckNumber(reflection.GetInt64(message, field), rule, path);
      case FieldDescriptor::CPPTYPE_UINT32:
        return CheckNumber(reflection.GetUInt32(message, field), rule, path);
      case FieldDescriptor::CPPTYPE_UINT64:
        return CheckNumber(static_cast<int64_t>(
                               std::min<uint64_t>(reflection.GetUInt64(message, field), INT64_MAX)),
                           rule, path);
      case FieldDescriptor::CPPTYPE_ENUM:
        return CheckEnum(reflection.GetEnumValue(message, field), rule, path);
      default:
        return;
    }
  }

  // False when it is no text to show.
  bool CheckText(const std::string& value, const Path& path) {
    bool ascii = true;
    for (const unsigned char c : value) {
      if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) {
        Add(path, "must not hold control characters other than tab and line breaks");
        return false;
      }
      ascii = ascii && c < 0x80;
    }
    if (ascii || IsUtf8(value)) return true;
    Add(path, "must be UTF-8");
    return false;
  }

  void CheckString(const std::string& value, const FieldRule& rule, const Path& path) {
    const Rules& rules = rule.rules;
    if (value.empty()) {
      if (rules.required()) Add(path, "is required");
      return;
    }
    if (rules.max_bytes() > 0 && value.size() > rules.max_bytes()) {
      return Add(path, absl::StrCat("must have at most ", rules.max_bytes(), " bytes"));
    }
    if (rule.field->type() == FieldDescriptor::TYPE_BYTES || !CheckText(value, path)) return;
    if ((rules.required() || rules.min_len() > 0) && IsBlank(value))
      return Add(path, "must not be blank");
    if (rule.is_id) {
      if (const absl::string_view problem = IdProblem(value); !problem.empty()) {
        return Add(path, absl::StrCat("must ", problem));
      }
    }
    if (rule.is_currency && !IsCurrency(value)) {
      return Add(path, "must be an ISO 4217 code in use, e.g. CNY (not RMB), EUR");
    }
    if (rules.min_len() > 0 || (rules.max_len() > 0 && value.size() > rules.max_len())) {
      const size_t length = CountCharacters(value);
      if (length < rules.min_len()) {
        Add(path, absl::StrCat("must have at least ", rules.min_len(), " characters"));
      }
      if (rules.max_len() > 0 && length > rules.max_len()) {
        return Add(path, absl::StrCat("must have at most ", rules.max_len(), " characters"));
      }
    }
    if (rule.pattern != nullptr && !re2::RE2::FullMatch(value, *rule.pattern)) {
      Add(path, absl::StrCat("must match ", rule.pattern->pattern()));
    }
    if (rule.resource != nullptr && !rule.resource->Matches(value)) {
      Add(path, absl::StrCat("must have the form ", rule.resource->pattern(),
                             " with ids of [A-Za-z0-9._-] or %XX"));
    }
  }

  void CheckNumber(int64_t value, const FieldRule& rule, const Path& path) {
    const Rules& rules = rule.rules;
    if (value == 0 && rules.required() && !rule.field->has_presence()) {
      return Add(path, "is required");
    }
    if (rules.has_min() && value < rules.min()) {
      Add(path, absl::StrCat("must be at least ", rules.min()));
    }
    if (rules.has_max() && value > rules.max()) {
      Add(path, absl::StrCat("must be at most ", rules.max()));
    }
  }

  void CheckEnum(int value, const FieldRule& rule, const Path& path) {
    if (value == 0 && rule.rules.required()) return Add(path, "is required");
    if (rule.field->enum_type()->FindValueByNumber(value) == nullptr) {
      Add(path, absl::StrCat("must be one of ", NamesOf(*rule.field->enum_type())));
    }
  }

  const UpdateScope* scope_;
  Violations violations_;
  int count_ = 0;
};

bool WantsCheck(const FieldDescriptor& field, const Rules& rules) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
    case FieldDescriptor::CPPTYPE_ENUM:
      return true;
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_STRING || rules.ByteSizeLong() > 0;
    default:
      return rules.ByteSizeLong() > 0;
  }
}

}  // namespace

class Validator::Impl {
 public:
  Impl(const Descriptor& type, Rows rows) : root_(Compile(type)) {
    FindUpdate(type);
    for (FieldRule& rule : root_->fields) {
      rule.skips_elements = rows == Rows::kByHandler && rule.field->is_repeated() &&
                            rule.field->message_type() != nullptr;
    }
    const FieldDescriptor* id = type.FindFieldByName("request_id");
    if (id == nullptr || id->type() != FieldDescriptor::TYPE_STRING || id->is_repeated()) return;
    for (FieldRule& rule : root_->fields) {
      if (rule.field != id) continue;
      rule.rules.set_required(true);
      rule.pattern = std::make_unique<re2::RE2>(kRequestIdPattern);
    }
  }

  absl::Status Run(const Message& message) const {
    const absl::optional<UpdateScope> scope = ScopeOf(message);
    Checker check(scope.has_value() ? &*scope : nullptr);
    const Path root = {nullptr, nullptr};
    check.Run(message, *root_, &root);
    return check.ToStatus();
  }

  void ClearOutputOnly(Message& message) const {
    if (has_output_only_) Clear(message, *root_);
  }

 private:
  // An Update has a mask, and a resource beside it.
  void FindUpdate(const Descriptor& type) {
    const FieldDescriptor* mask = type.FindFieldByName("update_mask");
    if (mask == nullptr || mask->message_type() != google::protobuf::FieldMask::descriptor()) {
      return;
    }
    for (int i = 0; i < type.field_count() && update_mask_ == nullptr; ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (&field == mask || field.message_type() == nullptr || field.is_repeated()) continue;
      update_mask_ = mask;
      updated_ = &field;
    }
  }

  // What ApplyUpdate (field_mask.h) will copy, and the name, by which it is found. nullopt: all.
  absl::optional<UpdateScope> ScopeOf(const Message& message) const {
    if (update_mask_ == nullptr) return absl::nullopt;
    const Reflection& reflection = *message.GetReflection();
    const auto* mask = google::protobuf::DynamicCastToGenerated<google::protobuf::FieldMask>(
        &reflection.GetMessage(message, update_mask_));
    if (mask == nullptr || (mask->paths_size() == 1 && mask->paths(0) == "*")) {
      return absl::nullopt;
    }
    UpdateScope scope = {updated_, {absl::StrCat(updated_->name(), ".name")}};
    const auto add = [&](const std::string& path) {
      scope.paths.push_back(absl::StrCat(updated_->name(), ".", path));
    };
    for (const std::string& path : mask->paths()) add(path);
    if (!mask->paths().empty()) return scope;
    const Message& resource = reflection.GetMessage(message, updated_);
    std::vector<const FieldDescriptor*> set;
    resource.GetReflection()->ListFields(resource, &set);
    for (const FieldDescriptor* field : set) add(field->name());
    return scope;
  }

  MessageRules* Compile(const Descriptor& type) {
    auto [found, inserted] = types_.emplace(&type, nullptr);
    if (!inserted) return found->second.get();
    found->second = std::make_unique<MessageRules>();
    MessageRules* message = found->second.get();
    message->is_timestamp = &type == google::protobuf::Timestamp::descriptor();
    message->is_duration = &type == google::protobuf::Duration::descriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const Rules& rules = field.options().GetExtension(option::v1::field);
      if (!WantsCheck(field, rules)) continue;
      has_output_only_ = has_output_only_ || rules.output_only();
      FieldRule rule = {&field, rules};
      if (!rules.pattern().empty()) rule.pattern = std::make_unique<re2::RE2>(rules.pattern());
      if (!rules.resource().empty()) {
        rule.resource = std::make_unique<NamePattern>(rules.resource());
      }
      rule.is_id =
          field.type() == FieldDescriptor::TYPE_STRING && absl::EndsWith(field.name(), "_id");
      rule.is_currency = field.name() == "currency_code";
      if (field.message_type() != nullptr) rule.nested = Compile(*field.message_type());
      message->fields.push_back(std::move(rule));
    }
    return message;
  }

  static void Clear(Message& message, const MessageRules& rules) {
    const Reflection& reflection = *message.GetReflection();
    for (const FieldRule& rule : rules.fields) {
      if (rule.rules.output_only()) {
        reflection.ClearField(&message, rule.field);
      } else if (rule.nested == nullptr) {
        continue;
      } else if (rule.field->is_repeated()) {
        for (int i = 0; i < reflection.FieldSize(message, rule.field); ++i) {
          Clear(*reflection.MutableRepeatedMessage(&message, rule.field, i), *rule.nested);
        }
      } else if (reflection.HasField(message, rule.field)) {
        Clear(*reflection.MutableMessage(&message, rule.field), *rule.nested);
      }
    }
  }

  std::map<const Descriptor*, std::unique_ptr<MessageRules>> types_;
  bool has_output_only_ = false;
  // Of an Update; null otherwise.
  const FieldDescriptor* update_mask_ = nullptr;
  const FieldDescriptor* updated_ = nullptr;
  MessageRules* root_;
};

Validator::Validator(const Descriptor& type, Rows rows)
    : impl_(std::make_unique<Impl>(type, rows)) {}
Validator::~Validator() = default;

absl::Status Validator::Check(const Message& message) const { return impl_->Run(message); }

void Validator::ClearOutputOnly(Message& message) const { impl_->ClearOutputOnly(message); }

}  // namespace shopdesk::runtime
