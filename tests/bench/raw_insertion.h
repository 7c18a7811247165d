// What SQLite itself takes to store the rows that a store holds: the yardstick of its writing.
#pragma once

#include <cstdint>
#include <string>

namespace gangmu::testing {

// Reads all rows of the database at `source` into memory, then writes them into a new database at `target` with the
// same tables, indexes, pragmas and synchronous level, with prepared statements, in `transactions` transactions that
// take the rows of each table in equal shares. Returns the seconds of the writing alone. Ends the process on an error.
double RawInsertionSeconds(const std::string& source, const std::string& target, int64_t transactions);

}  // namespace gangmu::testing
