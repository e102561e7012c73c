/* Reads the header of a safetensors file. Nothing nests deeper than the format has it, so there is
 * no recursion. */
#include "config.h"

#include "io/safetensors-private.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

struct scan {
  struct ec_safetensors *file;
  const uint8_t *bytes;
  size_t at, end;
  struct ec_error *error;
};

static ec_status
fail(const struct scan *scan, const char *what)
{
  return ec_error_set(scan->error, EC_ERROR_SYNTAX, "The header is damaged at byte %zu: %s",
                      scan->at, what);
}

static ec_status
fail_tensor(const struct scan *scan, ec_status status, const char *name, const char *what)
{
  char quoted[96];
  return ec_error_set(scan->error, status, "The tensor \"%s\" %s (byte %zu)",
                      ec_error_quote(quoted, sizeof quoted, name, strlen(name)), what, scan->at);
}

static void
skip_space(struct scan *scan)
{
  while (scan->at < scan->end && memchr(" \t\n\r", scan->bytes[scan->at], 4) != NULL)
    scan->at++;
}

static bool
accept(struct scan *scan, char c)
{
  skip_space(scan);
  if (scan->at == scan->end || scan->bytes[scan->at] != (uint8_t)c)
    return false;
  scan->at++;
  return true;
}

/* Four hexadecimal digits after "\u". */
static bool
read_hex(struct scan *scan, uint32_t *code)
{
  *code = 0;
  for (int i = 0; i < 4; i++, scan->at++) {
    uint8_t c = scan->at < scan->end ? scan->bytes[scan->at] : 0;
    if (c >= '0' && c <= '9')
      *code = *code * 16 + (c - '0');
    else if ((c | 32) >= 'a' && (c | 32) <= 'f')
      *code = *code * 16 + ((c | 32) - 'a' + 10);
    else
      return false;
  }
  return true;
}

static size_t
write_utf8(char *out, uint32_t code)
{
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  if (code < 0x800) {
    out[0] = (char)(0xc0 | code >> 6);
    out[1] = (char)(0x80 | (code & 63));
    return 2;
  }
  if (code < 0x10000) {
    out[0] = (char)(0xe0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 63));
    out[2] = (char)(0x80 | (code & 63));
    return 3;
  }
  out[0] = (char)(0xf0 | code >> 18);
  out[1] = (char)(0x80 | (code >> 12 & 63));
  out[2] = (char)(0x80 | (code >> 6 & 63));
  out[3] = (char)(0x80 | (code & 63));
  return 4;
}

/* What follows a backslash; `*n` bytes of `out` are written, never more than were read. */
static ec_status
read_escape(struct scan *scan, char *out, size_t *n)
{
  static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
  uint8_t c = scan->at < scan->end ? scan->bytes[scan->at] : 0;
  const char *letter = c == 0 ? NULL : strchr(letters, c);
  uint32_t code, low;
  scan->at++;
  if (letter != NULL) {
    *out = meant[letter - letters];
    *n = 1;
    return EC_OK;
  }
  if (c != 'u' || !read_hex(scan, &code))
    return fail(scan, "a backslash is followed by nothing that it may be");
  if (code >= 0xd800 && code <= 0xdbff) {
    bool pair = scan->end - scan->at >= 6 && memcmp(scan->bytes + scan->at, "\\u", 2) == 0;
    scan->at += pair ? 2 : 0;
    if (!pair || !read_hex(scan, &low) || low < 0xdc00 || low > 0xdfff)
      return fail(scan, "half a character stands alone");
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  } else if (code == 0 || (code >= 0xdc00 && code <= 0xdfff))
    return fail(scan, "an escape stands for no character");
  *n = write_utf8(out, code);
  return EC_OK;
}

/* Copies what is between quotes, which is `length` bytes at most. */
static ec_status
unescape(struct scan *scan, char *text)
{
  for (;;) {
    uint8_t c;
    size_t n = 1;
    if (scan->at >= scan->end)
      return fail(scan, "a text does not end");
    c = scan->bytes[scan->at];
    if (c == '"')
      break;
    if (c < 32)
      return fail(scan, "a control character stands in a text");
    if (c == '\\') {
      scan->at++;
      ec_status status = read_escape(scan, text, &n);
      if (status != EC_OK)
        return status;
    } else {
      n = ec_utf8_next((const char *)scan->bytes + scan->at, scan->end - scan->at);
      if (n == 0)
        return fail(scan, "a text is not UTF-8");
      memcpy(text, scan->bytes + scan->at, n);
      scan->at += n;
    }
    text += n;
  }
  scan->at++;
  *text = '\0';
  return EC_OK;
}

