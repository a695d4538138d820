/*
 * roottoken_p11.c - PKCS#11: one AES key of one token, found by its label.
 *
 * AES-256-GCM with a random IV of 96 bits, of which very few are ever made with
 * one key, and the number of the root key as additional data.
 */
#include <dlfcn.h>
#include <string.h>

#include <p11-kit/pkcs11.h>
#include <sodium.h>

#include "base/mem.h"
#include "server/security/roottoken_impl.h"

#define SLOTS_MAX	64
#define IV		12
#define TAG		16
#define LABEL_SIZE	32

struct token {
	CK_FUNCTION_LIST *p11;
	CK_SESSION_HANDLE session;
	CK_OBJECT_HANDLE key;
};

static int
failed(struct error *err, const char *what, CK_RV rv)
{
	return error_set(err, ERR_UNAVAILABLE, "key.token",
	    "the token of the root key: %s (PKCS#11 error 0x%lx)", what,
	    (unsigned long)rv);
}

static int
load(struct token *t, const char *path, struct error *err)
{
	CK_C_INITIALIZE_ARGS args = { .flags = CKF_OS_LOCKING_OK };
	void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	CK_C_GetFunctionList get;
	CK_RV rv;

	if (module == NULL)
		return error_set(err, ERR_UNAVAILABLE, "key.token",
		    "the token of the root key: %s", dlerror());
	*(void **)&get = dlsym(module, "C_GetFunctionList");
	if (get == NULL)
		return error_set(err, ERR_UNAVAILABLE, "key.token",
		    "%s is no PKCS#11 module", path);
	rv = get(&t->p11);
	if (rv == CKR_OK)
		rv = t->p11->C_Initialize(&args);
	return rv == CKR_OK ? 0 : failed(err, "the module does not start", rv);
}

/* Labels are padded with blanks. */
static bool
is_label(const unsigned char *padded, const char *label)
{
	size_t n = strlen(label);

	for (size_t i = n; i < LABEL_SIZE; i++) {
		if (padded[i] != ' ')
			return false;
	}
	return memcmp(padded, label, n) == 0;
}

static int
open_session(struct token *t, const char *label, struct error *err)
{
	CK_SLOT_ID slots[SLOTS_MAX];
	CK_ULONG n = SLOTS_MAX;
	CK_RV rv = t->p11->C_GetSlotList(CK_TRUE, slots, &n);
	CK_TOKEN_INFO info;

	if (rv != CKR_OK)
		return failed(err, "there are no slots", rv);
	for (CK_ULONG i = 0; i < n; i++) {
		if (t->p11->C_GetTokenInfo(slots[i], &info) != CKR_OK ||
		    !is_label(info.label, label))
			continue;
		rv = t->p11->C_OpenSession(slots[i], CKF_SERIAL_SESSION |
		    CKF_RW_SESSION, NULL, NULL, &t->session);
		return rv == CKR_OK ? 0 : failed(err, "no session", rv);
	}
	return error_set(err, ERR_UNAVAILABLE, "key.token",
	    "the token of the root key: there is none with the label '%s'",
	    label);
}

static int
sign_in(struct token *t, struct str pin, struct error *err)
{
	CK_RV rv = t->p11->C_Login(t->session, CKU_USER,
	    (unsigned char *)(uintptr_t)pin.p, pin.len);

	if (rv == CKR_PIN_INCORRECT)
		return error_set(err, ERR_UNAVAILABLE, "key.token_pin",
		    "the token of the root key does not take the PIN, and "
		    "locks itself after a few wrong ones");
	return rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN ? 0 :
	    failed(err, "signing in", rv);
}

/* 1 when there is no key of this label. */
static int
find_key(struct token *t, const char *label, struct error *err)
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_AES;
	CK_ATTRIBUTE wanted[] = {
		{ CKA_CLASS, &class, sizeof(class) },
		{ CKA_KEY_TYPE, &type, sizeof(type) },
		{ CKA_LABEL, (void *)(uintptr_t)label, strlen(label) },
	};
	CK_OBJECT_HANDLE found[2];
	CK_ULONG n = 0;
	CK_RV rv = t->p11->C_FindObjectsInit(t->session, wanted,
	    ARRAY_LEN(wanted));

	if (rv == CKR_OK)
		rv = t->p11->C_FindObjects(t->session, found, 2, &n);
	(void)t->p11->C_FindObjectsFinal(t->session);
	if (rv != CKR_OK)
		return failed(err, "looking for the key", rv);
	if (n > 1)
		return error_set(err, ERR_CONFLICT, "key.token",
		    "the token of the root key has two keys '%s'", label);
	t->key = n == 1 ? found[0] : 0;
	return n == 0;
}

