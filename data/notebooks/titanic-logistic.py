# {{> intro}}

# %%
import base64
import gzip
import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.calibration import calibration_curve
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    ConfusionMatrixDisplay,
    PrecisionRecallDisplay,
    RocCurveDisplay,
    accuracy_score,
    average_precision_score,
    balanced_accuracy_score,
    brier_score_loss,
    f1_score,
    log_loss,
    matthews_corrcoef,
    precision_score,
    recall_score,
    roc_auc_score,
)
from sklearn.model_selection import PredefinedSplit, learning_curve
from sklearn.pipeline import make_pipeline
{{#if params.scale == standard}}
from sklearn.preprocessing import OneHotEncoder, StandardScaler
{{/if}}
{{#if params.scale == minmax}}
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder
{{/if}}
{{#if params.scale == none}}
from sklearn.preprocessing import OneHotEncoder
{{/if}}

COLUMNS = {{params.columns}}
{{#if params.penalty != none}}
C = {{params.C}}  # how freely coefficients may grow
{{/if}}
TEST_SHARE = {{params.test_share}}
SEED = {{seed}}

# {{> data}}

# %% [markdown]
# ## First look
#
# Who survived? Before any model, two questions to the table: how many, and of which groups.

# %%
table.groupby(["sex", "pclass"])["survived"].value_counts(normalize=True).unstack()

# %%
table.isna().sum()
{{#if params.title}}

# %% [markdown]
# ### Titles
#
# Mr, Mrs, Miss and Master are in each name between the comma and the point. Those that are rare
# are put together: the model can not learn from two colonels.

# %%
title = table["name"].str.extract(r", ([^.]*)\.", expand=False)
table["title"] = title.where(title.isin(["Mr", "Mrs", "Miss", "Master"]), "Other")
COLUMNS = [*COLUMNS, "title"]
table["title"].value_counts()
{{/if}}
{{#if params.family}}

# %% [markdown]
# ### Families
#
# One column for all relatives aboard.

# %%
table["family"] = table["sibsp"] + table["parch"]
COLUMNS = [*COLUMNS, "family"]
table["family"].value_counts()
{{/if}}

# %% [markdown]
# ## Training and test
#
# The test is put aside first, each class with its share. One would usually write
#
# ```python
# train, test = train_test_split(
#     table, test_size=TEST_SHARE, stratify=table["survived"], random_state=SEED
# )
# ```
#
# Epoch draws its rows with other random numbers than scikit-learn, so here are those that it drew
# for this seed, and the fold of cross-validation that each training row is in.

# %% [data]
TEST_ROWS = {{test_rows}}
FOLDS = {{folds}}

# %%
y = (table["survived"] == "survived").astype(int)
X = table[COLUMNS]
X_train, y_train = X.drop(index=TEST_ROWS), y.drop(index=TEST_ROWS)
X_test, y_test = X.iloc[TEST_ROWS], y.iloc[TEST_ROWS]
folds = PredefinedSplit(FOLDS)
print(f"{len(X_train)} passengers to learn from, {y_train.mean():.1%} survived")
print(f"{len(X_test)} passengers to test on, {y_test.mean():.1%} survived")

# %% [markdown]
# ## The pipeline
#
# Everything that is learnt from data is in it, also the value that fills a gap: so it is learnt
# from the training rows alone, and anew in each fold.
#
# 1. A missing number becomes the {{params.impute}} of the known ones.
# 2. A column of words becomes columns of 0 and 1, one for each category but the first.
# {{#if params.scale == standard}}
# 3. All columns are standardised: mean 0, standard deviation 1.
# {{/if}}
# {{#if params.scale == minmax}}
# 3. All columns are brought to the range from 0 to 1.
# {{/if}}
#
# **Logistic regression** adds the columns up like a straight line, $z = b + w \cdot x$, and bends
# the sum into a probability, $p = \dfrac{1}{1 + e^{-z}}$. It makes the log loss on the training
# rows as small as it can be
# {{#if params.penalty == l2}}
# while large coefficients cost their squares: $\tfrac12 \lVert w \rVert^2 + C \sum_i \text{loss}_i$.
# {{/if}}
# {{#if params.penalty == l1}}
# while coefficients cost their sizes: $\lVert w \rVert_1 + C \sum_i \text{loss}_i$. Some become
# exactly 0.
# {{/if}}
# {{#if params.penalty == none}}
# and nothing holds the coefficients back.
# {{/if}}

# %%
numbers = [name for name in COLUMNS if pd.api.types.is_numeric_dtype(table[name])]
words = [name for name in COLUMNS if name not in numbers]

{{#if params.penalty == l1}}
# {{> logistic-l1}}

{{/if}}
encoder = make_pipeline(
    # The tilde sorts after all letters, so that the gap is never the category that is dropped.
    SimpleImputer(strategy="constant", fill_value="~ missing"),
    OneHotEncoder(drop="first", handle_unknown="ignore", sparse_output=False),
)
model = make_pipeline(
    make_column_transformer(
        (SimpleImputer(strategy={{params.impute}}), numbers),
        (encoder, words),
        verbose_feature_names_out=False,
    ),
{{#if params.scale == standard}}
    StandardScaler(),
{{/if}}
{{#if params.scale == minmax}}
    MinMaxScaler(),
{{/if}}
{{#if params.penalty == l2}}
    # This solver and tolerance go to the very minimum; the default stops a little before.
    LogisticRegression(C=C, solver="newton-cholesky", tol=1e-10, max_iter=1000),
{{/if}}
{{#if params.penalty == l1}}
    # This solver goes to the very minimum, but puts the penalty on the intercept too. A large
    # scale of the intercept leaves next to nothing of that.
    LogisticRegression(
        C=C,
        **({"l1_ratio": 1} if by_ratio else {"penalty": "l1"}),
        solver="liblinear",
        intercept_scaling=1e4,
        tol=1e-9,
        max_iter=10_000,
        random_state=SEED % 2**32,
    ),
{{/if}}
{{#if params.penalty == none}}
    # The inverse of the penalty is without end, and so there is none.
    LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=1000),
{{/if}}
)
model.fit(X_train, y_train)
model

# %% [markdown]
# ## How good is it?
#
# Accuracy is one number of many. `precision` says how many of those who were said to survive did,
# `recall` how many of the survivors were found; `auc` how well the probabilities put survivors
# before the others, whatever the threshold; `log_loss` whether the probabilities are honest.

# {{> classes}}

p_train = model.predict_proba(X_train)[:, 1]
p_test = model.predict_proba(X_test)[:, 1]
scores = pd.DataFrame({"test": measure(y_test, p_test), "train": measure(y_train, p_train)})
scores

# %% [markdown]
# ### Cross-validation
#
# One split is one number. In cross-validation each training row is tested once, by a pipeline that
# was learnt anew without its fold; the spread over the folds says how far one split can be trusted.

# %%
folded = []
for inside, outside in folds.split():
    model.fit(X_train.iloc[inside], y_train.iloc[inside])
    p = model.predict_proba(X_train.iloc[outside])[:, 1]
    folded.append(measure(y_train.iloc[outside], p))
folded = pd.DataFrame(folded)
model.fit(X_train, y_train)
folded.agg(["mean", "std"]).T

# %% [markdown]
# ## The threshold
#
# From which probability on is it a *yes*? One half is a habit, not a law. Move the threshold and
# watch one mistake turn into the other.

# %%
threshold = 0.5
fig, axes = plt.subplots(1, 3, figsize=(15, 4))
ConfusionMatrixDisplay.from_predictions(
    y_test, p_test >= threshold, display_labels=["died", "survived"], ax=axes[0], colorbar=False
)
RocCurveDisplay.from_predictions(y_test, p_test, ax=axes[1])
axes[1].axline((0, 0), slope=1, color="grey", linestyle=":")
PrecisionRecallDisplay.from_predictions(y_test, p_test, ax=axes[2])
plt.show()

# %% [markdown]
# ### Are the probabilities honest?
#
# Of those who got about 0.7, about 70% should have survived.

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
share, said = calibration_curve(y_test, p_test, n_bins=8, strategy="quantile")
left.plot(said, share, "o-")
left.axline((0, 0), slope=1, color="grey", linestyle=":")
left.set(title="Calibration", xlabel="Probability that was said", ylabel="Share that survived")
right.hist([p_test[y_test == 0], p_test[y_test == 1]], bins=20, label=["died", "survived"])
right.set(title="Who gets which probability", xlabel="Probability", ylabel="Passengers")
right.legend()
plt.show()

# %% [markdown]
# ## What it has learnt
#
# $e^{w}$ is by how much the *odds* of surviving are multiplied when a column grows by
# {{#if params.scale == standard}}
# one standard deviation
# {{/if}}
# {{#if params.scale == minmax}}
# its whole range
# {{/if}}
# {{#if params.scale == none}}
# one unit
# {{/if}}
# and all others stay.

# %%
odds = pd.Series(np.exp(model[-1].coef_[0]), model[:-1].get_feature_names_out()).sort_values()
odds.plot.barh(logx=True)
plt.axvline(1, color="grey", linestyle=":")
plt.title("Odds are multiplied by")
plt.show()

# %% [markdown]
# ## Would more rows help?
#
# Where the two lines have met, more rows of the same kind will not help; a better column may.

# %%
sizes, on_train, on_rest = learning_curve(
    model,
    X_train,
    y_train,
    cv=folds,
    train_sizes=[0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0],
    scoring="neg_log_loss",
    shuffle=True,
    random_state=SEED % 2**32,
)
plt.plot(sizes, -on_train.mean(axis=1), "o-", label="rows learnt from")
plt.plot(sizes, -on_rest.mean(axis=1), "o-", label="rows left out")
plt.title("Would more rows help?")
plt.xlabel("Training rows")
plt.ylabel("Log loss")
plt.legend()
plt.show()

# %% [markdown]
# ## The same result?
#
# {{#if params.penalty == none}}
# With the same rows and folds, and a loss that is smallest in one place, every score must agree.
# One is left out: without a penalty a fold in which all of a rare category died, or all lived, has
# no smallest loss at all. Its coefficient grows until each program gives up, at another place, and
# the log loss over the folds pays for it. This is what penalties are for.
# {{else}}
# The loss has a single minimum, so whoever finds it finds the same coefficients; with the same
# rows and folds every score must agree.
# {{/if}}
# Both programs stop when the slope of the loss is next to nothing, which leaves the last digits of
# a probability open: 0.00001 is left for them. Passengers who are alike to the model get the same
# probability in both, so that scores of the order, AUC and average precision, agree as well.

# %%
# What Epoch found.
expected = {{expected}}
result = {
    name if part == "test" else f"{name}_{part}": scores.loc[name, part]
    for part in scores.columns
    for name in scores.index
}
{{#if params.penalty == none}}
for name in ["accuracy", "auc"]:
{{else}}
for name in ["accuracy", "auc", "log_loss"]:
{{/if}}
    result[f"{name}_cv"] = folded[name].mean()
    result[f"{name}_cv_sd"] = folded[name].std(ddof=0)
tolerance = dict.fromkeys(result, 1e-5)

# {{> compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
