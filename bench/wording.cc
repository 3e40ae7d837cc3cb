#include <algorithm>
#include <cstdio>
#include <ctime>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "libs/base/utf8.h"
#include "libs/wording/checker.h"
#include "libs/wording/matcher.h"

// How long it takes to hold 1 MB of text against 10,000 terms, and to make a shop's list ready.
// Texts are sentences of cards and chats. Terms are of two kinds beside the base terms: pairs of
// words of which texts hold some, as a shop's list has them; and pieces cut from these sentences
// with a letter changed, so that the automaton goes far at each letter before it gives up.
namespace shopdesk {
namespace {

constexpr size_t kTextBytes = 1'000'000;
constexpr size_t kTerms = 10'000;
constexpr size_t kShopTerms = 2'000;
constexpr int kRounds = 15;

constexpr const char* kChinese[] = {"柔软的羊毛毯，手感细腻，四季都可以使用。",
                                    "建议轻柔手洗，水温不超过三十度，平铺晾干。",
                                    "收到货后如有问题请及时联系客服，我们会尽快为您处理。",
                                    "内胆采用食品级不锈钢，保温八小时以上。",
                                    "颜色以实物为准，不同显示器可能存在色差。",
                                    "包装完整，送货很快，孩子非常喜欢这个玩具。",
                                    "尺码偏小，建议拍大一码，面料透气不闷热。",
                                    "下单后四十八小时内发货，支持七天无理由退货。"};
constexpr const char* kLatin[] = {
    "A soft blanket of merino wool, woven in Portugal, warm in winter and light in summer. ",
    "Wash by hand at thirty degrees, dry flat, do not bleach and do not tumble dry. ",
    "Please tell us the order number and we will look after it within the day. ",
    "La taza es de cerámica y se puede lavar en el lavavajillas sin problema. ",
    "El pedido llegó tarde pero la tienda respondió enseguida y lo resolvió. ",
    "A chaleira mantém a água quente por oito horas e não pinga ao servir. ",
    "Se o tamanho não servir, a troca é gratuita dentro de trinta dias. ",
    "The kettle holds one litre and a half, and its handle stays cool. "};

constexpr const char* kWords[] = {
    "最好",      "第一",      "永久",       "治愈",        "减肥",      "祖传",        "特效",
    "国家级",    "顶级",      "万能",       "无敌",        "根治",      "美白",        "抗癌",
    "零风险",    "保证",      "miracle",    "guaranteed",  "cure",      "heal",        "slimming",
    "painless",  "eternal",   "unrivalled", "invincible",  "wonder",    "doctor",      "laboratory",
    "proven",    "instantly", "forever",    "risk",        "milagroso", "garantizado", "curación",
    "adelgazar", "indoloro",  "eterno",     "insuperable", "médico",    "milagre",     "garantido",
    "cura",      "emagrecer", "indolor",    "eficaz",      "imbatível", "químico",     "water",
    "winter",    "summer",    "order",      "pedido",      "tienda",    "água",        "tamanho"};

using Random = std::mt19937;

std::vector<std::string> CharactersOf(absl::string_view text) {
  std::vector<std::string> characters;
  while (!text.empty()) {
    const size_t size = std::max<size_t>(CodePointSize(text), 1);
    characters.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return characters;
}

template <size_t N>
std::string TextOf(const char* const (&sentences)[N], Random& random) {
  std::string text;
  while (text.size() < kTextBytes) text.append(sentences[random() % N]);
  return text;
}

// A piece of a sentence that the sentence doesn't say.
std::string NearMiss(absl::string_view sentence, Random& random) {
  std::vector<std::string> characters = CharactersOf(sentence);
  const size_t size = 3 + random() % 8;
  const size_t begin = random() % (characters.size() - size);
  std::string term;
  for (size_t i = begin; i + 1 < begin + size; ++i) term.append(characters[i]);
  return term + characters[random() % characters.size()] + std::to_string(random() % 1000);
}

std::string WordPair(Random& random) {
  return std::string(kWords[random() % std::size(kWords)]) + " " +
         kWords[random() % std::size(kWords)] + std::to_string(random() % 10);
}

// The base terms, and as many of the kind as are missing.
template <class MakeTerm>
std::vector<std::string> Terms(size_t count, MakeTerm make_term) {
  std::vector<std::string> terms;
  for (const type::v1::WordingTerm& term : wording::BaseTerms().terms) terms.push_back(term.text());
  while (terms.size() < count) terms.push_back(make_term());
  return terms;
}

// Of this thread's CPU: others share the machine.
double CpuMs() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

template <class Work>
void Time(const char* what, Work work) {
  std::vector<double> rounds;
  for (int i = 0; i < kRounds; ++i) {
    const double start = CpuMs();
    work();
    rounds.push_back(CpuMs() - start);
  }
  std::sort(rounds.begin(), rounds.end());
  std::printf("%-44s %8.2f ms (%.2f to %.2f)\n", what, rounds[rounds.size() / 2], rounds.front(),
              rounds.back());
}

void Run() {
  Random random(1);
  const std::string chinese = TextOf(kChinese, random);
  const std::string latin = TextOf(kLatin, random);
  const auto near_miss = [&] {
    return random() % 2 == 0 ? NearMiss(kChinese[random() % std::size(kChinese)], random)
                             : NearMiss(kLatin[random() % std::size(kLatin)], random);
  };
  const wording::Matcher pairs(Terms(kTerms, [&] { return WordPair(random); }));
  const wording::Matcher misses(Terms(kTerms, near_miss));
  const std::vector<std::string> shop = Terms(kShopTerms, near_miss);
  size_t found = 0;
  const auto find = [&](const std::string& text, const wording::Matcher& matcher) {
    const wording::Matcher* const matchers[] = {&matcher};
    wording::FindAll(text, /*html=*/false, matchers,
                     [&](size_t, const wording::Match&) { ++found; });
  };
  Time("1 MB of Chinese, 10,000 terms", [&] { find(chinese, pairs); });
  Time("1 MB of English, Spanish, Portuguese", [&] { find(latin, pairs); });
  Time("1 MB of Chinese, near misses", [&] { find(chinese, misses); });
  Time("1 MB of English ..., near misses", [&] { find(latin, misses); });
  const wording::TextCheck base({&wording::Checker::Base()}, {});
  Time("1 MB of Chinese, base terms, hits told",
       [&] { found += base.Check(chinese, false).hits.size(); });
  Time("a list of 2,000 terms made ready", [&] { wording::Matcher ready(shop); });
  std::printf("%zu found\n", found);
}

}  // namespace
}  // namespace shopdesk

int main() { shopdesk::Run(); }
