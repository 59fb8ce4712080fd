// The calls that libcrypto 3 calls deprecated: those in their place look up providers and read
// configuration files first, which takes as long as hashing a megabyte.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
