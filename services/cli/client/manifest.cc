#include "services/cli/client/manifest.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

#include "common/filter/near_match.h"
#include "common/status/error.h"
#include "common/status/limits.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "common/time/civil.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/cli/client/csv_reader.h"
#include "services/cli/client/input.h"

namespace gangmu::cli {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kMaxManifestBytes = int64_t{256} << 20;
constexpr size_t kMaxFaults = 50;
constexpr size_t kMaxIdBytes = 128;
constexpr size_t kMaxWordsBytes = 1024;
constexpr size_t kMaxUriBytes = 2048;
constexpr size_t kMaxLabels = 64;
constexpr size_t kMaxLabelKeyBytes = 63;
constexpr size_t kMaxLabelValueBytes = 256;

const std::vector<std::string>& Columns() {
  static const auto& columns =
      *new std::vector<std::string>{"path", "id", "title", "issuer", "date", "source", "labels"};
  return columns;
}

// One document as the manifest says it, not yet checked.
struct Row {
  size_t number = 0;
  std::map<std::string, std::string, std::less<>> cells;
  std::map<std::string, std::string> labels;
};

// Collects what is wrong; says so once.
class Faults {
 public:
  void Add(size_t row, const std::string& what) {
    ++count_;
    if (faults_.size() < kMaxFaults) faults_.emplace_back(StrCat("row ", row), what);
  }

  absl::Status ToStatus(const std::string& path) const {
    if (count_ == 0) return absl::OkStatus();
    const std::string more = count_ > faults_.size() ? StrCat(" (the first ", faults_.size(), " are shown)") : "";
    Error error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_FIELD,
                StrCat(path, ": ", count_, count_ == 1 ? " fault" : " faults", more, "; nothing was sent"));
    for (const auto& [row, what] : faults_) error.Violation(row, what);
    return error;
  }

 private:
  size_t count_ = 0;
  std::vector<std::pair<std::string, std::string>> faults_;
};

bool IsKnown(const std::string& column) {
  return std::find(Columns().begin(), Columns().end(), column) != Columns().end();
}

std::string UnknownColumn(const std::string& column) {
  const std::vector<std::string> near = filter::NearMatches(column, Columns(), 1);
  std::string all;
  for (const std::string& known : Columns()) StrAppend(&all, all.empty() ? "" : ", ", known);
  return StrCat("unknown column \"", PrintableUtf8(column, 64), "\"; ",
                near.empty() ? StrCat("there are ", all) : StrCat("did you mean ", near.front(), "?"));
}

std::string Trimmed(std::string_view text) { return std::string(absl::StripAsciiWhitespace(ToAbsl(text))); }

// key=value; key=value
void SplitLabels(const std::string& text, Row* row, Faults* faults) {
  for (const auto part : absl::StrSplit(text, ';')) {
    const std::string label = Trimmed(ToStd(part));
    if (label.empty()) continue;
    const size_t equals = label.find('=');
    if (equals == std::string::npos || equals == 0) {
      faults->Add(row->number, StrCat("label \"", PrintableUtf8(label, 64), "\": want KEY=VALUE"));
      continue;
    }
    row->labels[Trimmed(label.substr(0, equals))] = Trimmed(label.substr(equals + 1));
  }
}

absl::StatusOr<std::vector<Row>> RowsOfCsv(const std::string& text, Faults* faults) {
  ASSIGN_OR_RETURN(const auto table, ParseCsv(text));
  std::vector<Row> rows;
  if (table.empty()) return rows;
  std::vector<std::string> names;
  for (const std::string& cell : table[0]) {
    names.push_back(absl::AsciiStrToLower(Trimmed(cell)));
    if (!IsKnown(names.back())) faults->Add(1, UnknownColumn(names.back()));
    if (std::count(names.begin(), names.end(), names.back()) > 1) faults->Add(1, StrCat("two columns ", names.back()));
  }
  for (size_t i = 1; i < table.size(); ++i) {
    Row row{.number = i + 1};
    if (table[i].size() != names.size()) {
      faults->Add(row.number, StrCat("got ", table[i].size(), " cells, want ", names.size()));
      continue;
    }
    for (size_t c = 0; c < names.size(); ++c) row.cells[names[c]] = Trimmed(table[i][c]);
    SplitLabels(row.cells["labels"], &row, faults);
    rows.push_back(std::move(row));
  }
  return rows;
}

// Texts only, but for the labels, which are an object of texts.
void ReadJsonField(const std::string& name, const google::protobuf::Value& value, Row* row, Faults* faults) {
  using google::protobuf::Value;
  if (!IsKnown(name)) return faults->Add(row->number, UnknownColumn(name));
  if (value.kind_case() == Value::kNullValue) return;
  if (name != "labels") {
    if (value.kind_case() != Value::kStringValue) return faults->Add(row->number, StrCat(name, ": want a text"));
    row->cells[name] = Trimmed(value.string_value());
    return;
  }
  if (value.kind_case() == Value::kStringValue) return SplitLabels(value.string_value(), row, faults);
  if (value.kind_case() != Value::kStructValue) return faults->Add(row->number, "labels: want an object of texts");
  for (const auto& [key, label] : value.struct_value().fields()) {
    if (label.kind_case() != Value::kStringValue) {
      faults->Add(row->number, StrCat("labels.", key, ": want a text"));
    } else {
      row->labels[key] = label.string_value();
    }
  }
}

