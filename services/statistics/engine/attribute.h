// The columns of the fact table. Each holds dictionary codes; code 0 is always "not stated".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace gangmu::statistics {

// Order within a level is the order of storage.
enum class Attribute : uint8_t {
  // Of a document.
  kDocument,
  kTitle,
  kIssuer,
  kIssuerLevel,
  kDocumentType,
  kDocumentNumber,
  kRegion,  // the code, or the name where no code is known
  kRegionName,
  kPublishDate,    // dictionary of days
  kEffectiveDate,  // dictionary of days
  kRepealDate,     // dictionary of days
  kValidity,       // enum
  kDuplicate,      // 0 or 1
  kExtractor,
  kLabels,   // dictionary of whole label sets
  kSchemes,  // dictionary of sets
  // Of a measure. Topic, section heading, instruments and status are stored with each indicator too.
  kHeading,
  kTopSection,
  kTopic,
  kSectionHeading,
  kInstruments,  // dictionary of sets
  kStatus,       // enum
  // Of an indicator.
  kUnit,
  kKind,       // enum
  kQualifier,  // enum
  kFlags,      // bits of FactFlag
  kSubject,
  kPeriod,      // dictionary of (first day, last day)
  kConfidence,  // percent
  kReview,      // enum
  kPresence,    // bits of PresenceBit: which numbers there are
  kMeasureRow,  // row of the measure within the segment, plus one; 0 where the indicator stands in none
};
inline constexpr size_t kAttributes = 32;

inline constexpr Attribute kFirstMeasureAttribute = Attribute::kHeading;
inline constexpr Attribute kFirstSharedAttribute = Attribute::kTopic;
inline constexpr Attribute kFirstIndicatorAttribute = Attribute::kUnit;

inline constexpr size_t kDocumentColumns = static_cast<size_t>(kFirstMeasureAttribute);
inline constexpr size_t kMeasureColumns =
    static_cast<size_t>(kFirstIndicatorAttribute) - static_cast<size_t>(kFirstMeasureAttribute);
inline constexpr size_t kIndicatorColumns = kAttributes - static_cast<size_t>(kFirstSharedAttribute);

enum FactFlag : uint8_t { kFlagTarget = 1, kFlagPart = 2, kFlagRestatement = 4, kFlagUnrepresentable = 8 };
inline constexpr uint32_t kFlagValues = 16;

enum PresenceBit : uint8_t { kHasValue = 1, kHasLower = 2, kHasUpper = 4, kHasFrom = 8 };
inline constexpr uint32_t kPresenceValues = 16;

// Number of codes of attributes that have no dictionary; 0 for those that have one.
constexpr uint32_t FixedDomain(Attribute a) {
  switch (a) {
    case Attribute::kValidity:
    case Attribute::kStatus:
    case Attribute::kKind:
    case Attribute::kQualifier:
    case Attribute::kReview:
      return 16;
    case Attribute::kDuplicate:
      return 2;
    case Attribute::kFlags:
      return kFlagValues;
    case Attribute::kPresence:
      return kPresenceValues;
    case Attribute::kConfidence:
      return 256;
    default:
      return 0;
  }
}

}  // namespace gangmu::statistics
