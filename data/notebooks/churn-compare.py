# {{> intro}}

# %%
import base64
import gzip
import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.calibration import calibration_curve
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.inspection import PartialDependenceDisplay, permutation_importance
{{> contest-metrics}}
from sklearn.model_selection import PredefinedSplit, RandomizedSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

TARGET = {{dataset.target}}
COLUMNS = {{params.columns}}
CANDIDATES = {{params.candidates}}  # draws of the search; 0 leaves it out
CUSTOMER = {{params.customer}}  # whose reasons (a row, from 1); 0 for the surest leaver
TEST_SHARE = {{params.test_share}}
SEED = {{seed}} % 2**32  # scikit-learn takes no larger one

# {{> data}}

# %% [markdown]
# ## First look
#
# How many leave, and of which contracts? A table of shares is a model too, and often a good one.

# %%
table[TARGET].value_counts(normalize=True)

# %%
leaves = table[TARGET] == "Yes"
leaves.groupby([table["contract"], table["internet_service"]]).mean().unstack().round(2)

# {{> contest-split}}

# %% [markdown]
# ## Three models
#
# - **Logistic regression** needs numbers: words become columns of 0 and 1, gaps get the median, and
#   all is brought to one scale.
# - The **forest** here gets columns of 0 and 1 too, without any scaling: a question such as *is
#   tenure above 12?* does not care about units.
# - **Boosting** takes words as they are, once pandas calls them categories, and sends a gap to
#   whichever side it is better off.

# %%
words = [name for name in COLUMNS if not pd.api.types.is_numeric_dtype(table[name])]
numbers = [name for name in COLUMNS if name not in words]
X_train = X_train.astype(dict.fromkeys(words, "category"))
X_test = X_test.astype({name: X_train[name].dtype for name in words})


def prepare(drop):
    """Numbers with their gaps filled, words as columns of 0 and 1."""
    encoder = make_pipeline(
        SimpleImputer(strategy="constant", fill_value="~ missing"),
        OneHotEncoder(drop=drop, handle_unknown="ignore", sparse_output=False),
    )
    return make_column_transformer(
        (SimpleImputer(strategy="median"), numbers),
        (encoder, words),
        verbose_feature_names_out=False,
    )


def logistic(**settings):
    """A pipeline whose last step goes to the very minimum of its loss."""
    settings = {"solver": "newton-cholesky", "tol": 1e-10, "max_iter": 1000} | settings
    return make_pipeline(prepare("first"), StandardScaler(), LogisticRegression(**settings))


def forest(**settings):
    return make_pipeline(
        prepare(None), RandomForestClassifier(n_jobs=-1, random_state=SEED, **settings)
    )


def boosting(**settings):
    settings = {"l2_regularization": 0.01} | settings
    return HistGradientBoostingClassifier(
        categorical_features="from_dtype", early_stopping=False, random_state=SEED, **settings
    )


models = {
    "logistic regression": logistic(),
    "random forest": forest(n_estimators=200, min_samples_leaf=5),
    "gradient boosting": boosting(),
}

