#define _GNU_SOURCE
#include "CPlatform.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

int slipway_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int slipway_pipe_cloexec(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

const short slipway_spawn_setsid = POSIX_SPAWN_SETSID;

int slipway_spawn_close_from(posix_spawn_file_actions_t *actions, int lowest) {
    return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}
