#include "config.h"

#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/epoch-file.h"
#include "base/random.h"
#include "bench/bench-networks-private.h"
#include "bench/bench-private.h"
#include "io/idx.h"
#include "table/csv.h"

#define SIDE 28
#define DIGITS_TRAIN 10000
#define DIGITS_TEST 2000
#define MAX_BYTES ((gsize)1 << 28)
#define MAX_WORDS 200
#define VOCABULARY 10000
#define REVIEWS_TRAIN 4000
#define REVIEWS_TEST 1000

void
network_data_clear(NetworkData *self)
{
  g_free(self->pixels);
  g_free(self->words);
  g_free(self->labels);
}

/* The bytes of one of the files of digits. */
static char *
read_file(const char *folder, const char *part, const char *what, gsize *length, GError **error)
{
  g_autofree char *name = g_strconcat(part, what, NULL);
  g_autofree char *path = g_build_filename(folder, "mnist_12k", name, NULL);

  return epoch_file_read(path, MAX_BYTES, length, error);
}

/* Puts the pictures and their labels behind what is there. */
static void
take_digits(NetworkData *self, const struct ec_idx_images *images,
            const struct ec_idx_labels *labels, gsize before)
{
  self->pixels = g_renew(float, self->pixels, (before + images->n) * SIDE * SIDE);
  self->labels = g_renew(gint32, self->labels, before + images->n);
  for (gsize i = 0; i < images->n * SIDE * SIDE; i++) {
    self->pixels[before * SIDE * SIDE + i] = (float)images->pixels[i] / 255;
  }
  for (gsize i = 0; i < images->n; i++) {
    self->labels[before + i] = labels->labels[i];
  }
}

/* Reads one part, images and labels, behind what is there. */
static gboolean
read_digits(NetworkData *self, const char *folder, const char *part, gsize before, gsize *n,
            GError **error)
{
  gsize n_pixels = 0, n_labels = 0;
  g_autofree char *pixels = read_file(folder, part, "-images-idx3-ubyte", &n_pixels, error);
  g_autofree char *names =
      pixels != NULL ? read_file(folder, part, "-labels-idx1-ubyte", &n_labels, error) : NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_idx_images images;
  struct ec_idx_labels labels;
  ec_status status;

  if (names == NULL) {
    return FALSE;
  }
  status = ec_idx_read_images((const uint8_t *)pixels, n_pixels, &images, &core_error);
  if (status == EC_OK) {
    status = ec_idx_read_labels((const uint8_t *)names, n_labels, &labels, &core_error);
  }
  if (status == EC_OK) {
    status = ec_idx_check_pair(&images, &labels, 10, &core_error);
  }
  if (!epoch_core_error_propagate(status, &core_error, part, error)) {
    return FALSE;
  }
  if (images.height != SIDE || images.width != SIDE) {
    return bench_refuse(error, "%s: the images are %zu by %zu pixels, but %d by %d are expected",
                        part, images.height, images.width, SIDE, SIDE);
  }
  take_digits(self, &images, &labels, before);
  *n = images.n;
  return TRUE;
}

/* A blot at one of ten places, and noise. */
static void
make_digits(NetworkData *self)
{
  struct ec_random random = ec_random_new(19);
  gsize n = DIGITS_TRAIN + DIGITS_TEST;

  self->n_train = DIGITS_TRAIN;
  self->n_test = DIGITS_TEST;
  self->pixels = g_new(float, n *SIDE *SIDE);
  self->labels = g_new(gint32, n);
  for (gsize i = 0; i < n; i++) {
    gint32 label = (gint32)ec_random_below(&random, 10);
    double x = 5 + 4.5 * (label % 5) + ec_random_normal(&random);
    double y = 9 + 9 * (label / 5) + ec_random_normal(&random);

    self->labels[i] = label;
    for (gsize j = 0; j < SIDE * SIDE; j++) {
      double dx = (double)(j % SIDE) - x, dy = (double)(j / SIDE) - y;
      double shade = dx * dx + dy * dy < 16 ? 0.9 : 0.0;

      self->pixels[i * SIDE * SIDE + j] = (float)(shade + 0.1 * ec_random_uniform(&random));
    }
  }
}

gboolean
network_data_load_digits(NetworkData *self, const char *folder, GError **error)
{
  self->width = SIDE * SIDE;
  self->n_classes = 10;
  if (folder == NULL) {
    make_digits(self);
    return TRUE;
  }
  return read_digits(self, folder, "train", 0, &self->n_train, error) &&
         read_digits(self, folder, "t10k", self->n_train, &self->n_test, error);
}

/* The words of a text, in lower case: runs of the letters a to z and apostrophes. */
static GPtrArray *
split_words(const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *lower = g_utf8_strdown(text, -1);

  for (const char *p = lower; *p != '\0';) {
    gsize n = strspn(p, "abcdefghijklmnopqrstuvwxyz'");

    if (n > 0) {
      g_ptr_array_add(words, g_strndup(p, n));
    }
    p += n > 0 ? n : 1;
  }
  return words;
}

typedef struct {
  const char *word;
  gsize count;
} Count;

