#include "common/filter/literal.h"

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "common/filter/near_match.h"
#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu::filter {
namespace {

bool AllDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool LooksLikeNumber(const Word& word) { return !word.quoted && Decimal::Parse(word.text).ok(); }

using Result = std::variant<Value, LiteralFault>;

Result Text(const Word& word) {
  if (!word.quoted && (LooksLikeNumber(word) || word.text == "true" || word.text == "false")) {
    const std::string proposal = Quote(word.text);
    return LiteralFault{StrCat("is text: write ", proposal), proposal, {}};
  }
  return Value(word.text);
}

Result Number(const Word& word) {
  absl::StatusOr<Decimal> number = Decimal::Parse(word.text);
  if (word.quoted && number.ok()) {
    return LiteralFault{StrCat("is a number: write ", word.text, " without quotes"), word.text, {}};
  }
  if (number.ok()) return Value(*number);
  if (number.status().code() == absl::StatusCode::kOutOfRange) {
    return LiteralFault{"is a number of at most 38 digits, 18 of them behind the point", "", {}};
  }
  return LiteralFault{"is a number: write plain digits such as 100 or -12.5", "", {}};
}

Result WholeNumber(const Word& word) {
  Result result = Number(word);
  if (std::holds_alternative<LiteralFault>(result)) return result;
  const std::optional<Decimal> whole = std::get<Decimal>(std::get<Value>(result)).Rescale(0);
  if (!whole || whole->coefficient() != static_cast<int64_t>(whole->coefficient())) {
    return LiteralFault{"is a whole number of 64 bits", "", {}};
  }
  return Value(static_cast<int64_t>(whole->coefficient()));
}

Result Boolean(const Word& word) {
  if (!word.quoted && word.text == "true") return Value(true);
  if (!word.quoted && word.text == "false") return Value(false);
  return LiteralFault{"is true or false, without quotes and in small letters", "", {}};
}

Result EnumName(const Field& field, const Word& word) {
  std::string_view name = word.text;
  if (!field.enum_prefix.empty() && name.substr(0, field.enum_prefix.size()) == field.enum_prefix) {
    name.remove_prefix(field.enum_prefix.size());
  }
  std::vector<std::string> names;
  for (const EnumValue& value : field.values) {
    if (value.name == name) return Value(value.number);
    names.push_back(value.name);
  }
  std::string all;
  for (const std::string& n : names) StrAppend(&all, all.empty() ? "" : ", ", n);
  return LiteralFault{StrCat("has no value ", Quote(CutAtCodePoint(word.text, 60)), "; it is one of ", all), "",
                      NearMatches(name, names)};
}

Result Date(const Word& word) {
  if (IsCivilDate(word.text)) return Value(word.text);
  if (word.text.size() == 4 && AllDigits(word.text)) {
    const std::string proposal = Quote(StrCat(word.text, "-01-01"));
    return LiteralFault{StrCat("is a date: write a day, for example ", proposal), proposal, {}};
  }
  if (word.text.size() == 7 && IsCivilDate(word.text + "-01")) {
    const std::string proposal = Quote(word.text + "-01");
    return LiteralFault{StrCat("is a date: write a day, for example ", proposal), proposal, {}};
  }
  return LiteralFault{"is a date that exists, written YYYY-MM-DD", "", {}};
}

Result Timestamp(const Word& word) {
  if (std::optional<int64_t> micros = ParseTimestamp(word.text)) return Value(*micros);
  if (IsCivilDate(word.text)) {
    const std::string proposal = Quote(word.text + "T00:00:00+08:00");
    return LiteralFault{StrCat("is an instant: write ", proposal), proposal, {}};
  }
  return LiteralFault{"is an instant in RFC 3339, for example \"2022-10-21T08:00:00Z\"", "", {}};
}

}  // namespace

bool IsCivilDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto part = [&](size_t begin, size_t size) {
    const std::string_view digits = text.substr(begin, size);
    if (!AllDigits(digits)) return -1;
    int n = 0;
    for (const char c : digits) n = n * 10 + (c - '0');
    return n;
  };
  const int year = part(0, 4);
  const int month = part(5, 2);
  const int day = part(8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const absl::CivilDay date(year, month, day);  // normalises days that do not exist
  return date.month() == month && date.day() == day;
}

std::optional<int64_t> ParseTimestamp(std::string_view text) {
  if (text.size() < 20 || !IsCivilDate(text.substr(0, 10)) || text[10] != 'T') return std::nullopt;
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, ToAbsl(text), &time, &error)) return std::nullopt;
  return absl::ToUnixMicros(time);
}

std::string FormatTimestamp(int64_t microseconds) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(microseconds), absl::UTCTimeZone());
}

std::variant<Value, LiteralFault> ParseLiteral(const Field& field, const Word& word) {
  switch (field.type) {
    case FieldType::kString:
    case FieldType::kStringList:
    case FieldType::kStringMap:
      return Text(word);
    case FieldType::kDecimal:
      return Number(word);
    case FieldType::kInt:
      return WholeNumber(word);
    case FieldType::kBool:
      return Boolean(word);
    case FieldType::kEnum:
      return EnumName(field, word);
    case FieldType::kDate:
      return Date(word);
    case FieldType::kTimestamp:
      return Timestamp(word);
  }
  return LiteralFault{"is of an unknown type", "", {}};
}

}  // namespace gangmu::filter
