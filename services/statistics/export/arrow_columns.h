// The columns of an answer as Arrow's buffers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "services/statistics/export/export_columns.h"

namespace gangmu::statistics {

// One column of one batch, laid out as the format wants it. Buffers lie in `body`, each at a multiple of 8 bytes.
struct ArrowArray {
  int64_t length = 0;
  int64_t null_count = 0;
  struct Buffer {
    int64_t offset = 0;  // in the body
    int64_t length = 0;  // without padding
  };
  std::vector<Buffer> buffers;  // validity first
};

// Appends the column of these rows to `body`. Decimals are brought to `scale`, which must hold them all.
ArrowArray AppendColumn(const ExportColumn& column, int scale, std::span<const Row> rows, std::string* body);

}  // namespace gangmu::statistics