static int
compare_counts(gconstpointer a, gconstpointer b)
{
  const Count *x = a, *y = b;

  return x->count != y->count ? (x->count < y->count ? 1 : -1) : strcmp(x->word, y->word);
}

/* The number of each word that is frequent enough, from 2. */
static GHashTable *
number_words(GPtrArray *texts, gsize n_texts)
{
  g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(Count));
  GHashTable *numbers = g_hash_table_new(g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer word, count;

  for (gsize i = 0; i < n_texts; i++) {
    const GPtrArray *words = texts->pdata[i];

    for (guint j = 0; j < words->len; j++) {
      gsize n = GPOINTER_TO_SIZE(g_hash_table_lookup(counts, words->pdata[j]));

      g_hash_table_insert(counts, words->pdata[j], GSIZE_TO_POINTER(n + 1));
    }
  }
  g_hash_table_iter_init(&iter, counts);
  while (g_hash_table_iter_next(&iter, &word, &count)) {
    const Count item = {word, GPOINTER_TO_SIZE(count)};

    g_array_append_val(sorted, item);
  }
  g_array_sort(sorted, compare_counts);
  for (guint i = 0; i < MIN(sorted->len, VOCABULARY - 2); i++) {
    g_hash_table_insert(numbers, (char *)g_array_index(sorted, Count, i).word,
                        GINT_TO_POINTER((int)i + 2));
  }
  return numbers;
}

static void
allocate_reviews(NetworkData *self, gsize n_train, gsize n_test)
{
  self->n_train = n_train;
  self->n_test = n_test;
  self->words = g_new0(gint32, (n_train + n_test) * MAX_WORDS);
  self->labels = g_new0(gint32, n_train + n_test);
}

static void
fill_reviews(NetworkData *self, GPtrArray *texts)
{
  g_autoptr(GHashTable) numbers = number_words(texts, self->n_train);

  for (guint i = 0; i < texts->len; i++) {
    const GPtrArray *words = texts->pdata[i];
    gsize n = MIN(words->len, MAX_WORDS);
    gint32 *row = self->words + ((gsize)i + 1) * MAX_WORDS - n;

    for (gsize j = 0; j < n; j++) {
      int number = GPOINTER_TO_INT(g_hash_table_lookup(numbers, words->pdata[j]));

      row[j] = number == 0 ? 1 : number;
    }
  }
}

static gboolean
take_reviews(NetworkData *self, const struct ec_table *table, const char *path, GError **error)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
  gsize n = ec_table_n_rows(table), review = 0, sentiment = 0;

  if (ec_table_find_column(table, "review", &review, NULL) != EC_OK ||
      ec_table_find_column(table, "sentiment", &sentiment, NULL) != EC_OK ||
      ec_table_get_type(table, review) != EC_COLUMN_TEXT ||
      ec_table_get_type(table, sentiment) != EC_COLUMN_NUMBER || n <= REVIEWS_TRAIN) {
    return bench_refuse(error,
                        "%s should have more than %d rows of “sentiment”, a number, and “review”",
                        path, REVIEWS_TRAIN);
  }
  allocate_reviews(self, REVIEWS_TRAIN, n - REVIEWS_TRAIN);
  for (gsize i = 0; i < n; i++) {
    const char *text = ec_table_get_text(table, review, i);

    self->labels[i] = ec_table_get_numbers(table, sentiment)[i] > 0.5;
    g_ptr_array_add(texts, split_words(text != NULL ? text : ""));
  }
  fill_reviews(self, texts);
  return TRUE;
}

/* Words at random; those of one class have more of some words than those of the other. */
static void
make_reviews(NetworkData *self)
{
  struct ec_random random = ec_random_new(23);

  allocate_reviews(self, REVIEWS_TRAIN, REVIEWS_TEST);
  for (gsize i = 0; i < REVIEWS_TRAIN + REVIEWS_TEST; i++) {
    gsize length = 40 + ec_random_below(&random, MAX_WORDS);
    gint32 *row = self->words + i * MAX_WORDS;

    self->labels[i] = (gint32)ec_random_below(&random, 2);
    for (gsize j = length < MAX_WORDS ? MAX_WORDS - length : 0; j < MAX_WORDS; j++) {
      row[j] = 2 + (gint32)ec_random_below(&random, 1 + ec_random_below(&random, VOCABULARY - 2));
      if (row[j] < 40 && ec_random_uniform(&random) < 0.5) {
        row[j] = row[j] / 2 * 2 + self->labels[i];
      }
    }
  }
}

gboolean
network_data_load_reviews(NetworkData *self, const char *folder, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *bytes = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_table *table = NULL;
  gsize length = 0;
  gboolean well;

  self->width = MAX_WORDS;
  self->n_classes = 2;
  if (folder == NULL) {
    make_reviews(self);
    return TRUE;
  }
  path = g_build_filename(folder, "imdb_reviews_5000.csv", NULL);
  bytes = epoch_file_read(path, MAX_BYTES, &length, error);
  if (bytes == NULL ||
      !epoch_core_error_propagate(ec_csv_read(bytes, length, NULL, NULL, &table, &core_error),
                                  &core_error, path, error)) {
    return FALSE;
  }
  well = take_reviews(self, table, path, error);
  ec_table_free(table);
  return well;
}
