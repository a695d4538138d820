/*
 * test_fiber.c - waiting, waking, cancelling, limits, log context, the loop.
 */
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fiber.h"
#include "base/log.h"
#include "base/loop.h"
#include "tests/unit/tap.h"

static struct fiber *sleeper;
static int woken_with, timed_out, cancelled, after_cancel;
static const char *context_before, *context_after;

static void
wait_for_wake(void *arg)
{
	(void)arg;
	sleeper = fiber_self();
	log_set_request("sleeper");
	woken_with = fiber_park(FIBER_FOREVER);
	context_before = log_request();
	timed_out = fiber_park(10);
	cancelled = fiber_park(FIBER_FOREVER);
	after_cancel = fiber_sleep(10);
}

static void
wake_then_cancel(void *arg)
{
	(void)arg;
	log_set_request("waker");
	fiber_wake(sleeper, 42);
	fiber_wake(sleeper, 43);
	(void)fiber_sleep(50);
	context_after = log_request();
	fiber_cancel(sleeper);
}

static void
test_waits(void)
{
	loop_init(2);
	ok(fiber_spawn(wait_for_wake, NULL) == 0, "spawn");
	ok(fiber_spawn(wake_then_cancel, NULL) == 0, "spawn another");
	ok(fiber_spawn(wake_then_cancel, NULL) == -EAGAIN, "the limit holds");
	loop_run();
	ok(woken_with == 42, "woken with the first value");
	ok(timed_out == -ETIMEDOUT, "a wait can time out");
	ok(cancelled == -ECANCELED, "a wait can be cancelled");
	ok(after_cancel == -ECANCELED, "and so are the waits after it");
	is_str(str_of(context_before), "sleeper", "log context is kept");
	is_str(str_of(context_after), "waker", "for each fiber");
	is_str(str_of(log_request()), "", "and not on the main stack");
	ok(fiber_count() == 0, "all fibers are gone");
	loop_done();
}

static int pair[2];
static char received[8];
static int trimmed_sum;

static void
reader(void *arg)
{
	(void)arg;
	ok(fiber_wait_fd(pair[0], EV_READ, 10) == -ETIMEDOUT, "nothing yet");
	if (fiber_wait_fd(pair[0], EV_READ, 1000) == EV_READ)
		(void)!read(pair[0], received, sizeof(received));
	(void)close(pair[0]);
}

static void
writer(void *arg)
{
	(void)arg;
	(void)fiber_sleep(30);
	(void)!write(pair[1], "hello", 6);
	(void)close(pair[1]);
}

/* A deep frame, then a trim: what is above the trim survives. */
static void __attribute__((noinline))
use_stack(volatile char *p, size_t n)
{
	for (size_t i = 0; i < n; i += 512)
		p[i] = 1;
}

static void
trimmer(void *arg)
{
	volatile char here[64];

	(void)arg;
	for (size_t i = 0; i < sizeof(here); i++)
		here[i] = 1;
	for (int i = 0; i < 3; i++) {
		volatile char deep[12000];

		use_stack(deep, sizeof(deep));
		fiber_trim();
		(void)fiber_sleep(1);
	}
	for (size_t i = 0; i < sizeof(here); i++)
		trimmed_sum += here[i];
}

static void
test_sockets(void)
{
	loop_init(10);
	ok(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0, "socketpair");
	(void)fiber_spawn(reader, NULL);
	(void)fiber_spawn(writer, NULL);
	(void)fiber_spawn(trimmer, NULL);
	loop_run();
	is_str(str_of(received), "hello", "bytes arrive");
	ok(trimmed_sum == 64, "trimming leaves the live frames alone");
	loop_done();
}

static int spawned, ticks, signals, deferred;

static void
nothing(void *arg)
{
	(void)arg;
	(void)fiber_sleep(1);
	spawned++;
}

static void
spawner(void *arg)
{
	(void)arg;
	for (int i = 0; i < 500; i++) {
		while (fiber_spawn(nothing, NULL) == -EAGAIN)
			(void)fiber_sleep(1);
	}
}

static void
on_tick(void *arg)
{
	(void)arg;
	if (++ticks == 3)
		(void)raise(SIGUSR1);
}

static void
on_signal(void *arg)
{
	(void)arg;
	signals++;
	loop_stop();
}

static void
on_deferred(void *arg)
{
	*(int *)arg = 7;
}

static void
test_loop(void)
{
	loop_init(100);
	(void)fiber_spawn(spawner, NULL);
	loop_run();
	ok(spawned == 500, "many fibers, stacks reused");
	loop_every(2, on_tick, NULL);
	loop_on_signal(SIGUSR1, on_signal, NULL);
	loop_defer(on_deferred, &deferred);
	loop_run();
	ok(ticks >= 3 && signals == 1, "timers and signals");
	ok(deferred == 7, "deferred call");
	loop_done();
}

int
main(void)
{
	test_waits();
	test_sockets();
	test_loop();
	return done_testing();
}
