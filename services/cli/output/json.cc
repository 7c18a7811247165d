#include "services/cli/output/json.h"

#include "absl/strings/str_format.h"

#include "common/status/error.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "google/protobuf/util/json_util.h"

namespace gangmu::cli {

absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message, JsonLayout layout) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  options.add_whitespace = layout == JsonLayout::kIndented;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return Internal(StrCat("cannot print the answer as JSON: ", status.ToString()));
  while (json.ends_with('\n')) json.pop_back();
  return json;
}

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  for (const char c : PrintableUtf8(text, text.size())) {
    if (c == '"' || c == '\\') {
      StrAppend(&out, "\\", std::string_view(&c, 1));
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&out, "\\u%04x", c);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace gangmu::cli
