#include "services/catalog/domain/advice/fit_words.h"

#include <iterator>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/catalog/domain/advice/measure.h"
#include "services/catalog/domain/search/text.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::FitMeasure;
using v1::SkinType;
using v1::SuitabilityKind;

// Words of one language are separated by "|": the first is said, all are understood.
struct FitEntry {
  const char* key;
  const char* words[4];
};

constexpr FitEntry kFitEntries[] = {
    // Allergens.
    {"gluten", {"麸质|面筋|小麦|小麦粉", "gluten|wheat", "gluten|trigo", "glúten|trigo"}},
    {"crustacean",
     {"甲壳类|虾|蟹|虾蟹", "crustaceans|shrimp|prawn|crab", "crustáceos", "crustáceos|camarão"}},
    {"egg", {"鸡蛋|蛋|蛋类|蛋黄", "egg|eggs", "huevo|huevos", "ovo|ovos"}},
    {"fish", {"鱼|鱼类", "fish", "pescado", "peixe"}},
    {"peanut", {"花生", "peanut|peanuts", "cacahuete|maní|cacahuate", "amendoim"}},
    {"soy", {"大豆|黄豆", "soy|soya|soybeans", "soja", "soja"}},
    {"milk",
     {"牛奶|奶|乳制品|乳糖", "milk|dairy|lactose", "leche|lácteos|lactosa",
      "leite|laticínios|lactose"}},
    {"nut", {"坚果", "nuts|tree nuts", "frutos secos|nueces", "nozes|castanhas"}},
    {"celery", {"芹菜", "celery", "apio", "aipo"}},
    {"mustard", {"芥末", "mustard", "mostaza", "mostarda"}},
    {"sesame", {"芝麻", "sesame", "sésamo|ajonjolí", "gergelim"}},
    {"sulphite", {"亚硫酸盐", "sulphites|sulfites", "sulfitos", "sulfitos"}},
    {"lupin", {"羽扇豆", "lupin", "altramuz|altramuces", "tremoço"}},
    {"mollusc", {"贝类|软体动物", "molluscs|clams|mussels|oysters", "moluscos", "moluscos"}},
    {"mung_bean", {"绿豆", "mung beans|mung bean", "frijol mungo", "feijão-mungo"}},
    {"pineapple", {"凤梨|菠萝", "pineapple", "piña", "abacaxi"}},
    {"cranberry", {"蔓越莓", "cranberry|cranberries", "arándano rojo", "cranberry"}},
    {"buckwheat", {"荞麦|苦荞麦", "buckwheat", "trigo sarraceno|alforfón", "trigo-sarraceno"}},
    {"wool", {"羊毛|羊羔毛", "wool", "lana", "lã"}},
    {"down", {"羽绒|羽毛", "down|feathers", "plumón|plumas", "penugem|penas|plumas"}},
    {"silk", {"蚕丝|桑蚕丝|真丝", "silk", "seda", "seda"}},
    {"latex", {"乳胶|橡胶", "latex", "látex", "látex"}},
    {"nickel", {"镍", "nickel", "níquel", "níquel"}},
    {"fragrance", {"香精|香料", "fragrance|perfume", "perfume|fragancia", "fragrância"}},
    {"pollen", {"花粉", "pollen", "polen", "pólen"}},
    // Conditions.
    {"pregnancy",
     {"怀孕|孕妇|孕期|妊娠", "pregnancy|pregnant", "embarazo|embarazada", "gravidez|grávida"}},
    {"breastfeeding", {"哺乳|哺乳期", "breastfeeding|nursing", "lactancia", "amamentação"}},
    {"diabetes", {"糖尿病", "diabetes", "diabetes", "diabetes"}},
    {"hypertension",
     {"高血压", "high blood pressure|hypertension", "hipertensión", "hipertensão|pressão alta"}},
    {"heart_disease", {"心脏病", "heart disease", "enfermedad cardíaca", "doença cardíaca"}},
    {"pacemaker", {"心脏起搏器|起搏器", "pacemaker", "marcapasos", "marca-passo"}},
    {"asthma", {"哮喘", "asthma", "asma", "asma"}},
    {"epilepsy", {"癫痫", "epilepsy", "epilepsia", "epilepsia"}},
    {"phenylketonuria", {"苯丙酮尿症", "phenylketonuria|pku", "fenilcetonuria", "fenilcetonúria"}},
    {"neck_injury",
     {"颈椎损伤|颈椎病", "a neck injury|neck injury", "lesión cervical", "lesão cervical"}},
    // Habits.
    {"whole_night",
     {"整夜使用|整晚使用", "use all night|all night", "uso toda la noche", "uso a noite toda"}},
    {"pets", {"养宠物", "pets in the home|pets", "mascotas en casa|mascotas", "animais em casa"}},
    {"machine_wash",
     {"机洗", "washing by machine|machine wash", "lavado a máquina", "lavagem à máquina"}},
    {"smoking", {"吸烟", "smoking", "fumar", "fumar"}},
    {"outdoor_use", {"户外使用", "outdoor use|outdoors", "uso en exteriores", "uso ao ar livre"}},
    {"contact_lenses",
     {"戴隐形眼镜|隐形眼镜", "contact lenses", "lentes de contacto", "lentes de contato"}}};

