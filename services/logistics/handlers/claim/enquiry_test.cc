#include "services/logistics/handlers/claim/enquiry.h"

#include "libs/figures/figures.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using v1::Enquiry;

class EnquiriesTest : public testing::LogisticsTest {
 protected:
  void SetUp() override { ASSERT_OK(CreateShipment("a", "buyer: 'mei'")); }

  absl::StatusOr<Enquiry> Open(const std::string& shipment) {
    v1::OpenEnquiryRequest request;
    request.set_parent("shops/1/shipments/" + shipment);
    request.set_question("where is it? ring 13912345678");
    request.set_carrier_ticket("Q1");
    return WriteAnew<Enquiry>(OpenEnquiry, request);
  }
  absl::StatusOr<Enquiry> Answer(const Enquiry& enquiry, const char* etag = "") {
    v1::AnswerEnquiryRequest request;
    request.set_name(enquiry.name());
    request.set_answer("in Wuhan, ask 13912345678");
    request.set_etag(etag);
    return Write<Enquiry>(AnswerEnquiry, request);
  }
  Enquiry Get(const Enquiry& enquiry) {
    v1::GetEnquiryRequest request;
    request.set_name(enquiry.name());
    auto found = Read<Enquiry>(GetEnquiry, request);
    EXPECT_OK(found);
    return found.value_or(Enquiry());
  }
};

TEST_P(EnquiriesTest, IsWorkUntilTheCarrierHasAnswered) {
  ASSERT_OK_AND_ASSIGN(const Enquiry enquiry, Open("a"));
  EXPECT_THAT(Work(), ElementsAre("open_enquiry " + enquiry.name()));
  Advance(absl::Hours(71));
  EXPECT_EQ(Get(enquiry).state(), Enquiry::OPEN);
  Advance(absl::Hours(1));
  EXPECT_EQ(Get(enquiry).state(), Enquiry::UNANSWERED);
  EXPECT_THAT(Work(), ::testing::Contains("open_enquiry " + enquiry.name()));
  EXPECT_THAT(Answer(enquiry, "v1"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK(Open("a"));
  EXPECT_THAT(Figures().enquiries(), ElementsAre(EqualsProto("state: OPEN enquiries: 1"),
                                                 EqualsProto("state: UNANSWERED enquiries: 1")));
  ASSERT_OK(Answer(enquiry));
  EXPECT_THAT(Figures().enquiries(), ElementsAre(EqualsProto("state: OPEN enquiries: 1"),
                                                 EqualsProto("state: ANSWERED enquiries: 1")));
  EXPECT_EQ(Get(enquiry).state(), Enquiry::ANSWERED);
  EXPECT_THAT(Get(enquiry).SerializeAsString(), Not(HasSubstr("13912345678")));
  EXPECT_THAT(Work(), Not(::testing::Contains("open_enquiry " + enquiry.name())));
  EXPECT_THAT(EventTypes(enquiry.name()),
              ElementsAre("enquiry.opened", "enquiry.unanswered", "enquiry.answered"));
  EXPECT_THAT(Answer(enquiry), HasReason("WRONG_STATE"));
  EXPECT_THAT(Open("none"), HasReason("NOT_FOUND"));
}

TEST_P(EnquiriesTest, AreListedOfAShipmentOrOfAll) {
  ASSERT_OK(CreateShipment("b"));
  ASSERT_OK_AND_ASSIGN(const Enquiry of_a, Open("a"));
  ASSERT_OK_AND_ASSIGN(const Enquiry of_b, Open("b"));
  ASSERT_OK(Answer(of_b));
  const auto names = [&](const char* text) {
    std::vector<std::string> found;
    const auto request = ParseText<v1::ListEnquiriesRequest>(text);
    for (const auto& page : Pages<v1::ListEnquiriesResponse>(ListEnquiries, request)) {
      for (const Enquiry& enquiry : page.enquiries()) found.push_back(enquiry.name());
    }
    return found;
  };
  EXPECT_THAT(names("parent: 'shops/1/shipments/-' page_size: 1"),
              ::testing::UnorderedElementsAre(of_a.name(), of_b.name()));
  EXPECT_THAT(names("parent: 'shops/1/shipments/-' state: OPEN"), ElementsAre(of_a.name()));
  EXPECT_THAT(names("parent: 'shops/1/shipments/b'"), ElementsAre(of_b.name()));
  EXPECT_THAT(
      Read<v1::ListEnquiriesResponse>(
          ListEnquiries, ParseText<v1::ListEnquiriesRequest>("parent: 'shops/1/shipments/none'")),
      HasReason("NOT_FOUND"));
}

TEST_P(EnquiriesTest, AreCountedAnewFromTheirRows) {
  // In the order of names "a-b/enquiries" stands before "a/enquiries".
  for (const char* id : {"a-b", "b"}) ASSERT_OK(CreateShipment(id));
  for (const char* id : {"a", "a-b", "b", "a"}) ASSERT_OK(Open(id));
  Figures();
  EXPECT_THAT(WrongFigures(), ::testing::IsEmpty());
  figures::v1::RebuildFiguresRequest rebuild;
  rebuild.set_parent("shops/1");
  ASSERT_OK(Write<figures::v1::FigureState>(figures::RebuildFigures, rebuild));
  EXPECT_THAT(Figures().enquiries(), ElementsAre(EqualsProto("state: OPEN enquiries: 4")));
  EXPECT_THAT(WrongFigures(), ::testing::IsEmpty());
}

TEST_P(EnquiriesTest, OfAnswersThatComeAtOnceOneCounts) {
  constexpr int kCallers = 6;
  ASSERT_OK_AND_ASSIGN(const Enquiry enquiry, Open("a"));
  int answered = 0;
  for (const absl::Status& answer :
       AtOnce(kCallers, [&](int) { return Answer(enquiry).status(); })) {
    if (answer.ok()) {
      ++answered;
    } else {
      EXPECT_THAT(answer, HasReason("WRONG_STATE"));
    }
  }
  EXPECT_EQ(answered, 1);
  EXPECT_THAT(EventTypes(enquiry.name()), ElementsAre("enquiry.opened", "enquiry.answered"));
  EXPECT_THAT(Work(), Not(::testing::Contains("open_enquiry " + enquiry.name())));
}

INSTANTIATE_TEST_SUITE_P(Databases, EnquiriesTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
