#pragma once
// Calls of Linux that glibc declares for _GNU_SOURCE only, or in headers that Swift's import of it
// leaves out.
#include <malloc.h>
#include <sched.h>
#include <sys/auxv.h>
#include <sys/types.h>
#include <sys/vfs.h>

int syncfs(int descriptor);
int sched_getaffinity(pid_t process, size_t size, cpu_set_t *processors);