// Words that mean several of these, in any language.
struct FitGroup {
  const char* words;
  const char* keys;
};

constexpr FitGroup kFitGroups[] = {
    {"shellfish|marisco|mariscos|frutos do mar|虾贝类|贝壳类|带壳海鲜", "crustacean|mollusc"},
    {"seafood|海鲜|海产品|水产", "crustacean|mollusc|fish"}};

struct MeasureEntry {
  FitMeasure::Value measure;
  const char* words[4];
};

constexpr MeasureEntry kMeasureEntries[] = {
    {FitMeasure::HEIGHT, {"身高", "height", "altura", "altura"}},
    {FitMeasure::WEIGHT, {"体重", "weight", "peso", "peso"}},
    {FitMeasure::CHEST, {"胸围", "chest", "contorno de pecho", "busto"}},
    {FitMeasure::UNDERBUST, {"下胸围", "underbust", "contorno bajo el pecho", "abaixo do busto"}},
    {FitMeasure::WAIST, {"腰围", "waist", "cintura", "cintura"}},
    {FitMeasure::HIP, {"臀围", "hips", "cadera", "quadril"}},
    {FitMeasure::SHOULDER_WIDTH,
     {"肩宽", "shoulder width", "ancho de hombros", "largura dos ombros"}},
    {FitMeasure::SLEEVE_LENGTH,
     {"袖长", "sleeve length", "largo de manga", "comprimento da manga"}},
    {FitMeasure::INSEAM, {"裤内长", "inseam", "entrepierna", "entrepernas"}},
    {FitMeasure::FOOT_LENGTH, {"脚长", "foot length", "largo del pie", "comprimento do pé"}},
    {FitMeasure::FOOT_WIDTH, {"脚宽", "foot width", "ancho del pie", "largura do pé"}},
    {FitMeasure::HEAD,
     {"头围", "head circumference", "contorno de cabeza", "circunferência da cabeça"}},
    {FitMeasure::NECK,
     {"颈围", "neck circumference", "contorno de cuello", "circunferência do pescoço"}},
    {FitMeasure::HAND, {"手围", "hand circumference", "contorno de mano", "circunferência da mão"}},
    {FitMeasure::WRIST,
     {"腕围", "wrist circumference", "contorno de muñeca", "circunferência do pulso"}},
    {FitMeasure::FINGER,
     {"指围", "finger circumference", "contorno del dedo", "circunferência do dedo"}},
    {FitMeasure::BED_WIDTH, {"床宽", "bed width", "ancho de la cama", "largura da cama"}},
    {FitMeasure::BED_LENGTH, {"床长", "bed length", "largo de la cama", "comprimento da cama"}},
    {FitMeasure::WINDOW_WIDTH,
     {"窗户宽度", "window width", "ancho de la ventana", "largura da janela"}},
    {FitMeasure::WINDOW_HEIGHT,
     {"窗户高度", "window height", "alto de la ventana", "altura da janela"}}};

struct SkinEntry {
  SkinType::Value skin;
  const char* words[4];
};

constexpr SkinEntry kSkinEntries[] = {
    {SkinType::NORMAL, {"中性肌肤", "normal skin", "piel normal", "pele normal"}},
    {SkinType::DRY, {"干性肌肤", "dry skin", "piel seca", "pele seca"}},
    {SkinType::OILY, {"油性肌肤", "oily skin", "piel grasa", "pele oleosa"}},
    {SkinType::COMBINATION, {"混合性肌肤", "combination skin", "piel mixta", "pele mista"}},
    {SkinType::SENSITIVE, {"敏感肌肤", "sensitive skin", "piel sensible", "pele sensível"}},
    {SkinType::ACNE_PRONE,
     {"易长痘肌肤", "acne-prone skin", "piel con tendencia al acné", "pele acneica"}},
    {SkinType::ATOPIC, {"特应性皮炎肌肤", "atopic skin", "piel atópica", "pele atópica"}}};

