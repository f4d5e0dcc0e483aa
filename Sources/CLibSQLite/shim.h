#pragma once
#include <sqlite3.h>
#include <string.h>

/* sqlite3_db_config is variadic, which Swift does not import. */
static inline int deployspec_sqlite_configure(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}

/* Lets SQLite copy what is bound: the macro is a cast that Swift does not import. */
static inline int deployspec_sqlite_bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, int count) {
  return count == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                    : sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/* Lays rows of fixed sizes one behind the other, column by column: bytes as they are, numbers in eight bytes with the highest first. To ask for
   each column from Swift takes several times as long, and an index has many rows.

   `sizes` has a column's bytes, or 0 for a number. Returns SQLITE_ROW where the buffer is full, SQLITE_DONE behind the last row, SQLITE_MISMATCH
   for a row of other types or sizes, else SQLite's error. */
static inline int deployspec_sqlite_pack(sqlite3_stmt *statement, const int *sizes, int columns, unsigned char *buffer, size_t capacity,
                                         size_t *count) {
  size_t width = 0;
  for (int column = 0; column < columns; column++) width += sizes[column] == 0 ? 8 : sizes[column];
  while (capacity - *count >= width) {
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW) return code;
    unsigned char *target = buffer + *count;
    for (int column = 0; column < columns; column++) {
      if (sizes[column] == 0) {
        if (sqlite3_column_type(statement, column) != SQLITE_INTEGER) return SQLITE_MISMATCH;
        sqlite3_uint64 number = (sqlite3_uint64)sqlite3_column_int64(statement, column);
        for (int shift = 56; shift >= 0; shift -= 8) *target++ = (unsigned char)(number >> shift);
      } else {
        if (sqlite3_column_type(statement, column) != SQLITE_BLOB) return SQLITE_MISMATCH;
        const void *bytes = sqlite3_column_blob(statement, column);
        if (sqlite3_column_bytes(statement, column) != sizes[column]) return SQLITE_MISMATCH;
        memcpy(target, bytes, sizes[column]);
        target += sizes[column];
      }
    }
    *count += width;
  }
  return SQLITE_ROW;
}
