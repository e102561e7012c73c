# {{> intro}}

# %%
import base64
import gzip
import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

COLUMNS = {{params.columns}}
TARGET = {{dataset.target}}
SPLIT = {{params.split}}  # whether to colour by species
CORRELATION = {{params.correlation}}  # "pearson" or "spearman"
SHUFFLES = {{params.shuffles}}  # of the permutation test; 0 leaves it out
SEED = {{seed}}

# {{> data}}

# %% [markdown]
# ## First look
#
# Nothing is changed and nothing is filled: a gap stays a gap.

# %%
table[[TARGET, *COLUMNS]].info()
table.groupby(TARGET)[COLUMNS].describe().T

# %%
numbers = [name for name in COLUMNS if pd.api.types.is_numeric_dtype(table[name])]
if SPLIT:
    groups = list(table.groupby(TARGET))
else:
    groups = [("all rows", table)]

# %% [markdown]
# ## Every pair
#
# Each small picture sets two measurements against each other; on the diagonal is the histogram of
# one. Is there a pair in which the groups hardly overlap?

# %%
shown = numbers[:8]
n = len(shown)
fig, axes = plt.subplots(n, n, figsize=(2.4 * n, 2.4 * n), squeeze=False, sharex="col")
for i, vertical in enumerate(shown):
    for j, horizontal in enumerate(shown):
        ax = axes[i, j]
        for name, rows in groups:
            if i == j:
                ax.hist(rows[horizontal].dropna(), bins=15, alpha=0.6, label=name)
            else:
                ax.scatter(rows[horizontal], rows[vertical], s=6, alpha=0.7)
        if i == n - 1:
            ax.set_xlabel(horizontal)
        if j == 0:
            ax.set_ylabel(vertical)
axes[0, 0].legend(fontsize="small")
plt.tight_layout()
plt.show()

# %% [markdown]
# ## Side by side
#
# A box holds the middle half of the values, the line in it is the median; the whiskers reach to
# the last value within one and a half boxes, and what lies beyond is drawn by itself.

# %%
shown = numbers[:4]
fig, axes = plt.subplots(1, len(shown), figsize=(4 * len(shown), 4), squeeze=False)
for ax, name in zip(axes[0], shown):
    boxes = {group: rows[name].dropna() for group, rows in table.groupby(TARGET)}
    ax.boxplot(list(boxes.values()))
    ax.set_xticks(range(1, len(boxes) + 1), list(boxes))
    ax.set_title(name)
plt.tight_layout()
plt.show()

# %% [markdown]
# ## How strongly columns go together
#
# {{#if params.correlation == pearson}}
# **Pearson's** correlation says how well a straight line describes a pair: 1 and −1 are a line, 0
# is no line at all.
# {{else}}
# **Spearman's** correlation is Pearson's of the ranks: whether one rises with the other, straight
# or not, and hardly moved by outliers.
# {{/if}}
# {{#if params.split}}
#
# Over all rows it may say the opposite of what it says *within* each group: this is Simpson's
# paradox. The second table shows it.
# {{/if}}

# %%
correlations = table[numbers].corr(method=CORRELATION)
fig, ax = plt.subplots(figsize=(1.1 * len(numbers) + 2, 1.1 * len(numbers) + 1))
picture = ax.imshow(correlations, cmap="RdBu_r", vmin=-1, vmax=1)
ax.set_xticks(range(len(numbers)), numbers, rotation=45, ha="right")
ax.set_yticks(range(len(numbers)), numbers)
for (i, j), value in np.ndenumerate(correlations):
    ax.text(j, i, f"{value:.2f}", ha="center", va="center")
fig.colorbar(picture)
plt.show()
{{#if params.split}}

# %%
table.groupby(TARGET)[numbers].corr(method=CORRELATION).round(2)
{{/if}}

# %% [markdown]
# ## Which column tells the groups apart?
#
# The **correlation ratio** $\eta$ answers that: $\eta^2$ is the share of a column's ups and downs
# that lies *between* the groups,
#
# $$\eta^2 = \frac{\sum_g n_g (\bar x_g - \bar x)^2}{\sum_i (x_i - \bar x)^2}$$

# %%
def correlation_ratio(groups, values):
    """The root of the share of the ups and downs of values that the groups explain."""
    known = values.notna()
    values, groups = values[known], groups[known]
    means = values.groupby(groups).transform("mean")
    return np.sqrt(((means - values.mean()) ** 2).sum() / ((values - values.mean()) ** 2).sum())


eta = pd.Series({name: correlation_ratio(table[TARGET], table[name]) for name in numbers})
eta = eta.sort_values(ascending=False)
eta
{{#if params.shuffles}}

# %% [markdown]
# ## Could it be chance?
#
# A **permutation test** of the weakest column. If the groups had nothing to do with it, shuffling
# their names among the rows would make no difference. How often does chance alone reach the true
# $\eta$?
#
# The $1$ above and below the line counts the true order as one of the possible ones; without it a
# test could claim $p = 0$.

# %%
rng = np.random.default_rng(SEED)
weakest = eta.idxmin()
known = table[weakest].notna().to_numpy()
x = table[weakest].to_numpy(dtype=float)
codes = pd.factorize(table[TARGET])[0]
centred = x[known] - x[known].mean()

chance = np.empty(SHUFFLES)
for i in range(SHUFFLES):
    shuffled = rng.permutation(codes)[known]
    counts = np.bincount(shuffled)
    sums = np.bincount(shuffled, weights=centred)
    # A group that only met gaps has no mean, and explains nothing.
    between = (sums[counts > 0] ** 2 / counts[counts > 0]).sum()
    chance[i] = np.sqrt(between / (centred**2).sum())
p_value = (np.sum(chance >= eta[weakest]) + 1) / (SHUFFLES + 1)

plt.hist(chance, bins=30)
plt.axvline(eta[weakest], color="C1", label="in truth")
plt.title(f"{weakest}: p = {p_value:.3g}")
plt.xlabel("η of shuffled groups")
plt.legend()
plt.show()
{{/if}}

# %% [markdown]
# ## The same result?
#
# $\eta$ is a sum of squares: both must agree to the rounding of the last digits.
# {{#if params.shuffles}}
# The p-value is a share of random shuffles, and two libraries shuffle differently. A share $p$ of
# $n$ shuffles has a standard error of $\sqrt{p (1 - p) / n}$; five of these are left to chance,
# and two shuffles more for shares so small that the formula says nothing.
# {{/if}}

# %%
# What Epoch found.
expected = {{expected}}
result = {"eta": eta.max()}
tolerance = {"eta": 1e-9}
{{#if params.shuffles}}
result["p_value"] = p_value
p = (p_value + expected["p_value"]) / 2
tolerance["p_value"] = 5 * np.sqrt(2 * p * (1 - p) / SHUFFLES) + 2 / SHUFFLES
{{/if}}

# {{> compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