/* A text, copied to the arena. */
static ec_status
read_text(struct scan *scan, const char **text)
{
  const uint8_t *quote;
  char *copy;
  size_t length = 0;
  if (!accept(scan, '"'))
    return fail(scan, "a text in quotes has to stand here");
  /* The text ends no later than at the first quote without a backslash before it. */
  quote = scan->bytes + scan->at;
  while (scan->at + length < scan->end && quote[length] != '"')
    length += quote[length] == '\\' ? 2 : 1;
  copy = ec_arena_alloc(scan->file->arena, length + 5, 1);
  if (copy == NULL)
    return ec_error_no_memory(scan->error, "the file's header");
  *text = copy;
  return unescape(scan, copy);
}

/* A whole number of at most 64 bits. */
static ec_status
read_size(struct scan *scan, size_t *value)
{
  size_t start, result = 0;
  skip_space(scan);
  start = scan->at;
  for (; scan->at < scan->end; scan->at++) {
    uint8_t c = scan->bytes[scan->at];
    if (c < '0' || c > '9')
      break;
    if (!ec_size_multiply(result, 10, &result) || !ec_size_add(result, c - '0', &result))
      return fail(scan, "a number is too large");
  }
  if (scan->at == start || (scan->bytes[start] == '0' && scan->at > start + 1) ||
      (scan->at < scan->end && memchr(".eE+-", scan->bytes[scan->at], 5) != NULL))
    return fail(scan, "a whole number has to stand here");
  *value = result;
  return EC_OK;
}

/* A list of at most `most` numbers in brackets; `*n` is how many there are. */
static ec_status
read_sizes(struct scan *scan, const char *name, size_t *values, size_t most, size_t *n)
{
  ec_status status = EC_OK;
  *n = 0;
  if (!accept(scan, '['))
    return fail(scan, "a list in brackets has to stand here");
  if (accept(scan, ']'))
    return EC_OK;
  do {
    if (*n == most)
      return fail_tensor(scan, EC_ERROR_LIMIT, name,
                         most == 2 ? "has more than two places" : "has more than 5 dimensions");
    status = read_size(scan, &values[*n]);
    *n += 1;
  } while (status == EC_OK && accept(scan, ','));
  if (status == EC_OK && !accept(scan, ']'))
    return fail(scan, "a list is not closed");
  return status;
}

static ec_status
read_element(struct scan *scan, const char *name, enum ec_element *element)
{
  const char *text;
  ec_status status = read_text(scan, &text);
  if (status != EC_OK)
    return status;
  for (int e = EC_ELEMENT_F32; e <= EC_ELEMENT_U64; e++)
    if (strcmp(text, ec_element_name((enum ec_element)e)) == 0) {
      *element = (enum ec_element)e;
      return EC_OK;
    }
  return fail_tensor(scan, EC_ERROR_VALUE, name,
                     "has a type that is not known here; F32, F16, I32, U8 and U64 are");
}

static ec_status
read_shape(struct scan *scan, struct ec_stored *stored)
{
  ec_status status =
      read_sizes(scan, stored->name, stored->shape, EC_TENSOR_RANK_MAX, &stored->rank);
  for (size_t d = stored->rank; status == EC_OK && d < EC_TENSOR_RANK_MAX; d++)
    stored->shape[d] = 1;
  return status;
}

static ec_status
read_offsets(struct scan *scan, struct ec_stored_place *place)
{
  size_t offsets[2], n;
  ec_status status = read_sizes(scan, place->stored.name, offsets, 2, &n);
  if (status != EC_OK)
    return status;
  if (n != 2)
    return fail_tensor(scan, EC_ERROR_SYNTAX, place->stored.name,
                       "has no two places in \"data_offsets\"");
  place->begin = offsets[0];
  place->end = offsets[1];
  return EC_OK;
}

/* One member of a tensor's object; each may be there once. */
static ec_status
read_member(struct scan *scan, struct ec_stored_place *place, unsigned *seen)
{
  static const char *const keys[] = {"dtype", "shape", "data_offsets"};
  const char *key;
  unsigned k = 0;
  ec_status status = read_text(scan, &key);
  if (status != EC_OK)
    return status;
  while (k < 3 && strcmp(key, keys[k]) != 0)
    k++;
  if (k == 3)
    return fail_tensor(scan, EC_ERROR_SYNTAX, place->stored.name,
                       "has a member that is none of dtype, shape and data_offsets");
  if (*seen & 1u << k)
    return fail_tensor(scan, EC_ERROR_SYNTAX, place->stored.name, "has a member twice");
  *seen |= 1u << k;
  if (!accept(scan, ':'))
    return fail(scan, "a colon is missing");
  if (k == 0)
    return read_element(scan, place->stored.name, &place->stored.element);
  return k == 1 ? read_shape(scan, &place->stored) : read_offsets(scan, place);
}

