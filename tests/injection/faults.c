/* Lets the nth call of a kind that a process makes to the system fail.

   It is loaded before the C library (LD_PRELOAD) and passes every call on until
   it is armed. Only calls about files below one folder count, and allocations
   of at least LARGE bytes that a library asks for, not Python itself: dbt has no
   answer to those. gcc -shared -fPIC -O2 -o faults.so faults.c -ldl */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LARGE 65536
#define CALLER __builtin_return_address(0)
enum { WRITE, FLUSH, NAME, MEMORY, KINDS };
enum { COUNT, FAIL, FULL, KILL };

static char folder[PATH_MAX];
static void *python;
static size_t length;
static int armed, kind, mode;
static long nth, counts[KINDS];

static void *library_of(void *code) {
    Dl_info found;
    return dladdr(code, &found) ? found.dli_fbase : NULL;
}

void faults_arm(const char *below, int of_kind, int in_mode, long number) {
    length = strlen(below);
    memcpy(folder, below, length + 1);
    kind = of_kind, mode = in_mode, nth = number;
    python = library_of(dlsym(RTLD_DEFAULT, "PyMem_RawMalloc"));
    memset(counts, 0, sizeof counts);
    armed = 1;
}

long faults_count(int of_kind) { return counts[of_kind]; }
void faults_disarm(void) { armed = 0; }

static int is_path_below(const char *path) {
    return !strncmp(path, folder, length) && path[length] == '/';
}

static int is_below(int file) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return is_path_below(path);
}

/* The error of a call that is to fail, else 0. */
static int strike(int called) {
    long now = __atomic_add_fetch(&counts[called], 1, __ATOMIC_SEQ_CST);
    if (mode == COUNT || called != kind || now < nth) {
        /* A full disk takes no new names either. */
        int is_full = mode == FULL && called == NAME && counts[kind] >= nth;
        return is_full ? ENOSPC : 0;
    }
    if (mode == FULL) return ENOSPC;
    if (now != nth) return 0;
    if (mode == KILL) kill(getpid(), SIGKILL);
    return called == MEMORY ? ENOMEM : called == NAME ? EACCES : EIO;
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
#define FAIL_IF(is_counted, called) \
    if (armed && (is_counted)) { \
        int error = strike(called); \
        if (error) { errno = error; return -1; } \
    }
#define WRITES(name, parameters, ...) \
    ssize_t name parameters { \
        REAL(name); \
        FAIL_IF(is_below(file), WRITE) \
        return real(__VA_ARGS__); \
    }
#define CALLS(name, parameters, is_counted, called, ...) \
    int name parameters { \
        REAL(name); \
        FAIL_IF(is_counted, called) \
        return real(__VA_ARGS__); \
    }
#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        va_list more; \
        va_start(more, flags); \
        int rights = va_arg(more, int); \
        va_end(more); \
        FAIL_IF((flags & O_CREAT) && is_path_below(path), NAME) \
        return real(path, flags, rights); \
    }

WRITES(write, (int file, const void *data, size_t size), file, data, size)
WRITES(pwrite, (int file, const void *data, size_t size, off_t place),
       file, data, size, place)
WRITES(pwrite64, (int file, const void *data, size_t size, off64_t place),
       file, data, size, place)
CALLS(fsync, (int file), is_below(file), FLUSH, file)
CALLS(fdatasync, (int file), is_below(file), FLUSH, file)
CALLS(ftruncate, (int file, off_t size), is_below(file), NAME, file, size)
CALLS(ftruncate64, (int file, off64_t size), is_below(file), NAME, file, size)
CALLS(rename, (const char *old, const char *new), is_path_below(new), NAME,
      old, new)
CALLS(link, (const char *old, const char *new), is_path_below(new), NAME,
      old, new)
CALLS(symlink, (const char *old, const char *new), is_path_below(new), NAME,
      old, new)
CALLS(mkdir, (const char *path, mode_t rights), is_path_below(path), NAME,
      path, rights)
CALLS(chmod, (const char *path, mode_t rights), is_path_below(path), NAME,
      path, rights)
CALLS(unlink, (const char *path), is_path_below(path), NAME, path)
CALLS(remove, (const char *path), is_path_below(path), NAME, path)
CALLS(rmdir, (const char *path), is_path_below(path), NAME, path)
OPENS(open)
OPENS(open64)

extern void *__libc_malloc(size_t), *__libc_realloc(void *, size_t);

static int is_denied(size_t size, void *caller) {
    int is_counted = armed && size >= LARGE && library_of(caller) != python;
    int error = is_counted ? strike(MEMORY) : 0;
    if (error) errno = error;
    return error;
}

void *malloc(size_t size) {
    return is_denied(size, CALLER) ? NULL : __libc_malloc(size);
}

void *realloc(void *old, size_t size) {
    return is_denied(size, CALLER) ? NULL : __libc_realloc(old, size);
}

void *mmap(void *at, size_t size, int rights, int flags, int file, off_t from) {
    REAL(mmap);
    if ((flags & MAP_ANONYMOUS) && is_denied(size, CALLER)) return MAP_FAILED;
    return real(at, size, rights, flags, file, from);
}
