#include "config.h"

#include "base/random.h"
#include "fixtures/safetensors-python.h"
#include "io/safetensors.h"
#include "support.h"

/* What was written, in memory of its own so that the sanitizer sees its end. */
static uint8_t *
write_to_memory(const struct ec_stored *tensors, size_t n_tensors, const char *const *texts,
                size_t n_texts, size_t *size)
{
  struct ec_error error = EC_ERROR_INIT;
  char *buffer = NULL;
  uint8_t *copy;
  FILE *file = open_memstream(&buffer, size);
  assert_ok(ec_safetensors_write(file, tensors, n_tensors, texts, n_texts, &error));
  g_assert_false(ferror(file));
  fclose(file);
  copy = g_memdup2(buffer, *size);
  free(buffer);
  return copy;
}

static const float weight[] = {0.5f, -1.25f, 3e38f, 1e-45f, -0.0f, 7.0f};
static const int32_t ids[] = {-7, INT32_MAX};
static const uint8_t octets[] = {0, 255, 3};
static const uint16_t halves[] = {0x3e00, 0xc000, 0x7bff};
static const uint64_t steps[] = {UINT64_MAX};
static const float scalar = 2.5f, one = 1.0f;

static const struct ec_stored samples[] = {
    {"steps", EC_ELEMENT_U64, 1, {1, 1, 1, 1, 1}, steps},
    {"dense.weight", EC_ELEMENT_F32, 2, {2, 3, 1, 1, 1}, weight},
    {"empty", EC_ELEMENT_F32, 2, {0, 4, 1, 1, 1}, NULL},
    {"größe \"\n", EC_ELEMENT_F32, 1, {1, 1, 1, 1, 1}, &one},
    {"ids", EC_ELEMENT_I32, 2, {1, 2, 1, 1, 1}, ids},
    {"scalar", EC_ELEMENT_F32, 0, {1, 1, 1, 1, 1}, &scalar},
    {"half", EC_ELEMENT_F16, 1, {3, 1, 1, 1, 1}, halves},
    {"bytes", EC_ELEMENT_U8, 1, {3, 1, 1, 1, 1}, octets},
};

static const char *const sample_texts[] = {"epoch", "12", "title", "Ein \\ \"Netz\" ✓ 😀 \t"};

static const size_t element_sizes[] = {4, 2, 4, 1, 8};

/* That a file holds the samples, whatever their order. */
static void
check_samples(const uint8_t *bytes, size_t size)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_safetensors *file;
  assert_ok(ec_safetensors_read(bytes, size, &file, &error));
  g_assert_cmpuint(ec_safetensors_count(file), ==, G_N_ELEMENTS(samples));
  for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
    const struct ec_stored *expected = &samples[i];
    const struct ec_stored *found = ec_safetensors_find(file, expected->name);
    size_t n = element_sizes[expected->element];
    g_assert_nonnull(found);
    g_assert_cmpint(found->element, ==, expected->element);
    g_assert_cmpuint(found->rank, ==, expected->rank);
    g_assert_cmpmem(found->shape, sizeof found->shape, expected->shape, sizeof expected->shape);
    for (size_t d = 0; d < 5; d++)
      n *= expected->shape[d];
    if (n > 0)
      g_assert_cmpmem(found->data, n, expected->data, n);
    g_assert_nonnull(ec_safetensors_get(file, i));
  }
  g_assert_null(ec_safetensors_get(file, G_N_ELEMENTS(samples)));
  g_assert_null(ec_safetensors_find(file, "dense"));
  g_assert_cmpstr(ec_safetensors_text(file, "epoch"), ==, "12");
  g_assert_cmpstr(ec_safetensors_text(file, "title"), ==, sample_texts[3]);
  g_assert_null(ec_safetensors_text(file, "Title"));
  ec_safetensors_free(file);
}

static void
test_from_python(void)
{
  uint8_t *bytes = g_memdup2(safetensors_python, sizeof safetensors_python);
  check_samples(bytes, sizeof safetensors_python);
  g_free(bytes);
}

static void
test_round_trip(void)
{
  size_t size;
  uint8_t *bytes = write_to_memory(samples, G_N_ELEMENTS(samples), sample_texts, 2, &size);
  check_samples(bytes, size);
  g_free(bytes);
}

