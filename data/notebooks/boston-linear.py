# {{> intro}}

# %%
import base64
import gzip
import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
{{#if params.model == linear}}
from sklearn.linear_model import LinearRegression
{{else}}
from sklearn.linear_model import Ridge
{{/if}}
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score
{{#if params.repeats != 1}}
from sklearn.model_selection import ShuffleSplit
{{/if}}
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

TARGET = {{dataset.target}}
COLUMNS = {{params.columns}}
TEST_SHARE = {{params.test_share}}
{{#if params.model == ridge}}
ALPHA = {{params.alpha}}  # what large coefficients cost
{{/if}}
{{#if params.repeats != 1}}
REPEATS = {{params.repeats}}  # splits
{{/if}}
SEED = {{seed}}

# {{> data}}

# %% [markdown]
# ## First look
#
# What is predicted is **{{dataset.target.label}}** (`TARGET`). Which columns rise and fall with
# it? A correlation sees one column at a time, and only straight lines; the model sees all columns
# at once.

# %%
table[[TARGET, *COLUMNS]].describe().T

# %%
numbers = [name for name in COLUMNS if pd.api.types.is_numeric_dtype(table[name])]
words = [name for name in COLUMNS if name not in numbers]

if numbers:
    alone = table[numbers].corrwith(table[TARGET]).sort_values()
    alone.plot.barh(figsize=(7, 0.3 * len(alone) + 1))
    plt.title("Each column alone: correlation with the target")
    plt.show()

# %% [markdown]
# ## Training and test
#
# The test rows are put aside before anything is learnt, even a mean. One would usually write
#
# ```python
# train, test = train_test_split(table, test_size=TEST_SHARE, random_state=SEED)
# ```
#
# Epoch shuffles with other random numbers than scikit-learn, so here are the rows that it drew for
# this seed: with the same rows the same method must give the same result.

# %% [data]
TEST_ROWS = {{test_rows}}

# %%
test = table.iloc[TEST_ROWS]
train = table.drop(index=TEST_ROWS)
print(f"{len(train)} rows to learn from, {len(test)} to test on ({TEST_SHARE:.0%})")

# %% [markdown]
# ## The pipeline
#
# Whatever is learnt from data belongs into the pipeline, so that it is learnt from the training
# rows alone: the value that fills a gap, the categories of a word, the mean and the spread of a
# column. What the test rows look like must not leak into the model.
#
# - Gaps in numbers get the median. Gaps in words become a category of their own.
# - A column of words becomes one column of 0 and 1 for each category but the first: the intercept
#   stands for that one, and with all of them the columns would add up to 1 and no single set of
#   coefficients would be the right one.
# {{#if params.scale == standard}}
# - All columns are standardised: mean 0, standard deviation 1.
# {{/if}}
# {{#if params.scale == minmax}}
# - All columns are brought to the range from 0 to 1.
# {{/if}}
# {{#if params.model == linear}}
#
# **Least squares** chooses the coefficients $w$ and the intercept $b$ for which
# $\sum_i (y_i - b - x_i \cdot w)^2$ is smallest.
# {{else}}
#
# **Ridge** chooses the coefficients for which
# $\sum_i (y_i - b - x_i \cdot w)^2 + \alpha \lVert w \rVert^2$ is smallest: large ones cost
# something. That is why scaling matters here: the penalty looks at the size of a coefficient, and
# that depends on the unit of its column.
# {{/if}}

# %%
encoder = make_pipeline(
    # The tilde sorts after all letters, so that the gap is never the category that is dropped.
    SimpleImputer(strategy="constant", fill_value="~ missing"),
    OneHotEncoder(drop="first", handle_unknown="ignore", sparse_output=False),
)
model = make_pipeline(
    make_column_transformer(
        (SimpleImputer(strategy="median"), numbers),
        (encoder, words),
        verbose_feature_names_out=False,
    ),
{{#if params.scale == standard}}
    StandardScaler(),
{{/if}}
{{#if params.scale == minmax}}
    MinMaxScaler(),
{{/if}}
{{#if params.model == linear}}
    LinearRegression(),
{{else}}
    Ridge(alpha=ALPHA),
{{/if}}
)
model.fit(train[COLUMNS], train[TARGET])
model

# %% [markdown]
# ## How wrong is it?
#
# The errors on both parts, beside those of the simplest guess there is: always the mean of the
# training rows. A model that does not beat it has learnt nothing.

# %%
def measure(y, predicted):
    """The usual measures of an amount that is predicted."""
    mse = mean_squared_error(y, predicted)
    return {
        "rmse": np.sqrt(mse),
        "mae": mean_absolute_error(y, predicted),
        "mse": mse,
        "r2": r2_score(y, predicted),
    }


predicted = model.predict(test[COLUMNS])
measures = pd.DataFrame(
    {
        "test": measure(test[TARGET], predicted),
        "train": measure(train[TARGET], model.predict(train[COLUMNS])),
        "baseline": measure(test[TARGET], np.full(len(test), train[TARGET].mean())),
    }
)
measures

# %% [markdown]
# ## Look at the errors
#
# On the left each point should lie near the line; on the right the residuals should be a band
# around 0, as wide everywhere, with no shape. A bow says that a straight line is too simple.

# %%
residuals = test[TARGET] - predicted
fig, axes = plt.subplots(1, 3, figsize=(14, 4))
axes[0].scatter(test[TARGET], predicted, s=12)
axes[0].axline((test[TARGET].mean(), test[TARGET].mean()), slope=1, color="grey", linestyle=":")
axes[0].set(title="Predicted and actual", xlabel="Actual", ylabel="Predicted")
axes[1].scatter(predicted, residuals, s=12)
axes[1].axhline(0, color="grey", linestyle=":")
axes[1].set(title="Residuals", xlabel="Predicted", ylabel="Actual − predicted")
axes[2].hist(residuals, bins=20)
axes[2].set(title="How large the errors are", xlabel="Actual − predicted", ylabel="Rows")
plt.tight_layout()
plt.show()

# %% [markdown]
# ## What it has learnt
#
# A coefficient says how far the prediction moves when its column moves by 1 and all others stay.
# Times the spread of the column it says how much the column does at all, and then columns of
# different units can be compared. It does not say that one thing *causes* the other.

# %%
names = model[:-1].get_feature_names_out()
prepared = pd.DataFrame(model[:-1].transform(train[COLUMNS]), columns=names)
effects = pd.Series(model[-1].coef_, names) * prepared.std(ddof=0)
largest = effects.reindex(effects.abs().sort_values().index)[-20:]
largest.plot.barh(figsize=(7, 0.3 * len(largest) + 1))
plt.title("What one standard deviation of a column does to the prediction")
plt.show()
{{#if params.repeats != 1}}

# %% [markdown]
# ## The luck of the split
#
# One split is one number. Split again and again, and the spread shows how far it can be trusted.

# %%
splitter = ShuffleSplit(max(REPEATS, 100), test_size=len(test), random_state=SEED % 2**32)
repeats = []
for train_rows, test_rows in splitter.split(table):
    one, other = table.iloc[train_rows], table.iloc[test_rows]
    model.fit(one[COLUMNS], one[TARGET])
    repeats.append(np.sqrt(mean_squared_error(other[TARGET], model.predict(other[COLUMNS]))))
repeats = np.array(repeats)

plt.hist(repeats, bins=20)
plt.axvline(measures.loc["rmse", "test"], color="C1", label="the split above")
plt.title(f"RMSE of {len(repeats)} splits: {repeats.mean():.4g} ± {repeats.std(ddof=1):.2g}")
plt.legend()
plt.show()
{{/if}}

# %% [markdown]
# ## The same result?
#
# Same rows, same method, and a method that has one answer: Epoch solves it by Householder QR,
# scikit-learn in another way, and both must come to the same numbers but for rounding, which is set
# at one millionth.
# {{#if params.repeats != 1}}
#
# The repeated splits are another matter: they were drawn by two generators of random numbers. A
# mean of $k$ splits has a standard error of about $s / \sqrt{k}$, and the standard deviation $s$ one
# of about $s \sqrt{(\kappa - 1) / 4k}$, where $\kappa$ is the kurtosis: the heavier the tails, the
# less a standard deviation can be trusted. Five of these are left to chance.
# {{/if}}

# %%
# What Epoch found.
expected = {{expected}}
result = {
    name if part == "test" else f"{name}_{part}": measures.loc[name, part]
    for part in measures.columns
    for name in measures.index
}
# One millionth of the number, where it is larger than 1.
tolerance = {name: 1e-6 * max(1, abs(expected[name])) for name in result}
{{#if params.repeats != 1}}
result |= {"rmse_mean": repeats.mean(), "rmse_sd": repeats.std(ddof=1)}
spread = repeats.std(ddof=1)
kurtosis = max(3, np.mean((repeats - repeats.mean()) ** 4) / repeats.var() ** 2)
luck = np.sqrt(1 / (REPEATS - 1) + 1 / (len(repeats) - 1))
tolerance["rmse_mean"] = 5 * spread * luck
tolerance["rmse_sd"] = 5 * spread * np.sqrt((kurtosis - 1) / 4) * luck
{{/if}}

# {{> compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
