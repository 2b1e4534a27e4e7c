"""What differs between operating systems, in one place. Standard library only.

psutil is imported inside a function, and only where there is no /proc: a host on Linux never
loads it.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

IS_WINDOWS: Final = sys.platform == "win32"
IS_LINUX: Final = sys.platform.startswith("linux")

_PR_SET_PDEATHSIG: Final = 1
_PROC: Final = "/proc"


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent dies. Linux; elsewhere nothing.

    See prctl(2): the setting survives no fork, and fires when the *thread* that forked us ends.
    """
    if IS_LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def lower_priority() -> None:
    """Make way for the window: nice 10, or the like on Windows."""
    if IS_WINDOWS:
        below_normal = 0x4000
        kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
    else:
        os.nice(10)


def lower_session() -> None:
    """Make way for the window as a session of its own. Linux; elsewhere nothing.

    Where the kernel shares the processors out among sessions first (autogroup, see sched(7)), the
    niceness of a process counts only within its session: without this, 16 workers held the window
    up for as long as a second.
    """
    _set_session_niceness(os.getpid(), "10")


def lift_session(leader: int) -> None:
    """Take that back for an ending, which is short and promised. Linux; elsewhere nothing.

    Beside a busy machine a lowered session of 256 workers left its host 20 ms of CPU time a second,
    and the workers too little to die. `leader` is the pid of the host.
    """
    _set_session_niceness(leader, "0")


def _set_session_niceness(leader: int, niceness: str) -> None:
    if not IS_LINUX:
        return
    with suppress(OSError):  # no autogroups here, or the process has gone
        if os.getsid(leader) == leader:
            with open(f"/proc/{leader}/autogroup", "w") as file:
                file.write(niceness)


def allocate(descriptor: int, size: int) -> None:
    """Give a new file `size` bytes that really exist on the disk. Raises OSError when it is full.

    Under a sparse file a full disk would kill whoever writes into the map with SIGBUS.
    """
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
    else:
        left = size
        while left:
            left -= os.write(descriptor, bytes(left))


def memory_bytes() -> int | None:
    """Return the machine's memory, or the container's share of it; None where it is unknown."""
    known = []
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        known.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    # No cgroup, or "max".
    with suppress(OSError, ValueError), open("/sys/fs/cgroup/memory.max", "rb") as file:
        known.append(int(file.read()))
    if not known:
        with suppress(ImportError):
            import psutil

            known.append(psutil.virtual_memory().total)
    return min(known, default=None)


def raise_descriptor_limit(wanted: int) -> int:
    """Raise the soft limit of open files to `wanted` if the hard limit allows. Return the limit."""
    if IS_WINDOWS:
        return wanted
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    infinity = resource.RLIM_INFINITY
    if soft != infinity and soft < wanted:
        raised = wanted if hard == infinity else min(wanted, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
            soft = raised
        except (OSError, ValueError):
            pass
    return wanted if soft == infinity else soft


def pipe_capacity(descriptor: int) -> int:
    """Return the capacity of a pipe in bytes, 0 where the platform does not tell."""
    if not IS_LINUX:
        return 0
    import fcntl

    try:
        return fcntl.fcntl(descriptor, fcntl.F_GETPIPE_SZ)
    except OSError:  # a socket pair
        import socket

        duplicate = socket.socket(fileno=os.dup(descriptor))
        with duplicate:
            return duplicate.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) // 2


def unread_bytes(descriptor: int) -> int:
    """Return how many bytes wait in a pipe, 0 where the platform does not tell."""
    if IS_WINDOWS:
        return 0
    import fcntl
    import termios

    answer = fcntl.ioctl(descriptor, termios.FIONREAD, b"\0\0\0\0")
    return int.from_bytes(answer, sys.byteorder)


def has_room(descriptor: int) -> bool:
    """True when a pipe takes at least PIPE_BUF (4,096) bytes at once, see pipe(7).

    Where the platform cannot tell, True.
    """
    if not hasattr(select, "poll"):
        return True
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return bool(poll.poll(0))


def largest_semaphore() -> int:
    """Return the greatest value of a semaphore here: 32,767 on macOS, 2**31 - 1 on Linux."""
    import _multiprocessing  # type: ignore[import-not-found]

    return int(_multiprocessing.SemLock.SEM_VALUE_MAX)


def host_arguments(descriptor: int) -> dict[str, Any]:
    """Return what subprocess.Popen needs so that the host inherits this one handle."""
    if IS_WINDOWS:
        import subprocess

        os.set_handle_inheritable(descriptor, True)  # type: ignore[attr-defined,unused-ignore]
        startup = subprocess.STARTUPINFO(  # type: ignore[attr-defined,unused-ignore]
            lpAttributeList={"handle_list": [descriptor]}
        )
        group = subprocess.CREATE_NEW_PROCESS_GROUP  # type: ignore[attr-defined,unused-ignore]
        return {"startupinfo": startup, "creationflags": group}
    return {"pass_fds": (descriptor,), "start_new_session": True}


def kill_group(pid: int) -> None:
    """Kill a process that leads its own session, with all of its group."""
    try:
        if IS_WINDOWS:
            os.kill(pid, signal.SIGTERM)
        else:
            os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass  # already gone


class ProcessSample:
    """What the operating system says of one process."""

    def __init__(self, cpu_ns: int, memory_bytes: int, os_state: str, parent_pid: int = 0) -> None:
        self.cpu_ns = cpu_ns
        """CPU time used since its start, user and system."""
        self.memory_bytes = memory_bytes
        """Resident set."""
        self.os_state = os_state
        """R, S, D, T, Z as ps(1) shows it."""
        self.parent_pid = parent_pid
        """0 = unknown."""


def sample_processes(pids: Iterable[int]) -> dict[int, ProcessSample]:
    """Return a sample for each of `pids` that still exists and can be read."""
    read = _sample_proc if os.path.isdir(_PROC) and IS_LINUX else _sample_psutil
    found = ((pid, read(pid)) for pid in pids)
    return {pid: sample for pid, sample in found if sample is not None}


def _sample_proc(pid: int) -> ProcessSample | None:
    """Read /proc/PID/stat, see proc_pid_stat(5): fields after the last ')' start with the state."""
    try:
        with open(f"{_PROC}/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    ticks = int(fields[11]) + int(fields[12])
    return ProcessSample(
        cpu_ns=ticks * 1_000_000_000 // os.sysconf("SC_CLK_TCK"),
        memory_bytes=int(fields[21]) * os.sysconf("SC_PAGE_SIZE"),
        os_state=fields[0].decode(),
        parent_pid=int(fields[1]),
    )


def _sample_psutil(pid: int) -> ProcessSample | None:
    try:
        import psutil
    except ImportError:
        return None
    letters = {"running": "R", "sleeping": "S", "disk-sleep": "D", "stopped": "T", "zombie": "Z"}
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            times = process.cpu_times()
            return ProcessSample(
                cpu_ns=int((times.user + times.system) * 1e9),
                memory_bytes=process.memory_info().rss,
                os_state=letters.get(process.status(), "–"),
                parent_pid=process.ppid(),
            )
    except psutil.Error:
        return None
