/*
 * test_audit_leaf.c - leaves of the audit trail, there and back.
 */
#include <sodium.h>

#include "server/security/audit_leaf.h"
#include "tests/unit/tap.h"

/* A number that two names have makes an event lie about itself. */
static void
test_registry(void)
{
	static const uint16_t numbers[] = {
#define AUDIT_ACTION(number, name) number,
#include "server/security/audit_registry.def"
#undef AUDIT_ACTION
	}, objects[] = {
#define AUDIT_OBJECT(number, name) number,
#include "server/security/audit_registry.def"
#undef AUDIT_OBJECT
	};
	int twice = 0;

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		for (size_t k = 0; k < i; k++)
			twice += numbers[i] == numbers[k];
	}
	for (size_t i = 0; i < ARRAY_LEN(objects); i++) {
		for (size_t k = 0; k < i; k++)
			twice += objects[i] == objects[k];
	}
	ok(twice == 0, "every number of the registry stands once");
}

int
main(void)
{
	struct audit_leaf l = { .number = 7, .time_us = -5, .actor_kind = 1,
		.outcome = 2, .action = 21, .object_type = 5,
		.purpose = STR("emergency"),
		.detail = STR("{\"a\":1}") }, back;
	struct buf b = BUF_INIT;
	unsigned char hash[32], other[32];

	memset(l.tenant.b, 0x11, 16);
	memset(l.request.b, 0x77, 16);
	memset(l.record_digest, 0x99, 32);
	audit_leaf_encode(&l, &b);
	ok(b.len == AUDIT_LEAF_FIXED + 9 + 7, "the documented size");
	ok(audit_leaf_decode(buf_view(&b), &back) == 0, "decodes");
	ok(back.number == 7 && back.time_us == -5 && back.outcome == 2 &&
	    back.action == 21 && back.request.b[3] == 0x77, "the same again");
	is_str(back.detail, "{\"a\":1}", "with its detail");
	is_str(back.purpose, "emergency", "and its purpose");
	audit_leaf_hash(buf_view(&b), hash);
	b.p[100] ^= 1;
	audit_leaf_hash(buf_view(&b), other);
	ok(memcmp(hash, other, 32) != 0, "every byte counts");
	b.len--;
	ok(audit_leaf_decode(buf_view(&b), &back) < 0, "cut short");
	b.len = 10;
	ok(audit_leaf_decode(buf_view(&b), &back) < 0, "much too short");
	is_str(str_of(audit_action_name(audit_action_of("record.read"))),
	    "record.read", "actions by number");
	ok(audit_action_of("nonsense") == 0 && audit_object_of("record") == 5,
	    "numbers by name");
	/* A leaf of the first format, as it was written. */
	l.purpose = STR("");
	buf_reset(&b);
	audit_leaf_encode(&l, &b);
	b.p[0] = (char)0xa1;
	ok(audit_leaf_decode(buf_view(&b), &back) == 0 &&
	    back.purpose.p == NULL && back.number == 7,
	    "one of the first format opens, without purpose");
	is_str(back.detail, "{\"a\":1}", "with its detail");
	b.p[AUDIT_LEAF_FIXED - 53] = 1;		/* the length of the purpose */
	ok(audit_leaf_decode(buf_view(&b), &back) < 0, "and cannot have one");
	/* The empty leaf's hash is that of the byte 00 (RFC 9162, 2.1.1). */
	audit_leaf_hash(STR(""), hash);
	(void)crypto_hash_sha256(other, (const unsigned char *)"", 1);
	ok(memcmp(hash, other, 32) == 0, "hashed with the leaf prefix");
	buf_done(&b);
	test_registry();
	return done_testing();
}
