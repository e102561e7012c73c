#include "config.h"

#include "metric/silhouette-clusters.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

struct entry {
  double label;
  size_t row;
};

static int
compare(const void *a, const void *b)
{
  const struct entry *u = a, *v = b;
  if (u->label != v->label)
    return u->label < v->label ? -1 : 1;
  return (u->row > v->row) - (u->row < v->row);
}

static ec_status
check_labels(const double *labels, size_t n, struct ec_error *error)
{
  if (n == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to score");
  for (size_t i = 0; i < n; i++)
    if (!isfinite(labels[i]) || labels[i] != floor(labels[i]))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0,
                             "the label of row %zu is %g, and should be a whole number", i + 1,
                             labels[i]);
  return EC_OK;
}

static void
fill(const struct entry *entries, struct ec_clusters *clusters)
{
  clusters->k = 0;
  for (size_t i = 0; i < clusters->n; i++) {
    if (i == 0 || entries[i].label != entries[i - 1].label)
      clusters->begins[clusters->k++] = i;
    clusters->rows[i] = entries[i].row;
    clusters->cluster[entries[i].row] = clusters->k - 1;
  }
  clusters->begins[clusters->k] = clusters->n;
}

ec_status
ec_clusters_new(const double *labels, size_t n, struct ec_clusters *clusters,
                struct ec_error *error)
{
  struct ec_clusters made = {.n = n};
  struct entry *entries;
  ec_status status = check_labels(labels, n, error);
  if (status != EC_OK)
    return status;
  entries = ec_alloc(n, sizeof *entries);
  made.rows = ec_alloc(n, sizeof *made.rows);
  made.begins = ec_alloc(n + 1, sizeof *made.begins);
  made.cluster = ec_alloc(n, sizeof *made.cluster);
  if (entries == NULL || made.rows == NULL || made.begins == NULL || made.cluster == NULL) {
    ec_free(entries);
    ec_clusters_clear(&made);
    return ec_error_no_memory(error, "the clusters");
  }
  for (size_t i = 0; i < n; i++)
    entries[i] = (struct entry){labels[i], i};
  qsort(entries, n, sizeof *entries, compare);
  fill(entries, &made);
  ec_free(entries);
  *clusters = made;
  return EC_OK;
}

void
ec_clusters_clear(struct ec_clusters *clusters)
{
  ec_free(clusters->rows);
  ec_free(clusters->begins);
  ec_free(clusters->cluster);
  *clusters = (struct ec_clusters){0};
}
