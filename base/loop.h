/*
 * loop.h - the event loop of a process: one per process, on the main stack.
 *
 * loop_init(fibers_max); spawn fibers, add listeners; loop_run(); loop_done().
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include <event2/event.h>

/* Create the loop, ignore SIGPIPE, let up to fibers_max fibers exist. */
void	loop_init(int fibers_max);
/* Free everything; no fiber may be left. */
void	loop_done(void);
struct event_base *loop_base(void) __attribute__((returns_nonnull));

/* Until loop_stop(), or until nothing is left to wait for. */
void	loop_run(void);
void	loop_stop(void);

/* Call fn(arg) on the main stack for each signal of this kind, until
 * loop_done(). */
void	loop_on_signal(int signo, void (*fn)(void *), void *arg);
/* Call fn(arg) on the main stack every so often, until loop_done(). */
void	loop_every(int ms, void (*fn)(void *), void *arg);
/* Call fn(arg) once on the main stack: on the next turn, or after a while. */
void	loop_defer(void (*fn)(void *), void *arg);
void	loop_after(int ms, void (*fn)(void *), void *arg);

#endif
