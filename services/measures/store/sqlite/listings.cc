#include "services/measures/store/sqlite/listings.h"

#include "services/measures/store/sqlite/mappings.h"

namespace gangmu::measures {
namespace {

constexpr char kLiving[] = "d.delete_time IS NULL";

absl::StatusOr<policy::v1::Document> ReadListedDocument(const sqlite::Statement& row, View view) {
  ASSIGN_OR_RETURN(policy::v1::Document document, ReadDocumentRow(row));
  if (view == View::kFull) document.set_text(std::string(row.Text(kDocumentColumnCount)));
  return document;
}

absl::StatusOr<policy::v1::Measure> ReadListedMeasure(const sqlite::Statement& row, View view) {
  ASSIGN_OR_RETURN(policy::v1::Measure measure, ReadMeasureRow(row));
  if (view == View::kFull) measure.set_text(std::string(row.Text(1)));
  return measure;
}

absl::StatusOr<policy::v1::Indicator> ReadListedIndicator(const sqlite::Statement& row, View view) {
  return ReadIndicatorRow(row);
}

absl::StatusOr<std::string> ReadListedName(const sqlite::Statement& row, View view) { return std::string(row.Text(0)); }

absl::StatusOr<std::string> ReadEncodedMeasure(const sqlite::Statement& row, View view) {
  return MeasureBytes(row.Bytes(0), view == View::kFull ? row.Text(1) : std::string_view());
}

absl::StatusOr<std::string> ReadEncodedIndicator(const sqlite::Statement& row, View view) {
  return std::string(row.Bytes(0));
}

}  // namespace

ResourceListing<policy::v1::Document> DocumentListing(View view, bool show_deleted) {
  Listing listing;
  listing.mapping = &DocumentMapping();
  listing.columns = kDocumentColumns;
  listing.column_count = kDocumentColumnCount;
  if (view == View::kFull) {
    listing.columns += ", (SELECT t.text FROM texts t WHERE t.sha256 = d.text_sha256)";
    ++listing.column_count;
  }
  listing.from = "documents d";
  listing.parent_document = "d.document";
  if (!show_deleted) listing.condition = kLiving;
  return {listing, ReadListedDocument};
}

ResourceListing<std::string> DocumentNameListing() {
  ResourceListing<policy::v1::Document> documents = DocumentListing(View::kBasic, false);
  documents.listing.columns = "d.name";
  documents.listing.column_count = 1;
  return {documents.listing, ReadListedName};
}

ResourceListing<policy::v1::Measure> MeasureListing(View view) {
  Listing listing;
  listing.mapping = &MeasureMapping();
  listing.columns = view == View::kFull ? "m.record, m.text" : "m.record";
  listing.column_count = view == View::kFull ? 2 : 1;
  listing.from = "measures m";
  listing.row = "m.row";
  listing.join_documents = " JOIN documents d ON d.document = m.document";
  listing.parent_document = "m.document";
  return {listing, ReadListedMeasure};
}

ResourceListing<policy::v1::Indicator> IndicatorListing() {
  Listing listing;
  listing.mapping = &IndicatorMapping();
  listing.columns = kIndicatorColumns;
  listing.column_count = 1;
  listing.from = "indicators i";
  listing.join_documents = " JOIN documents d ON d.document = i.document";
  listing.join_measures = " LEFT JOIN measures m ON m.document = i.document AND m.ordinal = i.measure";
  listing.parent_document = "i.document";
  return {listing, ReadListedIndicator};
}

ResourceListing<std::string> EncodedMeasureListing(View view) {
  return {MeasureListing(view).listing, ReadEncodedMeasure};
}

ResourceListing<std::string> EncodedIndicatorListing() { return {IndicatorListing().listing, ReadEncodedIndicator}; }

}  // namespace gangmu::measures
