// Sizes that more than one room must agree on. Sources: "Sizes" and "Measured on these package versions" of the
// architecture page.
#pragma once

#include <cstddef>

namespace gangmu {

inline constexpr size_t kMebibyte = size_t{1} << 20;

// Text of one document, by default.
inline constexpr size_t kMaxDocumentBytes = 8 * kMebibyte;

// Content of one unary batch.
inline constexpr size_t kMaxBatchDocuments = 100;
inline constexpr size_t kMaxBatchBytes = 32 * kMebibyte;

// One gRPC message, both ways and on both sides: a full batch and what surrounds it. gRPC's own defaults are 4 MiB
// for receiving and no limit for sending, so a server could send what no client takes.
inline constexpr size_t kMaxMessageBytes = kMaxBatchBytes + 4 * kMebibyte;

// One chunk of an upload: gRPC keeps at most 256 KiB of a call for a retry.
inline constexpr size_t kMaxChunkBytes = 128 * 1024;

// google.rpc.Status as it travels in the trailers. gRPC refuses trailers beyond 8 KiB with a bare RESOURCE_EXHAUSTED;
// the details grow by 4/3 (base64) and the message beside them by up to 3 (percent encoding).
inline constexpr size_t kMaxErrorDetailsBytes = 3 * 1024;

}  // namespace gangmu