// What of a measure has words; null if nothing.
template <class Entries, class Value>
const char* WordIn(const Entries& entries, Value value, size_t column) {
  for (const auto& [key, words] : entries) {
    if (key == value) return words[column];
  }
  return nullptr;
}

// Keys by folded word.
const absl::flat_hash_map<std::string, const FitEntry*>& EntriesByWord() {
  static const auto& kByWord = *[] {
    auto* by_word = new absl::flat_hash_map<std::string, const FitEntry*>;
    for (const FitEntry& entry : kFitEntries) {
      by_word->emplace(Fold(absl::StrReplaceAll(entry.key, {{"_", " "}})), &entry);
      for (const char* words : entry.words) {
        for (absl::string_view word : absl::StrSplit(words, '|')) {
          by_word->emplace(Fold(word), &entry);
        }
      }
    }
    return by_word;
  }();
  return kByWord;
}

// Folded, with one blank between words.
std::string FoldedWords(absl::string_view word) {
  const std::string spaced = absl::StrReplaceAll(word, {{"_", " "}});
  return absl::StrJoin(absl::StrSplit(Fold(spaced), absl::ByAnyChar(" \t\n"), absl::SkipEmpty()),
                       " ");
}

// A number with at most two decimals, as the language separates them.
std::string NumberOf(double value, size_t column) {
  std::string text = absl::StrFormat("%.2f", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return column < 2 ? text : absl::StrReplaceAll(text, {{".", ","}});
}

}  // namespace

std::string FitKey(absl::string_view word) {
  const std::string folded = FoldedWords(word);
  const auto found = EntriesByWord().find(folded);
  if (found != EntriesByWord().end()) return found->second->key;
  return absl::StrReplaceAll(folded, {{" ", "_"}});
}

std::vector<std::string> FitKeys(absl::string_view word) {
  const std::string folded = FoldedWords(word);
  for (const FitGroup& group : kFitGroups) {
    for (absl::string_view each : absl::StrSplit(group.words, '|')) {
      if (Fold(each) == folded) return absl::StrSplit(group.keys, '|');
    }
  }
  return {FitKey(word)};
}

bool IsFitKey(absl::string_view key) {
  return EntriesByWord().contains(Fold(absl::StrReplaceAll(key, {{"_", " "}})));
}

std::string FitWord(absl::string_view key, size_t column) {
  const auto found = EntriesByWord().find(Fold(absl::StrReplaceAll(key, {{"_", " "}})));
  if (found == EntriesByWord().end()) return absl::StrReplaceAll(key, {{"_", " "}});
  const absl::string_view words = found->second->words[column];
  return std::string(words.substr(0, words.find('|')));
}

const char* MeasureWord(FitMeasure::Value measure, size_t column) {
  return WordIn(kMeasureEntries, measure, column);
}

const char* SkinWord(SkinType::Value skin, size_t column) {
  return WordIn(kSkinEntries, skin, column);
}

std::string AgeIn(int64_t months, size_t column) {
  constexpr const char* kMonths[] = {"个月", " months", " meses", " meses"};
  constexpr const char* kMonth[] = {"个月", " month", " mes", " mês"};
  constexpr const char* kYears[] = {"岁", " years", " años", " anos"};
  // Whoever is two or older is told in years, if they are whole.
  if (months >= 24 && months % 12 == 0) return absl::StrCat(months / 12, kYears[column]);
  return absl::StrCat(months, (months == 1 ? kMonth : kMonths)[column]);
}

std::string MeasureIn(FitMeasure::Value measure, int64_t value, size_t column) {
  if (measure == FitMeasure::WEIGHT) {
    return absl::StrCat(NumberOf(static_cast<double>(value) / 1000, column), " kg");
  }
  return absl::StrCat(NumberOf(static_cast<double>(value) / 10, column), " cm");
}

double UnitOf(SuitabilityKind::Value kind, FitMeasure::Value measure, absl::string_view unit) {
  if (unit.empty()) return 1;
  return UnitsIn(unit, kind == SuitabilityKind::AGE    ? "month"
                       : measure == FitMeasure::WEIGHT ? "g"
                                                       : "mm");
}

}  // namespace shopdesk::catalog::domain
