/* The thread that reads lanes, in rounds as Python's (rounds.py): to wake up costs more than what
 * there is to do. It never touches Python, so it needs no lock of Python's. One lock is for all:
 * whoever has it may move a lane from one side to the other, and the thread has it for a round. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "lane.h"

enum {
    TURN = 20, BUSY_TURN = 10, FEW = 2, /* as in rounds.py */
    BEHIND = 1,                         /* milliseconds behind Python's beats */
    FULL = LANE_SLOTS / 2
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t some = PTHREAD_COND_INITIALIZER;
static lane *given;
static int running;

static long turn_of(const lane *all)
{
    int count = 0;
    for (; all != NULL; all = all->next)
        count++;
    return count > FEW ? BUSY_TURN : TURN;
}

static void wait_for_turn(long every)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    long long now = at.tv_sec * 1000LL + at.tv_nsec / 1000000 - BEHIND;
    long long next = (now / every + 1) * every + BEHIND;
    at.tv_sec = (time_t)(next / 1000);
    at.tv_nsec = (long)(next % 1000) * 1000000;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
        ;
}

static int needs_python(const lane *it)
{
    return it->problem || it->waits || it->count >= FULL || it->silent > LANE_SILENT;
}

static void round_of_all(void)
{
    const uint64_t one = 1;
    for (lane **at = &given; *at != NULL;) {
        lane *it = *at;
        it->problem = lane_read(it);
        if (needs_python(it)) {
            *at = it->next;
            it->given = 0;
            /* It fails when there are rings that nobody has heard yet: one is enough. */
            (void)!write(it->bell, &one, sizeof one);
        } else {
            at = &it->next;
        }
    }
}

static void *turns(void *nothing)
{
    (void)nothing;
    pthread_mutex_lock(&lock);
    for (;;) {
        while (given == NULL)
            pthread_cond_wait(&some, &lock);
        long every = turn_of(given);
        pthread_mutex_unlock(&lock);
        wait_for_turn(every);
        pthread_mutex_lock(&lock);
        round_of_all();
    }
    return NULL;
}

/* Signals are Python's. */
static int begin(void)
{
    sigset_t all, before;
    pthread_t made;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int problem = pthread_create(&made, NULL, turns, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (problem == 0) {
        pthread_detach(made);
        running = 1;
    }
    return problem;
}

int lane_give(lane *it)
{
    pthread_mutex_lock(&lock);
    int problem = running ? 0 : begin();
    if (problem == 0 && !it->given) {
        it->given = 1;
        it->next = given;
        given = it;
        pthread_cond_signal(&some);
    }
    pthread_mutex_unlock(&lock);
    return problem;
}

void lane_take(lane *it)
{
    pthread_mutex_lock(&lock);
    for (lane **at = &given; *at != NULL; at = &(*at)->next)
        if (*at == it) {
            *at = it->next;
            break;
        }
    it->given = 0;
    pthread_mutex_unlock(&lock);
}

void lane_stop(void)
{
    pthread_mutex_lock(&lock);
    for (lane *it = given; it != NULL; it = it->next)
        it->given = 0;
    given = NULL;
    pthread_mutex_unlock(&lock);
}
