# {{> intro}}

# %%
{{#if params.truth == boston}}
import base64
import gzip
import io

{{/if}}
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from numpy.polynomial import legendre

DEGREE = {{params.degree}}  # whose curves are drawn; all DEGREES are measured
ROWS = {{params.rows}}  # of each training set
{{#if params.truth != boston}}
NOISE = {{params.noise}}  # standard deviation of what is added to the truth
{{/if}}
SETS = {{params.sets}}  # training sets
SEED = {{seed}}
DEGREES = range(1, {{bias.max_degree}} + 1)

{{#if params.truth == boston}}
# %% [markdown]
# ## Real rows
#
# The curves predict the price of houses (`medv`) from one column, the share of poor people
# (`lstat`), brought to the range from −1 to 1. A share of {{bias.test_share}} of the rows is put aside, the
# training sets are drawn from the rest. The truth is not known here: what stands in a row is truth
# and noise in one.
#
# The next cell holds the whole table, compressed with gzip and written as text with Base64. Leave
# it folded; the one after it holds the rows that Epoch put aside for this seed.

# %% [data]
DATA = {{data}}

# %% [data]
TEST_ROWS = {{test_rows}}

# %%
table = pd.read_csv(io.BytesIO(gzip.decompress(base64.b64decode(DATA))))
column = table["lstat"]
scaled = (2 * (column - column.min()) / (column.max() - column.min()) - 1).to_numpy()
target = table["medv"].to_numpy()
places, truth = scaled[TEST_ROWS], target[TEST_ROWS]
pool_x, pool_y = np.delete(scaled, TEST_ROWS), np.delete(target, TEST_ROWS)
NOISE = 0.0  # real rows bring their own
rng = np.random.default_rng(SEED)


def draw(rows):
    """One training set: other rows each time."""
    chosen = rng.choice(len(pool_x), rows, replace=False)
    return pool_x[chosen], pool_y[chosen]
{{else}}
# %% [markdown]
# ## A truth that we know
#
# In life there is one training set and no truth to compare with. Here we know the truth, and can
# have as many training sets as we like: in each of as many strips as there are rows falls one
# point, and the noise is normal.

# %%
rng = np.random.default_rng(SEED)


{{#if params.truth == wave}}
def true_curve(x):
    return np.sin(np.pi * x)
{{/if}}
{{#if params.truth == step}}
def true_curve(x):
    return np.tanh(5 * x)
{{/if}}
{{#if params.truth == bell}}
def true_curve(x):
    return 1 / (1 + 25 * x**2)
{{/if}}


def draw(rows):
    """One training set: other points and other noise each time."""
    x = 2 * (np.arange(rows) + rng.random(rows)) / rows - 1
    return x, true_curve(x) + NOISE * rng.standard_normal(rows)


places = (2 * np.arange({{bias.places}}) + 1) / {{bias.places}} - 1
truth = true_curve(places)
{{/if}}

# %% [markdown]
# ## Many curves
#
# A polynomial of degree 15 in $x, x^2, x^3, \dots$ is hard to compute: the columns look alike.
# **Legendre's** polynomials span the same curves and are orthogonal, so that least squares is
# well behaved.

# %%
def fit(x, y, degree):
    """The coefficients of the polynomial with the least squared error."""
    return np.linalg.lstsq(legendre.legvander(x, degree), y, rcond=1e-13)[0]


training = [draw(ROWS) for _ in range(SETS)]
curves = {
    degree: np.array([legendre.legval(places, fit(x, y, degree)) for x, y in training])
    for degree in DEGREES
}

order = np.argsort(places)
fig, axes = plt.subplots(1, 3, figsize=(14, 4), sharey=True)
for ax, degree in zip(axes, [1, DEGREE, DEGREES[-1]]):
    ax.plot(places[order], curves[degree][:30, order].T, color="C0", alpha=0.15)
    ax.plot(places[order], curves[degree].mean(axis=0)[order], color="C1", label="their mean")
{{#if params.truth == boston}}
    ax.plot(places, truth, ".", color="black", markersize=2, label="test rows")
{{else}}
    ax.plot(places, truth, color="black", label="truth")
{{/if}}
    ax.set_title(f"Degree {degree}, 30 training sets")
    ax.legend()
spread = truth.max() - truth.min()
axes[0].set_ylim(truth.min() - spread, truth.max() + spread)
plt.show()

# %% [markdown]
# ## Three reasons
#
# At each place $x$ the curves $\hat f$ have a mean $\bar f$. Averaged over places and sets,
#
# $$\underbrace{E (y - \hat f)^2}_{\text{error}} =
# \underbrace{(\bar f - f)^2}_{\text{bias}^2} +
# \underbrace{E (\hat f - \bar f)^2}_{\text{variance}} +
# \underbrace{\sigma^2}_{\text{noise}}$$
#
# The left side is measured on its own, on fresh noisy values that no curve has seen.

# %%
def take_apart(fits, noise):
    """Bias², variance and error of curves, one a row; noise is what fresh values bring."""
    mean = fits.mean(axis=0)
    return {
        "bias2": np.mean((mean - truth) ** 2),
        "variance": np.mean((fits - mean) ** 2),
        "mse": np.mean((truth + noise - fits) ** 2),
    }


fresh = NOISE * rng.standard_normal((SETS, len(places)))
parts = pd.DataFrame({degree: take_apart(curves[degree], fresh) for degree in DEGREES}).T
parts["bias² + variance + noise"] = parts["bias2"] + parts["variance"] + NOISE**2
parts["mse_train"] = [
    np.mean([np.mean((y - legendre.legval(x, fit(x, y, degree))) ** 2) for x, y in training])
    for degree in DEGREES
]
best_degree = parts["mse"].idxmin()
parts

# %%
ax = parts[["bias2", "variance", "mse", "mse_train"]].clip(lower=1e-12).plot(logy=True, marker="o")
ax.axvline(best_degree, color="grey", linestyle=":")
ax.set(title=f"Least error at degree {best_degree}", xlabel="Degree", ylabel="Squared error")
plt.show()

# %% [markdown]
# ## What helps
#
# Against variance: more rows, or a penalty that holds the coefficients back (**ridge**). Against
# bias neither; a more supple model does. Against noise nothing.

# %%
def fit_ridge(x, y, degree, penalty):
    """Least squares plus the penalty times the squares of all coefficients but the constant."""
    terms = legendre.legvander(x, degree)
    extra = np.sqrt(penalty * len(x)) * np.eye(degree + 1)[1:]
    return np.linalg.lstsq(np.vstack([terms, extra]), np.append(y, np.zeros(degree)), rcond=None)[0]


penalties = 10.0 ** np.arange(-6, 2.1)
held = {}
for penalty in penalties:
    fits = [legendre.legval(places, fit_ridge(x, y, DEGREE, penalty)) for x, y in training]
    held[penalty] = take_apart(np.array(fits), fresh)
ax = pd.DataFrame(held).T.clip(lower=1e-12).plot(loglog=True, marker="o")
ax.set(title=f"Degree {DEGREE} with a penalty", xlabel="Penalty", ylabel="Squared error")
plt.show()

# %% [markdown]
# ## The same result?
#
# Two libraries draw other training sets, so the numbers can only be as near as luck allows. How near
# that is, the training sets tell themselves: drawn anew from among those that there are, again and
# again (the **bootstrap**), bias², variance and error spread as they would with other sets. Six of
# these standard errors of a difference are left to chance, for curves of a high degree now and then
# run far off at the ends.

# %%
# What Epoch found.
expected = {{expected}}
result = parts.loc[DEGREE, ["bias2", "variance", "mse", "mse_train"]].to_dict()

again = []
for _ in range(400):
    chosen = rng.integers(SETS, size=SETS)
    values = take_apart(curves[DEGREE][chosen], fresh[chosen])
    sets = [training[i] for i in chosen[:50]]
    values["mse_train"] = np.mean(
        [np.mean((y - legendre.legval(x, fit(x, y, DEGREE))) ** 2) for x, y in sets]
    )
    again.append(values)
spread = pd.DataFrame(again).std()
# Of few sets even their spread is known badly.
caution = 6 * np.sqrt(2) * np.sqrt(1 + 20 / SETS)
tolerance = {name: caution * spread[name] + 1e-9 for name in result}

# {{> compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
