#include "common/text/encoding.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <vector>

#include "absl/strings/match.h"

#include "common/status/error.h"
#include "common/text/chinese_signs.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"

namespace gangmu {
namespace {

constexpr std::string_view kUtf8 = "UTF-8";
constexpr std::string_view kUtf16Le = "UTF-16LE";
constexpr std::string_view kUtf16Be = "UTF-16BE";
constexpr std::string_view kGb18030 = "GB18030";
constexpr std::string_view kBig5 = "Big5";
constexpr std::string_view kBig5Hkscs = "Big5-HKSCS";

// Those that are tried where nothing names one and the bytes are no UTF-8, the likeliest first.
constexpr std::string_view kDetected[] = {kGb18030, kBig5, kUtf16Le, kUtf16Be};

struct Alias {
  std::string_view name;
  std::string_view charset;
};

// The labels of the WHATWG Encoding Standard for these charsets, and code page numbers.
constexpr Alias kAliases[] = {{"utf-8", kUtf8},       {"utf8", kUtf8},          {"unicode-1-1-utf-8", kUtf8},
                              {"us-ascii", kUtf8},    {"ascii", kUtf8},         {"utf-16le", kUtf16Le},
                              {"utf-16", kUtf16Le},   {"unicode", kUtf16Le},    {"utf-16be", kUtf16Be},
                              {"gb18030", kGb18030},  {"gbk", kGb18030},        {"gb2312", kGb18030},
                              {"gb_2312", kGb18030},  {"gb_2312-80", kGb18030}, {"csgb2312", kGb18030},
                              {"chinese", kGb18030},  {"euc-cn", kGb18030},     {"x-gbk", kGb18030},
                              {"cp936", kGb18030},    {"ms936", kGb18030},      {"windows-936", kGb18030},
                              {"936", kGb18030},      {"big5", kBig5},          {"cn-big5", kBig5},
                              {"csbig5", kBig5},      {"x-x-big5", kBig5},      {"cp950", kBig5},
                              {"windows-950", kBig5}, {"950", kBig5},           {"big5-hkscs", kBig5Hkscs}};

// What detection looks at: enough for certainty, and the same time for every size.
constexpr size_t kSampleBytes = 256 * 1024;

std::string IcuName(std::string_view charset) {
  // ICU's "Big5" is the one of Windows, which is what files use.
  return std::string(charset == kBig5 ? "windows-950-2000" : charset);
}

struct ConverterClose {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterClose>;

Converter OpenConverter(const std::string& name) {
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &error));
  if (U_FAILURE(error)) return nullptr;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  return U_FAILURE(error) ? nullptr : std::move(converter);
}

// The result of one try.
struct Attempt {
  std::string_view charset;
  std::string text;                 // where it failed, some beginning only
  std::optional<size_t> failed_at;  // byte offset of the sequence that is not valid
};

// How many bytes the converter had taken of the sequence at which it stopped.
size_t InvalidLength(UConverter& from) {
  std::array<char, 16> invalid;
  auto length = static_cast<int8_t>(invalid.size());
  UErrorCode error = U_ZERO_ERROR;
  ucnv_getInvalidChars(&from, invalid.data(), &length, &error);
  return U_SUCCESS(error) ? static_cast<size_t>(length) : 0;
}

// `whole`: a sequence cut off at the end is a failure; in a sample it is none.
Attempt DecodeWithIcu(std::string_view bytes, std::string_view charset, bool whole) {
  Attempt attempt{charset, {}, std::nullopt};
  const Converter from = OpenConverter(IcuName(charset));
  const Converter to = OpenConverter("UTF-8");
  if (from == nullptr || to == nullptr) {
    attempt.failed_at = 0;
    return attempt;
  }
  const char* source = bytes.data();
  const char* const source_end = source + bytes.size();
  std::array<char, 16384> out;
  std::array<UChar, 4096> pivot;
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();
  UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
  for (bool first = true; error == U_BUFFER_OVERFLOW_ERROR; first = false) {
    error = U_ZERO_ERROR;
    char* target = out.data();
    ucnv_convertEx(to.get(), from.get(), &target, out.data() + out.size(), &source, source_end, pivot.data(),
                   &pivot_source, &pivot_target, pivot.data() + pivot.size(), first, whole, &error);
    attempt.text.append(out.data(), static_cast<size_t>(target - out.data()));
  }
  if (U_FAILURE(error)) attempt.failed_at = static_cast<size_t>(source - bytes.data()) - InvalidLength(*from);
  return attempt;
}

Attempt DecodeUtf8(std::string_view bytes, bool whole) {
  Attempt attempt{kUtf8, {}, FirstInvalidUtf8(bytes)};
  if (attempt.failed_at && !whole && bytes.size() - *attempt.failed_at < 4) attempt.failed_at.reset();
  attempt.text = bytes.substr(0, attempt.failed_at.value_or(bytes.size()));
  return attempt;
}

Attempt Decode(std::string_view bytes, std::string_view charset, bool whole) {
  if (charset == kUtf8) return DecodeUtf8(bytes, whole);
  Attempt attempt = DecodeWithIcu(bytes, charset, whole);
  // Windows gives this byte, which no character of Big5 has, a private meaning.
  const size_t stray = charset == kBig5 ? bytes.find('\xFF') : std::string_view::npos;
  if (stray != std::string_view::npos) attempt.failed_at = std::min(stray, attempt.failed_at.value_or(stray));
  return attempt;
}

// Two or one in a thousand happen in real files; more, or a NUL, is binary data that is valid by chance.
bool HasBinaryControls(std::string_view utf8) {
  size_t controls = 0;
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte == 0) return true;
    const bool c0 = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f';
    // U+0080 to U+009F: in Chinese charsets they stand for bytes that have no meaning there.
    const bool c1 = byte == 0xC2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xA0;
    // The end mark of old DOS files.
    const bool end_of_file = byte == 0x1A && i + 1 == utf8.size();
    if ((c0 || c1) && !end_of_file) ++controls;
  }
  return controls > std::max<size_t>(2, utf8.size() / 1000);
}

