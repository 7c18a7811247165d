// The closed registry of error reasons. Every error that leaves a service carries one of these in
// google.rpc.ErrorInfo.reason, so that callers decide on words that never change and not on messages.
#pragma once

#include <optional>
#include <string_view>

namespace gangmu {

// X(name): keep in alphabetical order. A name is never removed or given another meaning.
#define GANGMU_ERROR_REASONS(X)                                                                       \
  X(ADDRESS_UNAVAILABLE)    /* the server cannot listen on the given address */                       \
  X(ALREADY_EXISTS)         /* a resource of that name is there and the call may not replace it */    \
  X(CANCELLED)              /* the caller gave up */                                                  \
  X(CHANGES_COMPACTED)      /* the position lies before the compaction horizon: read a snapshot */    \
  X(CLASSIFIED)             /* the document bears a secrecy mark and the setting does not admit it */ \
  X(CONFLICT)               /* a concurrent change won: read again and retry */                       \
  X(COST_LIMIT_EXCEEDED)    /* a query would cost more than the configured bound */                   \
  X(DATA_CORRUPTED)         /* the store found damaged data */                                        \
  X(DEADLINE_EXCEEDED)      /* the deadline passed before the answer was there */                     \
  X(DECIMAL_OVERFLOW)       /* an exact result does not fit 128 bits */                               \
  X(DISK_FULL)              /* the store cannot write: no space left */                               \
  X(DOCUMENT_TOO_LARGE)     /* the text is larger than the configured bound */                        \
  X(EMPTY_DOCUMENT)         /* the document has no text */                                            \
  X(ENCRYPTED)              /* the file is protected by a password */                                 \
  X(ETAG_MISMATCH)          /* the record changed since the caller read it */                         \
  X(FILE_MALFORMED)         /* the file breaks the rules of its own format */                         \
  X(FILTER_INVALID)         /* the filter does not parse or does not fit the schema */                \
  X(INTERNAL)               /* a defect of the service; the log has the details */                    \
  X(INVALID_FIELD)          /* a request field is missing or has a value that is not allowed */       \
  X(INVALID_PAGE_TOKEN)     /* the token is damaged or belongs to another query */                    \
  X(INVALID_POSITION)       /* the feed position is damaged or of another store */                    \
  X(ITEM_CRASHES)           /* the service ended each time it worked on this document */              \
  X(LIMIT_EXCEEDED)         /* a limit on size, depth, entries, time or memory was passed */          \
  X(MIXED_UNITS)            /* a sum would add different units */                                     \
  X(NON_ADDITIVE)           /* a sum would add what does not add up */                                \
  X(NOT_FOUND)              /* no resource of that name */                                            \
  X(NOT_TEXT)               /* the bytes are no text in a known encoding */                           \
  X(OVERLOADED)             /* too many calls in flight: retry after the given delay */               \
  X(PERMISSION_DENIED)      /* the caller may not do this */                                          \
  X(PRECONDITION_FAILED)    /* the resource is in a state that does not allow this call */            \
  X(PURGED)                 /* the asked-for history was purged */                                    \
  X(QUERY_INVALID)          /* a statistics query does not fit the schema */                          \
  X(READ_ONLY)              /* the store cannot be written */                                         \
  X(SCHEMA_TOO_NEW)         /* the database was written by a newer version */                         \
  X(SERVICE_STOPPING)       /* the service is draining */                                             \
  X(STORE_BUSY)             /* the database stayed locked: retry */                                   \
  X(STORE_EPOCH_CHANGED)    /* the store was restored: rebuild from a snapshot */                     \
  X(UNAUTHENTICATED)        /* no valid credentials */                                                \
  X(UNAVAILABLE)            /* a service this one needs cannot be reached */                          \
  X(UNIMPLEMENTED)          /* no such method */                                                      \
  X(UNSUPPORTED_MEDIA_TYPE) /* no reader for this kind of file; metadata names the type found */

enum class Reason {
#define GANGMU_REASON_ENUM(name) k##name,
  GANGMU_ERROR_REASONS(GANGMU_REASON_ENUM)
#undef GANGMU_REASON_ENUM
};

// The name as it travels, for example "MIXED_UNITS".
std::string_view ReasonName(Reason reason);

// The reason of that name; nullopt where a newer version sent one that this one does not know.
std::optional<Reason> ReasonFromName(std::string_view name);

}  // namespace gangmu
