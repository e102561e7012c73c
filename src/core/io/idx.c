#include "config.h"

#include "io/idx.h"

#include "base/memory.h"

enum { HEAD = 4, SIZE_BYTES = 4, RANK_MAX = 3 };

static const struct {
  uint8_t code;
  const char *name;
} types[] = {
    {0x08, "unsigned bytes"},  {0x09, "signed bytes"},  {0x0b, "16-bit integers"},
    {0x0c, "32-bit integers"}, {0x0d, "32-bit floats"}, {0x0e, "64-bit floats"},
};

static ec_status
check_type(uint8_t code, const char *what, struct ec_error *error)
{
  if (code == types[0].code)
    return EC_OK;
  for (size_t i = 1; i < sizeof types / sizeof *types; i++)
    if (types[i].code == code)
      return ec_error_set(error, EC_ERROR_UNSUPPORTED,
                          "the file holds %s; %s should be unsigned bytes", types[i].name, what);
  return ec_error_set(error, EC_ERROR_SYNTAX,
                      "the third byte is 0x%02x, which is no type of an IDX file; %s have 0x08",
                      code, what);
}

/* The two bytes, the type and the number of dimensions that the file begins with. */
static ec_status
check_head(const uint8_t *bytes, size_t size, size_t rank, const char *what, struct ec_error *error)
{
  ec_status status;
  if (size < HEAD)
    return ec_error_set(error, EC_ERROR_SYNTAX,
                        "the file has %zu bytes, too few for the head of an IDX file", size);
  if (bytes[0] == 0x1f && bytes[1] == 0x8b)
    return ec_error_set(error, EC_ERROR_SYNTAX,
                        "the file is compressed with gzip and has to be unpacked first");
  if (bytes[0] != 0 || bytes[1] != 0)
    return ec_error_set(error, EC_ERROR_SYNTAX,
                        "the file begins with 0x%02x 0x%02x, but an IDX file with two zero bytes",
                        bytes[0], bytes[1]);
  status = check_type(bytes[2], what, error);
  if (status != EC_OK)
    return status;
  if (bytes[3] != rank)
    return ec_error_set(error, EC_ERROR_SHAPE, "the file has %u dimensions; %s should have %zu",
                        bytes[3], what, rank);
  if (size < HEAD + rank * SIZE_BYTES)
    return ec_error_set(error, EC_ERROR_SYNTAX, "the file ends within its sizes, after %zu bytes",
                        size);
  return EC_OK;
}

static size_t
read_size(const uint8_t *bytes)
{
  return (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
}

/* Reads the sizes, and finds whether there are exactly as many numbers after them. */
static ec_status
read_head(const uint8_t *bytes, size_t size, size_t rank, const char *what, size_t *sizes,
          struct ec_error *error)
{
  size_t n = 1, begin = HEAD + rank * SIZE_BYTES;
  ec_status status = check_head(bytes, size, rank, what, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < rank; i++) {
    sizes[i] = read_size(bytes + HEAD + i * SIZE_BYTES);
    if (sizes[i] == 0)
      return ec_error_set(error, EC_ERROR_EMPTY, "the file holds no %s: size %zu of %zu is 0", what,
                          i + 1, rank);
    if (i > 0 && sizes[i] > EC_IDX_SIDE_MAX)
      return ec_error_set(error, EC_ERROR_LIMIT,
                          "the file says its images have sides of %zu pixels; more than %d is not "
                          "read",
                          sizes[i], EC_IDX_SIDE_MAX);
    if (!ec_size_multiply(n, sizes[i], &n))
      return ec_error_set(error, EC_ERROR_LIMIT, "the sizes in the file overflow");
  }
  if (size - begin < n)
    return ec_error_set(error, EC_ERROR_SYNTAX,
                        "the file is cut off: its sizes make %zu bytes of %s, but %zu are there", n,
                        what, size - begin);
  if (size - begin > n)
    return ec_error_set(error, EC_ERROR_SYNTAX,
                        "the file goes on for %zu bytes past the %zu bytes of %s that its sizes "
                        "make",
                        size - begin - n, n, what);
  return EC_OK;
}

ec_status
ec_idx_read_images(const uint8_t *bytes, size_t size, struct ec_idx_images *images,
                   struct ec_error *error)
{
  size_t sizes[RANK_MAX];
  ec_status status = read_head(bytes, size, 3, "images", sizes, error);
  if (status == EC_OK)
    *images = (struct ec_idx_images){sizes[0], sizes[1], sizes[2], bytes + HEAD + 3 * SIZE_BYTES};
  return status;
}

ec_status
ec_idx_read_labels(const uint8_t *bytes, size_t size, struct ec_idx_labels *labels,
                   struct ec_error *error)
{
  size_t sizes[RANK_MAX], most = 0;
  const uint8_t *read = bytes + HEAD + SIZE_BYTES;
  ec_status status = read_head(bytes, size, 1, "labels", sizes, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < sizes[0]; i++)
    most = read[i] > most ? read[i] : most;
  *labels = (struct ec_idx_labels){sizes[0], most + 1, read};
  return EC_OK;
}

ec_status
ec_idx_check_pair(const struct ec_idx_images *images, const struct ec_idx_labels *labels,
                  size_t n_classes, struct ec_error *error)
{
  if (images->n != labels->n)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "there are %zu images and %zu labels; each image should have one",
                        images->n, labels->n);
  for (size_t i = 0; i < labels->n; i++)
    if (labels->labels[i] >= n_classes)
      return ec_error_set(error, EC_ERROR_VALUE,
                          "label %zu is %u, but the %zu classes are counted from 0 to %zu", i + 1,
                          labels->labels[i], n_classes, n_classes - 1);
  return EC_OK;
}
