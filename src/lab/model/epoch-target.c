#include "config.h"

#include "model/epoch-target-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-json-writer.h"

/* What numbers have to be like to be taken for classes where either would do. */
#define FEW_CLASSES 10
#define ROWS_A_CLASS 5

void
epoch_target_free(EpochTarget *self)
{
  g_free(self->name);
  g_free(self->y);
  g_strfreev(self->classes);
  g_free(self);
}

static EpochTarget *
target_new(const char *name, EpochTask task, gsize n_rows)
{
  EpochTarget *self = g_new0(EpochTarget, 1);

  self->name = g_strdup(name);
  self->task = task;
  self->n_rows = n_rows;
  self->y = g_new(double, MAX(n_rows, 1));
  self->classes = g_new0(char *, 1);
  return self;
}

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;

  return (first > second) - (first < second);
}

/* The distinct numbers that are there, from the smallest; at most @limit + 1 of them are looked
 * for. */
static GArray *
find_distinct(const double *y, gsize n, gsize limit)
{
  GArray *distinct = g_array_new(FALSE, FALSE, sizeof(double));

  for (gsize i = 0; i < n && distinct->len <= limit; i++) {
    const double *values = (const double *)(void *)distinct->data;
    gsize low = 0, high = distinct->len;

    if (isnan(y[i])) {
      continue;
    }
    while (low < high) {
      gsize middle = low + (high - low) / 2;

      if (values[middle] < y[i]) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == distinct->len || values[low] != y[i]) {
      /* -0 and 0 are one class, and it is called 0. */
      const double value = y[i] + 0.0;

      g_array_insert_val(distinct, low, value);
    }
  }
  return distinct;
}

static gboolean
refuse(GError **error, const char *place, char *sentence)
{
  g_autofree char *owned = sentence;

  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, "%s%s%s", place != NULL ? place : "",
              place != NULL ? ": " : "", owned);
  return FALSE;
}

static gboolean
check_classes(const EpochTarget *self, gsize n_distinct, const char *place, GError **error)
{
  if (n_distinct > EPOCH_TARGET_MAX_CLASSES) {
    return refuse(error, place,
                  g_strdup_printf(_("the target “%s” has more than %d different values; it names "
                                    "rows rather than kinds of them"),
                                  self->name, EPOCH_TARGET_MAX_CLASSES));
  }
  if (n_distinct == 1) {
    return refuse(error, place,
                  g_strdup_printf(_("the target “%s” is “%s” in every row; with one class only "
                                    "there is nothing to tell apart"),
                                  self->name, self->classes[0]));
  }
  return TRUE;
}

static gboolean
take_text(EpochTarget *self, const struct ec_table *table, size_t column, const char *place,
          GError **error)
{
  const int32_t *codes = ec_table_get_codes(table, column);
  size_t n_levels = ec_table_n_levels(table, column);
  g_autofree gssize *places = g_new(gssize, MAX(n_levels, 1));
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();

  /* The table may have been cut out of a larger one, and know texts that no row has any more. */
  for (size_t code = 0; code < n_levels; code++) {
    places[code] = -1;
  }
  for (gsize i = 0; i < self->n_rows; i++) {
    if (codes[i] != EC_MISSING_CODE) {
      places[codes[i]] = 0;
    }
  }
  for (size_t code = 0; code < n_levels; code++) {
    if (places[code] == 0) {
      places[code] = (gssize)self->n_classes++;
      g_strv_builder_add(names, ec_table_get_level(table, column, (int32_t)code));
    }
  }
  for (gsize i = 0; i < self->n_rows; i++) {
    self->y[i] = codes[i] == EC_MISSING_CODE ? NAN : (double)places[codes[i]];
  }
  g_strfreev(self->classes);
  self->classes = g_strv_builder_end(names);
  return check_classes(self, self->n_classes, place, error);
}

