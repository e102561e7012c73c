/* What the files of "mall-segments" share: the rows, the numbers of clusters that were tried, and
 * the clustering that was chosen. */
#pragma once

#include "chart/epoch-chart-writer-private.h"
#include "explore/epoch-explore-private.h"
#include "model/epoch-pipeline-private.h"
#include "model/pca.h"
#include "run/epoch-run-context-private.h"

G_BEGIN_DECLS

/* The clusters that are drawn and described; of more (DBSCAN may find hundreds) the largest. */
#define EPOCH_SEGMENTS_MAX_SHOWN 10

/* Rows put into clusters by one method with one setting. */
typedef struct {
  EpochPipeline *pipeline;
  const double *labels; /* one a row, in the model: 0 …, or -1 for noise */
  gsize n_clusters;
  gsize n_noise;
  double inertia;    /* NaN of DBSCAN, which makes nothing small */
  double *values;    /* silhouettes, one a row; NaN for noise, or where there are none */
  double silhouette; /* their mean; NaN where fewer than two clusters are left to compare */
} EpochClustering;

void epoch_clustering_free(EpochClustering *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochClustering, epoch_clustering_free)

/* A cluster in words. */
typedef struct {
  char *name;        /* "2: older, fewer children" */
  char *description; /* a sentence of Markdown */
} EpochSegmentWords;

typedef struct {
  EpochRunContext *context;
  struct ec_table *table; /* the rows that take part, with all their columns */
  size_t *rows;           /* where each stands in the data set, from 0 */
  gsize n;
  GArray *columns;         /* of EpochExploreColumn: those that were chosen */
  GArray *used;            /* of size_t: those by which distances are measured */
  EpochPipeline *picture;  /* principal components */
  struct ec_matrix x;      /* the rows as the methods see them: filled and scaled */
  struct ec_matrix scores; /* the rows along the principal components */
  GPtrArray *tried;        /* of EpochClustering by k-means: 2 clusters, 3 clusters, … */
  EpochClustering *chosen; /* (nullable): one of the tried, or of its own */
  EpochClustering *own;    /* (nullable): the chosen one, where it is none of the tried */
  gsize *sizes;            /* of the chosen clusters */
  gsize shown[EPOCH_SEGMENTS_MAX_SHOWN]; /* the numbers of those that are drawn */
  gsize n_shown;
  EpochSegmentWords words[EPOCH_SEGMENTS_MAX_SHOWN];
  double eps; /* of DBSCAN */
  GPtrArray *found;
} EpochSegments;

/* The part of the run in which its jobs report. */
struct ec_job epoch_segments_job(const EpochSegments *self, double begin, double end);

/* Reads the rows and prepares them; makes the principal components. */
gboolean epoch_segments_read(EpochSegments *self, GError **error);
void epoch_segments_clear(EpochSegments *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EpochSegments, epoch_segments_clear)

/* Puts the rows of a table into @k clusters by k-means, or with 0 into as many as DBSCAN finds, and
 * measures silhouettes. (transfer full) (nullable) */
EpochClustering *epoch_segments_cluster(EpochSegments *self, const struct ec_table *table, gsize k,
                                        const struct ec_job *job, GError **error);

/* Whether a core call was merely stopped; then @error is cleared. */
gboolean epoch_segments_was_stopped(EpochSegments *self, GError **error);

/* Tries 2, 3, … clusters, and draws the inertia and the silhouette of each. */
gboolean epoch_segments_search(EpochSegments *self, double begin, double end, GError **error);
/* The number of clusters that the elbow, or the best silhouette, suggests; 0 where nothing was
 * tried. */
gsize epoch_segments_get_elbow(const EpochSegments *self);
gsize epoch_segments_get_best_silhouette(const EpochSegments *self);

/* The place of the bend of a curve: the point that is farthest from the chord between its ends, with
 * both axes brought to 0 … 1 (V. Satopää and others, "Finding a 'kneedle' in a haystack", ICDCS
 * workshops 2011, without its smoothing). The first of equals; 0 for fewer than 3 points. */
gsize epoch_segments_find_bend(const double *x, const double *y, gsize n);

/* Finds the chosen clustering: by the elbow, the silhouette, or as asked. Where the run was stopped
 * before there was one, there is none, and that is well. */
gboolean epoch_segments_choose(EpochSegments *self, double begin, double end, GError **error);

/* Words for each cluster that is shown. */
void epoch_segments_describe(EpochSegments *self);
/* (transfer full): "older" for a column of which there is more, or less: of a feature that the
 * methods see. */
char *epoch_segments_word(const EpochSegments *self, gsize feature, gboolean more);
/* (transfer full): what people call a feature: "Age", "Home: Own". */
char *epoch_segments_label(const EpochSegments *self, gsize feature);

/* Charts of the principal components, and what they mean in words. */
gboolean epoch_segments_draw_picture(EpochSegments *self, GError **error);
gboolean epoch_segments_draw_variance(EpochSegments *self, GError **error);
/* Charts of the chosen clusters. */
gboolean epoch_segments_draw_clusters(EpochSegments *self, GError **error);

/* Metrics and the files facts.json, model.json and predictions.csv. */
gboolean epoch_segments_write_results(EpochSegments *self, GError **error);

/* The same on columns that were shuffled one by one. */
gboolean epoch_segments_check(EpochSegments *self, double begin, double end, GError **error);

G_END_DECLS