absl::Status NotText(std::string_view charset, size_t offset) {
  return Error(absl::StatusCode::kInvalidArgument, Reason::kNOT_TEXT,
               StrCat("the bytes are no text in UTF-8, UTF-16, GB18030 or Big5; read as ", charset,
                      ", which fits best, they fail at byte ", offset))
      .With("charset", charset)
      .With("byteOffset", StrCat(offset));
}

absl::Status BinaryControls(std::string_view charset) {
  return Error(absl::StatusCode::kInvalidArgument, Reason::kNOT_TEXT,
               StrCat("the bytes are no text: read as ", charset, ", which fits best, they hold control characters"))
      .With("charset", charset);
}

struct ByteOrderMark {
  std::string_view charset;
  size_t size;
};

std::optional<ByteOrderMark> FindByteOrderMark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return ByteOrderMark{kUtf8, 3};
  if (bytes.starts_with("\xFF\xFE")) return ByteOrderMark{kUtf16Le, 2};
  if (bytes.starts_with("\xFE\xFF")) return ByteOrderMark{kUtf16Be, 2};
  if (bytes.starts_with("\x84\x31\x95\x33")) return ByteOrderMark{kGb18030, 4};
  return std::nullopt;
}

std::optional<DecodedText> Accepted(std::string_view bytes, std::string_view charset, CharsetEvidence evidence) {
  Attempt attempt = Decode(bytes, charset, true);
  if (attempt.failed_at || HasBinaryControls(attempt.text)) return std::nullopt;
  return DecodedText{std::move(attempt.text), std::string(charset), evidence};
}

// Whether the text may have been meant, and is not valid by chance. UTF-16 is the easiest to be valid in, so it needs
// signs; a name or two in the others may have none.
bool IsPlausible(std::string_view charset, const ChineseSigns& signs) {
  if (signs.others == 0) return true;
  if (charset == kUtf16Le || charset == kUtf16Be) return signs.hits > 0 && signs.Share() >= 0.15;
  return signs.others <= 10 || signs.Share() >= 0.1;
}

