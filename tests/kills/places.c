/* Runs a command and stops it at each change of files below some folders: its places. Asked by ptrace and a seccomp filter, so that no change gets by,
   whoever makes it: the runtime, the tensor library, a child. Linux on x86-64 and arm64.
     places --below FOLDER… [--log FILE] [--at-each COMMAND] [--kill N [--after SECONDS]] -- COMMAND…
   --log      a line a place: its number, seconds since the start, what is done, the path, the first bytes of what is written
   --at-each  a shell command, called at each place with its number as PLACE, before the change is made; at a write when half of it is made
   --kill     SIGKILL at the N-th place, at a write when half of it is made; with --after that many seconds after it (N = 0: after the start)
   Ends as the command ends, with 137 where it was killed, and with 70 where files are changed in a way that is not watched. */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef unsigned long long word;
#if defined __x86_64__
enum { MACHINE = AUDIT_ARCH_X86_64 };
static const size_t offsets[] = { offsetof(struct user_regs_struct, rdi), offsetof(struct user_regs_struct, rsi), offsetof(struct user_regs_struct, rdx), offsetof(struct user_regs_struct, r10), offsetof(struct user_regs_struct, r8), offsetof(struct user_regs_struct, r9) };
static word *slot(struct user_regs_struct *all, int which) { return (word *)((char *)all + offsets[which]); }
static word number(struct user_regs_struct *all) { return all->orig_rax; }
#elif defined __aarch64__
enum { MACHINE = AUDIT_ARCH_AARCH64 };
static word *slot(struct user_regs_struct *all, int which) { return &all->regs[which]; }
static word number(struct user_regs_struct *all) { return all->regs[8]; }
#else
#error "x86-64 or arm64"
#endif

/* How a call names what it changes: a descriptor, a path, a folder's descriptor and a path; which arguments, counted from 0; where it says how much. */
enum { FD = 1, PATH, AT };
struct call { long number; const char *name; int how, where, amount, bytes; };
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
static const struct call calls[] = {
    { SYS_write, "write", FD, 0, 2, 1 }, { SYS_pwrite64, "write", FD, 0, 2, 1 }, { SYS_writev, "write", FD, 0 }, { SYS_pwritev, "write", FD, 0 }, { SYS_pwritev2, "write", FD, 0 },
    { SYS_sendfile, "copy", FD, 0, 3 }, { SYS_copy_file_range, "copy", FD, 2, 4 }, { SYS_splice, "copy", FD, 2, 4 }, { SYS_ioctl, "clone", FD, 0 },
    { SYS_fsync, "fsync", FD, 0 }, { SYS_fdatasync, "fsync", FD, 0 }, { SYS_sync_file_range, "fsync", FD, 0 }, { SYS_syncfs, "fsync", FD, 0 },
    { SYS_ftruncate, "truncate", FD, 0 }, { SYS_truncate, "truncate", PATH, 0 }, { SYS_fallocate, "allocate", FD, 0 }, { SYS_fchmod, "chmod", FD, 0 }, { SYS_fchmodat, "chmod", AT, 0 },
    { SYS_openat, "create", AT, 0 }, { SYS_openat2, "create", AT, 0 }, { SYS_mkdirat, "mkdir", AT, 0 }, { SYS_unlinkat, "unlink", AT, 0 }, { SYS_mknodat, "create", AT, 0 },
    { SYS_renameat2, "rename", AT, 2 }, { SYS_linkat, "link", AT, 2 }, { SYS_symlinkat, "link", AT, 1 }, { SYS_mmap, "map", FD, 4 }, { SYS_io_uring_setup, "io_uring", 0, 0 },
    { SYS_renameat, "rename", AT, 2 },
#ifdef __x86_64__
    { SYS_open, "create", PATH, 0 }, { SYS_creat, "create", PATH, 0 }, { SYS_mkdir, "mkdir", PATH, 0 }, { SYS_unlink, "unlink", PATH, 0 }, { SYS_rmdir, "rmdir", PATH, 0 },
    { SYS_rename, "rename", PATH, 1 }, { SYS_link, "link", PATH, 1 }, { SYS_symlink, "link", PATH, 1 }, { SYS_chmod, "chmod", PATH, 0 }, { SYS_mknod, "create", PATH, 0 },
#endif
};
enum { CALLS = sizeof calls / sizeof *calls, FOLDERS = 8, HELD = 256 };

static const char *below[FOLDERS];
static int folders;
static FILE *list;
static const char *at_each;
static long kill_at = -1, count;
static double kill_after = -1;
static pid_t child;
static struct timespec begun;
static volatile sig_atomic_t killed;

static void fail(const char *what) { fprintf(stderr, "places: %s: %s\n", what, strerror(errno)); if (child > 0) kill(child, SIGKILL); exit(70); }

static int is_below(const char *path)
{
    for (int i = 0; i < folders; i++)
    {
        size_t length = strlen(below[i]);
        if (strncmp(path, below[i], length) == 0 && (path[length] == 0 || path[length] == '/')) return 1;
    }

    return 0;
}