# {{> contest-folds}}
{{#if params.candidates}}

# %% [markdown]
# ## Better settings
#
# A **randomised search** draws settings, measures each draw over the folds, and keeps the best. It
# looks at the same folds again and again, so its best score is a little too good: that is why the
# test rows are still put aside.

# %%
{{#if params.tune == boosting}}
TUNED = "tuned boosting"
candidate = boosting()
space = {
    # Evenly on a logarithmic scale: each factor is as likely as another.
    "max_iter": np.geomspace(30, 300, 40).round().astype(int),
    "learning_rate": np.geomspace(0.02, 0.3, 40),
    "max_leaf_nodes": np.geomspace(4, 40, 40).round().astype(int),
    "l2_regularization": np.geomspace(0.01, 30, 40),
}
{{/if}}
{{#if params.tune == forest}}
TUNED = "tuned forest"
candidate = forest()
space = {
    # Evenly on a logarithmic scale: each factor is as likely as another.
    "randomforestclassifier__min_samples_leaf": np.geomspace(1, 40, 40).round().astype(int),
    "randomforestclassifier__max_depth": np.geomspace(3, 25, 40).round().astype(int),
}
{{/if}}
{{#if params.tune == logistic}}
TUNED = "tuned logistic regression"
# {{> logistic-l1}}

# This solver can do both penalties; a large scale of the intercept keeps it out of them.
candidate = logistic(solver="liblinear", intercept_scaling=1e3, tol=1e-6, random_state=SEED)
space = {
    # Evenly on a logarithmic scale: each factor is as likely as another.
    "logisticregression__C": np.geomspace(0.001, 100, 60),
    **(
        {"logisticregression__l1_ratio": [0, 1]}
        if by_ratio
        else {"logisticregression__penalty": ["l2", "l1"]}
    ),
}
{{/if}}
search = RandomizedSearchCV(
    candidate, space, n_iter=CANDIDATES, scoring="roc_auc", cv=folds, random_state=SEED
)
search.fit(X_train, y_train)
models[TUNED] = clone(search.best_estimator_)
folded[TUNED] = cross_validate(models[TUNED])
print(search.best_params_)

plt.plot(search.cv_results_["mean_test_score"], "o")
plt.title("What the search has tried")
plt.xlabel("Draw")
plt.ylabel("AUC over the folds")
plt.show()
{{/if}}

# {{> contest-bars}}

# {{> contest-best}}

# %% [markdown]
# ## What the best model would miss
#
# Shuffle one column among the test customers and look how far the AUC falls. Columns that say the
# same can stand in for each other, so that each alone looks as if it did not matter.

# %%
shuffled = permutation_importance(
    models[best], X_test, y_test, scoring="roc_auc", n_repeats=5, random_state=SEED
)
importance = pd.Series(shuffled.importances_mean, COLUMNS).sort_values()
importance.plot.barh(xerr=shuffled.importances_std, figsize=(7, 6))
plt.title(f"Loss of AUC of the {best}")
plt.show()

# %%
first = importance.drop(words).index[-1] if numbers else None
if first is not None:
    PartialDependenceDisplay.from_estimator(models[best], X_train.astype({first: float}), [first])
    plt.title("What it makes of its most important column of numbers")
    plt.show()

# %% [markdown]
# ## The reasons for one customer
#
# The **Shapley value** of a column is what it adds to the prediction of one row, fairly shared out
# among all columns. Of a linear model it is simple enough to write down: the coefficient times how
# far the customer is from the average,
#
# $$\phi_j = w_j \, (x_j - \bar x_j),$$
#
# and together with the average they add up to the log odds exactly. (For trees the package `shap`
# has them as well: `shap.TreeExplainer(model)`. Epoch computes them itself.)

# %%
p = pd.Series(probabilities["logistic regression"], X_test.index)
customer = CUSTOMER - 1 if CUSTOMER - 1 in X_test.index else p.idxmax()

model = models["logistic regression"]
average = model[:-1].transform(X_train).mean(axis=0)
distance = model[:-1].transform(X_test.loc[[customer]])[0] - average
reasons = pd.Series(model[-1].coef_[0] * distance, model[:-1].get_feature_names_out())
base = model[-1].intercept_[0] + model[-1].coef_[0] @ average
assert np.isclose(base + reasons.sum(), np.log(p[customer] / (1 - p[customer])))

largest = reasons.reindex(reasons.abs().sort_values().index)[-12:]
largest.plot.barh(figsize=(7, 5))
plt.title(f"Customer {customer + 1}, said to leave with {p[customer]:.0%}")
plt.xlabel("Added to the log odds")
plt.show()
X_test.loc[customer]

# %% [markdown]
# ## The same result?
#
# The **logistic regression** has one answer: same rows, same folds, same numbers, but for
# 0.00001: both programs stop when the slope of the loss is next to nothing.
#
# The **others** draw lots: a forest draws rows and columns, boosting puts values and categories
# into bins of its own, and a search draws its settings. Two libraries do so differently even with
# the same seed, and Epoch's trees also ask about categories where the forest here asks about columns
# of 0 and 1. So their scores may differ by as much as a score differs from fold to fold: three
# standard deviations over the folds (at least 0.01, on the test rows 0.03) are left to chance. A
# smaller difference than that would not decide between two models anyway.

# %%
exact = ["logistic regression"]
n_folds = folds.get_n_splits()
epoch_folds = {
    "logistic regression": {{trace.auc.logistic}}[:n_folds],
    "random forest": {{trace.auc.forest}}[:n_folds],
    "gradient boosting": {{trace.auc.boosting}}[:n_folds],
}
{{#if params.candidates}}
# The model that the search has found was measured after the others.
{{#if params.tune == boosting}}
epoch_folds[TUNED] = {{trace.auc.boosting}}[n_folds:]
{{/if}}
{{#if params.tune == forest}}
epoch_folds[TUNED] = {{trace.auc.forest}}[n_folds:]
{{/if}}
{{#if params.tune == logistic}}
epoch_folds[TUNED] = {{trace.auc.logistic}}[n_folds:]
{{/if}}
{{/if}}

# {{> contest-compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
