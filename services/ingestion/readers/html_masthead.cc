#include "services/ingestion/readers/html_masthead.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"

#include "common/text/strings.h"
#include "common/time/civil.h"
#include "services/ingestion/readers/text_builder.h"

namespace gangmu::readers {
namespace {

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

// A number of at most `max_digits` at the front, taken off; -1 where there is none.
int TakeNumber(std::string_view* text, int max_digits) {
  int value = 0, digits = 0;
  while (digits < max_digits && !text->empty() && IsDigit(text->front())) {
    value = value * 10 + (text->front() - '0');
    text->remove_prefix(1);
    ++digits;
  }
  return digits == 0 ? -1 : value;
}

bool TakeSeparator(std::string_view* text) {
  for (std::string_view s : {std::string_view("年"), std::string_view("月"), std::string_view("-"),
                             std::string_view("/"), std::string_view(".")}) {
    if (text->starts_with(s)) {
      text->remove_prefix(s.size());
      return true;
    }
  }
  return false;
}

// The value behind the first of the labels: up to a blank, a bar or a bracket.
std::string ValueAfter(std::string_view line, std::initializer_list<std::string_view> labels) {
  for (std::string_view label : labels) {
    const size_t at = line.find(label);
    if (at == std::string_view::npos) continue;
    std::string_view rest = line.substr(at + label.size());
    bool separated = false;
    for (bool again = true; again;) {
      again = false;
      for (std::string_view s : {std::string_view("："), std::string_view(":"), std::string_view("|"),
                                 std::string_view("]"), std::string_view("】")}) {
        rest = TrimBlanks(rest);
        if (rest.starts_with(s)) rest.remove_prefix(s.size()), again = separated = true;
      }
    }
    if (!separated) continue;
    size_t end = rest.size();
    for (std::string_view stop : {std::string_view(" "), std::string_view("|"), std::string_view("【"),
                                  std::string_view("["), std::string_view("\u3000"), std::string_view("\n")}) {
      end = std::min(end, rest.find(stop));
    }
    const std::string_view value = TrimBlanks(rest.substr(0, end));
    if (!value.empty()) return std::string(value);
  }
  return {};
}

void KeepFirst(std::string value, std::string* field) {
  if (field->empty()) *field = std::move(value);
}

// 首页 > 政务公开 > 政策文件, with any of the usual arrows. The first entry is the site's entry page.
std::vector<std::string> Breadcrumb(std::string_view line) {
  size_t at = std::string_view::npos;
  for (std::string_view label : {std::string_view("当前位置"), std::string_view("您现在的位置"),
                                 std::string_view("您的位置"), std::string_view("所在位置")}) {
    at = std::min(at, line.find(label));
  }
  const size_t home = line.find("首页");
  if (at == std::string_view::npos && !(home != std::string_view::npos && home < 12)) return {};
  std::string_view rest = line.substr(home == std::string_view::npos ? at : home);
  std::vector<std::string> path;
  while (!rest.empty()) {
    size_t end = rest.size(), width = 0;
    for (std::string_view arrow : {std::string_view(">"), std::string_view("›"), std::string_view("»"),
                                   std::string_view("/"), std::string_view("→")}) {
      if (const size_t found = rest.find(arrow); found < end) end = found, width = arrow.size();
    }
    const std::string_view entry = TrimBlanks(rest.substr(0, end));
    if (!entry.empty() && entry != "首页" && entry.find("位置") == std::string_view::npos && entry != "正文") {
      path.emplace_back(entry);
    }
    rest = end == rest.size() ? std::string_view() : rest.substr(end + width);
  }
  return path;
}

// <title> names the site behind a sign.
std::string WithoutSite(std::string_view title) {
  title = TrimBlanks(title);
  for (std::string_view sign :
       {std::string_view("_"), std::string_view(" - "), std::string_view("|"), std::string_view("-")}) {
    const size_t at = title.find(sign);
    if (at == 0 && sign.size() == 1) return {};  // a page without a title, of a site with a name
    if (at != std::string_view::npos && at > 0) return std::string(TrimBlanks(title.substr(0, at)));
  }
  return std::string(title);
}

}  // namespace

std::string FirstDate(std::string_view text) {
  for (size_t i = 0; i + 8 <= text.size(); ++i) {
    if (!IsDigit(text[i]) || (i > 0 && IsDigit(text[i - 1]))) continue;
    std::string_view rest = text.substr(i);
    const int year = TakeNumber(&rest, 4);
    if (year < 1900 || year > 2200 || !TakeSeparator(&rest)) continue;
    const int month = TakeNumber(&rest, 2);
    if (month < 1 || !TakeSeparator(&rest)) continue;
    const int day = TakeNumber(&rest, 2);
    const absl::CivilDay date(year, month, day < 1 ? 1 : day);
    if (day < 1 || date.month() != month || date.day() != day) continue;
    return FormatDay(date);
  }
  return {};
}

Metadata ReadMasthead(const HtmlTree& tree, const std::vector<HtmlLine>& masthead) {
  Metadata metadata;
  metadata.title = std::string(tree.Meta("articletitle"));
  metadata.publish_date = FirstDate(tree.Meta("pubdate"));
  metadata.source = std::string(tree.Meta("contentsource"));
  for (const HtmlLine& line : masthead) {
    if (line.first_heading) KeepFirst(line.text, &metadata.title);
    KeepFirst(ValueAfter(line.text, {"发文机关", "发布机构", "发文机构", "制发机关", "发布单位", "发文单位"}),
              &metadata.issuer);
    KeepFirst(ValueAfter(line.text, {"信息来源", "文章来源", "来源", "稿源"}), &metadata.source);
    KeepFirst(FirstDate(ValueAfter(line.text, {"发布时间", "发布日期", "发文日期", "日期", "时间"})),
              &metadata.publish_date);
    if (metadata.channel_path.empty()) metadata.channel_path = Breadcrumb(line.text);
  }
  if (metadata.channel_path.empty() && !tree.Meta("columnname").empty()) {
    metadata.channel_path.emplace_back(tree.Meta("columnname"));
  }
  KeepFirst(WithoutSite(tree.title), &metadata.title);
  return metadata;
}

}  // namespace gangmu::readers
