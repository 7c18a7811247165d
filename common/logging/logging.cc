#include "common/logging/logging.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <mutex>

#include "absl/strings/str_format.h"

#include "common/status/error.h"
#include "common/sync/mutex.h"
#include "common/text/strings.h"
#include "common/time/clock.h"
#include "spdlog/sinks/base_sink.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace gangmu {
namespace {

constexpr size_t kMaxValueBytes = 2000;
constexpr std::array<std::string_view, 4> kLevelNames = {"DEBUG", "INFO", "WARNING", "ERROR"};

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
    case LogLevel::kOff:
      break;
  }
  return spdlog::level::off;
}

std::shared_ptr<spdlog::logger> MakeLogger(spdlog::sink_ptr sink, LogLevel level) {
  auto logger = std::make_shared<spdlog::logger>("gangmu", std::move(sink));
  logger->set_pattern("%v");
  logger->set_level(ToSpdlog(level));
  // What is logged last before a crash is what one needs.
  logger->flush_on(spdlog::level::debug);
  return logger;
}

struct Target {
  std::shared_ptr<spdlog::logger> logger;
  LogFormat format = LogFormat::kText;
};

// Never destroyed: threads may log until the process ends.
class TargetSlot {
 public:
  static TargetSlot& Get() {
    static auto* const slot = new TargetSlot;
    return *slot;
  }
  Target Current() {
    MutexLock lock(&mutex_);
    return target_;
  }
  Target Replace(Target target) {
    MutexLock lock(&mutex_);
    std::swap(target_, target);
    return target;
  }

 private:
  Mutex mutex_;
  Target target_ ABSL_GUARDED_BY(mutex_) = {
      MakeLogger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), LogLevel::kInfo)};
};

std::vector<LogFields>& ScopeStack() {
  thread_local std::vector<LogFields> stack;
  return stack;
}

// RFC 8259; bytes of the value pass as they are, so that Chinese stays readable.
void AppendJsonString(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (byte < 0x20 || byte == 0x7F) {
      absl::StrAppendFormat(&out, "\\u%04x", byte);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

// Quotes where a blank, a quote or a control character would make the line ambiguous or forge another one.
void AppendTextValue(std::string& out, std::string_view text) {
  const bool plain = !text.empty() && text.find_first_of(" \"=\\") == std::string_view::npos &&
                     std::none_of(text.begin(), text.end(), [](char c) {
                       const auto byte = static_cast<unsigned char>(c);
                       return byte < 0x20 || byte == 0x7F;
                     });
  if (plain) {
    out.append(text);
  } else {
    AppendJsonString(out, text);
  }
}

void AppendValue(std::string& out, const LogValue& value, LogFormat format) {
  if (const auto* text = std::get_if<std::string>(&value.get())) {
    const std::string cut = CutAtCodePoint(*text, kMaxValueBytes);
    format == LogFormat::kJson ? AppendJsonString(out, cut) : AppendTextValue(out, cut);
  } else if (const auto* flag = std::get_if<bool>(&value.get())) {
    out.append(*flag ? "true" : "false");
  } else if (const auto* number = std::get_if<double>(&value.get())) {
    out.append(std::isfinite(*number) ? absl::StrFormat("%.3f", *number) : "null");
  } else {
    StrAppend(&out, std::get<int64_t>(value.get()));
  }
}

std::string JsonLine(std::string_view time, LogLevel level, std::string_view message, const LogFields& fields) {
  std::string out =
      StrCat("{\"time\":\"", time, "\",\"severity\":\"", kLevelNames[static_cast<size_t>(level)], "\",\"message\":");
  AppendJsonString(out, message);
  const auto append = [&out](const LogFields& some) {
    for (const LogField& field : some) {
      out.push_back(',');
      AppendJsonString(out, field.key);
      out.push_back(':');
      AppendValue(out, field.value, LogFormat::kJson);
    }
  };
  for (const LogFields& scope : ScopeStack()) append(scope);
  append(fields);
  out.push_back('}');
  return out;
}

std::string TextLine(std::string_view time, LogLevel level, std::string_view message, const LogFields& fields) {
  std::string out = StrCat(time, " ", kLevelNames[static_cast<size_t>(level)], " ");
  if (message.find_first_of("\n\r") == std::string_view::npos) {
    out.append(message);
  } else {
    AppendJsonString(out, message);
  }
  const auto append = [&out](const LogFields& some) {
    for (const LogField& field : some) {
      StrAppend(&out, " ", field.key, "=");
      AppendValue(out, field.value, LogFormat::kText);
    }
  };
  for (const LogFields& scope : ScopeStack()) append(scope);
  append(fields);
  return out;
}

}  // namespace

struct LogCapture::Sink final : spdlog::sinks::base_sink<std::mutex> {
  std::vector<std::string> Lines() {
    std::lock_guard<std::mutex> lock(mutex_);
    return lines;
  }
  Target replaced;

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    lines.emplace_back(message.payload.data(), message.payload.size());
  }
  void flush_() override {}
  std::vector<std::string> lines;
};

void InitLogging(const LogOptions& options) {
  TargetSlot::Get().Replace(
      {MakeLogger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), options.level), options.format});
}

bool LogEnabled(LogLevel level) {
  return level != LogLevel::kOff && TargetSlot::Get().Current().logger->should_log(ToSpdlog(level));
}

void Log(LogLevel level, std::string_view message, const LogFields& fields) {
  if (level == LogLevel::kOff) return;
  const Target target = TargetSlot::Get().Current();
  if (!target.logger->should_log(ToSpdlog(level))) return;
  const std::string time = absl::FormatTime("%E4Y-%m-%d%ET%H:%M:%E3SZ", SystemClock().Now(), absl::UTCTimeZone());
  const std::string line = target.format == LogFormat::kJson ? JsonLine(time, level, message, fields)
                                                             : TextLine(time, level, message, fields);
  // As a view: braces in the line are no format.
  target.logger->log(ToSpdlog(level), spdlog::string_view_t(line));
}

LogScope::LogScope(std::initializer_list<LogField> fields) { ScopeStack().emplace_back(fields); }
LogScope::~LogScope() { ScopeStack().pop_back(); }

LogCapture::LogCapture(const LogOptions& options) : sink_(std::make_shared<Sink>()) {
  sink_->replaced = TargetSlot::Get().Replace({MakeLogger(sink_, options.level), options.format});
}
LogCapture::~LogCapture() { TargetSlot::Get().Replace(sink_->replaced); }
std::vector<std::string> LogCapture::lines() const { return sink_->Lines(); }

}  // namespace gangmu
