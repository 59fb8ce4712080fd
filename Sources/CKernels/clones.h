#pragma once

// A kernel marked so is compiled for AVX-512, AVX2 and the baseline; the loader picks one.
#if defined(__x86_64__)
#define SM_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SM_CLONES
#endif
