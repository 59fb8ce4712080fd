#pragma once
// Calls of Linux that glibc declares for _GNU_SOURCE only, or in headers that Swift's import of it
// leaves out.
#include <fcntl.h>
#include <linux/fs.h>
#include <malloc.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <sys/vfs.h>

// For open: a file in a folder, without a name.
static const int sm_unnamed_file = __O_TMPFILE;
// For linkat (AT_EMPTY_PATH): the file that the descriptor is of.
static const int sm_file_itself = 0x1000;

int syncfs(int descriptor);
int sync_file_range(int descriptor, off_t start, off_t count, unsigned flags);
int sched_getaffinity(pid_t process, size_t size, cpu_set_t *processors);

// chattr +T: what lies in one folder below this one has nothing to do with what lies in another.
static inline void sm_mark_top_of_hierarchies(int folder) {
  int flags = 0;
  if (ioctl(folder, FS_IOC_GETFLAGS, &flags) != 0) return;
  flags |= FS_TOPDIR_FL;
  ioctl(folder, FS_IOC_SETFLAGS, &flags);
}

// Has the disk begin to write what of a file it does not have, and does not wait.
static inline void sm_begin_writing(int descriptor) {
  const unsigned write = 2;
  sync_file_range(descriptor, 0, 0, write);
}
