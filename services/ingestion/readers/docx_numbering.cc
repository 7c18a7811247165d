#include "services/ingestion/readers/docx_numbering.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"

#include "common/text/utf8.h"

namespace gangmu::readers {
namespace {

constexpr std::array<std::string_view, 10> kHanDigits = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
constexpr std::array<std::string_view, 10> kLegalDigits = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
constexpr std::array<std::string_view, 10> kStems = {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"};
constexpr std::array<std::string_view, 12> kBranches = {"子", "丑", "寅", "卯", "辰", "巳",
                                                        "午", "未", "申", "酉", "戌", "亥"};

// 1 to 9999 as counted in speech: 十二, 一百零三.
std::string CountInHan(int number, const std::array<std::string_view, 10>& digits, std::string_view ten,
                       std::string_view hundred, std::string_view thousand, bool bare_ten) {
  const std::array<std::pair<int, std::string_view>, 4> places = {std::pair{1000, thousand}, std::pair{100, hundred},
                                                                  std::pair{10, ten}, std::pair{1, std::string_view()}};
  std::string out;
  bool zero = false;
  for (const auto& [value, name] : places) {
    const int digit = number / value % 10;
    if (digit == 0) {
      zero = !out.empty();
      continue;
    }
    if (zero) out += "零";
    zero = false;
    if (!(bare_ten && value == 10 && digit == 1 && out.empty())) out += digits[digit];
    out += name;
  }
  return out;
}

std::string DigitByDigit(int number) {
  std::string out;
  for (char c : std::to_string(number)) out += kHanDigits[c - '0'];
  return out;
}

std::string Roman(int number) {
  static constexpr std::array<std::pair<int, std::string_view>, 13> kSteps = {{{1000, "M"},
                                                                               {900, "CM"},
                                                                               {500, "D"},
                                                                               {400, "CD"},
                                                                               {100, "C"},
                                                                               {90, "XC"},
                                                                               {50, "L"},
                                                                               {40, "XL"},
                                                                               {10, "X"},
                                                                               {9, "IX"},
                                                                               {5, "V"},
                                                                               {4, "IV"},
                                                                               {1, "I"}}};
  std::string out;
  for (const auto& [value, letters] : kSteps) {
    for (; number >= value; number -= value) out += letters;
  }
  return out;
}

// Word repeats the letter: 27 is AA, 53 is AAA.
std::string Letters(int number) {
  return std::string((number - 1) / 26 + 1, static_cast<char>('A' + (number - 1) % 26));
}

std::string Utf8(char32_t c) {
  std::string out;
  AppendUtf8(out, c);
  return out;
}

std::string FullWidth(int number) {
  std::string out;
  for (char c : std::to_string(number)) out += Utf8(0xFF10 + (c - '0'));
  return out;
}

std::string Lower(std::string s) {
  std::transform(s.begin(), s.end(), s.begin(), [](char c) { return static_cast<char>(c | 0x20); });
  return s;
}

bool EndsInSign(std::string_view label) {
  static constexpr std::array<std::string_view, 12> kSigns = {"、", "．", "。", "）", "〕", "】",
                                                              "：", ".",  ")",  ":",  "条", "章"};
  return std::any_of(kSigns.begin(), kSigns.end(), [&](std::string_view sign) { return label.ends_with(sign); });
}

// Bullets stand in symbol fonts at private-use code points; what they look like there is always some dot or box.
constexpr std::string_view kBullet = "•";

}  // namespace

std::string FormatNumber(int number, std::string_view format) {
  if (format == "none") return {};
  if (number < 1 || number > 9999) return std::to_string(number);
  if (format == "chineseCounting" || format == "chineseCountingThousand" || format == "japaneseCounting" ||
      format == "taiwaneseCounting" || format == "taiwaneseCountingThousand") {
    return CountInHan(number, kHanDigits, "十", "百", "千", true);
  }
  if (format == "chineseLegalSimplified" || format == "ideographLegalTraditional" || format == "japaneseLegal") {
    return CountInHan(number, kLegalDigits, "拾", "佰", "仟", false);
  }
  if (format == "ideographDigital" || format == "japaneseDigitalTenThousand" || format == "taiwaneseDigital") {
    return DigitByDigit(number);
  }
  if (format == "ideographTraditional" && number <= 10) return std::string(kStems[number - 1]);
  if (format == "ideographZodiac" && number <= 12) return std::string(kBranches[number - 1]);
  if (format == "decimalFullWidth" || format == "decimalFullWidth2") return FullWidth(number);
  if (format == "decimalZero") return number < 10 ? absl::StrCat("0", number) : std::to_string(number);
  if (format.starts_with("decimalEnclosedCircle") && number <= 20) return Utf8(0x2460 + number - 1);
  if (format == "decimalEnclosedParen" && number <= 20) return Utf8(0x2474 + number - 1);
  if (format == "decimalEnclosedFullstop" && number <= 20) return Utf8(0x2488 + number - 1);
  if (format == "ideographEnclosedCircle" && number <= 10) return Utf8(0x3280 + number - 1);
  if (format == "upperRoman") return Roman(number);
  if (format == "lowerRoman") return Lower(Roman(number));
  if (format == "upperLetter") return Letters(number);
  if (format == "lowerLetter") return Lower(Letters(number));
  return std::to_string(number);
}

void DocxNumbering::Load(const xmlDoc* numbering, const xmlDoc* styles) {
  const xmlNode* root = numbering == nullptr ? nullptr : xmlDocGetRootElement(numbering);
  for (const xmlNode* node = FirstChild(root, "abstractNum"); node != nullptr;
       node = NextSibling(node, "abstractNum")) {
    LoadAbstract(node);
  }
  for (const xmlNode* node = FirstChild(root, "num"); node != nullptr; node = NextSibling(node, "num")) {
    List& list = lists_[IntAttribute(node, "numId", 0)];
    list.abstract_id = IntAttribute(FirstChild(node, "abstractNumId"), "val", -1);
    for (const xmlNode* o = FirstChild(node, "lvlOverride"); o != nullptr; o = NextSibling(o, "lvlOverride")) {
      const xmlNode* start = FirstChild(o, "startOverride");
      if (start != nullptr) list.start_overrides[IntAttribute(o, "ilvl", 0)] = IntAttribute(start, "val", 1);
    }
  }
  if (styles != nullptr) LoadStyles(xmlDocGetRootElement(styles));
}

void DocxNumbering::LoadAbstract(const xmlNode* abstract) {
  std::vector<Level>& levels = abstracts_[IntAttribute(abstract, "abstractNumId", -1)];
  levels.resize(kLevels);
  for (const xmlNode* node = FirstChild(abstract, "lvl"); node != nullptr; node = NextSibling(node, "lvl")) {
    const int index = IntAttribute(node, "ilvl", 0);
    if (index < 0 || index >= kLevels) continue;
    Level& level = levels[index];
    level.start = IntAttribute(FirstChild(node, "start"), "val", 1);
    level.restart = IntAttribute(FirstChild(node, "lvlRestart"), "val", -1);
    const std::string format = Attribute(FirstChild(node, "numFmt"), "val");
    if (!format.empty()) level.format = format;
    level.text = Attribute(FirstChild(node, "lvlText"), "val");
    level.legal = FirstChild(node, "isLgl") != nullptr;
  }
}

void DocxNumbering::LoadStyles(const xmlNode* root) {
  std::map<std::string, std::string> based_on;
  for (const xmlNode* node = FirstChild(root, "style"); node != nullptr; node = NextSibling(node, "style")) {
    const std::string id = Attribute(node, "styleId");
    based_on[id] = Attribute(FirstChild(node, "basedOn"), "val");
    const xmlNode* number = FirstChild(FirstChild(node, "pPr"), "numPr");
    if (number == nullptr) continue;
    by_style_[id] = {IntAttribute(FirstChild(number, "numId"), "val", 0),
                     IntAttribute(FirstChild(number, "ilvl"), "val", 0)};
  }
  for (const auto& [id, parent] : based_on) {
    std::string ancestor = parent;
    // The bound ends a circle of styles.
    for (size_t steps = 0; steps < based_on.size() && !ancestor.empty() && !by_style_.contains(id); ++steps) {
      if (const auto found = by_style_.find(ancestor); found != by_style_.end()) by_style_[id] = found->second;
      const auto next = based_on.find(ancestor);
      ancestor = next == based_on.end() ? "" : next->second;
    }
  }
}

NumberingRef DocxNumbering::RefOf(const xmlNode* paragraph_properties) const {
  NumberingRef ref;
  const auto style = by_style_.find(Attribute(FirstChild(paragraph_properties, "pStyle"), "val"));
  if (style != by_style_.end()) ref = style->second;
  const xmlNode* own = FirstChild(paragraph_properties, "numPr");
  if (own != nullptr) {
    ref.list = IntAttribute(FirstChild(own, "numId"), "val", ref.list);
    ref.level = IntAttribute(FirstChild(own, "ilvl"), "val", ref.level);
  }
  if (ref.level < 0 || ref.level >= kLevels) ref.list = 0;
  return ref;
}

std::string DocxNumbering::NextLabel(const NumberingRef& ref) {
  const auto list = lists_.find(ref.list);
  if (ref.list == 0 || list == lists_.end()) return {};
  const auto abstract = abstracts_.find(list->second.abstract_id);
  if (abstract == abstracts_.end()) return {};
  const std::vector<Level>& levels = abstract->second;
  Counters& counters = counters_[list->second.abstract_id];
  StartList(ref.list, list->second, &counters);
  const auto advance = [&](int level) {
    Counter& counter = counters[level];
    counter.value = counter.next.value_or(counter.value == 0 ? levels[level].start : counter.value + 1);
    counter.next.reset();
  };
  for (int above = 0; above < ref.level; ++above) {
    if (counters[above].value == 0) advance(above);
  }
  advance(ref.level);
  for (int below = ref.level + 1; below < kLevels; ++below) {
    const int restart = levels[below].restart;
    if (restart < 0 || ref.level < restart) counters[below].value = 0;
  }
  return Render(levels, counters, ref.level);
}

void DocxNumbering::StartList(int id, const List& list, Counters* counters) {
  if (!started_.insert(id).second) return;
  for (const auto& [level, start] : list.start_overrides) {
    if (level >= 0 && level < kLevels) (*counters)[level].next = start;
  }
}

std::string DocxNumbering::Render(const std::vector<Level>& levels, const Counters& counters, int level) const {
  const Level& own = levels[level];
  if (own.format == "bullet") return std::string(kBullet);
  std::string label;
  for (size_t i = 0; i < own.text.size(); ++i) {
    const int place = own.text[i] == '%' && i + 1 < own.text.size() ? own.text[i + 1] - '1' : -1;
    if (place < 0 || place >= kLevels) {
      label += own.text[i];
      continue;
    }
    ++i;
    label += FormatNumber(counters[place].value, own.legal ? "decimal" : levels[place].format);
  }
  if (!label.empty() && !EndsInSign(label)) label += ' ';
  return label;
}

}  // namespace gangmu::readers
