#include "bench/goods_names.h"

#include <array>
#include <vector>

#include "absl/strings/str_cat.h"

namespace shopdesk::bench {
namespace {

struct Words {
  std::vector<std::string> kinds;
  std::vector<std::string> colours;
  std::vector<std::string> materials;
  std::vector<std::string> uses;
  // Between words.
  const char* blank;
  // What makes another form of a kind.
  const char* plural;
};

const std::array<Words, 3>& Languages() {
  static const std::array<Words, 3> kLanguages = {
      Words{{"毛巾",   "浴巾", "床单", "被子",   "枕头", "抱枕", "坐垫", "地毯", "窗帘", "餐桌",
             "椅子",   "沙发", "书桌", "台灯",   "炒锅", "汤锅", "煎锅", "水杯", "茶壶", "钢笔",
             "笔记本", "背包", "雨伞", "拉杆箱", "内裤", "衬衣", "袜子", "拖鞋", "围巾", "手套"},
            {"白色", "黑色", "红色", "蓝色", "绿色", "灰色", "粉色", "黄色", "棕色", "紫色"},
            {"纯棉", "亚麻", "羊毛", "真丝", "实木", "不锈钢", "陶瓷", "玻璃", "硅胶", "皮革"},
            {"客厅", "卧室", "厨房", "浴室", "办公室", "旅行", "儿童", "送礼", "夏季", "冬季"},
            "",
            ""},
      Words{{"toalla",    "sábana",  "manta",    "almohada", "cojín",      "alfombra",
             "cortina",   "mesa",    "silla",    "sofá",     "escritorio", "lámpara",
             "sartén",    "olla",    "taza",     "tetera",   "cuchillo",   "bolígrafo",
             "cuaderno",  "mochila", "paraguas", "maleta",   "camisa",     "calcetín",
             "zapatilla", "bufanda", "guante",   "chaqueta", "espejo",     "reloj"},
            {"blanco", "negro", "rojo", "azul", "verde", "gris", "rosa", "amarillo", "marrón",
             "morado"},
            {"algodón", "lino", "lana", "seda", "madera", "acero", "cerámica", "vidrio", "silicona",
             "cuero"},
            {"salón", "dormitorio", "cocina", "baño", "oficina", "viaje", "niños", "regalo",
             "verano", "invierno"},
            " ",
            "s"},
      Words{
          {"towel",   "sheet", "blanket",  "pillow",   "cushion",  "carpet",   "curtain", "table",
           "chair",   "sofa",  "desk",     "lamp",     "pan",      "pot",      "mug",     "kettle",
           "knife",   "pen",   "notebook", "backpack", "umbrella", "suitcase", "shirt",   "sock",
           "slipper", "scarf", "glove",    "jacket",   "mirror",   "clock"},
          {"white", "black", "red", "blue", "green", "grey", "pink", "yellow", "brown", "purple"},
          {"cotton", "linen", "wool", "silk", "wooden", "steel", "ceramic", "glass", "silicone",
           "leather"},
          {"livingroom", "bedroom", "kitchen", "bathroom", "office", "travel", "children", "gift",
           "summer", "winter"},
          " ",
          "s"}};
  return kLanguages;
}

// Every combination comes before any comes again.
struct Picked {
  const Words& words;
  const std::string& kind;
  const std::string& colour;
  const std::string& material;
  const std::string& use;
};

Picked Pick(uint64_t number) {
  const Words& words = Languages()[number % 3];
  number /= 3;
  const auto next = [&number](const std::vector<std::string>& list) -> const std::string& {
    const std::string& word = list[number % list.size()];
    number /= list.size();
    return word;
  };
  const std::string& kind = next(words.kinds);
  const std::string& colour = next(words.colours);
  const std::string& material = next(words.materials);
  return {words, kind, colour, material, next(words.uses)};
}

void AddAttribute(const char* key, const std::string& value, catalog::v1::Product& product) {
  catalog::v1::AttributeValue& attribute = *product.add_attributes();
  attribute.set_key(key);
  attribute.add_values(value);
}

}  // namespace

void DescribeProduct(int64_t number, catalog::v1::Product& product) {
  const Picked picked = Pick(static_cast<uint64_t>(number));
  const char* blank = picked.words.blank;
  product.set_title(absl::StrCat(picked.kind, blank, picked.colour, blank, picked.material, " ",
                                 picked.use, " ", number));
  product.set_brand(absl::StrCat("Brand", number % 50));
  AddAttribute("colour", picked.colour, product);
  AddAttribute("material", picked.material, product);
  std::string description;
  for (const std::string& use : picked.words.uses) absl::StrAppend(&description, use, ". ");
  product.set_description(absl::StrCat(description, std::string(150, 'd')));
}

std::string SearchedFor(uint64_t number) {
  // So that numbers that follow each other ask for different things.
  const uint64_t spread = number * 0x9e3779b97f4a7c15u >> 20;
  const Picked picked = Pick(spread);
  const char* blank = picked.words.blank;
  std::string kind = picked.kind;
  if (number % 20 == 0) kind.append(picked.words.plural);
  if (number % 20 == 10 && *blank != '\0') kind.push_back('x');
  switch (spread / 3 % 7) {
    case 0:
    case 1:
      return kind;
    case 2:
    case 3:
    case 4:
      return absl::StrCat(kind, blank, picked.colour);
    default:
      return absl::StrCat(kind, blank, picked.material, blank, picked.colour);
  }
}

}  // namespace shopdesk::bench
