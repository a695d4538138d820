/*
 * exec.c - deliver to a program of one's own, in any language.
 *
 * The program reads one JSON object in each line from its standard input and
 * answers each with one on its standard output.  It is started before the
 * server locks itself up, by a small supervisor that starts it again when it
 * ends and kills it when it does not answer in time.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "connectors/connector.h"

#define LINE_MAX_BYTES	65536
#define TICK_MS		100
#define RESTART_MS	1000

struct exec {
	char	*command;
	/* Beyond the settings. */
	int	 fd;		/* the program's input and output */
	int	 control;	/* to the supervisor */
	int	 is_busy;	/* with one message at a time */
	pid_t	 pid;		/* of the supervisor */
	size_t	 have;
	char	 line[LINE_MAX_BYTES];	/* what was read and not yet used */
};

static const struct connector_setting settings[] = {
	{ "command", CONNECTOR_TEXT, offsetof(struct exec, command), NULL,
	  "The program and its arguments, as the shell takes them." },
	{ 0 }
};

/* ----------------------------------------------------------- supervisor
 * In the forked process: nothing but system calls. */

static pid_t
start(const char *command, int io)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)setpgid(0, 0);
	(void)dup2(io, STDIN_FILENO);
	(void)dup2(io, STDOUT_FILENO);
	(void)close_range(STDERR_FILENO + 1, ~0U, 0);
	(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* What the last program wrote of a line ends here. */
static void
end_line(int io)
{
	(void)!write(io, "\n", 1);
}

static void __attribute__((noreturn))
supervise(const char *command, int io, int control)
{
	struct pollfd p = { .fd = control, .events = POLLIN };
	pid_t pid = start(command, io);
	int wait_ms = 0;
	char c;

	for (;;) {
		(void)poll(&p, 1, TICK_MS);
		if (p.revents != 0) {
			if (read(control, &c, 1) <= 0)
				break;		/* the server is gone */
			if (pid > 0)
				(void)kill(-pid, SIGKILL);
		}
		if (pid > 0 && waitpid(pid, NULL, WNOHANG) == pid) {
			pid = 0;
			wait_ms = RESTART_MS;
			end_line(io);
		}
		if (pid <= 0 && (wait_ms -= TICK_MS) <= 0)
			pid = start(command, io);
	}
	if (pid > 0)
		(void)kill(-pid, SIGKILL);
	_exit(0);
}

static void __attribute__((noreturn))
become_supervisor(const char *command, int io, int control)
{
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGTERM, SIG_IGN);		/* ends with its server */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGCHLD, SIG_DFL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Connections of the server are not ours. */
	(void)dup2(io, 3);
	(void)dup2(control, 4);
	(void)close_range(5, ~0U, 0);
	supervise(command, 3, 4);
}

static int
exec_open(const struct host *host, void *self)
{
	struct exec *x = self;
	int io[2], control[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, io) < 0 ||
	    pipe2(control, O_CLOEXEC) < 0) {
		host->log(host, "no pipes: %s", strerror(errno));
		return -1;
	}
	x->pid = fork();
	if (x->pid == 0) {
		/* High numbers, so that 3 and 4 are free to be taken. */
		int far_io = fcntl(io[1], F_DUPFD, 10);
		int far_control = fcntl(control[0], F_DUPFD, 10);

		become_supervisor(x->command, far_io, far_control);
	}
	(void)close(io[1]);
	(void)close(control[0]);
	x->fd = io[0];
	x->control = control[1];
	(void)fcntl(x->fd, F_SETFL, O_NONBLOCK);
	return x->pid < 0 ? -1 : 0;
}

static void
exec_close(void *self)
{
	struct exec *x = self;

	(void)close(x->control);
	(void)close(x->fd);
	(void)waitpid(x->pid, NULL, 0);
}

/* -------------------------------------------------------------- messages */

static int
send_all(const struct host *host, const struct exec *x, const char *p,
    size_t n, int timeout_ms)
{
	while (n > 0) {
		ssize_t done = send(x->fd, p, n, MSG_NOSIGNAL);

		if (done < 0 && errno != EAGAIN && errno != EINTR)
			return -1;
		if (done < 0 && host->wait(host, x->fd, 1, timeout_ms) != 1)
			return -1;
		p += done < 0 ? 0 : done;
		n -= done < 0 ? 0 : (size_t)done;
	}
	return 0;
}

