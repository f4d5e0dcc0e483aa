#pragma once
#include <sqlite3.h>

/* sqlite3_db_config is variadic, which Swift does not import. */
static inline int deployspec_sqlite_configure(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}

/* Lets SQLite copy what is bound: the macro is a cast that Swift does not import. */
static inline int deployspec_sqlite_bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, int count) {
  return count == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                    : sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}
