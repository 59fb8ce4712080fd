// Shared libraries that are loaded when the first of their functions is called: linked, they would
// lengthen every start, also of programs that never call one.
#pragma once

#pragma clang assume_nonnull begin

/// A function of a library, which stays loaded. Where one of them is not there, the program ends and
/// says which Debian package to install.
void *sm_function(const char *library, const char *package, const char *name);

#pragma clang assume_nonnull end

/// Defines a function that a header declares as a call of the library's own.
#define SM_FORWARD(library, package, result, name, parameters, arguments)     \
  result name parameters {                                                    \
    static _Atomic(__typeof__(&name)) found;                                  \
    __typeof__(&name) function = __c11_atomic_load(&found, __ATOMIC_ACQUIRE); \
    if (!function) {                                                          \
      function = (__typeof__(function))sm_function(library, package, #name);  \
      __c11_atomic_store(&found, function, __ATOMIC_RELEASE);                 \
    }                                                                         \
    return function arguments;                                                \
  }
