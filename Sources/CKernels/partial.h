#pragma once
#include <string.h>

// A vector's first `count` values at a place of any alignment; the rest are zeros, or stay in memory.

#define TAKE(p, count) ({ \
    vector v_ = {}; \
    if ((count) == LANES) memcpy(&v_, p, sizeof v_); \
    else memcpy(&v_, p, (unsigned long)(count) * sizeof(float)); \
    v_; })

#define PUT(p, count, v) ({ \
    vector v_ = (v); \
    if ((count) == LANES) memcpy(p, &v_, sizeof v_); \
    else memcpy(p, &v_, (unsigned long)(count) * sizeof(float)); })
