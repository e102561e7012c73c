#include "config.h"

#include "text/vectors.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/utf8.h"
#include "kernels/kernels.h"

/* A text gone through line by line. */
struct lines {
  const char *text;
  size_t length, at, number; /* of the line, from 1 */
  const char *line;
  size_t n; /* its bytes, without the end of line */
};

static bool
next_line(struct lines *lines)
{
  const char *newline;
  if (lines->at >= lines->length)
    return false;
  lines->line = lines->text + lines->at;
  newline = memchr(lines->line, '\n', lines->length - lines->at);
  lines->n = newline ? (size_t)(newline - lines->line) : lines->length - lines->at;
  lines->at += lines->n + 1;
  lines->number++;
  if (lines->n > 0 && lines->line[lines->n - 1] == '\r')
    lines->n--;
  return true;
}

void
ec_vectors_free(struct ec_vectors *vectors)
{
  if (!vectors)
    return;
  ec_free(vectors->table);
  ec_free(vectors->found);
  ec_free(vectors);
}

static ec_status
new_vectors(size_t n, size_t width, struct ec_vectors **vectors, struct ec_error *error)
{
  struct ec_vectors *made;
  size_t size;
  if (width == 0 || width > EC_VECTORS_WIDTH_MAX)
    return ec_error_set(error, EC_ERROR_LIMIT, "word vectors have 1 to %d numbers, not %zu",
                        EC_VECTORS_WIDTH_MAX, width);
  made = ec_alloc_zero(1, sizeof *made);
  if (made) {
    made->n = n;
    made->width = width;
    made->table = ec_size_multiply(n, width, &size) ? ec_alloc_zero(size, sizeof(float)) : NULL;
    made->found = ec_alloc_zero(n, sizeof *made->found);
  }
  if (!made || !made->table || !made->found) {
    ec_vectors_free(made);
    return ec_error_no_memory(error, "the word vectors");
  }
  *vectors = made;
  return EC_OK;
}

/* Where a word's row goes; NULL where it is not wanted, or there already. */
static float *
row_for(struct ec_vectors *vectors, const struct ec_vocabulary *vocabulary, const char *word,
        size_t length)
{
  int32_t id = ec_vocabulary_id(vocabulary, word, length);
  if (id < EC_VOCABULARY_FIRST || vectors->found[id])
    return NULL;
  vectors->found[id] = true;
  vectors->n_found++;
  return vectors->table + (size_t)id * vectors->width;
}

static size_t
count_blanks(const char *line, size_t n)
{
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    count += line[i] == ' ';
  return count;
}

/* Some files end their lines with a blank. */
static size_t
trim(const char *line, size_t n)
{
  while (n > 0 && line[n - 1] == ' ')
    n--;
  return n;
}

/* Where the word ends, whose line ends in `width` numbers: words with blanks in them occur. 0 where
 * there are fewer. */
static size_t
word_end(const char *line, size_t n, size_t width)
{
  while (n > 0 && width > 0)
    width -= line[--n] == ' ';
  return n;
}

static ec_status
parse_row(const char *text, size_t n, size_t width, size_t number, float *row,
          struct ec_error *error)
{
  char quoted[48];
  for (size_t j = 0; j < width; j++) {
    const char *blank = memchr(text, ' ', n);
    size_t here = blank ? (size_t)(blank - text) : n;
    double value;
    if (!ec_number_parse(text, here, &value) || !(fabs(value) <= 3.4e38))
      return ec_error_set_at(error, EC_ERROR_VALUE, number, j + 2,
                             "line %zu of the word vectors: \"%s\" should be number %zu of %zu",
                             number, ec_error_quote(quoted, sizeof quoted, text, here), j + 1,
                             width);
    row[j] = (float)value;
    text += blank ? here + 1 : here;
    n -= blank ? here + 1 : here;
  }
  return EC_OK;
}

/* Takes one line of text. All of them are checked, also those of words that are not wanted. */
static ec_status
take_line(struct ec_vectors *vectors, const struct ec_vocabulary *vocabulary,
          const struct lines *lines, float *row, struct ec_error *error)
{
  size_t n = trim(lines->line, lines->n), end = word_end(lines->line, n, vectors->width);
  ec_status status;
  float *to;
  if (end == 0)
    return ec_error_set_at(
        error, EC_ERROR_SYNTAX, lines->number, 0,
        "line %zu of the word vectors has %zu fields; a word and %zu numbers are "
        "needed, as on the first line",
        lines->number, count_blanks(lines->line, n) + (n > 0), vectors->width);
  if (ec_utf8_valid_length(lines->line, n) < n)
    return ec_error_set_at(error, EC_ERROR_ENCODING, lines->number, 0,
                           "line %zu of the word vectors is not UTF-8 text", lines->number);
  status = parse_row(lines->line + end + 1, n - end - 1, vectors->width, lines->number, row, error);
  if (status != EC_OK)
    return status;
  to = row_for(vectors, vocabulary, lines->line, end);
  if (to)
    memcpy(to, row, vectors->width * sizeof *row);
  return EC_OK;
}

