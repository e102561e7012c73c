/* What is measured where nothing is predicted: of a table that is looked at, of a test of chance, of
 * matrices and slopes. None of them is good or bad by being large. */
#include "config.h"

#include <glib/gi18n.h>

#include "metric/epoch-metric-private.h"

const EpochMetricInfo epoch_metrics_exploration[] = {
    {
        "eta",
        N_("Ratio η"),
        N_("Correlation ratio"),
        N_("η² = Σ n_g (ȳ_g − ȳ)² / Σ (yᵢ − ȳ)²"),
        N_("How well groups tell the values of a column apart. The mean ȳ_g of each group is set "
           "against the mean ȳ of all: η² is the share of the ups and downs that lies between the "
           "groups, the rest lies within them. For two columns of numbers the correlation plays "
           "this part."),
        N_("0 means that all groups have the same mean, 1 that within a group all values are "
           "equal. Whether a value could be chance is another question: many small groups reach a "
           "large η by luck."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        NULL,
        TRUE,
    },
    {
        "p_value",
        N_("p"),
        N_("p value of a permutation test"),
        N_("p = (shuffles as extreme as the truth + 1) / (shuffles + 1)"),
        N_("How often chance alone makes something as strong as what is seen. The groups are "
           "shuffled among the rows many times, which cuts every tie between them and the values; "
           "p counts how many of the shuffles do as well all the same."),
        N_("A small p says that chance is a poor explanation; below 0.05 is a habit, not a law. It "
           "does not say how large the effect is, nor how likely the hypothesis is to be true. "
           "Who tests twenty things finds one below 0.05 by chance."),
        FALSE,
        EPOCH_METRIC_UNIT_NONE,
        NULL,
        TRUE,
    },
    {
        "share",
        N_("Share"),
        N_("Share of the rows"),
        N_("share = rows that are / all rows"),
        N_("Which part of all rows has what is asked about, such as the passengers who survived. "
           "It is the mean of a column of 0 and 1, and what every group is compared with."),
        N_("It is a fact of the table and neither good nor bad. From n rows it is known to about "
           "1/√n, so to three points from a thousand."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        NULL,
        TRUE,
    },
    {
        "gap",
        N_("Gap"),
        N_("Gap between the groups"),
        N_("gap = largest share − smallest share"),
        N_("How far the best group and the worst one are apart. The more groups there are, and the "
           "smaller they get, the wider the gap becomes by chance alone."),
        N_("0 means that all groups have the same share. Look at how many rows the two groups at "
           "the ends have before you believe a wide one."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        NULL,
        TRUE,
    },
    {
        "spread_kept",
        N_("Spread kept"),
        N_("Spread kept by filling"),
        N_("s(after filling) / s(of what is known)"),
        N_("The standard deviation of a column after its gaps were filled, against that of the "
           "values that were known. A filled value lies in the middle, so the spread shrinks, and "
           "with it the doubt that one should have."),
        /* xgettext:no-c-format */
        N_("100% leaves the spread as it was. Far below that, everything computed from the column "
           "looks surer than it is."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        NULL,
        TRUE,
    },
    {
        "determinant",
        N_("Determinant"),
        N_("Determinant of the matrix"),
        N_("det A = a d − b c"),
        N_("By how much the matrix makes an area larger. A minus says that it also turns the plane "
           "over, as a mirror does."),
        N_("0 means that the plane is pressed onto a line or a point, and that nothing brings it "
           "back: the matrix has no inverse."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        NULL,
        TRUE,
    },
    {
        "slope",
        N_("Slope"),
        N_("Slope at the point"),
        N_("f′(x) = lim (f(x + h) − f(x)) / h"),
        N_("By how many times as much f moves when x moves by a little. Above 0 the curve rises to "
           "the right, below 0 it falls."),
        N_("Where it is 0 the curve is level: a valley, a hill, or a step on the way. Learning "
           "means to walk against it until it is nearly 0."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        NULL,
        TRUE,
    },
    {
        "bias2",
        N_("Bias²"),
        N_("Squared bias"),
        N_("Bias² = mean over x of (mean f̂(x) − f(x))²"),
        N_("How far the mean of the models, each learnt on other rows, lies from the truth. It"
           " is what a model can not express however many rows it sees: the bow that a "
           "straight line leaves over."),
        N_("0 is the least. It falls as the model gets more freedom; what falls on the other "
           "side of the scales is the variance."),
        FALSE,
        EPOCH_METRIC_UNIT_TARGET_SQUARED,
        NULL,
        FALSE,
    },
    {
        "variance",
        N_("Variance"),
        N_("Variance of the predictions"),
        N_("Variance = mean over x of mean (f̂(x) − mean f̂(x))²"),
        N_("How far models that were learnt on other rows differ from one another. It is what "
           "a model takes from the luck of its rows: it learns their noise by heart."),
        N_("0 is the least. It grows with the freedom of the model, and falls with more rows "
           "and with a penalty on large coefficients."),
        FALSE,
        EPOCH_METRIC_UNIT_TARGET_SQUARED,
        NULL,
        FALSE,
    },
    {
        "noise",
        N_("Noise"),
        N_("Noise of the targets"),
        N_("Noise = mean (y − f(x))²"),
        N_("What lies in the targets themselves and in no column: two rows that are alike in "
           "all columns still differ by it. No model gets below it on rows that it has not "
           "seen."),
        N_("It is a fact of the data, neither good nor bad. An error that is close to it can "
           "not be improved by another model, only by another column."),
        FALSE,
        EPOCH_METRIC_UNIT_TARGET_SQUARED,
        NULL,
        TRUE,
    },
    {
        "best_degree",
        N_("Best degree"),
        N_("Degree with the least error"),
        N_("argmin over d of the test error"),
        N_("The degree of the polynomial whose error on new rows is the least. Below it the "
           "bias decides, above it the variance."),
        N_("It is no property of the truth: with more rows, or less noise, a higher degree "
           "becomes the best."),
        FALSE,
        EPOCH_METRIC_UNIT_COUNT,
        NULL,
        TRUE,
    },
    {
        "best_alpha",
        N_("Best α"),
        N_("Penalty with the least error"),
        N_("argmin over α of the error over folds"),
        N_("The strength of the penalty whose error over the folds is the least. Smaller ones "
           "learn the rows by heart, larger ones are too stiff."),
        N_("Where the curve around it is flat, the exact value does not matter; then the "
           "larger penalty is the safer one."),
        FALSE,
        EPOCH_METRIC_UNIT_NONE,
        NULL,
        TRUE,
    },
    {
        "clusters",
        N_("Clusters"),
        N_("Number of clusters"),
        N_("k"),
        N_("Into how many groups the rows were divided. k-means makes as many as it is asked "
           "for; DBSCAN finds as many crowded places as its reach lets it see."),
        N_("No number is right by itself. Look at the silhouette, and at whether you can say "
           "in words what sets each group apart."),
        FALSE,
        EPOCH_METRIC_UNIT_COUNT,
        NULL,
        TRUE,
    },
    {
        "noise_rows",
        N_("Noise"),
        N_("Rows in no cluster"),
        N_("rows with fewer than the least neighbours within reach"),
        N_("How many rows DBSCAN puts into no cluster: too few others lie near them. Some are "
           "errors, some are the people nobody is like."),
        N_("A few percent are usual. Hardly any, or nearly all, say that the reach does not "
           "fit the data."),
        FALSE,
        EPOCH_METRIC_UNIT_COUNT,
        NULL,
        TRUE,
    },
    {
        "components",
        N_("Components"),
        N_("Number of components"),
        N_("k"),
        N_("How many new columns, each a sum of the old ones, were kept."),
        N_("Fewer are easier to look at; the explained variance says what they cost."),
        FALSE,
        EPOCH_METRIC_UNIT_COUNT,
        NULL,
        TRUE,
    },
    {NULL},
};
