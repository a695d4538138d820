/*
 * passkey.h - proving who one is by a passkey.
 *
 * A challenge is kept by its hash in the database until it is answered, once,
 * within five minutes, by the browser that holds the token it was made for: of
 * its attempt to sign in, or of its session.
 */
#ifndef SERVER_API_PASSKEY_H
#define SERVER_API_PASSKEY_H

#include "server/api/login.h"
#include "server/api/shape.h"
#include "server/security/webauthn.h"

#define PASSKEY_TIMEOUT_MS	300000	/* as the challenge in the schema */

/* What a challenge is for, and who holds it: SHA-256 of a token. */
struct passkey_ask {
	const char	*purpose;	/* "sign_in", "confirm", "enrol" */
	unsigned char	 holder[32];
	/* Whose the passkey must be; NULL: whoever's it is. */
	const struct uuid *staff;
};

/* A passkey that signed, or was said to have. */
struct passkey_use {
	struct login	 login;		/* whose; is_known when there is one */
	struct uuid	 id;
	uint32_t	 counter;
	bool		 is_backed_up;
	bool		 went_back;	/* refused for its counter */
};

/* { id, clientDataJSON, authenticatorData, signature, userHandle }, all in
 * base64url. */
extern const struct shape passkey_shape[];

/* Is http.origin usable?  -1 and err ("config.value"). */
int		 passkey_check_origin(struct error *err);
/* For which host and address passkeys are here. */
void		 passkey_party(struct request *req,
		    struct webauthn_party *ret);
/* A text member of j in base64url, decoded into the arena; "" when absent.  -1
 * and err with the field /passkey/KEY. */
int		 passkey_bytes(struct request *req, const struct json *j,
		    const char *key, struct str *ret, struct error *err);
/* Bytes in base64url, in the arena. */
const char	*passkey_text(struct request *req, struct str bytes);
/* Make a challenge, in base64url in the arena; NULL and err.  By a connection
 * without a transaction. */
const char *fiber_fn passkey_challenge(struct request *req,
		    const struct passkey_ask *ask, struct error *err);
/* The same for whoever is signed in, with the ids of their own passkeys, a JSON
 * array. */
const char *fiber_fn passkey_challenge_own(struct request *req,
		    const struct passkey_ask *ask, struct str *ret_ids,
		    struct error *err);
/* Use the challenge that was answered up.  -1 and err (403
 * "passkey.expired"). */
int fiber_fn	passkey_answered(struct request *req,
		    const struct passkey_ask *ask,
		    const unsigned char challenge[WEBAUTHN_CHALLENGE],
		    struct error *err);
/* Check an answer, the member `passkey` of a body, by a connection without a
 * transaction, which is then scoped to the owner's municipality.  -1 and err:
 * "passkey.*" about what anybody could see; 403 "passkey.refused" for a
 * passkey that nobody has, is somebody else's, did not sign this or counts
 * backwards. */
int fiber_fn	passkey_prove(struct request *req,
		    const struct passkey_ask *ask, const struct json *answer,
		    struct passkey_use *ret, struct error *err);
/* Was it for this that passkey_prove() failed, and not for the form? */
bool		passkey_is_refused(const struct error *err);
/* Queue the event, and raise the alarm, of a counter that went back. */
void		passkey_push_alarm(struct request *req,
		    const struct passkey_use *use);

/* PublicKeyCredentialRequestOptions, as JSON: any passkey when allowed is
 * empty, else a JSON array of those that may answer. */
const char	*passkey_request(struct request *req, const char *challenge,
		    struct str allowed);

#endif
