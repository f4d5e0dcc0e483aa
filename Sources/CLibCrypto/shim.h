#pragma once
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

/* The texts of errors, where the program did not load all of them at its start; what replaced these calls does so only then. */
static inline void deployspec_load_reasons(void) {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
  ERR_load_ERR_strings();
  ERR_load_CRYPTO_strings();
  ERR_load_EVP_strings();
  ERR_load_RAND_strings();
#pragma clang diagnostic pop
}

/* Parameter lists point to their names, which Swift's temporary strings do not outlive: they are built here. */

static inline int deployspec_hmac_sha256_init(EVP_MAC_CTX *context, const unsigned char *key, size_t count) {
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
      OSSL_PARAM_construct_end(),
  };
  return EVP_MAC_init(context, key, count, parameters);
}

static inline int deployspec_hkdf_sha256(EVP_KDF_CTX *context, const void *key, size_t key_count, const void *salt,
                                         size_t salt_count, const void *info, size_t info_count,
                                         unsigned char *output, size_t output_count) {
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, key_count),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, info_count),
      OSSL_PARAM_construct_end(),
      OSSL_PARAM_construct_end(),
  };
  if (salt_count > 0)
    parameters[3] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, salt_count);
  return EVP_KDF_derive(context, output, output_count, parameters);
}
