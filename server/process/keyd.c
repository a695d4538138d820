/*
 * keyd.c - the process that holds the root key (server/security/keyd.h).
 */
#include <openssl/crypto.h>
#include <sodium.h>

#include "base/log.h"
#include "server/process/answer.h"
#include "server/security/keyd.h"
#include "server/settings.h"

extern const struct process process_keyd;

static int
keyd_count(void)
{
	return 1;
}

static int
keyd_start(struct process_start *start, struct error *err)
{
	unsigned char pass[KEYD_PASS];
	struct keyd *k;

	answer_hide();
	/* It reads its configuration, which the sandbox will not let it. */
	(void)OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL);
	k = keyd_new(config_text("server.state_dir"),
	    (int)config_int("keys.unwraps_per_s"), err);
	if (k == NULL || answer_pass(start, pass, err) < 0)
		return -1;
	keyd_set_pass(k, pass);
	keyd_confine(k, answer_drain);
	sodium_memzero(pass, sizeof(pass));
	log_event(LOG_INFO, "keyd.start", "root_id=%u", keyd_root_id(k));
	return answer_start("keyd.sock", keyd_handle, k, err);
}

const struct process process_keyd = {
	.name = "keyd",
	.flags = PROCESS_HAS_PASS,
	.sandbox = SANDBOX_KEYD,
	.count = keyd_count,
	.start = keyd_start,
	.drain = answer_drain,
};
