#pragma once
/* System calls that Swift does not import: they are variadic, or need a feature test macro. */
#include <sys/resource.h>

#ifdef __linux__
#include <linux/memfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Forbids core dumps of this process, and others of the same user to read its memory. */
static inline int deployspec_forbid_inspection(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/* A file without a name, in memory only. */
static inline int deployspec_memory_file(const char *name) { return (int)syscall(SYS_memfd_create, name, 0u); }
#else
static inline int deployspec_forbid_inspection(void) { return 0; }
static inline int deployspec_memory_file(const char *name) { (void)name; return -1; }
#endif

/* Sets the soft limit for core files and says what it was. */
static inline rlim_t deployspec_set_core_limit(rlim_t soft) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_CORE, &limit) != 0) return 0;
  rlim_t before = limit.rlim_cur;
  limit.rlim_cur = soft;
  setrlimit(RLIMIT_CORE, &limit);
  return before;
}
