// SHA-256, for identities and for telling whether bytes are equal.
#pragma once

#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace gangmu {

// 32 bytes. Thread safe.
std::string Sha256(std::string_view bytes);

// 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view bytes);

// Lower-case hexadecimal digits, two for each byte.
std::string HexEncode(std::string_view bytes);

// A digest over pieces: equal to that of their concatenation. Not thread safe.
class Sha256Builder {
 public:
  Sha256Builder();
  ~Sha256Builder();
  Sha256Builder(const Sha256Builder&) = delete;
  Sha256Builder& operator=(const Sha256Builder&) = delete;

  void Append(std::string_view bytes);
  // The 32 bytes; afterwards the builder starts anew.
  std::string Finish();

 private:
  evp_md_ctx_st* context_;
};

}  // namespace gangmu