static size_t peek(pid_t thread, word from, char *into, size_t size)
{
    /* A page at a time: the next one may not be there. */
    size_t have = 0;
    while (have < size)
    {
        size_t part = 4096 - (from + have) % 4096;
        if (part > size - have) part = size - have;
        struct iovec here = { into + have, part }, there = { (void *)(uintptr_t)(from + have), part };
        if (process_vm_readv(thread, &here, 1, &there, 1, 0) != (ssize_t)part) break;
        have += part;
    }

    return have;
}

static int link_of(char *into, const char *format, pid_t thread, int fd)
{
    char name[64];
    snprintf(name, sizeof name, format, thread, fd);
    ssize_t length = readlink(name, into, PATH_MAX - 1);
    into[length < 0 ? 0 : length] = 0;
    return length > 0;
}

/* The path that a call changes, made absolute; empty where there is none. */
static void path_of(const struct call *call, pid_t thread, struct user_regs_struct *all, char *into)
{
    char text[PATH_MAX], folder[PATH_MAX];
    *into = 0;
    if (call->how == FD) { link_of(into, "/proc/%d/fd/%d", thread, (int)*slot(all, call->where)); return; }
    size_t have = peek(thread, *slot(all, call->where + (call->how == AT)), text, sizeof text - 1);
    text[have] = 0;
    int from = call->how == AT ? (int)*slot(all, call->where) : AT_FDCWD;
    if (*text == '/') strcpy(into, text);
    else if (from == AT_FDCWD ? link_of(folder, "/proc/%d/cwd", thread, 0) : link_of(folder, "/proc/%d/fd/%d", thread, from)) snprintf(into, PATH_MAX, "%.2000s/%.2000s", folder, text);
}

/* The call that a thread is about to make, if it changes a file below the folders. */
static const struct call *change(pid_t thread, struct user_regs_struct *all, char *path)
{
    const struct call *call = calls;
    while (call < calls + CALLS && (word)call->number != number(all)) call++;
    if (call == calls + CALLS) return NULL;
    if (call->number == SYS_io_uring_setup) { errno = 0; fail("io_uring is not watched"); }
    if (call->number == SYS_ioctl && *slot(all, 1) != FICLONE && *slot(all, 1) != FICLONERANGE) return NULL;
    if (call->number == SYS_mmap && (!(*slot(all, 3) & MAP_SHARED) || !(*slot(all, 2) & PROT_WRITE) || *slot(all, 3) & MAP_ANONYMOUS)) return NULL;
    word flags = O_CREAT;
    if (call->number == SYS_openat) flags = *slot(all, 2);
    else if (call->number == SYS_openat2) peek(thread, *slot(all, 2), (char *)&flags, sizeof flags);
#ifdef __x86_64__
    else if (call->number == SYS_open) flags = *slot(all, 1);
#endif
    if (!(flags & (O_CREAT | O_TRUNC))) return NULL;
    path_of(call, thread, all, path);
    if (!is_below(path) && strcmp(call->name, "rename") == 0)
    {
        struct call from = *call;
        from.where = 0;
        path_of(&from, thread, all, path);
    }

    if (!is_below(path)) return NULL;
    if (call->number == SYS_mmap) { errno = 0; fail("a mapping that is written through is not watched"); }
    return call;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begun.tv_sec) + 1e-9 * (double)(now.tv_nsec - begun.tv_nsec);
}

static void end(int signal) { (void)signal; killed = 1; kill(child, SIGKILL); }

static void end_after(double wait)
{
    struct itimerval timer = { .it_value = { (time_t)wait, (suseconds_t)(1e6 * (wait - (double)(time_t)wait)) + 1 } };
    setitimer(ITIMER_REAL, &timer, NULL);
}

/* At a place: what is asked for there. */
static void reached(void)
{
    char text[24];
    snprintf(text, sizeof text, "%ld", count);
    setenv("PLACE", text, 1);
    if (count == kill_at && kill_after < 0) end(0);
    else if (at_each && system(at_each) != 0) { errno = 0; fail("the command at each place fails"); }
}

static void note(const struct call *call, const char *path, pid_t thread, struct user_regs_struct *all)
{
    char bytes[81] = "";
    if (call->bytes) bytes[peek(thread, *slot(all, 1), bytes, *slot(all, 2) < 80 ? *slot(all, 2) : 80)] = 0;
    for (char *c = bytes; *c; c++) if (*c < ' ' || *c > '~') *c = '.';
    fprintf(list, "%ld %.4f %s %s %s\n", count, seconds(), call->name, path, bytes);
    fflush(list);
}

static void registers(pid_t thread, struct user_regs_struct *all, int isSet)
{
    struct iovec whole = { all, sizeof *all };
    if (ptrace(isSet ? PTRACE_SETREGSET : PTRACE_GETREGSET, thread, NT_PRSTATUS, &whole) != 0 && !killed) fail("registers");
}

