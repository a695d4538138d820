/*
 * webauthn.h - what a browser and an authenticator say (Web Authentication,
 * levels 2 and 3), checked.
 *
 * Pure: no clock, no database.  Whether a challenge is ours, whose a credential
 * is and how far its counter was is for the caller.
 */
#ifndef SERVER_SECURITY_WEBAUTHN_H
#define SERVER_SECURITY_WEBAUTHN_H

#include "base/arena.h"
#include "base/error.h"

#define WEBAUTHN_CHALLENGE	32	/* bytes */
#define WEBAUTHN_ID_MIN		16	/* bytes of a credential id (L3, 4) */
#define WEBAUTHN_ID_MAX		1023

enum webauthn_ceremony { WEBAUTHN_CREATE, WEBAUTHN_GET };

/* For whom credentials are. */
struct webauthn_party {
	struct str	 rp_id;		/* "social.example.org" */
	struct str	 origin;	/* "https://social.example.org:8443" */
};

/* Authenticator data; strings point into it. */
struct webauthn_data {
	bool		 is_backup_eligible;	/* may be synchronised */
	bool		 is_backed_up;
	uint32_t	 counter;
	/* When made: */
	struct str	 credential_id;
	struct str	 key;			/* COSE_Key */
};

/* Read clientDataJSON: its ceremony and origin, not in another site's frame.
 * out holds the challenge.  -1 and err ("passkey.malformed", "passkey.type",
 * "passkey.origin"). */
int	webauthn_client_data(struct arena *a, struct str json,
	    enum webauthn_ceremony ceremony,
	    const struct webauthn_party *party,
	    unsigned char out[WEBAUTHN_CHALLENGE], struct error *err);
/* Read authenticator data: for this party, the person was there and proved
 * themselves to the device.  -1 and err ("passkey.malformed", "passkey.party",
 * "passkey.unverified", "passkey.key"). */
int	webauthn_data(struct str bytes, enum webauthn_ceremony ceremony,
	    const struct webauthn_party *party, struct webauthn_data *ret,
	    struct error *err);
/* The authenticator data of an attestation object.  The statement is not
 * looked at, whatever its format: none is asked for, and without a list of
 * trusted makers it would prove nothing. */
int	webauthn_attestation(struct str cbor, struct str *ret_data,
	    struct error *err);
/* Did the owner of key sign this authenticator data with this client data? */
bool	webauthn_verifies(struct str key, struct str data, struct str client,
	    struct str signature);
/* Takes as long as that and is false: for credentials that nobody has. */
bool	webauthn_verifies_nothing(struct str data, struct str client,
	    struct str signature);
/* May a counter follow one that was seen?  Zero is an authenticator that does
 * not count. */
bool	webauthn_counts_on(int64_t seen, uint32_t now);

#endif
