#include "CLoader.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static _Noreturn void refuse(const char *library, const char *package, const char *reason) {
  // Kept: of threads that miss the same library, one says so.
  static pthread_mutex_t speaking = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&speaking);
  fprintf(
      stderr, "error: Could not load %s, which sounds are read with (%s); install the package %s.\n",
      library, reason, package);
  _exit(1);
}

void *sm_function(const char *library, const char *package, const char *name) {
  void *handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
  void *function = handle ? dlsym(handle, name) : NULL;
  if (!function) refuse(library, package, dlerror());
  return function;
}