/* One change at a time: a thread that comes to a place while another is in its change waits, so that what lies on disk at a place is one moment's. */
static pid_t changing, held[HELD];
static int waiting, isHalf;
static struct { pid_t thread; word fd; } rest;

static void begin(pid_t thread)
{
    struct user_regs_struct all;
    char path[PATH_MAX];
    registers(thread, &all, 0);
    const struct call *call = change(thread, &all, path);
    if (!call || killed) { ptrace(PTRACE_CONT, thread, 0, 0); return; }
    if (changing) { if (waiting == HELD) fail("too many threads"); held[waiting++] = thread; return; }
    changing = thread;
    isHalf = 0;

    /* The other half of a write that was cut at a place is no place of its own. */
    int isRest = call->amount && rest.thread == thread && rest.fd == *slot(&all, call->where);
    rest.thread = 0;
    if (!isRest)
    {
        count++;
        if (list) note(call, path, thread, &all);
        word *amount = call->amount ? slot(&all, call->amount) : NULL;
        if (amount && *amount > 1 && (at_each || (count == kill_at && kill_after < 0)))
        {
            /* A copy may ask for more than there is. */
            *amount = *amount > 1 << 20 && !call->bytes ? 1 : *amount / 2;
            registers(thread, &all, 1);
            isHalf = 1;
            rest.fd = *slot(&all, call->where);
        }
        else reached();
    }

    ptrace(PTRACE_SYSCALL, thread, 0, 0);
}

static void ended(pid_t thread)
{
    if (isHalf) { rest.thread = thread; reached(); }
    if (count == kill_at && kill_after >= 0 && !isHalf) { end_after(kill_after); kill_at = -1; }
    changing = 0;
    ptrace(PTRACE_CONT, thread, 0, 0);
    if (waiting > 0)
    {
        pid_t next = held[0];
        memmove(held, held + 1, sizeof *held * (size_t)--waiting);
        begin(next);
    }
}

static void forget(pid_t thread)
{
    int kept = 0;
    for (int i = 0; i < waiting; i++) if (held[i] != thread) held[kept++] = held[i];
    waiting = kept;
    if (changing == thread) changing = 0;
}

static void run(char **command)
{
    struct sock_filter filter[CALLS + 6] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS), BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)) };
    int at = 4;
    for (int i = 0; i < CALLS; i++, at++) filter[at] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i].number, (unsigned char)(CALLS - i), 0);
    filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    struct sock_fprog program = { (unsigned short)at, filter };
    raise(SIGSTOP);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) { perror("places: seccomp"); _exit(70); }
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

int main(int argc, char **argv)
{
    int i = 1;
    for (; i + 1 < argc && strcmp(argv[i], "--") != 0; i += 2)
    {
        if (strcmp(argv[i], "--below") == 0 && folders < FOLDERS) below[folders++] = argv[i + 1];
        else if (strcmp(argv[i], "--log") == 0) { if (!(list = fopen(argv[i + 1], "we"))) fail(argv[i + 1]); }
        else if (strcmp(argv[i], "--at-each") == 0) at_each = argv[i + 1];
        else if (strcmp(argv[i], "--kill") == 0) kill_at = atol(argv[i + 1]);
        else if (strcmp(argv[i], "--after") == 0) kill_after = atof(argv[i + 1]);
        else break;
    }

    if (i + 1 >= argc || strcmp(argv[i], "--") != 0 || folders == 0) { fprintf(stderr, "usage: places --below FOLDER [--log FILE] [--at-each COMMAND] [--kill N [--after SECONDS]] -- COMMAND\n"); return 2; }
    clock_gettime(CLOCK_MONOTONIC, &begun);
    if ((child = fork()) == 0) run(argv + i + 1);
    int status;
    if (child < 0 || waitpid(child, &status, WUNTRACED) != child) fail("fork");
    if (ptrace(PTRACE_SEIZE, child, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) != 0) fail("ptrace");
    signal(SIGALRM, end);
    kill(child, SIGCONT);
    if (kill_at == 0) end_after(kill_after);
    for (;;)
    {
        pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0 && errno == EINTR) continue;
        if (thread < 0) fail("wait");
        if (WIFEXITED(status) || WIFSIGNALED(status))
        {
            forget(thread);
            if (thread != child) continue;
            if (list) { fprintf(list, "%ld %.4f end\n", count + 1, seconds()); fclose(list); }
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }

        int event = status >> 16, stop = WSTOPSIG(status);
        if (event == PTRACE_EVENT_SECCOMP) begin(thread);
        else if (stop == (SIGTRAP | 0x80)) { if (thread == changing) ended(thread); else ptrace(PTRACE_CONT, thread, 0, 0); }
        else if (event == PTRACE_EVENT_STOP && stop != SIGTRAP) ptrace(PTRACE_LISTEN, thread, 0, 0);
        else ptrace(PTRACE_CONT, thread, 0, event ? 0 : stop);
    }
}
