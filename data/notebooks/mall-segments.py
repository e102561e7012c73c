# {{> intro}}

# %%
import base64
import gzip
import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
{{#if params.method == kmeans}}
from sklearn.cluster import KMeans
{{else}}
from sklearn.cluster import DBSCAN
{{/if}}
from sklearn.compose import make_column_transformer
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.metrics import (
    calinski_harabasz_score,
    davies_bouldin_score,
{{#if params.method == kmeans}}
    pairwise_distances_argmin_min,
{{/if}}
    silhouette_samples,
    silhouette_score,
)
{{#if params.method == dbscan}}
from sklearn.neighbors import NearestNeighbors
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

COLUMNS = {{params.columns}}
CATEGORIES = {{params.categories}}  # whether categories take part in distances
{{#if params.method == kmeans}}
MOST = {{params.most}}  # clusters that are tried
STARTS = {{params.starts}}  # of k-means, each from other centres
{{else}}
MIN_SAMPLES = {{params.min_samples}}  # people who make a place crowded
{{/if}}
SHUFFLES = {{params.shuffles}}
SEED = {{seed}} % 2**32  # scikit-learn takes no larger one

# {{> data}}

# %% [markdown]
# ## First look
#
# Nothing is predicted here: there is no target, and so no right answer to measure by. Distances
# are all there is, and they are made by you, by which columns you take and how you scale them.

# %%
numbers = [name for name in COLUMNS if pd.api.types.is_numeric_dtype(table[name])]
words = [name for name in COLUMNS if name not in numbers] if CATEGORIES else []
{{#if params.missing == leave-out}}
people = table.dropna(subset=numbers + words)
print(f"{len(table) - len(people)} people with gaps are left out.")
{{else}}
people = table
{{/if}}
people[numbers].describe().T

# %% [markdown]
# ## Preparation
#
# Gaps get the median.
# {{#if params.scale == standard}}
# Every column is standardised: otherwise the one with the largest numbers would decide alone who is
# near to whom.
# {{/if}}
# {{#if params.scale == minmax}}
# Every column is brought to the range from 0 to 1: otherwise the one with the largest numbers would
# decide alone who is near to whom.
# {{/if}}
# {{#if params.scale == none}}
# Columns stay in their own units, so that the one with the largest numbers decides most. Is that
# what you want?
# {{/if}}

# %%
encoder = make_pipeline(
    SimpleImputer(strategy="constant", fill_value="(missing)"),
    OneHotEncoder(sparse_output=False),
)
prepare = make_pipeline(
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
)
X = prepare.fit_transform(people)
features = list(prepare[0].get_feature_names_out())
X.shape


# %%
def find_bend(x, y):
    """Where a curve bends: the point farthest from the chord between its ends, both axes 0 to 1."""
    across = (x - x[0]) / (x[-1] - x[0])
    up = (y - y[0]) / (y[-1] - y[0])
    return int(np.argmax(np.abs(across - up)))
{{#if params.method == kmeans}}


# %% [markdown]
# ## How many clusters?
#
# **k-means** puts $k$ centres so that the squared distances of all people to their nearest centre,
# the **inertia**, become small. It only finds a valley near its start, so it starts several times.
#
# - More clusters always lower the inertia. Where one more stops helping much is the **elbow**.
# - The **silhouette** compares how near everybody is to the own cluster ($a$) and to the next one
#   ($b$): $(b - a) / \max(a, b)$, from −1 to 1.

# %%
tried = list(range(2, min(MOST, len(X) - 1) + 1))
clusterings = {k: KMeans(k, n_init=STARTS, random_state=SEED).fit(X) for k in tried}
inertias = np.array([clusterings[k].inertia_ for k in tried])
silhouettes = np.array([silhouette_score(X, clusterings[k].labels_) for k in tried])

elbow = tried[find_bend(np.array(tried, dtype=float), inertias)] if len(tried) > 2 else tried[0]
most_distinct = tried[int(np.argmax(silhouettes))]
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
left.plot(tried, inertias, "o-")
left.axvline(elbow, color="C1", linestyle=":")
left.set(title=f"The elbow: {elbow}", xlabel="Clusters", ylabel="Inertia")
right.plot(tried, silhouettes, "o-")
right.axvline(most_distinct, color="C1", linestyle=":")
right.set(title=f"The silhouette: {most_distinct}", xlabel="Clusters", ylabel="Silhouette")
plt.show()

# %%
{{#if params.choose == elbow}}
k = elbow
{{/if}}
{{#if params.choose == silhouette}}
k = most_distinct
{{/if}}
{{#if params.choose == own}}
k = {{params.k}}
{{/if}}
kmeans = clusterings.get(k) or KMeans(k, n_init=STARTS, random_state=SEED).fit(X)
labels = kmeans.labels_
{{else}}


# %% [markdown]
# ## How far is a neighbour?
#
# **DBSCAN** calls a place crowded where at least `MIN_SAMPLES` people are within a reach
# $\varepsilon$, and joins crowded places that touch. Whoever is near none is noise. It is never told
# how many clusters there are; it may well answer *one*.
#
# To find a reach, sort everybody by the distance to the `MIN_SAMPLES`-th nearest, counting from the
# person itself. Where the curve turns upwards, those who live alone begin.

# %%
nearest = NearestNeighbors(n_neighbors=MIN_SAMPLES).fit(X)
distances = np.sort(nearest.kneighbors(X)[0][:, -1])
bend = distances[find_bend(np.arange(len(distances), dtype=float), distances)]
{{#if params.eps}}
EPS = {{params.eps}}
{{else}}
EPS = bend or distances[-1]
{{/if}}
plt.plot(distances)
plt.axhline(EPS, color="C1", linestyle=":", label=f"reach {EPS:.3g}")
plt.title("How far is a neighbour?")
plt.xlabel("People in ascending order")
plt.ylabel("Distance")
plt.legend()
plt.show()

# %%
labels = DBSCAN(eps=EPS, min_samples=MIN_SAMPLES).fit_predict(X)
k = labels.max() + 1
print(f"{k} clusters; {np.sum(labels < 0)} people are in none")
{{/if}}

# %% [markdown]
# ## A picture
#
# **Principal components** are the directions in which people differ most. Two of them make a
# picture of all columns at once; how much of the differences it shows stands in its title.

# %%
pca = PCA(min(2, X.shape[1])).fit(X)
places = pca.transform(X)
explained = pca.explained_variance_ratio_.sum()
vertical = places[:, 1] if places.shape[1] > 1 else np.zeros(len(places))
for cluster in np.unique(labels)[:11]:
    here = labels == cluster
    name = f"cluster {cluster}" if cluster >= 0 else "noise"
    plt.scatter(places[here, 0], vertical[here], s=4, alpha=0.6, label=name)
plt.legend(markerscale=3)
plt.title(f"{explained:.0%} of the differences")
plt.show()

pd.DataFrame(pca.components_.T, features, [f"PC{i + 1}" for i in range(len(pca.components_))])

# %% [markdown]
# ## Clusters in words
#
# A number is no name. What sets each cluster apart is how far its mean is from everybody's, in
# standard deviations. Give them names, and look at the shares of the categories too.

# %%
everybody = people[numbers]
apart = (everybody.groupby(labels).mean() - everybody.mean()) / everybody.std()
apart.insert(0, "people", pd.Series(labels).value_counts())
apart.round(2)
{{#if params.shuffles}}

# %% [markdown]
# ## Are they there at all?
#
# Shuffle every column by itself. Nothing goes together any more, and the same method finds clusters
# all the same: only what is better than that is real.

# %%
rng = np.random.default_rng(SEED)


def cluster(data):
{{#if params.method == kmeans}}
    return KMeans(k, n_init=STARTS, random_state=SEED).fit_predict(data)
{{else}}
    return DBSCAN(eps=EPS, min_samples=MIN_SAMPLES).fit_predict(data)
{{/if}}


def distinctness(data, clusters):
    """The mean silhouette of those who are in a cluster; NaN for fewer than two clusters."""
    inside = clusters >= 0
    if len(np.unique(clusters[inside])) < 2:
        return np.nan
    return silhouette_score(data[inside], clusters[inside])


chance = []
for _ in range(SHUFFLES):
    shuffled = people.apply(lambda column: rng.permutation(column.to_numpy()))
    data = prepare.transform(shuffled)
    chance.append(distinctness(data, cluster(data)))
pd.Series(
    [distinctness(X, labels), *chance],
    ["as it is", *[f"shuffled, {i + 1}" for i in range(SHUFFLES)]],
    name="silhouette",
)
{{/if}}

# %% [markdown]
# ## The same result?
# {{#if params.method == kmeans}}
#
# k-means draws its starts, and two libraries draw others. Two things can be asked for all the same:
#
# 1. **From the same centres the same clusters.** The next cell holds Epoch's final centres. With
#    everybody sent to the nearest of them, inertia and scores must agree to one millionth.
# 2. **From other starts nothing much better.** For each number of clusters the inertia that was
#    found here must be that of Epoch to 5%: both took the best of several starts, and where one were
#    far better, the other would have had too few of them. With fewer than ten starts that happens,
#    and 15% are left to chance.
# {{else}}
#
# DBSCAN and principal components have one answer, so all numbers must agree to one millionth. The
# only freedom is a person at the edge of two clusters, who goes to the one that comes first; both
# go through the people in the order of the table.
# {{/if}}
{{#if params.method == kmeans}}

# %% [data]
# The centres that Epoch ended with, one after another, in prepared units.
EPOCH_FEATURES = {{centres.features}}
EPOCH_CENTRES = {{centres}}
{{/if}}

# %%
# What Epoch found.
expected = {{expected}}
{{#if params.method == kmeans}}
epoch_inertias = {{trace.inertia}}
# A category is called "sex=F" there and "sex_F" here; the order of columns may differ too.
names = [name.replace("=", "_", 1) for name in EPOCH_FEATURES]
centres = pd.DataFrame(np.reshape(EPOCH_CENTRES, (-1, len(names))), columns=names)[features]
labels, distances = pairwise_distances_argmin_min(X, centres.to_numpy())
{{/if}}
inside = labels >= 0
result = {"explained_variance": explained}
if len(np.unique(labels[inside])) > 1:
    result["silhouette"] = silhouette_samples(X[inside], labels[inside]).mean()
    result["calinski_harabasz"] = calinski_harabasz_score(X[inside], labels[inside])
    result["davies_bouldin"] = davies_bouldin_score(X[inside], labels[inside])
{{#if params.method == kmeans}}
result["inertia"] = np.sum(distances**2)
{{/if}}
tolerance = {name: 1e-6 * max(1, abs(expected[name])) for name in result}
{{#if params.method == kmeans}}
slack = 0.05 if STARTS >= 10 else 0.15
for tried_k, here, there in zip(tried, inertias, epoch_inertias):
    name = f"inertia of {tried_k} clusters"
    expected[name], result[name], tolerance[name] = there, here, slack * there
{{/if}}

# {{> compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
