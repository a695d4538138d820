/*
 * fiber.h - one small stack per connection or task, so that waiting reads like
 * calling.
 *
 * The event loop runs on the main stack.  A fiber runs until it waits; waiting
 * registers a libevent event and switches back to the loop.  All fibers share
 * one thread: between two waits nothing else runs, so no locks are needed, but
 * after any wait shared state may have changed.
 *
 * Functions that may suspend their caller are marked fiber_fn.  They must not
 * be called from a libevent callback or from the main stack.
 *
 * A suspended fiber is never freed.  Cancel it: its waits return -ECANCELED
 * and it unwinds through its ordinary error paths.
 */
#ifndef BASE_FIBER_H
#define BASE_FIBER_H

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>

#define fiber_fn /* may suspend the calling fiber */

/* Bytes of a stack, without the guard page below it. */
#define FIBER_STACK_SIZE (256 * 1024)

struct fiber;

/* Called by loop_init(): fibers of this process wait on base, at most max of
 * them exist at a time. */
void		 fiber_init(struct event_base *base, int max);
/* Give back the stacks kept for reuse; no fiber may be left. */
void		 fiber_done(void);
/* Run fn(arg) on a fiber of its own from the next turn of the loop on.  It
 * inherits the caller's log context.  0, or -EAGAIN when there are max. */
int		 fiber_spawn(void (*fn)(void *), void *arg);
/* NULL on the main stack. */
struct fiber	*fiber_self(void);
int		 fiber_count(void);

/* Wake a parked fiber on the next turn of the loop; its wait returns value
 * (>= 0).  Nothing happens when it is not waiting or was woken already. */
void		 fiber_wake(struct fiber *f, int value);
/* Make the current and every later wait of f return -ECANCELED. */
void		 fiber_cancel(struct fiber *f);
/* Was the current fiber cancelled? */
bool		 fiber_is_cancelled(void);
/* Let the current fiber wait once more in spite of that, to say goodbye. */
void		 fiber_uncancel(void);

/* A time-out of FIBER_FOREVER is for waits that something else is sure to
 * end.  All times are in milliseconds. */
#define FIBER_FOREVER (-1)

/* Wait until woken; returns the value, -ETIMEDOUT or -ECANCELED. */
int fiber_fn	 fiber_park(int timeout_ms);
/* Wait for EV_READ and/or EV_WRITE on fd; returns what is ready, or
 * -ETIMEDOUT, -ECANCELED, or the value of a fiber_wake() meanwhile. */
int fiber_fn	 fiber_wait_fd(int fd, short what, int timeout_ms);
/* 0 after the time, or -ECANCELED. */
int fiber_fn	 fiber_sleep(int ms);

/* Give the unused pages of the current stack back to the kernel: before a wait
 * that may be long. */
void		 fiber_trim(void);

#endif
