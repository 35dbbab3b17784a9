// What Linux offers and Swift's import of glibc leaves out: macros behind _GNU_SOURCE and variadic functions.
#ifndef SLIPWAY_CPLATFORM_H
#define SLIPWAY_CPLATFORM_H

#include <spawn.h>
#include <sys/types.h>

// pidfd_open(2): a descriptor that becomes readable when the process ends, or -1 with errno set.
int slipway_pidfd_open(pid_t pid);

// pipe2(2) with O_CLOEXEC: reading end first. 0, or -1 with errno set.
int slipway_pipe_cloexec(int ends[2]);

// The posix_spawn(3) flag for a session of the child's own.
extern const short slipway_spawn_setsid;

// posix_spawn_file_actions_addclosefrom_np(3): the child keeps no descriptor from `lowest` on. 0, or an error number.
int slipway_spawn_close_from(posix_spawn_file_actions_t *actions, int lowest);

#endif
