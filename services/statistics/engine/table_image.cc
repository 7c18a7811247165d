#include "services/statistics/engine/table_image.h"

#include <string>
#include <utility>

#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/statistics/engine/byte_io.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {
namespace {

absl::Status Damaged(size_t part) { return absl::DataLossError(StrCat("part ", part, " of the image is damaged")); }

void WriteDictionary(const Dictionary& dictionary, uint32_t size, ByteWriter& out) {
  out.Put(size);
  for (uint32_t code = 1; code < size; ++code) {
    const std::string_view text = dictionary.Text(code);
    out.Put(static_cast<uint32_t>(text.size()));
    out.PutRaw(text);
  }
}

// Whether the texts inside a list or a label set have the lengths that stand before them.
bool IsChainOfTexts(std::string_view text, bool in_pairs) {
  ByteReader in(text);
  size_t texts = 0;
  for (; in.ok() && !in.AtEnd(); ++texts) in.TakeRaw(in.Take<uint32_t>());
  return in.ok() && (!in_pairs || texts % 2 == 0);
}

// Whether what the catalogue decodes of this text lies within it.
bool IsWellFormed(Attribute attribute, std::string_view text) {
  switch (attribute) {
    case Attribute::kPublishDate:
    case Attribute::kEffectiveDate:
    case Attribute::kRepealDate:
      return text.size() == sizeof(Day);
    case Attribute::kPeriod:
      return text.size() == 2 * sizeof(Day);
    case Attribute::kSchemes:
    case Attribute::kInstruments:
      return IsChainOfTexts(text, false);
    case Attribute::kLabels:
      return IsChainOfTexts(text, true);
    default:
      return true;
  }
}

}  // namespace

absl::Status WriteTableImage(const Snapshot& snapshot, const std::function<absl::Status(std::string_view)>& take) {
  ByteWriter out;
  out.Put(kTableImageVersion);
  out.Put(static_cast<uint32_t>(kAttributes));
  out.Put(snapshot.place);
  out.Put(snapshot.horizon);
  out.Put(static_cast<uint64_t>(snapshot.segments.size()));
  RETURN_IF_ERROR(take(out.bytes()));
  for (size_t a = 0; a < kAttributes; ++a) {
    const auto attribute = static_cast<Attribute>(a);
    out.Clear();
    WriteDictionary(snapshot.catalog->of(attribute), FixedDomain(attribute) != 0 ? 1 : snapshot.sizes[a], out);
    RETURN_IF_ERROR(take(out.bytes()));
  }
  for (const std::shared_ptr<const Segment>& segment : snapshot.segments) {
    out.Clear();
    segment->Write(snapshot.place, out);
    RETURN_IF_ERROR(take(out.bytes()));
  }
  return absl::OkStatus();
}

TableImageReader::TableImageReader() : catalog_(std::make_shared<Catalog>()) {}

absl::Status TableImageReader::Add(std::string_view part) {
  ByteReader in(part);
  const size_t number = parts_++;
  if (number == 0) return AddHead(in);
  if (number <= kAttributes) return AddDictionary(static_cast<Attribute>(number - 1), in);
  return AddSegment(in);
}

absl::Status TableImageReader::AddHead(ByteReader& in) {
  const auto version = in.Take<uint32_t>();
  if (in.ok() && version != kTableImageVersion) {
    return absl::FailedPreconditionError(StrCat("the image has version ", version, ", want ", kTableImageVersion));
  }
  const auto attributes = in.Take<uint32_t>();
  place_ = in.Take<Place>();
  horizon_ = in.Take<Place>();
  segments_ = in.Take<uint64_t>();
  const bool sound = in.AtEnd() && attributes == kAttributes && 0 <= horizon_ && horizon_ <= place_;
  return sound ? absl::OkStatus() : Damaged(0);
}

absl::Status TableImageReader::AddDictionary(Attribute attribute, ByteReader& in) {
  Dictionary& dictionary = catalog_->of(attribute);
  const auto size = in.Take<uint32_t>();
  dictionary.Reserve(in.remaining() / sizeof(uint32_t) < size ? 0 : size);  // never more than the bytes can hold
  for (uint32_t code = 1; code < size && in.ok(); ++code) {
    const std::string_view text = in.TakeRaw(in.Take<uint32_t>());
    if (!in.ok() || !IsWellFormed(attribute, text) || dictionary.Encode(text) != code) return Damaged(parts_ - 1);
  }
  if (!in.AtEnd() || size == 0) return Damaged(parts_ - 1);
  if (static_cast<size_t>(attribute) == kAttributes - 1) sizes_ = catalog_->Sizes();
  return absl::OkStatus();
}

absl::Status TableImageReader::AddSegment(ByteReader& in) {
  std::shared_ptr<const Segment> segment = Segment::Read(in, sizes_);
  if (segment == nullptr || !in.AtEnd() || read_.size() == segments_) return Damaged(parts_ - 1);
  read_.push_back(std::move(segment));
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<FactTable>> TableImageReader::Finish(UnitLookup units) {
  if (parts_ <= kAttributes || read_.size() != segments_) return absl::DataLossError("the image ends too early");
  Snapshot snapshot;
  snapshot.segments = std::move(read_);
  snapshot.units = std::move(units);
  snapshot.place = place_;
  snapshot.horizon = horizon_;
  return FactTable::Continue(std::move(snapshot), std::move(catalog_));
}

}  // namespace gangmu::statistics
