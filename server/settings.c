/*
 * settings.c - the table; docs/operations.md is made from the same help.
 */
#include <unistd.h>

#include "server/settings.h"

const struct setting settings[] = {
	{ "server.state_dir", SETTING_TEXT, "var", 1, 200,
	  "Folder for sockets, keys and the self-signed certificate." },
	{ "server.user", SETTING_TEXT, "", 0, 64,
	  "User to run as when started as root; empty keeps the user." },
	{ "server.workers", SETTING_INT, "0", 0, 64,
	  "Processes that answer HTTP; 0 is one for each core." },
	{ "server.drain_ms", SETTING_INT, "10000", 100, 600000,
	  "How long requests may go on after SIGTERM, in milliseconds." },
	{ "server.sandbox", SETTING_TEXT, "kill", 1, 8,
	  "System calls that a process does not need end it (kill) or are "
	  "logged by the kernel (log); off has no sandbox." },
	{ "server.log_level", SETTING_TEXT, "info", 1, 10,
	  "Least level that is logged: debug, info, warn, error." },
	{ "http.address", SETTING_TEXT, "127.0.0.1", 1, 64,
	  "Address to listen on; :: is every address." },
	{ "http.port", SETTING_INT, "8443", 0, 65535,
	  "TCP port; 0 takes a free one and logs it." },
	{ "http.hosts", SETTING_TEXT, "localhost 127.0.0.1 [::1]", 1, 2000,
	  "Host names that requests may ask for, separated by spaces." },
	{ "http.origin", SETTING_TEXT, "", 0, 300,
	  "Address of the application in browsers, https://HOST[:PORT]: "
	  "passkeys are made for its host and work there only, and links that "
	  "are handed out begin with it.  Empty: passkeys are for the first of "
	  "http.hosts, at whatever port a request names." },
	{ "http.tls", SETTING_BOOL, "yes", 0, 0,
	  "Speak TLS here; no only behind a proxy on the same machine." },
	{ "http.certificate", SETTING_TEXT, "", 0, 500,
	  "PEM file of the certificate chain; empty makes one for localhost." },
	{ "http.certificate_key", SETTING_TEXT, "", 0, 500,
	  "PEM file with its private key." },
	{ "http.web_dir", SETTING_TEXT, "build/web", 0, 500,
	  "Folder of the built web application." },
	{ "http.connections_max", SETTING_INT, "4096", 1, 1000000,
	  "Connections of one web process." },
	{ "http.connections_per_ip", SETTING_INT, "64", 1, 1000000,
	  "Connections of one address to one web process." },
	{ "http.idle_ms", SETTING_INT, "60000", 100, 3600000,
	  "How long a connection may be idle between requests." },
	{ "http.head_ms", SETTING_INT, "10000", 100, 600000,
	  "How long the head of a request may take in all." },
	{ "http.body_ms", SETTING_INT, "30000", 100, 600000,
	  "How long a body may take, beyond 1 s for each KiB." },
	{ "http.age_ms", SETTING_INT, "300000", 1000, 86400000,
	  "How long a connection may serve requests." },
	{ "database.url", SETTING_TEXT, "", 0, 1000,
	  "PostgreSQL connection string of the server's role, which needs no "
	  "right to change the schema; empty is the private cluster below "
	  "server.state_dir.  Hosts are addresses or socket folders." },
	{ "database.owner_url", SETTING_TEXT, "", 0, 1000,
	  "The same for the schema's owner, which must be able to pass row "
	  "security (BYPASSRLS): used by migrate, import and demo only." },
	{ "database.connections", SETTING_INT, "8", 1, 256,
	  "Connections of one web process at most." },
	{ "database.wait_ms", SETTING_INT, "5000", 100, 60000,
	  "How long a request waits for a connection, in milliseconds." },
	{ "database.statement_ms", SETTING_INT, "10000", 100, 3600000,
	  "How long one statement may take, in milliseconds." },
	{ "keys.idle_ms", SETTING_INT, "60000", 1000, 60000,
	  "How long a web process keeps an opened data key, in ms." },
	{ "keys.algorithm", SETTING_TEXT, "xaes-256-gcm", 1, 32,
	  "For new sealed values: xaes-256-gcm or xchacha20-poly1305." },
	{ "keys.unwraps_per_s", SETTING_INT, "5000", 1, 50000,
	  "Data keys that keyd unwraps for one process each second." },
	{ "keys.root_token", SETTING_TEXT, "", 0, 500,
	  "Key of a token (PKCS#11) that wraps root keys made by vinculo keys "
	  "rotate --root: pkcs11:token=LABEL;object=LABEL?module-path=/FILE&"
	  "pin-source=NAME.  NAME is a credential or a file in "
	  "<server.state_dir>/keys.  Empty: root keys lie in a file." },
	{ "audit.witness_url", SETTING_TEXT, "", 0, 500,
	  "Witness that cosigns the checkpoints of the audit trail, as "
	  "vinculo audit witness prints it; empty: none." },
	{ "audit.witness_key", SETTING_TEXT, "", 0, 500,
	  "File with the public key of the witness." },
	{ "audit.tsa_url", SETTING_TEXT, "", 0, 500,
	  "Time stamp authority (RFC 3161) that stamps a checkpoint each day; "
	  "empty: none." },
	{ "audit.tsa_ca", SETTING_TEXT, "", 0, 500,
	  "PEM file of the root certificates of time stamps." },
	{ "audit.tls_ca", SETTING_TEXT, "", 0, 500,
	  "PEM file of the certificates that witness, authority and collector "
	  "show; empty is those of the system.  Below /etc or "
	  "server.state_dir." },
	{ "audit.forward", SETTING_TEXT, "", 0, 500,
	  "Where every audit event is taken within seconds: "
	  "syslog-tls://HOST[:PORT] (RFC 5424 over TLS, port 6514), or "
	  "file:/FILE for lines of JSON; empty: nowhere." },
	{ "audit.forward_certificate", SETTING_TEXT, "", 0, 500,
	  "PEM file of the certificate chain to show to that receiver; empty: "
	  "none." },
	{ "audit.forward_key", SETTING_TEXT, "", 0, 500,
	  "PEM file with its private key." },
	{ "audit.every_s", SETTING_INT, "60", 1, 86400,
	  "Seconds between two visits to the witness." },
	{ "audit.sweep_hour", SETTING_INT, "2", 0, 23,
	  "Hour of the day (UTC) in which sealed values are compared with what "
	  "the audit trail says was written last." },
	{ "audit.sweep_per_s", SETTING_INT, "1000", 10, 100000,
	  "How many values are compared each second then, at most." },
	{ "reviews.roles_days", SETTING_INT, "180", 1, 3650,
	  "Days after which somebody has to confirm again that a role is "
	  "needed." },
	{ "approval.interventions_max", SETTING_INT, "500", 0, 1000000000,
	  "Interventions of an export that one person may run; a larger one "
	  "needs a second person's approval." },
	{ "approval.persons_max", SETTING_INT, "500", 0, 1000000000,
	  "The same of persons and records in a file of the audit page." },
	{ "approval.hours", SETTING_INT, "24", 1, 168,
	  "Hours in which a request must be approved and the deed be done." },
	{ "files.size_max", SETTING_INT, "20971520", 1024, 104857600,
	  "Bytes of one document at most." },
	{ "files.per_record_max", SETTING_INT, "500", 1, 100000,
	  "Documents of one record at most, those withdrawn not counted." },
	{ "files.unused_days", SETTING_INT, "90", 1, 3650,
	  "Days after which a document goes that was uploaded for a task which "
	  "was not completed with it." },
	{ "rights.keep_years", SETTING_INT, "5", 0, 100,
	  "Years for which the law has interventions kept: nobody is erased "
	  "before." },
	{ "jobs.connectors", SETTING_TEXT, "", 0, 500,
	  "File that sets up the connectors, a section for each; empty is "
	  "connectors.ini below server.state_dir, if there is one." },
	{ "jobs.connectors_dir", SETTING_TEXT, "", 0, 500,
	  "Folder of their shared objects; empty is the folder connectors "
	  "beside the program." },
	{ "jobs.retry_s", SETTING_INT, "60", 1, 3600,
	  "Seconds until a delivery is tried again; twice as long after each "
	  "failure, an hour at most." },
	{ "jobs.tries_max", SETTING_INT, "30", 1, 1000,
	  "How often a delivery is tried before somebody must look." },
	{ 0 }
};

int
settings_load(const char *path, struct error *err)
{
	if (path == NULL)
		path = getenv("VINCULO_CONFIG");
	if (path == NULL && access("vinculo.ini", R_OK) == 0)
		path = "vinculo.ini";
	config_init(settings);
	return config_load(path, err);
}
