/* What the files of gradient boosting share. The parts, from the rows to the model:
 *
 *   boosting-binning.c     numbers and categories become bins     struct ec_boosting_table
 *   boosting-cut.c         where numbers are cut
 *   boosting-join.c        features of few bins share a byte
 *   boosting-loss.c        scores become derivatives and losses   struct ec_boosting_loss
 *   boosting-histogram.c   sums of derivatives by bin
 *   boosting-split.c       the best split of one feature          struct ec_boosting_split
 *   boosting-category.c    the same for categories
 *   boosting-partition.c   the rows of a leaf become those of two
 *   boosting-grower.c      one tree, best leaf first              struct ec_boosting_grower
 *   boosting-work.c        the histograms and splits of two leaves
 *   boosting-holdout.c     which rows are held out                struct ec_boosting_rows
 *   boosting-train.c       the rounds
 *   boosting-tree.c        trees as arrays, and going down them   struct ec_boosting_forest
 *   boosting-file.c, boosting-text.c, boosting.c                  the class */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/random.h"
#include "model/boosting.h"
#include "model/tree-ensemble.h"

/* Derivatives as whole numbers: [0] is g in units of g_unit, [1] is h in units of h_unit, shifted
 * left by `shift`, with the number of rows in the bits below. One addition adds all three. */
typedef int64_t ec_boosting_pair __attribute__((vector_size(16)));

struct ec_boosting_units {
  double g, h;
  unsigned shift;
};

static inline double
ec_boosting_pair_g(ec_boosting_pair pair, const struct ec_boosting_units *units)
{
  return (double)pair[0] * units->g;
}

static inline double
ec_boosting_pair_h(ec_boosting_pair pair, const struct ec_boosting_units *units)
{
  return (double)(pair[1] >> units->shift) * units->h;
}

static inline size_t
ec_boosting_pair_n(ec_boosting_pair pair, const struct ec_boosting_units *units)
{
  return (size_t)(pair[1] & (((int64_t)1 << units->shift) - 1));
}

/* Functions whose loops the compiler makes into vectors are compiled for several kinds of
 * processors. There is no contraction, so all give the same bits. */
#if defined(__x86_64__) && defined(__GNUC__)
#define EC_BOOSTING_WIDE(name, parameters, arguments)                                              \
  __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl"))) static void name##_512 parameters  \
  {                                                                                                \
    name##_body arguments;                                                                         \
  }                                                                                                \
  __attribute__((target("avx2"))) static void name##_256 parameters                                \
  {                                                                                                \
    name##_body arguments;                                                                         \
  }                                                                                                \
  static void name parameters                                                                      \
  {                                                                                                \
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&                 \
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))                  \
      name##_512 arguments;                                                                        \
    else if (__builtin_cpu_supports("avx2"))                                                       \
      name##_256 arguments;                                                                        \
    else                                                                                           \
      name##_body arguments;                                                                       \
  }
#else
#define EC_BOOSTING_WIDE(name, parameters, arguments)                                              \
  static void name parameters                                                                      \
  {                                                                                                \
    name##_body arguments;                                                                         \
  }
#endif
#define EC_BOOSTING_BODY static inline __attribute__((always_inline)) void

/* Rows of a matrix, chosen by their places; borrowed. */
struct ec_boosting_rows {
  const struct ec_matrix *x;
  const uint32_t *places; /* NULL: all rows in their order */
  size_t n_rows;
};

/* Rows to learn from and rows to watch the loss on, with their targets. */
struct ec_boosting_holdout {
  struct ec_boosting_rows train, validation; /* the latter has 0 rows where none are held out */
  const double *train_y, *validation_y;
  uint32_t *places; /* owned, as are the copies of targets; all NULL where nothing was parted */
  double *targets;
};

ec_status ec_boosting_holdout_init(struct ec_boosting_holdout *holdout, const struct ec_data *data,
                                   const struct ec_boosting_options *options,
                                   const struct ec_job *job, struct ec_error *error);
void ec_boosting_holdout_clear(struct ec_boosting_holdout *holdout);

static inline size_t
ec_boosting_rows_place(const struct ec_boosting_rows *rows, size_t i)
{
  return rows->places == NULL ? i : rows->places[i];
}

enum {
  EC_BOOSTING_BLOCK = 1024, /* rows that become bins at a time */
  EC_BOOSTING_LANES = 8,    /* of a vector; divides the next */
  EC_BOOSTING_BINS = 256,   /* of a feature, with the one of missing values */
  /* Between the bins of two features, where most have many. A known distance saves looking it up
   * for each addition, and one that is no power of two keeps them apart in the cache. */
  EC_BOOSTING_STRIDE = 260,
};

