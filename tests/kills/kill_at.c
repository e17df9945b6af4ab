/* Preloaded into a process: counts its writes, fsyncs, renames and other changes of files below KILLS_ROOT and ends the process by SIGKILL at the
   KILLS_AT-th of them, a write when half of it is done. At the end the count is written to KILLS_COUNT. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static long count;

static int below(const char *path)
{
    const char *root = getenv("KILLS_ROOT");
    char full[4096];
    if (!root || !path) return 0;
    if (path[0] != '/')
    {
        if (!getcwd(full, sizeof full - strlen(path) - 2)) return 0;
        strcat(strcat(full, "/"), path);
        path = full;
    }

    return strncmp(path, root, strlen(root)) == 0;
}

static int below_fd(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

static int is_due(void)
{
    const char *at = getenv("KILLS_AT");
    return __sync_add_and_fetch(&count, 1) == (at ? atol(at) : -1);
}

static void end(const char *what)
{
    fprintf(stderr, "killed at %s\n", what);
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (!real_write) real_write = dlsym(RTLD_NEXT, "write");
    if (fd > 2 && below_fd(fd) && is_due()) { real_write(fd, bytes, size / 2); end("write"); }
    return real_write(fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    if (!real_pwrite) real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    if (below_fd(fd) && is_due()) { real_pwrite(fd, bytes, size / 2, at); end("pwrite"); }
    return real_pwrite(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    if (!real_pwrite64) real_pwrite64 = dlsym(RTLD_NEXT, "pwrite64");
    if (below_fd(fd) && is_due()) { real_pwrite64(fd, bytes, size / 2, at); end("pwrite"); }
    return real_pwrite64(fd, bytes, size, at);
}

int fsync(int fd) { REAL(fsync); if (below_fd(fd) && is_due()) end("fsync"); return real(fd); }
int fdatasync(int fd) { REAL(fdatasync); if (below_fd(fd) && is_due()) end("fsync"); return real(fd); }
int ftruncate(int fd, off_t size) { REAL(ftruncate); if (below_fd(fd) && is_due()) end("truncate"); return real(fd, size); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); if (below_fd(fd) && is_due()) end("truncate"); return real(fd, size); }
int rename(const char *from, const char *to) { REAL(rename); if (below(to) && is_due()) end("rename"); return real(from, to); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); if (below(path) && is_due()) end("mkdir"); return real(path, mode); }
int unlink(const char *path) { REAL(unlink); if (below(path) && is_due()) end("unlink"); return real(path); }
int rmdir(const char *path) { REAL(rmdir); if (below(path) && is_due()) end("rmdir"); return real(path); }

__attribute__((destructor)) static void report(void)
{
    const char *path = getenv("KILLS_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld\n", count);
    fclose(file);
}
