# {{> intro}}

# %%
import base64
import gzip
import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
{{#if own.model == descent}}
{{#if own.task == amounts}}
from sklearn.base import BaseEstimator, RegressorMixin, clone
{{else}}
from sklearn.base import BaseEstimator, ClassifierMixin, clone
{{/if}}
{{else}}
{{#if folds}}
from sklearn.base import clone
{{/if}}
{{/if}}
{{#if own.model == kmeans}}
from sklearn.cluster import KMeans
{{/if}}
{{#if own.model == dbscan}}
from sklearn.cluster import DBSCAN
{{/if}}
from sklearn.compose import make_column_transformer
{{#if own.task == none}}
from sklearn.decomposition import PCA
{{/if}}
{{#if own.model == forest}}
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
{{/if}}
{{#if own.model == extra-trees}}
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
{{/if}}
{{#if own.model == boosting}}
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
{{/if}}
from sklearn.impute import SimpleImputer
{{#if own.task != none}}
from sklearn.inspection import permutation_importance
{{/if}}
{{#if own.model == linear}}
from sklearn.linear_model import LinearRegression
{{/if}}
{{#if own.model == ridge}}
from sklearn.linear_model import Ridge
{{/if}}
{{#if own.model == lasso}}
from sklearn.linear_model import Lasso
{{/if}}
{{#if own.model == elastic-net}}
from sklearn.linear_model import ElasticNet
{{/if}}
{{#if own.model == logistic}}
from sklearn.linear_model import LogisticRegression
{{/if}}
{{#if own.task == amounts}}
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score
{{/if}}
{{#if own.task == binary}}
from sklearn.metrics import (
    ConfusionMatrixDisplay,
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
{{/if}}
{{#if own.task == classes}}
from sklearn.metrics import (
    ConfusionMatrixDisplay,
    accuracy_score,
    balanced_accuracy_score,
    f1_score,
    log_loss,
    matthews_corrcoef,
)
{{/if}}
{{#if own.task == none}}
{{#if own.model == kmeans}}
from sklearn.metrics import pairwise_distances_argmin, silhouette_score
{{/if}}
{{#if own.model == dbscan}}
from sklearn.metrics import silhouette_score
{{/if}}
{{/if}}
{{#if folds}}
from sklearn.model_selection import PredefinedSplit
{{/if}}
{{#if own.model == naive-bayes}}
from sklearn.naive_bayes import GaussianNB
{{/if}}
{{#if own.model == neighbours}}
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
{{/if}}
{{#if own.model == dbscan}}
from sklearn.neighbors import NearestNeighbors
{{/if}}
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
{{#if own.model == tree}}
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
{{/if}}

{{#if own.task != none}}
TARGET = {{params.target}}
TEST_SHARE = {{params.test_share}}
{{/if}}
SEED = {{seed}} % 2**32  # scikit-learn takes no larger one

# %% [markdown]
# ## The data
#
# {{#if data}}
# The next cell holds the whole table, so that this file is all you need: the CSV file, compressed
# with gzip and written as text with Base64. Leave it folded; there is nothing to read in it.
# {{else}}
# The table is too large to be put into a notebook; it is read where it was.
# {{/if}}
{{#if data}}

# %% [data]
# The table: CSV, then gzip, then Base64.
DATA = {{data}}

# %%
csv = io.BytesIO(gzip.decompress(base64.b64decode(DATA)))
{{else}}

# %%
csv = {{data_path}}
{{/if}}
# Everything is read as text first, so that nothing is guessed: then the columns of numbers are made
# numbers, and only these texts mean "missing".
missing = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?", "."]
numeric = {{own.all_numbers}}
table = pd.read_csv(csv, sep={{own.delimiter}}, dtype=str, na_filter=False, encoding="utf-8-sig")
table.columns = table.columns.str.strip()
table = table.apply(lambda column: column.str.strip())
table = table.where(~table.isin(missing))
table[numeric] = table[numeric].apply(pd.to_numeric)
table.head()

# %% [markdown]
# ## First look

# %%
table.info()
table.describe(include="all").T

# %%
if len(numeric) > 1:
    shown = numeric[:20]
    correlations = table[shown].corr()
    fig, ax = plt.subplots(figsize=(0.5 * len(shown) + 3, 0.5 * len(shown) + 2))
    picture = ax.imshow(correlations, cmap="RdBu_r", vmin=-1, vmax=1)
    ax.set_xticks(range(len(shown)), shown, rotation=90)
    ax.set_yticks(range(len(shown)), shown)
    fig.colorbar(picture, label="Pearson correlation")
    plt.show()

# %% [markdown]
# ## Which columns
#
# Columns that are empty, never vary, only number the rows, or have a text for nearly each of them
# tell a model nothing that holds elsewhere. They are left out; what remains is this.

# %%
numbers = {{own.numbers}}
words = {{own.words}}
COLUMNS = numbers + words
print("left out:", sorted(set(table.columns) - set(COLUMNS)))
{{#if own.task != none}}
known = table[table[TARGET].notna()].reset_index(drop=True)
X, y = known[COLUMNS], known[TARGET]
{{else}}
X = table[COLUMNS]
{{/if}}
{{#if own.task == binary}}
# Of two classes the second in order is the one that is looked for.
negative, positive = sorted(y.unique())
y = (y == positive).astype(int)
{{/if}}
{{#if own.task != none}}

# %% [markdown]
# ## Training and test
#
# A share of the rows is put aside before anything is learnt. One would usually call
# `train_test_split(X, y, test_size=TEST_SHARE, random_state=SEED)`; Epoch draws with other random
# numbers, so here are the rows that it drew for this seed.
# {{#if folds}}
# So is the fold of cross-validation that each training row is in.
# {{/if}}

# %% [data]
TEST_ROWS = {{test_rows}}
{{#if folds}}
FOLDS = {{folds}}
{{/if}}

# %%
X_train, y_train = X.drop(index=TEST_ROWS), y.drop(index=TEST_ROWS)
X_test, y_test = X.iloc[TEST_ROWS], y.iloc[TEST_ROWS]
print(f"{len(X_train)} rows to learn from, {len(X_test)} to test on")
{{/if}}

# %% [markdown]
# ## The pipeline
#
# Gaps in numbers get the median; words become columns of 0 and 1, and a gap is a category of its
# own.
# {{#if own.scale == standard}}
# Columns are standardised, for this model looks at their units.
# {{/if}}
# All of it is learnt from the training rows alone.

# %%
{{#if own.model == descent}}
{{#if own.task == amounts}}
class GradientDescent(RegressorMixin, BaseEstimator):
{{else}}
class GradientDescent(ClassifierMixin, BaseEstimator):
{{/if}}
    """A linear model that steps against its mean gradient, again and again, from zero."""

    def __init__(self, rate, epochs):
        self.rate = rate
        self.epochs = epochs

    def answer(self, X):
        z = np.column_stack([X, np.ones(len(X))]) @ self.weights_
{{#if own.task == binary}}
        return 1 / (1 + np.exp(-z))
{{else}}
        return z
{{/if}}

    def fit(self, X, y):
        inputs = np.column_stack([X, np.ones(len(X))])
        self.weights_ = np.zeros(inputs.shape[1])
        for _ in range(self.epochs):
            gradient = inputs.T @ (self.answer(X) - np.asarray(y)) / len(X)
            self.weights_ = self.weights_ - self.rate * gradient
{{#if own.task == binary}}
        self.classes_ = np.array([0, 1])
{{/if}}
        return self

{{#if own.task == binary}}
    def predict_proba(self, X):
        p = self.answer(X)
        return np.column_stack([1 - p, p])

    def predict(self, X):
        return (self.answer(X) >= 0.5).astype(int)
{{else}}
    def predict(self, X):
        return self.answer(X)
{{/if}}


{{/if}}
encoder = make_pipeline(
    # The tilde sorts after all letters, so that the gap is never a category that is dropped.
    SimpleImputer(strategy="constant", fill_value="~ missing"),
{{#if own.drop}}
    # The intercept stands for the first category.
    OneHotEncoder(drop="first", handle_unknown="ignore", sparse_output=False),
{{else}}
    OneHotEncoder(handle_unknown="ignore", sparse_output=False),
{{/if}}
)
steps = [
    make_column_transformer(
        (SimpleImputer(strategy="median"), numbers),
        (encoder, words),
        verbose_feature_names_out=False,
    ),
{{#if own.scale == standard}}
    StandardScaler(),
{{/if}}
]
{{#if own.task != none}}
{{#if own.model == linear}}
estimator = LinearRegression()
{{/if}}
{{#if own.model == ridge}}
estimator = Ridge(alpha={{params.alpha}})
{{/if}}
{{#if own.model == lasso}}
estimator = Lasso(alpha={{params.alpha}}, tol=1e-12, max_iter=100_000)
{{/if}}
{{#if own.model == elastic-net}}
estimator = ElasticNet(alpha={{params.alpha}}, l1_ratio={{own.l1_ratio}}, tol=1e-12, max_iter=100_000)
{{/if}}
{{#if own.model == descent}}
estimator = GradientDescent(rate={{own.rate}}, epochs={{own.epochs}})
{{/if}}
{{#if own.model == logistic}}
# This tolerance goes to the very minimum; the default stops a little before.
estimator = LogisticRegression(tol=1e-10, max_iter=10_000)
{{/if}}
{{#if own.model == neighbours}}
{{#if own.task == amounts}}
estimator = KNeighborsRegressor({{params.neighbours}})
{{else}}
estimator = KNeighborsClassifier({{params.neighbours}})
{{/if}}
{{/if}}
{{#if own.model == naive-bayes}}
estimator = GaussianNB()
{{/if}}
{{#if own.model == tree}}
{{#if own.task == amounts}}
estimator = DecisionTreeRegressor(max_depth={{params.max_depth}} or None, random_state=SEED)
{{else}}
estimator = DecisionTreeClassifier(max_depth={{params.max_depth}} or None, random_state=SEED)
{{/if}}
{{/if}}
{{#if own.model == forest}}
settings = {
    "n_estimators": {{params.trees}},
    "max_depth": {{params.max_depth}} or None,
    "min_samples_leaf": {{own.leaf}},
    "n_jobs": -1,
    "random_state": SEED,
}
{{#if own.task == amounts}}
estimator = RandomForestRegressor(**settings)
{{else}}
estimator = RandomForestClassifier(**settings)
{{/if}}
{{/if}}
{{#if own.model == extra-trees}}
settings = {
    "n_estimators": {{params.trees}},
    "max_depth": {{params.max_depth}} or None,
    "n_jobs": -1,
    "random_state": SEED,
}
{{#if own.task == amounts}}
estimator = ExtraTreesRegressor(**settings)
{{else}}
estimator = ExtraTreesClassifier(**settings)
{{/if}}
{{/if}}
{{#if own.model == boosting}}
settings = {
    "max_iter": {{params.trees}},
    "max_depth": {{params.max_depth}} or None,
    "min_samples_leaf": {{own.leaf}},
    "l2_regularization": {{own.l2}},
    "early_stopping": False,
    "random_state": SEED,
}
{{#if own.task == amounts}}
estimator = HistGradientBoostingRegressor(**settings)
{{else}}
estimator = HistGradientBoostingClassifier(**settings)
{{/if}}
{{/if}}
model = make_pipeline(*steps, estimator)
model.fit(X_train, y_train)
model

# %% [markdown]
# ## How good is it?

{{#if own.task == binary}}
# {{> classes}}


def score(fitted, X, y):
    return measure(y, fitted.predict_proba(X)[:, 1])
{{/if}}
{{#if own.task == classes}}
# %%
def score(fitted, X, y):
    """The scores of more than two classes, as Epoch names them."""
    predicted = fitted.predict(X)
    return {
        "accuracy": accuracy_score(y, predicted),
        "balanced_accuracy": balanced_accuracy_score(y, predicted),
        "f1_macro": f1_score(y, predicted, average="macro", zero_division=0),
        "f1_weighted": f1_score(y, predicted, average="weighted", zero_division=0),
        "matthews": matthews_corrcoef(y, predicted),
        "log_loss": log_loss(y, fitted.predict_proba(X), labels=fitted.classes_),
    }
{{/if}}
{{#if own.task == amounts}}
# %%
def score(fitted, X, y):
    """The usual measures of an amount that is predicted."""
    predicted = fitted.predict(X)
    return {
        "rmse": np.sqrt(mean_squared_error(y, predicted)),
        "mae": mean_absolute_error(y, predicted),
        "mse": mean_squared_error(y, predicted),
        "r2": r2_score(y, predicted),
    }
{{/if}}


scores = pd.DataFrame(
    {"test": score(model, X_test, y_test), "train": score(model, X_train, y_train)}
)
scores
{{#if folds}}

# %% [markdown]
# One split is one number. Over the folds each training row is tested once, by a pipeline that has
# not seen it; the spread says how far one number can be trusted.

# %%
folded = []
for inside, outside in PredefinedSplit(FOLDS).split():
    fitted = clone(model).fit(X_train.iloc[inside], y_train.iloc[inside])
    folded.append(score(fitted, X_train.iloc[outside], y_train.iloc[outside]))
folded = pd.DataFrame(folded)
folded.agg(["mean", "std"]).T
{{/if}}

# %%
predicted = model.predict(X_test)
{{#if own.task == amounts}}
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
left.scatter(y_test, predicted, s=12)
left.axline((y_test.mean(), y_test.mean()), slope=1, color="grey", linestyle=":")
left.set(title="Predicted and actual", xlabel="Actual", ylabel="Predicted")
right.hist(y_test - predicted, bins=20)
right.set(title="How large the errors are", xlabel="Actual − predicted")
plt.show()
{{else}}
ConfusionMatrixDisplay.from_predictions(y_test, predicted, colorbar=False)
plt.show()
{{/if}}

# %% [markdown]
# ## What it would miss
#
# Shuffle one column of the test rows and look how far the score falls.

# %%
shuffled = permutation_importance(model, X_test, y_test, n_repeats=5, random_state=SEED)
importance = pd.Series(shuffled.importances_mean, COLUMNS).sort_values()[-15:]
importance.plot.barh(figsize=(7, 0.3 * len(importance) + 1))
plt.title("Loss of the score")
plt.show()

# %% [markdown]
# ## The same result?
# {{#if own.exact}}
#
# Same rows, same folds, and a method that has one answer: all scores must agree to 0.00001, or of
# scores larger than 1 to that part of them. What asks which row comes first may differ by a pair
# of rows whose probabilities are next to equal: 0.0001 is left for the order.
# {{else}}
#
# This method draws lots, or chooses among what is equally good: rows and columns of a tree,
# questions that sort equally well, neighbours that are equally far. Epoch's trees also take words
# and gaps as they are, where here they are columns of 0 and 1 and medians. So the scores may differ
# by as much as a score differs from fold to fold: three standard deviations are left to chance, at
# least a tenth.
# {{/if}}

# %%
# What Epoch found.
expected = {{expected}}
result = {
    name if part == "test" else f"{name}_{part}": scores.loc[name, part]
    for part in scores.columns
    for name in scores.index
}
{{#if folds}}
first = folded.columns[0]
result[f"{first}_cv"] = folded[first].mean()
{{/if}}
# Epoch leaves out what the rows do not determine.
result = {name: value for name, value in result.items() if name in expected}
{{#if own.exact}}
order = ("auc", "average_precision")
tolerance = {
    name: 1e-4 if name.startswith(order) else 1e-5 * max(1, abs(expected[name]))
    for name in result
}
{{else}}
# On the rows that it has learnt from, a tree may well be perfect; that says nothing.
result = {name: value for name, value in result.items() if not name.endswith("_train")}
tolerance = {name: 0.1 * max(1, abs(expected[name])) for name in result}
{{#if folds}}
for name in result:
    spread = folded[name.removesuffix("_cv")].std()
    tolerance[name] = max(tolerance[name], 3 * spread)
{{/if}}
{{/if}}

# {{> compare}}
{{else}}
prepare = make_pipeline(*steps)
data = prepare.fit_transform(X)
features = list(prepare[0].get_feature_names_out())
data.shape

# %% [markdown]
# ## A picture
#
# **Principal components** are the directions in which rows differ most.

# %%
pca = PCA().fit(data)
places = pca.transform(data)
plt.plot(np.cumsum(pca.explained_variance_ratio_), "o-")
plt.title("How much the first components show")
plt.xlabel("Components, from 0")
plt.ylabel("Share of the differences")
plt.ylim(0, 1.05)
plt.show()
{{#if own.model == kmeans}}

# %% [markdown]
# ## Clusters
#
# **k-means** puts centres so that the squared distances of all rows to their nearest one become
# small. It draws its starts, and two libraries draw others. So the next cell holds the centres that
# Epoch ended with: with each row sent to the nearest of them, all numbers must be the same.

# %% [data]
# The centres that Epoch ended with, one after another, in prepared units.
EPOCH_FEATURES = {{centres.features}}
EPOCH_CENTRES = {{centres}}

# %%
own = KMeans({{expected.clusters}}, n_init=10, random_state=SEED).fit(data)
print("inertia from starts of its own:", own.inertia_)
print("sizes:", np.bincount(own.labels_))

# %%
# A category is called "sex=F" there and "sex_F" here; the order of columns may differ too.
names = [name.replace("=(missing)", "=~ missing").replace("=", "_", 1) for name in EPOCH_FEATURES]
centres = pd.DataFrame(np.reshape(EPOCH_CENTRES, (-1, len(names))), columns=names)[features]
labels = pairwise_distances_argmin(data, centres.to_numpy())
{{/if}}
{{#if own.model == dbscan}}

# %% [markdown]
# ## Clusters
#
# **DBSCAN** calls a place crowded where enough rows are within a reach, and joins crowded places
# that touch. Sort all rows by the distance to that neighbour: where the curve bends upwards, stray
# rows begin.

# %%
MIN_SAMPLES = {{params.neighbours}}
nearest = NearestNeighbors(n_neighbors=min(MIN_SAMPLES, len(data))).fit(data)
distances = np.sort(nearest.kneighbors(data)[0][:, -1])
rise = distances[-1] - distances[0]
below = np.linspace(0, 1, len(distances)) - (distances - distances[0]) / (rise or 1)
bend = distances[np.argmax(below)] if rise > 0 and below.max() > 0 else distances[-1]
EPS = {{params.reach}} or bend or 0.5
labels = DBSCAN(eps=EPS, min_samples=MIN_SAMPLES).fit_predict(data)
plt.plot(distances)
plt.axhline(EPS, color="C1", linestyle=":")
plt.title(f"Reach {EPS:.3g}: {labels.max() + 1} clusters, {np.sum(labels < 0)} rows in none")
plt.show()
{{/if}}
{{#if own.model != pca}}

# %%
vertical = places[:, 1] if places.shape[1] > 1 else np.zeros(len(places))
plt.scatter(places[:, 0], vertical, c=labels, cmap="tab10", s=8)
plt.title("The rows on a plane")
plt.show()
{{/if}}

# %% [markdown]
# ## The same result?
#
# Nothing is left to chance here: all numbers must agree to one millionth.

# %%
# What Epoch found.
expected = {{expected}}
{{#if own.model == pca}}
result = {
    "components": len(pca.explained_variance_ratio_),
    "explained_variance": pca.explained_variance_ratio_.sum(),
}
{{else}}
result = {"clusters": labels.max() + 1}
if "noise" in expected:
    result["noise"] = np.sum(labels < 0)
result["inertia"] = sum(
    ((data[labels == k] - data[labels == k].mean(axis=0)) ** 2).sum()
    for k in range(labels.max() + 1)
)
# Of large tables Epoch measures every second, third … row.
sample = np.arange(0, len(data), len(data) // {{own.sample}} + 1)
sample = sample[labels[sample] >= 0]
if "silhouette" in expected:
    result["silhouette"] = silhouette_score(data[sample], labels[sample])
{{/if}}
tolerance = {name: 1e-6 * max(1, abs(expected[name])) for name in result}

# {{> compare}}
{{/if}}

# %% [markdown]
# ## Now you
#
# {{try}}