/* A feature that has more than one bin. The bin of missing values, if any, is the last. */
struct ec_boosting_feature {
  size_t column; /* of the data */
  unsigned n_bins;
  bool has_missing, categorical;
  const double *thresholds; /* bin b holds the values that are <= thresholds[b], b < n_bins */
  const int16_t *code_bins; /* of categories: the bin of each code; -1: not seen */
  size_t n_codes;
  uint32_t group;            /* whose byte of a row says the bin */
  const uint8_t *group_bins; /* the bin of each value of that byte; NULL: the value itself */
  /* Of two bins in a shared byte: the values of the one that has fewer, and whether that is bin 0. */
  const uint8_t *few;
  unsigned n_few;
  bool few_left;
};

/* Features side by side whose bins one byte tells: a single one, or some of few bins, whose
 * combinations that there are in the rows are numbered. So a row of the columns that a category
 * became takes one addition, not one a column. */
struct ec_boosting_group {
  uint32_t begin, end; /* features */
  unsigned n_values;   /* of the byte */
};

/* The rows as bytes of groups: row by row, n_groups bytes each, then 8 bytes of padding, to add up.
 * Where the table is small enough to be kept twice also group by group, n_rows bytes each, which is
 * quicker to part rows by; `columns` is NULL where it is not, and then each feature is a group. */
struct ec_boosting_table {
  size_t n_rows, n_features, n_groups;
  struct ec_boosting_feature *features;
  struct ec_boosting_group *groups;
  uint32_t *offsets; /* n_groups + 1: where the bins of a group begin in a histogram */
  bool regular;      /* whether that is EC_BOOSTING_STRIDE times the group */
  uint8_t *bins, *columns;
  size_t n_words; /* of the largest set of codes */
  struct ec_arena *arena;
};

/* The bins of a feature for `n` <= EC_BOOSTING_BLOCK rows from `begin` on. */
void ec_boosting_translate(const struct ec_boosting_feature *feature, const struct ec_data *data,
                           const struct ec_boosting_rows *rows, size_t begin, size_t n,
                           uint8_t *bins);
/* Parts the features of a table into groups, and fills the columns of those that have several.
 * CANCELLED where the job is stopped. */
ec_status ec_boosting_join(struct ec_boosting_table *table, const struct ec_data *data,
                           const struct ec_boosting_rows *rows, const struct ec_job *job,
                           struct ec_error *error);

ec_status ec_boosting_table_new(const struct ec_data *data, const struct ec_boosting_rows *rows,
                                const struct ec_boosting_options *options, const struct ec_job *job,
                                struct ec_boosting_table **table, struct ec_error *error);
void ec_boosting_table_free(struct ec_boosting_table *table); /* NULL is allowed */

/* Where the values of a feature are cut: sorts `keys` (made by ec_boosting_key()) with the help of
 * `spare`, writes at most max_bins - 1 rising thresholds, returns how many. */
uint64_t ec_boosting_key(double value);
/* Returns where the sorted keys are: `keys` or `spare`, which has as much room. */
uint64_t *ec_boosting_sort(uint64_t *keys, uint64_t *spare, size_t n);
size_t ec_boosting_cut(uint64_t *keys, uint64_t *spare, size_t n, size_t max_bins,
                       double *thresholds);

/* What is learnt: targets, scores, and the loss of these. */
enum ec_boosting_kind { EC_BOOSTING_SQUARED, EC_BOOSTING_LOGISTIC, EC_BOOSTING_SOFTMAX };

struct ec_boosting_loss {
  enum ec_boosting_kind kind;
  size_t n_rows, n_outputs;
  const double *y;      /* borrowed */
  double *scores;       /* n_outputs times n_rows, output by output */
  double *log_sums;     /* of a softmax: n_rows, the logarithm of its denominator */
  double *piece_losses; /* room for the sums of the pieces, twice */
  double largest;       /* of |g|, where it is not bounded */
};

enum ec_boosting_kind ec_boosting_kind_get(size_t n_classes);
ec_status ec_boosting_loss_init(struct ec_boosting_loss *loss, enum ec_boosting_kind kind,
                                const double *y, size_t n_rows, size_t n_outputs,
                                struct ec_error *error);