// The charsets in which a sample is valid and plausible, the likeliest first.
std::vector<std::string_view> PlausibleCharsets(std::string_view bytes) {
  const std::string_view sample = bytes.substr(0, kSampleBytes);
  std::vector<std::pair<double, std::string_view>> ranked;
  for (const std::string_view charset : kDetected) {
    const Attempt attempt = Decode(sample, charset, sample.size() == bytes.size());
    if (attempt.failed_at || HasBinaryControls(attempt.text)) continue;
    const ChineseSigns signs = CountChineseSigns(attempt.text);
    if (IsPlausible(charset, signs)) ranked.emplace_back(signs.Share(), charset);
  }
  // Stable: without any sign, GB18030 is the likeliest.
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string_view> charsets;
  charsets.reserve(ranked.size());
  for (const auto& [share, charset] : ranked) charsets.push_back(charset);
  return charsets;
}

// Why no charset fits. UTF-8 with one damaged byte is UTF-8, not bad GB18030: the charset with the most signs before
// its failure is the one meant.
absl::Status Diagnose(std::string_view bytes) {
  Attempt best = Decode(bytes, kUtf8, true);
  size_t most = CountChineseSigns(best.text).hits;
  for (const std::string_view charset : kDetected) {
    Attempt attempt = Decode(bytes, charset, true);
    const std::string_view valid = bytes.substr(0, attempt.failed_at.value_or(bytes.size()));
    const size_t hits = CountChineseSigns(Decode(valid, charset, false).text).hits;
    if (hits > most) {
      most = hits;
      best = std::move(attempt);
    }
  }
  return best.failed_at ? NotText(best.charset, *best.failed_at) : BinaryControls(best.charset);
}

absl::StatusOr<DecodedText> Detect(std::string_view bytes) {
  // Text in another charset is next to never valid UTF-8.
  if (auto decoded = Accepted(bytes, kUtf8, CharsetEvidence::kDetection)) return *std::move(decoded);
  for (const std::string_view charset : PlausibleCharsets(bytes)) {
    if (auto decoded = Accepted(bytes, charset, CharsetEvidence::kDetection)) return *std::move(decoded);
  }
  return Diagnose(bytes);
}

}  // namespace

std::string_view CharsetEvidenceName(CharsetEvidence evidence) {
  switch (evidence) {
    case CharsetEvidence::kByteOrderMark:
      return "bom";
    case CharsetEvidence::kCaller:
      return "caller";
    case CharsetEvidence::kDeclaration:
      return "declaration";
    case CharsetEvidence::kDetection:
      break;
  }
  return "detection";
}

std::string_view CanonicalCharset(std::string_view name) {
  for (const Alias& alias : kAliases) {
    if (absl::EqualsIgnoreCase(ToAbsl(alias.name), ToAbsl(name))) return alias.charset;
  }
  return {};
}

absl::StatusOr<DecodedText> DecodeText(std::string_view bytes, const CharsetHints& hints) {
  if (const auto mark = FindByteOrderMark(bytes)) {
    const std::string_view rest = bytes.substr(mark->size);
    if (auto decoded = Accepted(rest, mark->charset, CharsetEvidence::kByteOrderMark)) return *std::move(decoded);
    const Attempt attempt = Decode(rest, mark->charset, true);
    if (!attempt.failed_at) return BinaryControls(mark->charset);
    return NotText(mark->charset, mark->size + *attempt.failed_at);
  }
  const std::pair<std::string_view, CharsetEvidence> named[] = {{hints.caller, CharsetEvidence::kCaller},
                                                                {hints.declared, CharsetEvidence::kDeclaration}};
  for (const auto& [name, evidence] : named) {
    const std::string_view charset = CanonicalCharset(name);
    if (charset.empty()) continue;
    if (auto decoded = Accepted(bytes, charset, evidence)) return *std::move(decoded);
  }
  return Detect(bytes);
}

}  // namespace gangmu
