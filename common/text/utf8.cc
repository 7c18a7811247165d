#include "common/text/utf8.h"

#include <algorithm>
#include <cstring>

namespace gangmu {
namespace {

unsigned char ByteAt(std::string_view text, size_t i) { return static_cast<unsigned char>(text[i]); }
bool IsContinuation(std::string_view text, size_t i) { return i < text.size() && (ByteAt(text, i) & 0xC0) == 0x80; }

// Eight bytes at once: true where all are ASCII.
bool AsciiBlock(const char* p) {
  uint64_t block;
  std::memcpy(&block, p, sizeof(block));
  return (block & 0x8080808080808080u) == 0;
}

}  // namespace

size_t Utf8SequenceLength(std::string_view text) {
  if (text.empty()) return 0;
  const unsigned char lead = ByteAt(text, 0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || !IsContinuation(text, 1)) return 0;
  if (lead < 0xE0) return 2;
  if (!IsContinuation(text, 2)) return 0;
  const unsigned char second = ByteAt(text, 1);
  if (lead < 0xF0) {
    const bool overlong = lead == 0xE0 && second < 0xA0;
    const bool surrogate = lead == 0xED && second >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }
  if (lead > 0xF4 || !IsContinuation(text, 3)) return 0;
  const bool overlong = lead == 0xF0 && second < 0x90;
  const bool beyond = lead == 0xF4 && second >= 0x90;
  return overlong || beyond ? 0 : 4;
}

std::optional<size_t> FirstInvalidUtf8(std::string_view text) {
  const char* const data = text.data();
  const size_t size = text.size();
  size_t i = 0;
  while (i < size) {
    const auto lead = static_cast<unsigned char>(data[i]);
    if (lead < 0x80) {
      if (size - i >= 8 && AsciiBlock(data + i)) {
        i += 8;
      } else {
        ++i;
      }
    } else if (lead > 0xE0 && lead < 0xED && size - i >= 3) {
      // Nearly all Chinese: three bytes whose second one has no special range.
      if ((data[i + 1] & 0xC0) != 0x80 || (data[i + 2] & 0xC0) != 0x80) return i;
      i += 3;
    } else {
      const size_t length = Utf8SequenceLength(text.substr(i));
      if (length == 0) return i;
      i += length;
    }
  }
  return std::nullopt;
}

std::string PrintableUtf8(std::string_view text, size_t max_bytes) {
  std::string out;
  out.reserve(std::min(text.size(), max_bytes));
  while (!text.empty()) {
    const size_t length = Utf8SequenceLength(text);
    const size_t used = length == 0 ? 1 : length;
    if (out.size() + used > max_bytes) break;
    if (length == 0) {
      out.push_back('?');
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(used);
  }
  return out;
}

size_t CountCodePoints(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

char32_t TakeCodePoint(std::string_view& text) {
  const unsigned char lead = ByteAt(text, 0);
  const auto low = [&](size_t i) { return static_cast<char32_t>(ByteAt(text, i) & 0x3F); };
  char32_t code_point = lead;
  size_t length = 1;
  if (lead >= 0xF0) {
    code_point = (static_cast<char32_t>(lead & 0x07) << 18) | (low(1) << 12) | (low(2) << 6) | low(3);
    length = 4;
  } else if (lead >= 0xE0) {
    code_point = (static_cast<char32_t>(lead & 0x0F) << 12) | (low(1) << 6) | low(2);
    length = 3;
  } else if (lead >= 0xC0) {
    code_point = (static_cast<char32_t>(lead & 0x1F) << 6) | low(1);
    length = 2;
  }
  text.remove_prefix(length);
  return code_point;
}

void AppendUtf8(std::string& out, char32_t code_point) {
  const auto tail = [&](int shift) { out.push_back(static_cast<char>(0x80 | ((code_point >> shift) & 0x3F))); };
  if (code_point < 0x80) {
    out.push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (code_point >> 6)));
    tail(0);
  } else if (code_point < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (code_point >> 12)));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0 | (code_point >> 18)));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::optional<size_t> ByteOffset(std::string_view text, size_t code_points) {
  size_t seen = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsContinuation(text, i)) continue;
    if (seen++ == code_points) return i;
  }
  return seen == code_points ? std::optional<size_t>(text.size()) : std::nullopt;
}

OffsetMap::OffsetMap(std::string_view text) : text_(text) {
  marks_.reserve(text.size() / (2 * kStep) + 1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsContinuation(text, i)) continue;
    if (code_points_ % kStep == 0) marks_.push_back(static_cast<uint32_t>(i));
    ++code_points_;
  }
}

size_t OffsetMap::ToCodePoints(size_t byte_offset) const {
  if (byte_offset >= text_.size()) return code_points_;
  const auto next = std::upper_bound(marks_.begin(), marks_.end(), byte_offset);
  const size_t mark = static_cast<size_t>(next - marks_.begin()) - 1;
  const size_t from = marks_[mark];
  return mark * kStep + CountCodePoints(text_.substr(from, byte_offset - from + 1)) - 1;
}

size_t OffsetMap::ToBytes(size_t code_point_offset) const {
  if (code_point_offset >= code_points_) return text_.size();
  const size_t from = marks_[code_point_offset / kStep];
  return from + *ByteOffset(text_.substr(from), code_point_offset % kStep);
}

}  // namespace gangmu
