/*
 * audit_leaf.c - encoding audit events.
 */
#include <assert.h>
#include <errno.h>

#include <sodium.h>

#include "server/security/audit_leaf.h"

#define FORMAT_OLD	0xa1	/* without purpose */
#define FORMAT		0xa2

struct number_name {
	uint16_t	 number;
	const char	*name;
};

static const struct number_name actions[] = {
#define AUDIT_ACTION(number, name) { number, name },
#include "server/security/audit_registry.def"
#undef AUDIT_ACTION
};

static const struct number_name objects[] = {
#define AUDIT_OBJECT(number, name) { number, name },
#include "server/security/audit_registry.def"
#undef AUDIT_OBJECT
};

static void
put_int(struct buf *out, uint64_t v, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--)
		buf_putc(out, (char)(v >> (8 * i)));
}

static void
put_uuid(struct buf *out, struct uuid u)
{
	buf_add(out, u.b, sizeof(u.b));
}

void
audit_leaf_encode(const struct audit_leaf *l, struct buf *out)
{
	assert(l->purpose.len <= AUDIT_PURPOSE_MAX);
	put_int(out, FORMAT, 1);
	put_uuid(out, l->tenant);
	put_uuid(out, l->event);
	put_uuid(out, l->writer);
	put_int(out, l->number, 8);
	put_int(out, (uint64_t)l->time_us, 8);
	put_uuid(out, l->actor);
	put_int(out, l->actor_kind, 1);
	put_int(out, l->action, 2);
	put_int(out, l->object_type, 2);
	put_uuid(out, l->object);
	put_uuid(out, l->record);
	put_int(out, l->outcome, 1);
	put_int(out, l->purpose.len, 1);
	put_uuid(out, l->request);
	buf_add(out, l->record_digest, sizeof(l->record_digest));
	put_int(out, l->detail.len, 4);
	buf_str(out, l->purpose);
	buf_str(out, l->detail);
}

static uint64_t
take_int(const unsigned char **p, int bytes)
{
	uint64_t v = 0;

	for (int i = 0; i < bytes; i++)
		v = v << 8 | *(*p)++;
	return v;
}

static struct uuid
take_uuid(const unsigned char **p)
{
	struct uuid u;

	memcpy(u.b, *p, sizeof(u.b));
	*p += sizeof(u.b);
	return u;
}

int
audit_leaf_decode(struct str bytes, struct audit_leaf *ret)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	struct audit_leaf l;
	bool is_old;

	if (bytes.len < AUDIT_LEAF_FIXED)
		return -EINVAL;
	is_old = *p == FORMAT_OLD;
	if (take_int(&p, 1) != FORMAT && !is_old)
		return -EINVAL;
	l.tenant = take_uuid(&p);
	l.event = take_uuid(&p);
	l.writer = take_uuid(&p);
	l.number = take_int(&p, 8);
	l.time_us = (int64_t)take_int(&p, 8);
	l.actor = take_uuid(&p);
	l.actor_kind = (uint8_t)take_int(&p, 1);
	l.action = (uint16_t)take_int(&p, 2);
	l.object_type = (uint16_t)take_int(&p, 2);
	l.object = take_uuid(&p);
	l.record = take_uuid(&p);
	l.outcome = (uint8_t)take_int(&p, 1);
	l.purpose.len = take_int(&p, 1);
	if (l.purpose.len > (is_old ? 0 : AUDIT_PURPOSE_MAX))
		return -EINVAL;
	l.request = take_uuid(&p);
	memcpy(l.record_digest, p, sizeof(l.record_digest));
	p += sizeof(l.record_digest);
	l.detail.len = take_int(&p, 4);
	l.purpose.p = is_old ? NULL : (const char *)p;
	l.detail.p = (const char *)p + l.purpose.len;
	if (l.purpose.len + l.detail.len != bytes.len - AUDIT_LEAF_FIXED ||
	    l.detail.len > AUDIT_DETAIL_MAX)
		return -EINVAL;
	*ret = l;
	return 0;
}

void
audit_leaf_hash(struct str bytes, unsigned char out[AUDIT_HASH_SIZE])
{
	crypto_hash_sha256_state st;

	(void)crypto_hash_sha256_init(&st);
	(void)crypto_hash_sha256_update(&st, (const unsigned char *)"", 1);
	(void)crypto_hash_sha256_update(&st, (const unsigned char *)bytes.p,
	    bytes.len);
	(void)crypto_hash_sha256_final(&st, out);
}

static uint16_t
number_of(const struct number_name *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i].name, name) == 0)
			return list[i].number;
	}
	return 0;
}

static const char *
name_of(const struct number_name *list, size_t n, uint16_t number)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i].number == number)
			return list[i].name;
	}
	return NULL;
}

uint16_t
audit_action_of(const char *name)
{
	return number_of(actions, ARRAY_LEN(actions), name);
}

const char *
audit_action_name(uint16_t action)
{
	return name_of(actions, ARRAY_LEN(actions), action);
}

uint16_t
audit_object_of(const char *name)
{
	return number_of(objects, ARRAY_LEN(objects), name);
}

const char *
audit_object_name(uint16_t object_type)
{
	return name_of(objects, ARRAY_LEN(objects), object_type);
}
