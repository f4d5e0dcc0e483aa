#pragma once
/* System calls that Swift does not import: they are variadic, need a feature test macro, or are safe in C only. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/memfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

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

/* Signals as a program expects them when it starts: none blocked, all at their defaults but for those that are to stay
   ignored. */
static inline void deployspec_default_signals(const sigset_t *ignored) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  for (int number = 1; number < NSIG; number++) {
    if (number == SIGKILL || number == SIGSTOP) continue;
    action.sa_handler = sigismember(ignored, number) == 1 ? SIG_IGN : SIG_DFL;
    sigaction(number, &action, 0);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, 0);
}

/* Lets a handler answer a signal; calls that it interrupts go on behind it. */
static inline int deployspec_handle(int number, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  return sigaction(number, &action, 0);
}

static inline int deployspec_is_ignored(int number) {
  struct sigaction action;
  return sigaction(number, 0, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* Whether the terminal sent a signal; then everything in its foreground group has got it. */
static inline int deployspec_is_from_terminal(const siginfo_t *info) {
#ifdef SI_KERNEL
  return info->si_code == SI_KERNEL;
#else
  return info->si_pid == 0;
#endif
}

/* Whether this process itself caused a signal, as by writing to a closed pipe. */
static inline int deployspec_is_from_self(const siginfo_t *info) { return info->si_pid == getpid(); }

/* What a program is started with. */
struct deployspec_start {
  /* Paths to try one after the other, ended by NULL. */
  char *const *candidates;
  char *const *arguments;
  char *const *variables;
  int input, output, error;
  rlim_t core_limit;
  /* Signals that stay ignored. */
  const sigset_t *ignored;
  /* What the program gets when this thread ends, whatever ended it; 0 for nothing. */
  int death_signal;
};

/* Becomes the first candidate that can be started. What comes back is the reason why none can: that of the first that is
   there says more than that others are not. */
static inline int deployspec_become(const struct deployspec_start *start) {
  int failure = ENOENT;
  for (char *const *candidate = start->candidates; *candidate; candidate++) {
    execve(*candidate, start->arguments, start->variables);
    if (errno != ENOENT && errno != ENOTDIR && failure == ENOENT) failure = errno;
  }
  return failure;
}

/* Starts a program below this process. Between fork and exec, only calls that are safe in a copy of one thread of many: the
   handlers of this process must not run there, hence the mask. PR_SET_PDEATHSIG counts from the call on, so whether the
   parent is still there is asked after it.
   Returns 0, or why the program could not be started. */
static inline int deployspec_fork(const struct deployspec_start *start, pid_t *child) {
  int report[2];
  if (pipe(report) != 0) return errno;
  fcntl(report[0], F_SETFD, FD_CLOEXEC);
  fcntl(report[1], F_SETFD, FD_CLOEXEC);
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  pid_t parent = getpid();
  *child = fork();
  if (*child == 0) {
    deployspec_default_signals(start->ignored);
#ifdef __linux__
    if (start->death_signal) {
      prctl(PR_SET_PDEATHSIG, start->death_signal, 0, 0, 0);
      if (getppid() != parent) _exit(127);
    }
#endif
    (void)parent;
    deployspec_set_core_limit(start->core_limit);
    if (start->input != STDIN_FILENO) dup2(start->input, STDIN_FILENO);
    if (start->output != STDOUT_FILENO) dup2(start->output, STDOUT_FILENO);
    if (start->error != STDERR_FILENO) dup2(start->error, STDERR_FILENO);
    int failure = deployspec_become(start);
    ssize_t written = write(report[1], &failure, sizeof failure);
    _exit(written == sizeof failure ? 127 : 126);
  }
  int failure = *child < 0 ? errno : 0;
  sigprocmask(SIG_SETMASK, &before, 0);
  close(report[1]);
  if (*child > 0) {
    ssize_t count;
    do { count = read(report[0], &failure, sizeof failure); } while (count < 0 && errno == EINTR);
    if (count != sizeof failure) failure = 0;
    if (failure != 0) while (waitpid(*child, 0, 0) < 0 && errno == EINTR) {}
  }
  close(report[0]);
  return failure;
}