static int
make_key(struct token *t, const char *label, struct error *err)
{
	CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
	CK_ULONG length = AEAD_KEY;
	CK_ATTRIBUTE key[] = {
		{ CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_PRIVATE, &yes, sizeof(yes) },
		{ CKA_SENSITIVE, &yes, sizeof(yes) },
		{ CKA_EXTRACTABLE, &no, sizeof(no) },
		{ CKA_ENCRYPT, &yes, sizeof(yes) },
		{ CKA_DECRYPT, &yes, sizeof(yes) },
		{ CKA_VALUE_LEN, &length, sizeof(length) },
		{ CKA_LABEL, (void *)(uintptr_t)label, strlen(label) },
	};
	CK_MECHANISM mechanism = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_RV rv = t->p11->C_GenerateKey(t->session, &mechanism, key,
	    ARRAY_LEN(key), &t->key);

	return rv == CKR_OK ? 0 : failed(err, "making the key", rv);
}

static void
put_id(uint32_t id, unsigned char ad[20])
{
	memcpy(ad, "vinculo/root/v1", 16);
	for (int i = 0; i < 4; i++)
		ad[16 + i] = (unsigned char)(id >> (24 - 8 * i));
}

static int
wrap(struct token *t, uint32_t id, const unsigned char *key,
    unsigned char *blob, struct error *err)
{
	unsigned char ad[20];
	CK_GCM_PARAMS gcm = { blob, IV, 8 * IV, ad, sizeof(ad), 8 * TAG };
	CK_MECHANISM mechanism = { CKM_AES_GCM, &gcm, sizeof(gcm) };
	CK_ULONG n = AEAD_KEY + TAG;
	CK_RV rv;

	put_id(id, ad);
	randombytes_buf(blob, IV);
	rv = t->p11->C_EncryptInit(t->session, &mechanism, t->key);
	if (rv == CKR_OK)
		rv = t->p11->C_Encrypt(t->session,
		    (unsigned char *)(uintptr_t)key, AEAD_KEY, blob + IV, &n);
	if (rv != CKR_OK || n != AEAD_KEY + TAG)
		return failed(err, "wrapping by AES-GCM", rv);
	return 0;
}

static int
unwrap(struct token *t, uint32_t id, const unsigned char *blob,
    unsigned char *key, struct error *err)
{
	unsigned char ad[20], out[AEAD_KEY + TAG];
	CK_GCM_PARAMS gcm = { (unsigned char *)(uintptr_t)blob, IV, 8 * IV,
		ad, sizeof(ad), 8 * TAG };
	CK_MECHANISM mechanism = { CKM_AES_GCM, &gcm, sizeof(gcm) };
	CK_ULONG n = sizeof(out);
	CK_RV rv;

	put_id(id, ad);
	rv = t->p11->C_DecryptInit(t->session, &mechanism, t->key);
	if (rv == CKR_OK)
		rv = t->p11->C_Decrypt(t->session,
		    (unsigned char *)(uintptr_t)blob + IV, AEAD_KEY + TAG, out,
		    &n);
	if (rv == CKR_OK && n == AEAD_KEY)
		memcpy(key, out, AEAD_KEY);
	sodium_memzero(out, sizeof(out));
	if (rv != CKR_OK || n != AEAD_KEY)
		return failed(err, "this root key was not wrapped by its key",
		    rv);
	return 0;
}

int
token_do(const struct roottoken_uri *uri, struct str pin, enum token_job job,
    uint32_t root_id, const unsigned char *in, unsigned char *out,
    struct error *err)
{
	struct token t = { .p11 = NULL };
	int r;

	if (load(&t, uri->module, err) < 0 ||
	    open_session(&t, uri->token, err) < 0 ||
	    sign_in(&t, pin, err) < 0)
		return -1;
	r = find_key(&t, uri->object, err);
	if (r == 1 && job == TOKEN_WRAP)
		r = make_key(&t, uri->object, err);
	else if (r == 1)
		r = error_set(err, ERR_UNAVAILABLE, "key.token",
		    "the token of the root key has no key '%s'", uri->object);
	if (r == 0)
		r = job == TOKEN_WRAP ? wrap(&t, root_id, in, out, err) :
		    unwrap(&t, root_id, in, out, err);
	(void)t.p11->C_Logout(t.session);
	(void)t.p11->C_CloseSession(t.session);
	return r;
}
