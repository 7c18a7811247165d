// What extraction returns for one document: plain structs, converted to protos once, at the edge of the service.
// Offsets are Unicode code points of the document text, half-open.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/decimal/decimal.h"

namespace gangmu::extraction {

struct Span {
  int32_t start = 0;
  int32_t end = 0;
  bool empty() const { return start >= end; }
  int32_t size() const { return end - start; }
  bool Contains(const Span& o) const { return start <= o.start && o.end <= end; }
  bool operator==(const Span&) const = default;
};

// Heading levels as the contract numbers them: 篇 -3, 章 -2, 节 -1, 一、 1, （一） 2, 1. 3, （1） 4, decimal 10 +
// depth, 第N条 20, inline 一是 30, dash 31.
enum Level : int16_t {
  kPart = -3,
  kChapter = -2,
  kSubchapter = -1,
  kLevel1 = 1,
  kLevel2 = 2,
  kLevel3 = 3,
  kLevel4 = 4,
  kDecimal = 10,
  kArticle = 20,
  kInline = 30,
  kDash = 31,
};

struct Section {
  Span span;     // from the label to the last character
  Span label;    // empty where the heading has none
  Span heading;  // without label, surrounding blanks, closing punctuation
  int16_t level = 0;
  int32_t parent = -1;  // index of the section that holds it
  int16_t part = 0;     // 0 the body, n the n-th 附件
};

// How far a measure has got, as the text says.
enum class MeasureStatus : uint8_t { kUnspecified, kPlanned, kUnderWay, kDone, kWithdrawn };

struct ScoredCode {  // a codelist entry with the weight of its evidence
  std::string code;
  int32_t score = 0;
};

struct Measure {
  Span span;
  Span label;            // empty for an unlabelled paragraph
  Span heading;          // empty for an unlabelled paragraph
  int32_t section = -1;  // innermost section above it, -1 for the root
  int16_t part = 0;
  std::string topic;                     // one of the State Council's 21 subject classes; empty where no evidence
  std::vector<std::string> instruments;  // Rothwell and Zegveld, for example 资金投入
  MeasureStatus status = MeasureStatus::kUnspecified;
  std::vector<Span> responsible_bodies;
};

enum class Qualifier : uint8_t { kExact, kAbout, kNearly, kSomeOver, kMoreThan, kAtLeast, kLessThan, kAtMost, kRange };
enum class IndicatorKind : uint8_t { kLevel, kIncrease, kDecrease, kChange, kShare, kRank, kDuration };

// A civil date; year 0 means absent (an open end of a period).
struct Date {
  int16_t year = 0;
  int8_t month = 0;
  int8_t day = 0;
  bool present() const { return year != 0; }
  bool operator==(const Date&) const = default;
  auto operator<=>(const Date&) const = default;
};

struct Period {
  Span text;   // the time expression it was read from; empty where none
  Date start;  // both ends included
  Date end;
};

// Ids of rules, 0 to 63, in rising order: for (const uint16_t rule : ids). RuleName() gives the name of one.
class RuleIds {
 public:
  class Iterator {
   public:
    explicit Iterator(uint64_t rest) : rest_(rest) {}
    uint16_t operator*() const { return static_cast<uint16_t>(std::countr_zero(rest_)); }
    Iterator& operator++() {
      rest_ &= rest_ - 1;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    uint64_t rest_;
  };

  void Add(uint16_t id) { bits_ |= uint64_t{1} << id; }
  bool Has(uint16_t id) const { return (bits_ >> id & 1) != 0; }
  bool empty() const { return bits_ == 0; }
  size_t size() const { return static_cast<size_t>(std::popcount(bits_)); }
  Iterator begin() const { return Iterator(bits_); }
  Iterator end() const { return Iterator(0); }
  bool operator==(const RuleIds&) const = default;

 private:
  uint64_t bits_ = 0;
};

struct Indicator {
  Span span;
  int32_t measure = -1;
  bool has_value = false;
  bool has_from = false;
  Decimal value;       // in `unit`, multipliers applied
  Decimal from_value;  // the old value of a change
  Interval bounds;     // the interval that the words allow
  std::string unit;    // code of section 6 of the contract
  Qualifier qualifier = Qualifier::kExact;
  IndicatorKind kind = IndicatorKind::kLevel;
  bool target = false;
  Span subject_span;    // empty where the subject was put together or is absent
  std::string subject;  // the slice at subject_span, or the text put together
  Period period;
  int32_t part_of = -1;    // indicator that this one breaks down (其中)
  int32_t restates = -1;   // earlier equal statement
  uint8_t confidence = 0;  // percent
  RuleIds rules;           // of the rules that made it
};

struct Region {
  std::string name;  // as the text gives it
  std::string code;  // GB/T 2260, six digits; empty where not known
};

enum class Validity : uint8_t { kUnspecified, kInForce, kAmended, kRepealed };

struct DocumentFields {
  std::string title;
  std::string issuer;
  Date publish_date;
  std::string document_number;  // year in 〔〕
  std::string document_type;
  Region region;
  Validity validity = Validity::kUnspecified;
  Date effective_date;
  Date repeal_date;
  std::string secrecy_mark;   // 绝密 机密 秘密 内部, empty where none
  std::string openness_mark;  // 主动公开 依申请公开 不予公开, empty where none
};

enum class EntityKind : uint8_t { kOrganisation, kPlace, kCitedDocument, kNamedScheme };
enum class Relation : uint8_t { kCites, kForwards, kIssues, kAmends, kRepeals, kImplements };

// A mention of something named: an organisation, a place, a cited document 《…》, a quoted scheme “…”.
struct Entity {
  EntityKind kind = EntityKind::kOrganisation;
  Span span;
  std::string code;                      // places: GB/T 2260; cited documents: document number; else empty
  Relation relation = Relation::kCites;  // cited documents only
  int32_t measure = -1;
};

struct Result {
  DocumentFields document;
  std::vector<Section> sections;      // in text order
  std::vector<Measure> measures;      // in text order
  std::vector<Indicator> indicators;  // in text order, never overlapping
  std::vector<Entity> entities;       // in text order
};

}  // namespace gangmu::extraction
