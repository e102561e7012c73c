# {{> intro}}

# %%
import base64
import gzip
import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

GROUP = {{params.group}}  # what divides the passengers into bars
SECOND = {{params.second}}  # what divides each bar once more
FILL = {{params.fill}}  # what stands where an age is not known

# {{> data}}

# %% [markdown]
# ## First look
#
# How many rows, which types, where are gaps? `info` and `describe` come before everything else.

# %%
table.info()
table.describe(include="all").T

# %% [markdown]
# ## Groups
#
# New columns are made of old ones: bands of ages, the size of a family, the title out of a name
# with a regular expression. `cut` makes bands; an unknown age is a group of its own, for leaving
# these people out would be a choice as well.

# %%
survived = table["survived"] == "survived"
relatives = table["sibsp"] + table["parch"]
title = table["name"].str.extract(r", ([^.]*)\.", expand=False)
common = ["Mr", "Mrs", "Miss", "Master"]
bands = pd.cut(
    table["age"],
    [0, 10, 20, 30, 40, 50, 60, np.inf],
    right=False,
    labels=["0–9", "10–19", "20–29", "30–39", "40–49", "50–59", "60 and older"],
)
divisions = {
    "sex": table["sex"],
    "class": table["pclass"],
    "age": bands.cat.add_categories("not known").fillna("not known"),
    "family": pd.cut(
        relatives, [0, 1, 4, np.inf], right=False, labels=["alone", "1 to 3", "4 and more"]
    ),
    "title": title.where(title.isin(common), "Other"),
}
# Grouping twice by the same column is grouping once.
names = list(dict.fromkeys(name for name in (GROUP, SECOND) if name != "none"))
keys = [divisions[name].rename(name) for name in names]

# %% [markdown]
# A share from few people is uncertain. The **interval of Wilson** says how far it could be from
# the truth, at 95% confidence:
#
# $$\frac{p + \frac{z^2}{2n} \pm z \sqrt{\frac{p (1 - p)}{n} + \frac{z^2}{4 n^2}}}
# {1 + \frac{z^2}{n}}, \qquad z = 1.96$$

# %%
def wilson(p, n, z=1.959963984540054):
    """The interval in which the true share lies with 95% confidence."""
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return centre - reach, centre + reach


groups = survived.groupby(keys, observed=True).agg(people="size", share="mean")
groups["low"], groups["high"] = wilson(groups["share"], groups["people"])
groups

# %%
shares = groups["share"].unstack() if len(keys) > 1 else groups["share"]
ax = (100 * shares).plot.bar(rot=0, figsize=(9, 4))
ax.axhline(100 * survived.mean(), linestyle=":", color="grey")
ax.set(title="Who survived (dotted: of all)", ylabel="Survived in %")
plt.show()

# %% [markdown]
# ## Gaps
#
# The age of a fifth of the passengers is not known. Gaps are seldom there by chance: look at the
# share of them in each class before you fill any.

# %%
table["age"].isna().groupby(table["pclass"]).mean().rename("age not known")

# %%
age = table["age"]
{{#if params.fill == none}}
filled = age  # what is not known stays unknown
{{/if}}
{{#if params.fill == mean}}
filled = age.fillna(age.mean())
{{/if}}
{{#if params.fill == median}}
filled = age.fillna(age.median())
{{/if}}
{{#if params.fill == group}}
# Those who are alike: the median of each class and sex, laid beside each row by transform.
filled = age.fillna(age.groupby([table["pclass"], table["sex"]]).transform("median"))
{{/if}}

# Filled values lie in the middle, so the spread shrinks: the table looks surer than it is.
pd.DataFrame({"before": age.describe(), "after": filled.describe()})

# %%
bins = np.arange(0, 85, 5)
plt.hist([age.dropna(), filled[age.isna()].dropna()], bins, stacked=True)
plt.legend(["known", "filled in"])
plt.title("Ages, and those that were filled in")
plt.xlabel("Age in years")
plt.ylabel("Passengers")
plt.show()

# %% [markdown]
# ## What goes together
#
# Pearson's correlation is made for two columns of numbers; with 0 and 1 for *no* and *yes* it can
# be read as well. It tells whether, not why.

# %%
numbers = pd.DataFrame(
    {
        "survived": survived.astype(int),
        "class": table["pclass"].str[0].astype(int),
        "male": (table["sex"] == "male").astype(int),
        "age": filled,
        "siblings and spouses": table["sibsp"],
        "parents and children": table["parch"],
    }
)
correlations = numbers.corr()
fig, ax = plt.subplots(figsize=(7, 6))
picture = ax.imshow(correlations, cmap="RdBu_r", vmin=-1, vmax=1)
ax.set_xticks(range(len(correlations)), correlations.columns, rotation=45, ha="right")
ax.set_yticks(range(len(correlations)), correlations.columns)
for (i, j), value in np.ndenumerate(correlations):
    ax.text(j, i, f"{value:.2f}", ha="center", va="center")
fig.colorbar(picture, label="Pearson correlation")
plt.show()

# %% [markdown]
# ## The same result?
#
# These are counts and standard deviations: nothing is random, and only the order in which numbers
# are added up may differ. `share` is the share of all who survived, `gap` the difference between
# the best and the worst off group, `spread_kept` what filling left of the standard deviation.

# %%
# What Epoch found.
expected = {{expected}}
result = {
    "share": survived.mean(),
    "gap": groups["share"].max() - groups["share"].min(),
    "spread_kept": filled.std() / age.std(),
}
tolerance = dict.fromkeys(result, 1e-9)

# {{> compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