static gboolean
take_numbers_as_classes(EpochTarget *self, const double *y, const char *place, GError **error)
{
  g_autoptr(GArray) distinct = find_distinct(y, self->n_rows, EPOCH_TARGET_MAX_CLASSES);
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();

  for (guint k = 0; k < distinct->len; k++) {
    g_strv_builder_take(names, epoch_json_format_number(g_array_index(distinct, double, k)));
  }
  g_strfreev(self->classes);
  self->classes = g_strv_builder_end(names);
  self->n_classes = distinct->len;
  self->of_numbers = TRUE;
  if (!check_classes(self, distinct->len, place, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < self->n_rows; i++) {
    const double *found = isnan(y[i]) ? NULL
                                      : bsearch(&y[i], distinct->data, distinct->len,
                                                sizeof(double), compare_numbers);

    self->y[i] = found == NULL ? NAN : (double)(found - (const double *)(void *)distinct->data);
  }
  return TRUE;
}

/* Whether numbers look like the names of a few kinds. */
static gboolean
are_kinds(const double *y, gsize n)
{
  g_autoptr(GArray) distinct = find_distinct(y, n, FEW_CLASSES);

  for (guint k = 0; k < distinct->len; k++) {
    double value = g_array_index(distinct, double, k);

    if (value != floor(value)) {
      return FALSE;
    }
  }
  return distinct->len >= 2 && distinct->len <= FEW_CLASSES && n >= ROWS_A_CLASS * distinct->len;
}

static gboolean
check_amounts(const EpochTarget *self, const char *place, GError **error)
{
  for (gsize i = 0; i < self->n_rows; i++) {
    if (isinf(self->y[i])) {
      return refuse(error, place,
                    g_strdup_printf(_("row %zu: the target “%s” is infinite"), i + 1, self->name));
    }
  }
  return TRUE;
}

/* What text has to be classes; numbers may be either. */
static EpochTask
choose_task(const struct ec_table *table, size_t column, unsigned tasks)
{
  if ((tasks & EPOCH_TASK_WITH_TARGET) != EPOCH_TASK_WITH_TARGET) {
    return (tasks & EPOCH_TASK_REGRESSION) != 0 ? EPOCH_TASK_REGRESSION : EPOCH_TASK_CLASSIFICATION;
  }
  return ec_table_get_type(table, column) == EC_COLUMN_TEXT ||
                 are_kinds(ec_table_get_numbers(table, column), ec_table_n_rows(table))
             ? EPOCH_TASK_CLASSIFICATION
             : EPOCH_TASK_REGRESSION;
}

EpochTarget *
epoch_target_new(const struct ec_table *table, size_t column, unsigned tasks, const char *place,
                 GError **error)
{
  g_autoptr(EpochTarget) self = target_new(
      ec_table_get_name(table, column), choose_task(table, column, tasks), ec_table_n_rows(table));
  gboolean text = ec_table_get_type(table, column) == EC_COLUMN_TEXT;
  gboolean well;

  if (ec_table_n_missing(table, column) == self->n_rows) {
    refuse(error, place, g_strdup_printf(_("the target “%s” has no value in any row"), self->name));
    return NULL;
  }
  if (text && self->task == EPOCH_TASK_REGRESSION) {
    refuse(error, place,
           g_strdup_printf(_("the target “%s” holds text, and this model predicts amounts; it must "
                             "be a column of numbers"),
                           self->name));
    return NULL;
  }
  if (self->task == EPOCH_TASK_REGRESSION) {
    memcpy(self->y, ec_table_get_numbers(table, column), self->n_rows * sizeof(double));
    well = check_amounts(self, place, error);
  } else if (text) {
    well = take_text(self, table, column, place, error);
  } else {
    well = take_numbers_as_classes(self, ec_table_get_numbers(table, column), place, error);
  }
  return well ? g_steal_pointer(&self) : NULL;
}

EpochTarget *
epoch_target_new_amounts(const char *name, const double *y, gsize n_rows)
{
  EpochTarget *self = target_new(name, EPOCH_TASK_REGRESSION, n_rows);

  if (n_rows > 0) {
    memcpy(self->y, y, n_rows * sizeof(double));
  }
  return self;
}

EpochTarget *
epoch_target_new_classes(const char *name, const double *y, gsize n_rows,
                         const char *const *classes)
{
  EpochTarget *self = epoch_target_new_amounts(name, y, n_rows);

  self->task = EPOCH_TASK_CLASSIFICATION;
  g_strfreev(self->classes);
  self->classes = g_strdupv((char **)classes);
  self->n_classes = g_strv_length(self->classes);
  return self;
}

/* The codes of the classes by name; a class that is not known has the code K. */
static double *
read_classes(const EpochTarget *self, const struct ec_table *table, size_t column, gsize *n_unseen)
{
  gsize n = ec_table_n_rows(table);
  double *y = g_new(double, MAX(n, 1));
  gboolean text = ec_table_get_type(table, column) == EC_COLUMN_TEXT;
  g_autoptr(GHashTable) codes = g_hash_table_new(g_str_hash, g_str_equal);

  for (gsize k = 0; k < self->n_classes; k++) {
    g_hash_table_insert(codes, self->classes[k], GSIZE_TO_POINTER(k + 1));
  }
  *n_unseen = 0;
  for (gsize i = 0; i < n; i++) {
    double number = text ? 0 : ec_table_get_numbers(table, column)[i];
    g_autofree char *name = text            ? g_strdup(ec_table_get_text(table, column, i))
                            : isnan(number) ? NULL
                                            : epoch_json_format_number(number + 0.0);
    gsize code = name != NULL ? GPOINTER_TO_SIZE(g_hash_table_lookup(codes, name)) : 0;

    *n_unseen += name != NULL && code == 0;
    y[i] = name == NULL ? NAN : code == 0 ? (double)self->n_classes : (double)(code - 1);
  }
  return y;
}

double *
epoch_target_read(const EpochTarget *self, const struct ec_table *table, gsize *n_unseen)
{
  size_t column = 0;
  gsize ignored;

  if (n_unseen == NULL) {
    n_unseen = &ignored;
  }
  *n_unseen = 0;
  if (ec_table_find_column(table, self->name, &column, NULL) != EC_OK) {
    return NULL;
  }
  if (self->task == EPOCH_TASK_CLASSIFICATION) {
    return read_classes(self, table, column, n_unseen);
  }
  if (ec_table_get_type(table, column) != EC_COLUMN_NUMBER) {
    return NULL;
  }
  return g_memdup2(ec_table_get_numbers(table, column), ec_table_n_rows(table) * sizeof(double));
}

EpochTarget *
epoch_target_select(const EpochTarget *self, const size_t *rows, gsize n_rows)
{
  EpochTarget *selected = target_new(self->name, self->task, n_rows);

  selected->n_classes = self->n_classes;
  selected->of_numbers = self->of_numbers;
  g_strfreev(selected->classes);
  selected->classes = g_strdupv(self->classes);
  for (gsize i = 0; i < n_rows; i++) {
    selected->y[i] = self->y[rows[i]];
  }
  return selected;
}

gsize
epoch_target_find_known(const EpochTarget *self, size_t *rows)
{
  gsize n_known = 0;

  for (gsize i = 0; i < self->n_rows; i++) {
    if (!isnan(self->y[i])) {
      rows[n_known++] = i;
    }
  }
  return n_known;
}