std::vector<Row> RowsOfJsonLines(const std::string& text, Faults* faults) {
  std::vector<Row> rows;
  size_t number = 0;
  for (const auto line : absl::StrSplit(text, '\n')) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    google::protobuf::Struct object;
    if (!google::protobuf::util::JsonStringToMessage(std::string(line), &object).ok()) {
      faults->Add(number, "is no JSON object");
      continue;
    }
    Row row{.number = number};
    const std::map<std::string, google::protobuf::Value> fields(object.fields().begin(), object.fields().end());
    for (const auto& [name, value] : fields) ReadJsonField(name, value, &row, faults);
    rows.push_back(std::move(row));
  }
  return rows;
}

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool IsDocumentId(const std::string& id) {
  return id.size() <= kMaxIdBytes && IsLowerOrDigit(id.front()) && std::all_of(id.begin(), id.end(), [](char c) {
           return IsLowerOrDigit(c) || c == '.' || c == '_' || c == '~' || c == '-';
         });
}

bool IsLabelKey(const std::string& key) {
  return !key.empty() && key.size() <= kMaxLabelKeyBytes && key.front() >= 'a' && key.front() <= 'z' &&
         std::all_of(key.begin(), key.end(), [](char c) { return IsLowerOrDigit(c) || c == '_' || c == '-'; });
}

// What the service would refuse, said before anything is sent.
void CheckFacts(const Row& row, const InputFile& file, Faults* faults) {
  const auto add = [&](const std::string& what) { faults->Add(row.number, what); };
  if (!file.document_id.empty() && !IsDocumentId(file.document_id)) {
    add(StrCat("id \"", PrintableUtf8(file.document_id, 64), "\": want [a-z0-9][a-z0-9._~-]{0,127}"));
  }
  if (!file.stated.date.empty() && !ParseDay(file.stated.date)) {
    add(StrCat("date \"", PrintableUtf8(file.stated.date, 32), "\": want YYYY-MM-DD"));
  }
  const auto check_size = [&](std::string_view name, const std::string& words, size_t most) {
    if (words.size() > most) add(StrCat(name, ": got ", words.size(), " bytes, want at most ", most));
    if (!IsValidUtf8(words)) add(StrCat(name, ": is not UTF-8"));
  };
  check_size("title", file.stated.title, kMaxWordsBytes);
  check_size("issuer", file.stated.issuer, kMaxWordsBytes);
  check_size("source", file.source_uri, kMaxUriBytes);
  if (file.labels.size() > kMaxLabels) add(StrCat("got ", file.labels.size(), " labels, want at most ", kMaxLabels));
  for (const auto& [key, value] : file.labels) {
    if (!IsLabelKey(key)) add(StrCat("label \"", PrintableUtf8(key, 64), "\": want a key [a-z][a-z0-9_-]{0,62}"));
    check_size(StrCat("label ", key), value, kMaxLabelValueBytes);
  }
}

// The file that a path of the manifest names; nullopt, with a fault, where there is none.
std::optional<std::string> FindFile(const Row& row, const std::string& path, const fs::path& folder, Faults* faults) {
  if (path.empty()) {
    faults->Add(row.number, "path is missing");
    return std::nullopt;
  }
  const fs::path full = folder / path;  // an absolute path stays as it is
  std::error_code error;
  const fs::file_status status = fs::status(full, error);
  if (fs::is_regular_file(status)) return full.string();
  const std::string_view what = fs::is_directory(status) ? "is a folder" : "no such file";
  faults->Add(row.number, StrCat(full.string(), ": ", what));
  return std::nullopt;
}

// Two documents of one identity would replace each other.
class Identities {
 public:
  void Check(const Row& row, const InputFile& file, Faults* faults) {
    const bool by_id = !file.document_id.empty();
    const std::string identity = by_id ? StrCat("id ", file.document_id) : StrCat("source ", file.source_uri);
    const auto [found, is_new] = rows_.emplace(identity, row.number);
    if (!is_new) faults->Add(row.number, StrCat("has the ", identity, " of row ", found->second));
  }

 private:
  std::map<std::string, size_t> rows_;
};

}  // namespace

absl::StatusOr<std::vector<InputFile>> ReadManifest(const std::string& path, const ManifestOptions& options) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxManifestBytes));
  const std::string extension = absl::AsciiStrToLower(fs::path(path).extension().string());
  const bool json = extension == ".jsonl" || extension == ".ndjson" || extension == ".json";
  Faults faults;
  std::vector<Row> rows;
  if (json) {
    rows = RowsOfJsonLines(text, &faults);
  } else {
    ASSIGN_OR_RETURN(rows, RowsOfCsv(text, &faults));
  }
  if (rows.empty()) faults.Add(1, "names no document");
  const fs::path folder = options.folder.empty() ? fs::path(path).parent_path() : fs::path(options.folder);
  Identities identities;
  std::vector<InputFile> files;
  for (Row& row : rows) {
    const std::string& relative = row.cells["path"];
    const auto found = FindFile(row, relative, folder, &faults);
    InputFile file;
    file.path = found.value_or("");
    file.source_uri = row.cells["source"];
    if (file.source_uri.empty()) {
      file.source_uri = SourceUri(options.source_prefix, fs::path(relative).lexically_normal().generic_string());
    }
    file.document_id = row.cells["id"];
    file.stated = {row.cells["title"], row.cells["issuer"], row.cells["date"]};
    file.labels = std::move(row.labels);
    CheckFacts(row, file, &faults);
    if (found) identities.Check(row, file, &faults);
    files.push_back(std::move(file));
  }
  RETURN_IF_ERROR(faults.ToStatus(path));
  return files;
}

}  // namespace gangmu::cli
