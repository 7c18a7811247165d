#include "common/digest/crc32.h"

#include <gtest/gtest.h>

namespace gangmu {
namespace {

// The check value that catalogues of CRCs give for CRC-32/ISO-HDLC.
TEST(Crc32Test, GivesTheCheckValue) {
  EXPECT_EQ(Crc32("123456789"), 0xCBF43926u);
  EXPECT_EQ(Crc32(""), 0u);
}

TEST(Crc32Test, PiecesGiveTheChecksumOfTheWhole) { EXPECT_EQ(Crc32("6789", Crc32("12345")), Crc32("123456789")); }

}  // namespace
}  // namespace gangmu