void ec_boosting_loss_clear(struct ec_boosting_loss *loss);
/* The scores that are best for all rows alike: n_outputs. */
void ec_boosting_loss_find_base(const struct ec_boosting_loss *loss, double *base);
void ec_boosting_loss_start(struct ec_boosting_loss *loss, const double *base);
/* The mean loss of the scores; makes ready for the derivatives. */
ec_status ec_boosting_loss_evaluate(struct ec_boosting_loss *loss, const struct ec_job *job,
                                    double *mean, struct ec_error *error);
struct ec_boosting_units ec_boosting_loss_get_units(const struct ec_boosting_loss *loss);
/* The derivatives of the rows from `begin` to before `end` by the score of `output`. */
void ec_boosting_loss_derive(const struct ec_boosting_loss *loss, size_t output,
                             const struct ec_boosting_units *units, size_t begin, size_t end,
                             ec_boosting_pair *pairs);
/* Scores, output by output as above with `stride` between outputs, as probabilities. */
void ec_boosting_probabilities(const double *scores, size_t stride, size_t n_rows, size_t n_outputs,
                               struct ec_matrix *probabilities, size_t first_row);

/* Adds up pairs by bin: for each of `n_rows` rows and the groups from `first` to before `last`
 * of `groups` (NULL: those themselves), with the bins of group k at histogram[offsets[k]]. */
void ec_boosting_histogram_add(const struct ec_boosting_table *table, const uint32_t *groups,
                               size_t first, size_t last, const uint32_t *rows, size_t n_rows,
                               const ec_boosting_pair *pairs, ec_boosting_pair *histogram);
/* to += other, and from -= other, for n bins. */
void ec_boosting_histogram_merge(ec_boosting_pair *to, const ec_boosting_pair *other, size_t n);
void ec_boosting_histogram_subtract(ec_boosting_pair *from, const ec_boosting_pair *other,
                                    size_t n);

/* What a split has to heed. */
struct ec_boosting_rules {
  struct ec_boosting_units units;
  double l2, min_gain, min_hessian, smoothing;
  size_t min_samples;
};

struct ec_boosting_split {
  double gain;      /* at most 0: there is no split */
  int32_t feature;  /* of the table */
  uint32_t bin;     /* bins up to this one go left; of amounts */
  bool categorical; /* bins in the set go left */
  bool missing_left;
  ec_boosting_pair left; /* the sums of the left side */
  uint32_t set[EC_BOOSTING_BINS / 32];
};

/* The sums of a leaf, and room to look for its split. */
struct ec_boosting_search {
  const struct ec_boosting_rules *rules;
  ec_boosting_pair total;
  double g, h, n, score; /* of the total; score = g² / (h + l2) */
  ec_boosting_pair sums[EC_BOOSTING_BINS];
  double left_g[EC_BOOSTING_BINS], left_h[EC_BOOSTING_BINS], left_n[EC_BOOSTING_BINS];
  double gains[EC_BOOSTING_BINS];
  ec_boosting_pair bins[EC_BOOSTING_BINS]; /* of a feature that shares a byte */
  ec_boosting_pair pair_sums[EC_BOOSTING_BINS];
  uint32_t pair_features[EC_BOOSTING_BINS]; /* features of two bins, looked at together */
  size_t n_pairs;
};

void ec_boosting_search_begin(struct ec_boosting_search *search,
                              const struct ec_boosting_rules *rules, ec_boosting_pair total);
/* The first of the `n` ways to cut `feature` after sums[i] that gains most, added to `extra`;
 * replaces *best where it gains more than that, and says which cut it was, else returns n. */
size_t ec_boosting_search_cuts(struct ec_boosting_search *search, size_t feature, size_t n,
                               ec_boosting_pair extra, struct ec_boosting_split *best);
/* Looks at one feature, and replaces *best where it finds a better split, or one as good of a
 * feature before. Some are put off until ec_boosting_search_end(). */
void ec_boosting_search_feature(struct ec_boosting_search *search,
                                const struct ec_boosting_table *table, size_t feature,
                                const ec_boosting_pair *histogram, struct ec_boosting_split *best);
void ec_boosting_search_end(struct ec_boosting_search *search, struct ec_boosting_split *best);
void ec_boosting_search_categories(struct ec_boosting_search *search,
                                   const struct ec_boosting_feature *feature, size_t number,
                                   const ec_boosting_pair *bins, struct ec_boosting_split *best);
/* Whether each value of the byte of the feature's group goes left. */
void ec_boosting_split_sides(const struct ec_boosting_split *split,
                             const struct ec_boosting_table *table,
                             uint8_t sides[EC_BOOSTING_BINS]);