/* The header as it was read by Python's safetensors 0.5, to the byte. */
static void
test_header(void)
{
  static const char expected[] =
      "{\"__metadata__\":{\"epoch\":\"12\"},"
      "\"steps\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[0,8]},"
      "\"dense.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[8,32]}}";
  size_t size, length = sizeof expected - 1, padded = (length + 7) / 8 * 8;
  uint8_t *bytes = write_to_memory(samples, 2, sample_texts, 1, &size);
  uint64_t found;
  memcpy(&found, bytes, 8);
  g_assert_cmpuint(found, ==, padded);
  g_assert_cmpuint(size, ==, 8 + padded + 32);
  g_assert_cmpmem(bytes + 8, length, expected, length);
  for (size_t i = length; i < padded; i++)
    g_assert_cmpint(bytes[8 + i], ==, ' ');
  g_free(bytes);
  bytes = write_to_memory(NULL, 0, NULL, 0, &size);
  g_assert_cmpmem(bytes, size, "\10\0\0\0\0\0\0\0{}      ", 16);
  g_free(bytes);
}

#define T(shape, places) "{\"dtype\":\"F32\",\"shape\":" shape ",\"data_offsets\":" places "}"
#define HUGE_SIZE "18446744073709551615"

/* Headers, each with the bytes of data after it, the status and a part of the sentence. */
static const struct {
  const char *header;
  size_t n_data;
  ec_status status;
  const char *says;
} hostile[] = {
    {"", 0, EC_ERROR_SYNTAX, "an object has to begin"},
    {" {}", 0, EC_ERROR_SYNTAX, "an object has to begin"},
    {"[]", 0, EC_ERROR_SYNTAX, "an object has to begin"},
    {"{", 0, EC_ERROR_SYNTAX, "in quotes"},
    {"{}x", 0, EC_ERROR_SYNTAX, "after the object"},
    {"{}{}", 0, EC_ERROR_SYNTAX, "after the object"},
    {"{\"a\":" T("[1]", "[0,4]"), 4, EC_ERROR_SYNTAX, "not closed"},
    {"{\"a\":" T("[1]", "[0,4]") ",}", 4, EC_ERROR_SYNTAX, "in quotes"},
    {"{\"a\" " T("[1]", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "colon"},
    {"{a:" T("[1]", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "in quotes"},
    {"{\"a", 0, EC_ERROR_SYNTAX, "does not end"},
    {"{\"a\\", 0, EC_ERROR_SYNTAX, "backslash"},
    {"{\"a\\q\":1}", 0, EC_ERROR_SYNTAX, "backslash"},
    {"{\"\\u12g4\":1}", 0, EC_ERROR_SYNTAX, "backslash"},
    {"{\"\\u0000\":1}", 0, EC_ERROR_SYNTAX, "no character"},
    {"{\"\\ud800\":1}", 0, EC_ERROR_SYNTAX, "half a character"},
    {"{\"\\ud800\\u0041\":1}", 0, EC_ERROR_SYNTAX, "half a character"},
    {"{\"\\udc00\":1}", 0, EC_ERROR_SYNTAX, "no character"},
    {"{\"a\n\":1}", 0, EC_ERROR_SYNTAX, "control character"},
    {"{\"a\xff\":1}", 0, EC_ERROR_SYNTAX, "UTF-8"},
    {"{\"\xc0\x80\":1}", 0, EC_ERROR_SYNTAX, "UTF-8"},
    {"{\"a\":1}", 0, EC_ERROR_SYNTAX, "\"a\" is not described by an object"},
    {"{\"a\":[[[[[[[[[[]]]]]]]]]]}", 0, EC_ERROR_SYNTAX, "\"a\" is not described"},
    {"{\"a\":{}}", 0, EC_ERROR_SYNTAX, "in quotes"},
    {"{\"a\":{\"dtype\":\"F32\"}}", 0, EC_ERROR_SYNTAX, "\"a\" lacks"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, EC_ERROR_SYNTAX, "\"a\" lacks"},
    {"{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", 4, EC_ERROR_SYNTAX, "a member twice"},
    {"{\"a\":{\"dtype\":\"F32\",\"stride\":[1]}}", 4, EC_ERROR_SYNTAX, "none of dtype"},
    {"{\"a\":{\"dtype\":32}}", 4, EC_ERROR_SYNTAX, "in quotes"},
    {"{\"a\":{\"dtype\":\"BF16\"}}", 2, EC_ERROR_VALUE, "\"a\" has a type that is not known"},
    {"{\"a\":{\"dtype\":\"\"}}", 2, EC_ERROR_VALUE, "\"a\" has a type that is not known"},
    {"{\"a\":" T("1", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "list in brackets"},
    {"{\"a\":" T("[1", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "whole number"},
    {"{\"a\":" T("[1,]", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "whole number"},
    {"{\"a\":" T("[-1]", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "whole number"},
    {"{\"a\":" T("[1.0]", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "whole number"},
    {"{\"a\":" T("[1e0]", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "whole number"},
    {"{\"a\":" T("[01]", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "whole number"},
    {"{\"a\":" T("[null]", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "whole number"},
    {"{\"a\":" T("[18446744073709551616]", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "too large"},
    {"{\"a\":" T("[[1]]", "[0,4]") "}", 4, EC_ERROR_SYNTAX, "whole number"},
    {"{\"a\":" T("[1,1,1,1,1,1]", "[0,4]") "}", 4, EC_ERROR_LIMIT, "more than 5 dimensions"},
    {"{\"a\":" T("[1]", "[0,4,8]") "}", 4, EC_ERROR_LIMIT, "more than two places"},
    {"{\"a\":" T("[1]", "[0]") "}", 4, EC_ERROR_SYNTAX, "no two places"},
    {"{\"a\":" T("[1]", "[]") "}", 4, EC_ERROR_SYNTAX, "no two places"},
    {"{\"a\":" T("[1]", "[4,0]") "}", 4, EC_ERROR_VALUE, "\"a\" ends before it begins"},
    {"{\"a\":" T("[2]", "[0,8]") "}", 4, EC_ERROR_VALUE, "beyond the end of the file"},
    {"{\"a\":" T("[1]", "[" HUGE_SIZE "," HUGE_SIZE "]") "}", 4, EC_ERROR_VALUE, "beyond the end"},
    {"{\"a\":" T("[2]", "[0,4]") "}", 4, EC_ERROR_VALUE, "not as long as its shape"},
    {"{\"a\":" T("[0]", "[0,4]") "}", 4, EC_ERROR_VALUE, "not as long as its shape"},
    {"{\"a\":" T("[" HUGE_SIZE "]", "[0,4]") "}", 4, EC_ERROR_LIMIT, "can be counted"},
    {"{\"a\":" T("[4294967296,4294967296]", "[0,0]") "}", 0, EC_ERROR_LIMIT, "can be counted"},
    {"{\"a\":" T("[4611686018427387904]", "[0,0]") "}", 0, EC_ERROR_LIMIT, "can be counted"},
    {"{\"a\":" T("[1]", "[4,8]") "}", 8, EC_ERROR_VALUE, "\"a\" leaves a gap"},
    {"{\"a\":" T("[1]", "[0,4]") "}", 8, EC_ERROR_VALUE, "4 bytes before the end"},
    {"{}", 1, EC_ERROR_VALUE, "1 bytes before the end"},
    {"{\"a\":" T("[1]", "[0,4]") ",\"b\":" T("[1]", "[8,12]") "}", 12, EC_ERROR_VALUE,
     "\"b\" leaves a gap"},
    {"{\"a\":" T("[2]", "[0,8]") ",\"b\":" T("[2]", "[4,12]") "}", 12, EC_ERROR_VALUE,
     "\"b\" overlaps"},
    {"{\"a\":" T("[1]", "[0,4]") ",\"b\":" T("[1]", "[0,4]") "}", 4, EC_ERROR_VALUE,
     "\"b\" overlaps"},
    {"{\"a\":" T("[1]", "[0,4]") ",\"a\":" T("[1]", "[4,8]") "}", 8, EC_ERROR_SYNTAX,
     "\"a\" is there twice"},
    {"{\"a\":" T("[1]", "[0,4]") ",\"\\u0061\":" T("[1]", "[4,8]") "}", 8, EC_ERROR_SYNTAX,
     "\"a\" is there twice"},
    {"{\"__metadata__\":[]}", 0, EC_ERROR_SYNTAX, "not an object of texts"},
    {"{\"__metadata__\":{\"a\":1}}", 0, EC_ERROR_SYNTAX, "in quotes"},
    {"{\"__metadata__\":{\"a\":{\"b\":{}}}}", 0, EC_ERROR_SYNTAX, "in quotes"},
    {"{\"__metadata__\":{\"a\"}}", 0, EC_ERROR_SYNTAX, "colon"},
    {"{\"__metadata__\":{\"a\":\"b\"", 0, EC_ERROR_SYNTAX, "not closed"},
    {"{\"__metadata__\":{},\"__metadata__\":{}}", 0, EC_ERROR_SYNTAX, "there twice"},
    {"{\"__metadata__\":{\"a\":\"b\",\"a\":\"c\"}}", 0, EC_ERROR_SYNTAX, "\"a\" of the metadata"},
};

static uint8_t *
build(const char *header, uint64_t length, size_t n_data, size_t *size)
{
  size_t n = strlen(header);
  uint8_t *bytes = g_malloc0(8 + n + n_data);
  memcpy(bytes, &length, 8);
  memcpy(bytes + 8, header, n);
  *size = 8 + n + n_data;
  return bytes;
}

static void
check_refused(const uint8_t *bytes, size_t size, ec_status status, const char *says)
{
  struct ec_safetensors *file = NULL;
  struct ec_error error = EC_ERROR_INIT;
  ec_status found = ec_safetensors_read(bytes, size, &file, &error);
  if (found != status || strstr(error.message, says) == NULL)
    g_error("%s: not refused as \"%s\", but: \"%s\" (%s)", (const char *)bytes + 8, says,
            error.message, ec_status_name(found));
  g_assert_null(file);
}

static void
test_hostile(void)
{
  size_t size;
  G_STATIC_ASSERT(G_N_ELEMENTS(hostile) >= 40);
  for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
    uint8_t *bytes = build(hostile[i].header, strlen(hostile[i].header), hostile[i].n_data, &size);
    check_refused(bytes, size, hostile[i].status, hostile[i].says);
    g_free(bytes);
  }
}

/* Lengths of the header that are wrong, and files cut off anywhere. */
static void
test_lengths(void)
{
  static const struct {
    uint64_t length;
    ec_status status;
    const char *says;
  } wrong[] = {
      {UINT64_MAX, EC_ERROR_LIMIT, "more than the 100000000"},
      {(uint64_t)1 << 63, EC_ERROR_LIMIT, "more than the 100000000"},
      {100000001, EC_ERROR_LIMIT, "more than the 100000000"},
      {100000000, EC_ERROR_SYNTAX, "the file ends after 2"},
      {3, EC_ERROR_SYNTAX, "the file ends after 2"},
      {0, EC_ERROR_SYNTAX, "an object has to begin"},
      {1, EC_ERROR_SYNTAX, "in quotes"},
  };
  size_t size;
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
    uint8_t *bytes = build("{}", wrong[i].length, 0, &size);
    check_refused(bytes, size, wrong[i].status, wrong[i].says);
    g_free(bytes);
  }
  for (size_t n = 0; n < sizeof safetensors_python; n++) {
    uint8_t *bytes = g_memdup2(safetensors_python, n);
    struct ec_safetensors *file = NULL;
    struct ec_error error = EC_ERROR_INIT;
    g_assert_cmpint(ec_safetensors_read(bytes, n, &file, &error), !=, EC_OK);
    g_assert_null(file);
    g_assert_cmpuint(strlen(error.message), >, 20);
    g_free(bytes);
  }
}

/* Whatever is accepted can be read to its last byte; whatever is not, says why. */
static void
test_fuzz(void)
{
  struct ec_random random = ec_random_new(11);
  int n_read = 0;
  for (int round = 0; round < 40000; round++) {
    uint8_t *bytes = g_memdup2(safetensors_python, sizeof safetensors_python);
    size_t n_flips = 1 + ec_random_below(&random, 4);
    struct ec_safetensors *file = NULL;
    struct ec_error error = EC_ERROR_INIT;
    for (size_t i = 0; i < n_flips; i++) {
      size_t at = ec_random_below(&random, sizeof safetensors_python);
      bytes[at] = ec_random_below(&random, 2) == 0
                      ? (uint8_t)ec_random_u32(&random)
                      : (uint8_t) "{}[]\",:\\09 u"[ec_random_below(&random, 12)];
    }
    if (ec_safetensors_read(bytes, sizeof safetensors_python, &file, &error) == EC_OK) {
      volatile uint8_t sum = 0;
      n_read++;
      for (size_t t = 0; t < ec_safetensors_count(file); t++) {
        const struct ec_stored *stored = ec_safetensors_get(file, t);
        size_t n = element_sizes[stored->element];
        for (size_t d = 0; d < stored->rank; d++)
          n *= stored->shape[d];
        for (size_t i = 0; i < n; i++)
          sum ^= ((const uint8_t *)stored->data)[i];
        g_assert_true(g_utf8_validate(stored->name, -1, NULL));
        g_assert_true(ec_safetensors_find(file, stored->name) == stored);
      }
      ec_safetensors_free(file);
    } else
      g_assert_cmpuint(strlen(error.message), >, 20);
    g_free(bytes);
  }
  g_test_message("%d of 40000 were read", n_read);
  g_assert_cmpint(n_read, >, 1000);
  g_assert_cmpint(n_read, <, 39000);
}

static void
test_refuses_to_write(void)
{
  static const char *const twice[] = {"a", "1", "a", "2"}, *const bytes[] = {"a", "\xff"};
  struct ec_stored same[2] = {samples[0], samples[0]}, wrong = samples[0];
  struct ec_error error = EC_ERROR_INIT;
  char *buffer = NULL;
  size_t size = 0;
  FILE *file = open_memstream(&buffer, &size);
  g_assert_cmpint(ec_safetensors_write(file, same, 2, NULL, 0, &error), ==, EC_ERROR_ARGUMENT);
  wrong.name = "__metadata__";
  g_assert_cmpint(ec_safetensors_write(file, &wrong, 1, NULL, 0, &error), ==, EC_ERROR_ARGUMENT);
  wrong.name = "\xc3";
  g_assert_cmpint(ec_safetensors_write(file, &wrong, 1, NULL, 0, &error), ==, EC_ERROR_ARGUMENT);
  wrong.name = "a";
  wrong.rank = 6;
  g_assert_cmpint(ec_safetensors_write(file, &wrong, 1, NULL, 0, &error), ==, EC_ERROR_LIMIT);
  wrong.rank = 2, wrong.shape[0] = wrong.shape[1] = (size_t)1 << 40;
  g_assert_cmpint(ec_safetensors_write(file, &wrong, 1, NULL, 0, &error), ==, EC_ERROR_LIMIT);
  same[0].name = "a", same[0].shape[0] = same[1].shape[0] = (size_t)3 << 59;
  g_assert_cmpint(ec_safetensors_write(file, same, 2, NULL, 0, &error), ==, EC_ERROR_LIMIT);
  g_assert_cmpint(ec_safetensors_write(file, NULL, 0, twice, 2, &error), ==, EC_ERROR_ARGUMENT);
  g_assert_cmpint(ec_safetensors_write(file, NULL, 0, bytes, 1, &error), ==, EC_ERROR_ARGUMENT);
  fclose(file);
  g_assert_cmpuint(size, ==, 0);
  free(buffer);
}

static ec_status
read_python(void *data, struct ec_error *error)
{
  struct ec_safetensors *file;
  ec_status status =
      ec_safetensors_read(safetensors_python, sizeof safetensors_python, &file, error);
  if (status == EC_OK)
    ec_safetensors_free(file);
  return status;
}

static ec_status
write_samples(void *data, struct ec_error *error)
{
  FILE *file = fopen("/dev/null", "w");
  ec_status status =
      ec_safetensors_write(file, samples, G_N_ELEMENTS(samples), sample_texts, 2, error);
  fclose(file);
  return status;
}

static void
test_no_memory(void)
{
  g_assert_cmpint(fail_each_allocation(read_python, NULL), >, 4);
  g_assert_cmpint(fail_each_allocation(write_samples, NULL), >, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/safetensors/from-python", test_from_python);
  g_test_add_func("/safetensors/round-trip", test_round_trip);
  g_test_add_func("/safetensors/header", test_header);
  g_test_add_func("/safetensors/hostile", test_hostile);
  g_test_add_func("/safetensors/lengths", test_lengths);
  g_test_add_func("/safetensors/fuzz", test_fuzz);
  g_test_add_func("/safetensors/refuses-to-write", test_refuses_to_write);
  g_test_add_func("/safetensors/no-memory", test_no_memory);
  return g_test_run();
}