/* Numbers on a line after its word: of the first line, or of the second where the first has just two
 * numbers and the second has others. */
static size_t
find_width(struct lines *lines)
{
  struct lines second = *lines;
  size_t width;
  double value;
  if (!next_line(lines))
    return 0;
  width = count_blanks(lines->line, trim(lines->line, lines->n));
  second = *lines;
  if (width == 1 && ec_number_parse(lines->line, word_end(lines->line, lines->n, 1), &value) &&
      next_line(&second) && count_blanks(second.line, trim(second.line, second.n)) > 1) {
    *lines = second;
    width = count_blanks(lines->line, trim(lines->line, lines->n));
  }
  return width;
}

ec_status
ec_vectors_read_text(const struct ec_vocabulary *vocabulary, const char *text, size_t length,
                     struct ec_vectors **vectors, struct ec_error *error)
{
  struct lines lines = {.text = text, .length = length};
  struct ec_vectors *made = NULL;
  size_t width = find_width(&lines);
  float *row = NULL;
  ec_status status;
  if (lines.number == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "the file of word vectors is empty");
  status = new_vectors(ec_vocabulary_size(vocabulary), width, &made, error);
  if (status == EC_OK && !(row = ec_alloc(width, sizeof *row)))
    status = ec_error_no_memory(error, "the word vectors");
  if (status == EC_OK) {
    do
      status = take_line(made, vocabulary, &lines, row, error);
    while (status == EC_OK && next_line(&lines));
  }
  ec_free(row);
  if (status == EC_OK)
    *vectors = made;
  else
    ec_vectors_free(made);
  return status;
}

static size_t
count_lines(const char *words, size_t length)
{
  struct lines lines = {.text = words, .length = length};
  while (next_line(&lines))
    ;
  return lines.number;
}

/* A row of little-endian halves, which need not be aligned. */
static ec_status
widen_row(const uint8_t *bytes, size_t width, size_t number, uint16_t *halves, float *row,
          struct ec_error *error)
{
  for (size_t j = 0; j < width; j++)
    halves[j] = (uint16_t)(bytes[2 * j] | bytes[2 * j + 1] << 8);
  ec_kernels_best()->from_half(width, halves, row);
  for (size_t j = 0; j < width; j++)
    if (!isfinite(row[j]))
      return ec_error_set_at(error, EC_ERROR_VALUE, number, j + 1,
                             "number %zu of the vector of word %zu is not finite", j + 1, number);
  return EC_OK;
}

static ec_status
take_halves(struct ec_vectors *vectors, const struct ec_vocabulary *vocabulary,
            const uint8_t *numbers, struct lines *lines, struct ec_error *error)
{
  uint16_t halves[EC_VECTORS_WIDTH_MAX];
  float row[EC_VECTORS_WIDTH_MAX], *to;
  while (next_line(lines)) {
    const uint8_t *from = numbers + 2 * vectors->width * (lines->number - 1);
    ec_status status = widen_row(from, vectors->width, lines->number, halves, row, error);
    if (status != EC_OK)
      return status;
    if (lines->n == 0 || ec_utf8_valid_length(lines->line, lines->n) < lines->n)
      return ec_error_set_at(error, lines->n == 0 ? EC_ERROR_SYNTAX : EC_ERROR_ENCODING,
                             lines->number, 0, "line %zu of the vectors' words is %s",
                             lines->number, lines->n == 0 ? "empty" : "not UTF-8 text");
    to = row_for(vectors, vocabulary, lines->line, lines->n);
    if (to)
      memcpy(to, row, vectors->width * sizeof *row);
  }
  return EC_OK;
}

ec_status
ec_vectors_read_half(const struct ec_vocabulary *vocabulary, const uint8_t *numbers, size_t size,
                     const char *words, size_t length, struct ec_vectors **vectors,
                     struct ec_error *error)
{
  struct lines lines = {.text = words, .length = length};
  struct ec_vectors *made = NULL;
  size_t n_words = count_lines(words, length);
  ec_status status;
  if (n_words == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "the file of the vectors' words is empty");
  if (size % 2 != 0 || size / 2 % n_words != 0)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "%zu bytes of word vectors are not %zu words times 2 bytes a number", size,
                        n_words);
  status = new_vectors(ec_vocabulary_size(vocabulary), size / 2 / n_words, &made, error);
  if (status == EC_OK)
    status = take_halves(made, vocabulary, numbers, &lines, error);
  if (status == EC_OK)
    *vectors = made;
  else
    ec_vectors_free(made);
  return status;
}