/* Brings the rows that go left to the front, each side in its order; returns how many they are in
 * *n_left. `spare` has room for n_rows. */
ec_status ec_boosting_partition(const struct ec_boosting_table *table, size_t group,
                                const uint8_t sides[EC_BOOSTING_BINS], uint32_t *rows,
                                uint32_t *spare, size_t n_rows, const struct ec_job *job,
                                size_t *n_left, struct ec_error *error);

/* Trees with one value a node, and room for more of them. */
struct ec_boosting_forest {
  struct ec_arena *arena; /* owns what the trees point to */
  struct ec_tree *trees;
  int32_t *outputs;
  size_t n_trees, n_allocated;
};

/* A tree that can be written; its arrays have room for n_allocated nodes. */
struct ec_boosting_draft {
  size_t n_nodes, n_allocated, n_sets, n_words;
  int32_t *feature, *left, *right, *category_set;
  double *threshold, *cover, *gain, *values;
  bool *missing_left;
  uint32_t *categories;
};

ec_status ec_boosting_draft_init(struct ec_boosting_draft *draft, struct ec_arena *arena,
                                 size_t n_nodes, size_t n_sets, size_t n_words,
                                 struct ec_error *error);
struct ec_tree ec_boosting_draft_get_tree(const struct ec_boosting_draft *draft);
/* A copy whose arrays are the arena's. */
ec_status ec_boosting_draft_copy(const struct ec_boosting_draft *draft, struct ec_arena *arena,
                                 struct ec_tree *tree, struct ec_error *error);
ec_status ec_boosting_forest_init(struct ec_boosting_forest *forest, struct ec_error *error);
ec_status ec_boosting_forest_reserve(struct ec_boosting_forest *forest, size_t n_trees,
                                     struct ec_error *error);
void ec_boosting_forest_clear(struct ec_boosting_forest *forest);
/* The value of the leaf that a row comes to; its feature j is x[j * stride]. */
double ec_boosting_tree_walk(const struct ec_tree *tree, const double *x, size_t stride);

/* Grows one tree after the other. */
struct ec_boosting_grower;

ec_status ec_boosting_grower_new(const struct ec_boosting_table *table,
                                 const struct ec_boosting_options *options, unsigned n_threads,
                                 struct ec_boosting_grower **grower, struct ec_error *error);
void ec_boosting_grower_free(struct ec_boosting_grower *grower); /* NULL is allowed */
/* Room for the derivatives of all rows; to be filled before ec_boosting_grower_grow(). */
ec_boosting_pair *ec_boosting_grower_get_pairs(struct ec_boosting_grower *grower);
/* Grows a tree on `n_rows` rows (NULL: all), in rising order, from the features drawn with
 * `random`. The job may be NULL; CANCELLED where it is stopped. */
ec_status ec_boosting_grower_grow(struct ec_boosting_grower *grower,
                                  const struct ec_boosting_units *units, const uint32_t *rows,
                                  size_t n_rows, struct ec_random random, const struct ec_job *job,
                                  struct ec_error *error);
/* The tree last grown, until the next. */
const struct ec_boosting_draft *
ec_boosting_grower_get_draft(const struct ec_boosting_grower *grower);
/* scores[row] += rate * value, for the rows that the tree was grown on. */
ec_status ec_boosting_grower_add_scores(const struct ec_boosting_grower *grower, double rate,
                                        double *scores, const struct ec_job *job,
                                        struct ec_error *error);

/* What a fit makes. */
struct ec_boosting_fit {
  struct ec_boosting_forest forest;
  struct ec_boosting_result result; /* its lists are the forest's arena's */
  double *base;                     /* the forest's arena's too */
  enum ec_boosting_kind kind;
  size_t n_outputs;
};

struct ec_boosting {
  struct ec_model model; /* must be first */
  struct ec_boosting_options options;
  struct ec_boosting_fit fit;
  double scale; /* the learning rate of the last fit or load */
};

ec_status ec_boosting_train(const struct ec_data *data, const struct ec_boosting_options *options,
                            const struct ec_job *job, struct ec_boosting_fit *fit,
                            struct ec_error *error);
/* Adds up gain and count over the trees that are kept. */
void ec_boosting_count_gains(const struct ec_boosting_forest *forest, double *gain, double *count);

ec_status ec_boosting_save(const struct ec_model *model, struct ec_record *record,
                           struct ec_error *error);
ec_status ec_boosting_load(struct ec_model *model, const struct ec_record *record,
                           struct ec_error *error);
size_t ec_boosting_describe(const struct ec_model *model, char *text, size_t size);
