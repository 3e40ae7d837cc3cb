#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

// Numbers with units, as people write them: "1.5 kg", "500克", "30×40 cm", "12 in".
namespace shopdesk::catalog::domain {

// A unit that is understood.
struct Unit;

// The unit that is called so: "kg", "千克", "公斤", "kilogramos"; null for none that is known.
const Unit* FindUnit(absl::string_view name);

// How many of one unit the other is, both by their names: 25.4 mm an inch. 0 where one isn't known,
// or measures something else.
double UnitsIn(absl::string_view unit, absl::string_view in);

// A number, or several that belong together (30 × 40), in one unit.
struct Measure {
  // How many of `unit` each of them is.
  std::vector<double> numbers;
  // Null: the text names no unit.
  const Unit* unit = nullptr;
};

// Who wrote a number: a value of a typed attribute has a decimal point, anybody's text may have one
// between thousands.
enum class Writing { kTyped, kAnybodys };

// Nothing for a text that is no number, or may be two: "1,200" is 1200 here and 1.2 there, and so
// is anybody's "1.200". `default_unit`: of numbers that have none.
absl::optional<Measure> ReadMeasure(absl::string_view text, absl::string_view default_unit,
                                    Writing writing);

// Whether both can be written in one unit, and have as many numbers.
bool IsComparable(const Measure& a, const Measure& b);
// Of two that are comparable: whether they are the same.
bool IsSame(const Measure& a, const Measure& b);
// Of two that are comparable: whether the first is smaller, by their first numbers that differ.
bool IsLess(const Measure& a, const Measure& b);

// Writes measures as a language does (Unicode's CLDR, by ICU): "500 克", "30 × 40 cm".
class MeasureWriter {
 public:
  explicit MeasureWriter(absl::string_view language);
  ~MeasureWriter();
  // In `unit`; in the measure's own dimension's usual one where that is null or of another
  // dimension. The measure has a unit.
  std::string Write(const Measure& measure, const Unit* unit);

 private:
  struct Formats;
  const std::string language_;
  std::unique_ptr<Formats> formats_;
};

}  // namespace shopdesk::catalog::domain
