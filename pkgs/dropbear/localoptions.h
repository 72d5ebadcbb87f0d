/* What differs from dropbear's default_options.h, and why. */

/* Keys only (-s) unless the configuration asks for passwords: rootfs/etc/init.d/dropbear. */
#define DROPBEAR_SVR_PASSWORD_AUTH 1
#define DROPBEAR_SVR_PAM_AUTH 0
#define DROPBEAR_SVR_PUBKEY_AUTH 1

/* The image is read-only; host keys are this machine's and live with its data. */
#define RSA_PRIV_FILENAME "/var/lib/dropbear/rsa_host_key"
#define ECDSA_PRIV_FILENAME "/var/lib/dropbear/ecdsa_host_key"
#define ED25519_PRIV_FILENAME "/var/lib/dropbear/ed25519_host_key"

/* What auditors reject and no current client needs. */
#define DROPBEAR_RSA_SHA1 0
#define DROPBEAR_DSS 0
#define DROPBEAR_SHA1_HMAC 0
#define DROPBEAR_SHA1_96_HMAC 0
#define DROPBEAR_ENABLE_CBC_MODE 0
#define DROPBEAR_3DES 0
#define DROPBEAR_DH_GROUP14_SHA1 0
#define DROPBEAR_DH_GROUP1 0
#define DROPBEAR_ECDSA 0
#define DROPBEAR_ECDH 0

#define DROPBEAR_X11FWD 0
#define DO_MOTD 0
#define DEFAULT_PATH "/usr/sbin:/usr/bin"
#define DEFAULT_ROOT_PATH "/usr/sbin:/usr/bin"
#define SFTPSERVER_PATH "/usr/libexec/sftp-server"
