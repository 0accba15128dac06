/* The thread that reads the sockets of all fast paths, in rounds as Python does (scheduler.py): to
 * wake up costs more than the work of a round. The thread never touches Python, so it needs no lock
 * of Python's. One lock is for all: its holder may move a fast path from one side to the other, and
 * the thread holds it for a round. */
#include "internal.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

enum {
    ROUND = 20, BUSY_ROUND = 10, FEW = 2, /* as in scheduler.py */
    OFFSET = 1,                           /* milliseconds behind Python's rounds */
    FULL = FASTPATH_SLOTS / 2
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t handed_over = PTHREAD_COND_INITIALIZER;
static fastpath *first_path;
static int running;

static long round_length(const fastpath *path)
{
    int count = 0;
    for (; path != NULL; path = path->next)
        count++;
    return count > FEW ? BUSY_ROUND : ROUND;
}

static void wait_for_round(long every)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    long long now = at.tv_sec * 1000LL + at.tv_nsec / 1000000 - OFFSET;
    long long next = (now / every + 1) * every + OFFSET;
    at.tv_sec = (time_t)(next / 1000);
    at.tv_nsec = (long)(next % 1000) * 1000000;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
        ;
}

static int must_go_back(const fastpath *path)
{
    return path->error || path->needs_python || path->count >= FULL ||
           path->silent_reads > FASTPATH_SILENT_READS;
}

static void read_all(void)
{
    const uint64_t one = 1;
    for (fastpath **at = &first_path; *at != NULL;) {
        fastpath *path = *at;
        path->error = fastpath_read(path);
        if (must_go_back(path)) {
            *at = path->next;
            path->with_thread = 0;
            /* The write fails when Python hasn't read earlier ones yet: one is enough. */
            (void)!write(path->wakeup_fd, &one, sizeof one);
        } else {
            at = &path->next;
        }
    }
}

static void *run(void *nothing)
{
    (void)nothing;
    pthread_mutex_lock(&lock);
    for (;;) {
        while (first_path == NULL)
            pthread_cond_wait(&handed_over, &lock);
        long every = round_length(first_path);
        pthread_mutex_unlock(&lock);
        wait_for_round(every);
        pthread_mutex_lock(&lock);
        read_all();
    }
    return NULL;
}

/* Starts the thread with all signals blocked: they are Python's to handle. */
static int start(void)
{
    sigset_t all, before;
    pthread_t thread;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&thread, NULL, run, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error == 0) {
        pthread_detach(thread);
        running = 1;
    }
    return error;
}

int fastpath_hand_over(fastpath *path)
{
    pthread_mutex_lock(&lock);
    int error = running ? 0 : start();
    if (error == 0 && !path->with_thread) {
        path->with_thread = 1;
        path->next = first_path;
        first_path = path;
        pthread_cond_signal(&handed_over);
    }
    pthread_mutex_unlock(&lock);
    return error;
}

void fastpath_take_back(fastpath *path)
{
    pthread_mutex_lock(&lock);
    for (fastpath **at = &first_path; *at != NULL; at = &(*at)->next)
        if (*at == path) {
            *at = path->next;
            break;
        }
    path->with_thread = 0;
    pthread_mutex_unlock(&lock);
}

void fastpath_stop(void)
{
    pthread_mutex_lock(&lock);
    for (fastpath *path = first_path; path != NULL; path = path->next)
        path->with_thread = 0;
    first_path = NULL;
    pthread_mutex_unlock(&lock);
}
