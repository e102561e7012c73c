# {{> intro}}

# %%
import base64
import gzip
import io
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.calibration import calibration_curve
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.inspection import PartialDependenceDisplay, permutation_importance
{{> contest-metrics}}
from sklearn.model_selection import PredefinedSplit, RandomizedSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, plot_tree

TARGET = {{dataset.target}}
COLUMNS = {{params.columns}}
TREES = {{params.trees}}  # of the forest and of boosting
DEPTH = {{params.depth}}  # of the single tree
CANDIDATES = {{params.candidates}}  # draws of the search; 0 leaves it out
TEST_SHARE = {{params.test_share}}
SEED = {{seed}} % 2**32  # scikit-learn takes no larger one

# {{> data}}

# %% [markdown]
# ## First look
#
# The shares of the classes are the first thing to know: they are what always guessing the more
# frequent one would reach.

# %%
table[TARGET].value_counts(normalize=True)

# %%
table.groupby(TARGET)[COLUMNS[:6]].mean().T

# {{> contest-split}}

# %% [markdown]
# ## Four models
#
# - The **logistic regression** is the baseline: the model to beat, and the only one that needs its
#   columns brought to one scale.
# - The **tree** asks one question after another, at most `DEPTH` of them.
# - The **forest** lets many trees vote, each grown on its own draw of rows, each question chosen
#   from its own draw of columns, so that their mistakes differ and cancel.
# - **Boosting** adds small trees, each of which mends what those before it left.

# %%
models = {
    "logistic regression": make_pipeline(
        StandardScaler(), LogisticRegression(solver="newton-cholesky", tol=1e-10, max_iter=1000)
    ),
    "decision tree": DecisionTreeClassifier(
        max_depth=DEPTH, criterion={{params.criterion}}, random_state=SEED
    ),
    "random forest": RandomForestClassifier(TREES, n_jobs=-1, random_state=SEED),
    "gradient boosting": HistGradientBoostingClassifier(
        max_iter=TREES, l2_regularization=0.01, early_stopping=False, random_state=SEED
    ),
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
search = RandomizedSearchCV(
    RandomForestClassifier(TREES, n_jobs=-1, random_state=SEED),
    {
        # Evenly on a logarithmic scale: from 1 to 2 is as far as from 10 to 20.
        "max_depth": np.geomspace(1, 20, 40).round().astype(int),
        "min_samples_leaf": np.geomspace(1, 30, 40).round().astype(int),
        "max_features": ["sqrt", "log2", None],
    },
    n_iter=CANDIDATES,
    scoring="roc_auc",
    cv=folds,
    random_state=SEED,
)
search.fit(X_train, y_train)
models["tuned forest"] = clone(search.best_estimator_)
folded["tuned forest"] = cross_validate(models["tuned forest"])
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
# ## One tree, drawn
#
# The left way is *yes*. Each box says how many training rows came by, and how mixed they are.

# %%
plt.figure(figsize=(16, 7))
plot_tree(
    models["decision tree"],
    max_depth=3,
    feature_names=COLUMNS,
    class_names=[negative, positive],
    filled=True,
    impurity=False,
    fontsize=8,
)
plt.show()

# %% [markdown]
# ## How many trees are enough?
#
# Each tree of a forest is grown on a draw of the rows; the others, about a third, are **out of
# bag**, and a test for free. More trees never harm, they only stop helping.

# %%
counts = np.unique(np.geomspace(min(15, TREES), TREES, 12).astype(int))
forest = RandomForestClassifier(warm_start=True, oob_score=True, n_jobs=-1, random_state=SEED)
wrong = []
for count in counts:
    forest.set_params(n_estimators=count)
    with warnings.catch_warnings():
        # Of few trees some rows are in every bag, and have no vote.
        warnings.simplefilter("ignore", UserWarning)
        forest.fit(X_train, y_train)
    wrong.append(100 * (1 - forest.oob_score_))
plt.plot(counts, wrong, "o-")
plt.title("Errors out of bag")
plt.xlabel("Trees")
plt.ylabel("Told wrong in %")
plt.show()

# %% [markdown]
# ## What the forest looks at
#
# Two measures of importance, and they may disagree. The **impurity** counts how much the
# questions about a column have sorted the rows *that the forest was grown on*. **Permutation**
# shuffles a column of the *test* rows and looks how far the score falls. Columns that say the same
# can stand in for each other: each alone looks as if it did not matter.

# %%
forest = models.get("tuned forest", models["random forest"])
shuffled = permutation_importance(
    forest, X_test, y_test, scoring="roc_auc", n_repeats=10, random_state=SEED
)
importance = pd.DataFrame(
    {"impurity": forest.feature_importances_, "permutation": shuffled.importances_mean}, COLUMNS
).sort_values("permutation")
importance[-15:].plot.barh(subplots=True, layout=(1, 2), figsize=(12, 5), legend=False)
plt.tight_layout()
plt.show()

# %%
# In steps of less than 1, even where all values are whole.
PartialDependenceDisplay.from_estimator(forest, X_train.astype(float), [importance.index[-1]])
plt.title("What the forest makes of its most important column")
plt.show()

# %% [markdown]
# ## The same result?
#
# The **logistic regression** has one answer: same rows, same folds, same numbers, but for
# 0.00001: both programs stop when the slope of the loss is next to nothing.
#
# The **others** draw lots. The forest draws rows and columns, a tree chooses among questions that
# are equally good, boosting puts values into bins of its own; two libraries do so differently even
# with the same seed. So two forests are as alike as two runs with two seeds are, and their scores
# may differ by as much as the score differs from fold to fold: three standard deviations over the
# folds (at least 0.01, on the test rows 0.03) are left to chance. A smaller difference than that
# would not decide between two models anyway.

# %%
exact = ["logistic regression"]
folds_of_forest = {{trace.auc.forest}}
n_folds = folds.get_n_splits()
epoch_folds = {
    "logistic regression": {{trace.auc.logistic}},
    "decision tree": {{trace.auc.tree}},
    "random forest": folds_of_forest[:n_folds],
    "gradient boosting": {{trace.auc.boosting}},
{{#if params.candidates}}
    # The forest that the search has found was measured after the others.
    "tuned forest": folds_of_forest[n_folds:],
{{/if}}
}

# {{> contest-compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
