// Structured logging to stderr: one event a line, as text for people or as JSON for collectors.
//
//   LogScope scope({{"request_id", id}});
//   LogInfo("document stored", {{"document", name}, {"measures", 13}});
//
// The message is a fixed English phrase; what varies goes into fields. Text of documents is never logged at info or
// above: it may be confidential, and it is large. Field values are cut at 2,000 bytes.
//
// Thread safe. The scopes of a thread apply to that thread alone. Before InitLogging the level is info and the format
// text.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace gangmu {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };
enum class LogFormat { kText, kJson };

struct LogOptions {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kText;
};

// A value of a field; numbers and booleans stay such in JSON, durations become milliseconds.
class LogValue {
 public:
  LogValue(std::string_view v) : value_(std::string(v)) {}               // NOLINT: made to be written in place
  LogValue(const char* v) : value_(std::string(v)) {}                    // NOLINT
  LogValue(const std::string& v) : value_(v) {}                          // NOLINT
  LogValue(bool v) : value_(v) {}                                        // NOLINT
  LogValue(double v) : value_(v) {}                                      // NOLINT
  LogValue(absl::Duration v) : value_(absl::ToDoubleMilliseconds(v)) {}  // NOLINT
  LogValue(const absl::Status& v) : value_(v.ToString(absl::StatusToStringMode::kWithNoExtraData)) {}  // NOLINT
  template <std::integral T>
  LogValue(T v) : value_(static_cast<int64_t>(v)) {}  // NOLINT

  const std::variant<std::string, bool, double, int64_t>& get() const { return value_; }

 private:
  std::variant<std::string, bool, double, int64_t> value_;
};

struct LogField {
  std::string key;  // snake_case
  LogValue value;
};
using LogFields = std::vector<LogField>;

// Once, before threads log.
void InitLogging(const LogOptions& options);
bool LogEnabled(LogLevel level);

void Log(LogLevel level, std::string_view message, const LogFields& fields = {});
inline void LogDebug(std::string_view message, const LogFields& fields = {}) { Log(LogLevel::kDebug, message, fields); }
inline void LogInfo(std::string_view message, const LogFields& fields = {}) { Log(LogLevel::kInfo, message, fields); }
inline void LogWarning(std::string_view message, const LogFields& fields = {}) {
  Log(LogLevel::kWarning, message, fields);
}
inline void LogError(std::string_view message, const LogFields& fields = {}) { Log(LogLevel::kError, message, fields); }

// Adds its fields to every event of this thread while it lives. Scopes nest; stays on its thread.
class LogScope {
 public:
  explicit LogScope(std::initializer_list<LogField> fields);
  ~LogScope();
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;
};

// Sends finished lines (without the newline) to `sink` instead of stderr while it lives. For tests.
class LogCapture {
 public:
  explicit LogCapture(const LogOptions& options = {LogLevel::kDebug, LogFormat::kJson});
  ~LogCapture();
  std::vector<std::string> lines() const;

 private:
  struct Sink;
  std::shared_ptr<Sink> sink_;
};

}  // namespace gangmu