/* The next line, NUL instead of its end; -1 when there is none in time. */
static int
read_line(const struct host *host, struct exec *x, char *out, int timeout_ms)
{
	for (;;) {
		char *end = memchr(x->line, '\n', x->have);
		size_t n = end == NULL ? 0 : (size_t)(end - x->line);
		ssize_t got;

		if (end != NULL) {
			memcpy(out, x->line, n);
			out[n] = '\0';
			x->have -= n + 1;
			memmove(x->line, end + 1, x->have);
			return (int)n;
		}
		if (x->have == sizeof(x->line))
			x->have = 0;		/* no line of ours */
		if (host->wait(host, x->fd, 0, timeout_ms) != 1)
			return -1;
		got = recv(x->fd, x->line + x->have,
		    sizeof(x->line) - x->have, 0);
		if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
			return -1;
		x->have += got < 0 ? 0 : (size_t)got;
	}
}

/* Ids, kinds and paths of ours need no escapes; a body is JSON already. */
static char *
request(const struct message *m, size_t *ret_len)
{
	char *out = NULL;
	FILE *f = open_memstream(&out, ret_len);

	if (f == NULL)
		return NULL;
	(void)fprintf(f, "{\"id\":\"%s\",\"kind\":\"%s\",\"attempt\":%d,"
	    "\"mayHaveArrived\":%s,\"digest\":\"sha-256=%s\"", m->id, m->kind,
	    m->attempt, m->may_have_arrived ? "true" : "false", m->digest);
	if (m->file != NULL)
		(void)fprintf(f, ",\"file\":\"%s\"}\n", m->file);
	else
		(void)fprintf(f, ",\"body\":%.*s}\n", (int)m->size,
		    (const char *)m->body);
	if (fclose(f) != 0) {
		free(out);
		return NULL;
	}
	return out;
}

static enum delivered
outcome(const struct host *host, const char *line, size_t len)
{
	static const struct {
		const char	*name;
		enum delivered	 outcome;
	} names[] = {
		{ "delivered", DELIVERED }, { "retry", RETRY_LATER },
		{ "unknown", UNKNOWN }, { "given_up", GIVE_UP },
	};
	char text[512], number[65];

	if (host->json(host, line, len, "detail", text, sizeof(text)) >= 0)
		host->log(host, "%s", text);
	if (host->json(host, line, len, "outcome", text, sizeof(text)) < 0)
		text[0] = '\0';
	if (strcmp(text, "delivered") == 0) {
		if (host->json(host, line, len, "number", number,
		    sizeof(number)) <= 0)
			(void)snprintf(number, sizeof(number), "-");
		host->receipt(host, number, line, len);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i].name) == 0)
			return names[i].outcome;
	}
	host->log(host, "an answer without an outcome");
	return UNKNOWN;
}

/* Wait for the answer to this message; others are of earlier ones. */
static enum delivered
answer(const struct host *host, struct exec *x, const struct message *m)
{
	char *line = malloc(LINE_MAX_BYTES + 1), id[64];
	enum delivered result = UNKNOWN;
	int n;

	while (line != NULL &&
	    (n = read_line(host, x, line, m->timeout_ms)) >= 0) {
		if (host->json(host, line, (size_t)n, "id", id,
		    sizeof(id)) < 0 || strcmp(id, m->id) != 0)
			continue;
		result = outcome(host, line, (size_t)n);
		free(line);
		return result;
	}
	free(line);
	host->log(host, "no answer in time: the program is started again");
	(void)!write(x->control, "k", 1);
	return UNKNOWN;
}

static enum delivered
exec_deliver(const struct host *host, void *self, const struct message *m)
{
	struct exec *x = self;
	enum delivered result = RETRY_LATER;
	size_t len = 0;
	char *line;

	if (x->is_busy) {
		host->log(host, "the program is busy with another message");
		return RETRY_LATER;
	}
	line = request(m, &len);
	if (line == NULL)
		return RETRY_LATER;
	x->is_busy = 1;
	if (send_all(host, x, line, len, m->timeout_ms) == 0)
		result = answer(host, x, m);
	else
		host->log(host, "the program does not read");
	x->is_busy = 0;
	free(line);
	return result;
}

CONNECTOR(
	.name = "exec",
	.summary = "deliver to a program that speaks JSON lines",
	.settings = settings,
	.instance_size = sizeof(struct exec),
	.open = exec_open,
	.deliver = exec_deliver,
	.close = exec_close,
	.at_once = 1,
);