static ec_status
read_tensor(struct scan *scan, struct ec_stored_place *place)
{
  unsigned seen = 0;
  ec_status status;
  if (!accept(scan, '{'))
    return fail_tensor(scan, EC_ERROR_SYNTAX, place->stored.name, "is not described by an object");
  do {
    status = read_member(scan, place, &seen);
  } while (status == EC_OK && accept(scan, ','));
  if (status == EC_OK && !accept(scan, '}'))
    return fail(scan, "a tensor's object is not closed");
  if (status == EC_OK && seen != 7)
    return fail_tensor(scan, EC_ERROR_SYNTAX, place->stored.name,
                       "lacks its dtype, shape or data_offsets");
  return status;
}

/* Room for one more item of a list. */
static bool
grow(void **items, size_t n, size_t *n_room, size_t size)
{
  size_t wanted = *n_room == 0 ? 32 : 2 * *n_room;
  void *block;
  if (n < *n_room)
    return true;
  block = ec_resize(*items, n, wanted, size);
  if (block == NULL)
    return false;
  *items = block;
  *n_room = wanted;
  return true;
}

static ec_status
add_tensor(struct scan *scan, const char *name)
{
  struct ec_safetensors *file = scan->file;
  struct ec_stored_place place = {.stored = {.name = name}};
  void *items = file->places;
  ec_status status;
  if (!grow(&items, file->n_places, &file->n_places_room, sizeof place))
    return ec_error_no_memory(scan->error, "the file's header");
  file->places = items;
  status = read_tensor(scan, &place);
  if (status == EC_OK)
    file->places[file->n_places++] = place;
  return status;
}

static ec_status
add_text(struct scan *scan)
{
  struct ec_safetensors *file = scan->file;
  struct ec_stored_text text;
  void *items = file->texts;
  ec_status status;
  if (!grow(&items, file->n_texts, &file->n_texts_room, sizeof text))
    return ec_error_no_memory(scan->error, "the file's header");
  file->texts = items;
  status = read_text(scan, &text.name);
  if (status == EC_OK && !accept(scan, ':'))
    return fail(scan, "a colon is missing");
  if (status == EC_OK)
    status = read_text(scan, &text.value);
  if (status == EC_OK)
    file->texts[file->n_texts++] = text;
  return status;
}

static ec_status
read_metadata(struct scan *scan)
{
  ec_status status;
  if (!accept(scan, '{'))
    return fail(scan, "\"__metadata__\" is not an object of texts");
  if (accept(scan, '}'))
    return EC_OK;
  do {
    status = add_text(scan);
  } while (status == EC_OK && accept(scan, ','));
  if (status == EC_OK && !accept(scan, '}'))
    return fail(scan, "\"__metadata__\" is not closed");
  return status;
}

static ec_status
read_entry(struct scan *scan, bool *has_metadata)
{
  const char *name;
  ec_status status = read_text(scan, &name);
  if (status != EC_OK)
    return status;
  if (!accept(scan, ':'))
    return fail(scan, "a colon is missing");
  if (strcmp(name, "__metadata__") != 0)
    return add_tensor(scan, name);
  if (*has_metadata)
    return fail(scan, "\"__metadata__\" is there twice");
  *has_metadata = true;
  return read_metadata(scan);
}

ec_status
ec_safetensors_scan(struct ec_safetensors *file, const uint8_t *bytes, size_t end,
                    struct ec_error *error)
{
  struct scan scan = {file, bytes, 8, end, error};
  bool has_metadata = false;
  ec_status status = EC_OK;
  if (end == 8 || bytes[8] != '{')
    return fail(&scan, "an object has to begin here");
  scan.at++;
  if (!accept(&scan, '}')) {
    do {
      status = read_entry(&scan, &has_metadata);
    } while (status == EC_OK && accept(&scan, ','));
    if (status == EC_OK && !accept(&scan, '}'))
      return fail(&scan, "the object is not closed");
  }
  skip_space(&scan);
  if (status == EC_OK && scan.at != end)
    return fail(&scan, "something stands after the object");
  return status;
}
