#pragma once
#include <sqlite3.h>

// Swift calls no function of variable arguments. Before SQLite is first used.
static inline void sm_leave_sqlite_memory_uncounted(void) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
