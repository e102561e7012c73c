# {{> intro}}

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

HIDDEN = {{params.hidden}}  # units in front of the output; 0 for a single neuron
RATE = {{params.rate}}  # the learning rate
EPOCHS = {{params.epochs}}
BATCH = {{params.batch}}  # points a step; 0 for all of them
POINT = {{params.point}}  # the training point that is followed, from 1
SEED = {{seed}}

# %% [markdown]
# ## The points
#
# Points of two classes in the plane
# {{#if params.data == iris}}
# (the petals of two species of iris, in standard deviations)
# {{/if}}
# {{#if params.data == moons}}
# (like `sklearn.datasets.make_moons`)
# {{/if}}
# {{#if params.data == circles}}
# (like `sklearn.datasets.make_circles`)
# {{/if}}
# as Epoch made them for this seed, one after another, and which of them are put aside for the test.
# The net begins with the weights that Epoch drew: each layer's even between
# $\pm \sqrt{6 / (\text{inputs} + \text{outputs})}$, the biases 0.

# %% [data]
POINTS = {{net.x}}
CLASS = {{net.y}}
TEST_ROWS = {{test_rows}}
START = {{net.start}}

# %%
X, y = np.reshape(POINTS, (-1, 2)), np.array(CLASS)
X_test, y_test = X[TEST_ROWS], y[TEST_ROWS]
X_train, y_train = np.delete(X, TEST_ROWS, axis=0), np.delete(y, TEST_ROWS)
classes = {{net.classes}}
for value, name in enumerate(classes):
    plt.scatter(*X_train[y_train == value].T, s=12, label=name)
plt.legend()
plt.gca().set_aspect("equal", adjustable="datalim")
plt.show()

# %% [markdown]
# ## The net
#
{{#if params.hidden}}
# Each hidden unit is a neuron: a weighted sum, and an activation. The output is one more neuron, on
# what they say:
#
# $$h = g(W x + b), \qquad p = \sigma(v \cdot h + c), \qquad \sigma(z) = \frac{1}{1 + e^{-z}}$$
{{else}}
# A single neuron: a weighted sum, bent into a probability. It is a logistic regression by another
# name.
#
# $$p = \sigma(v \cdot x + c), \qquad \sigma(z) = \frac{1}{1 + e^{-z}}$$
{{/if}}
#
# **Backpropagation** is the chain rule, from the loss backwards. With the log loss and a sigmoid at
# the end it begins with the simplest of all gradients, $\partial L / \partial z = p - y$.

# %%
{{#if params.activation == sigmoid}}
def activate(z):
    return expit(z)


def activate_slope(h):
    """The derivative, from what the activation gave."""
    return h * (1 - h)
{{/if}}
{{#if params.activation == tanh}}
def activate(z):
    return np.tanh(z)


def activate_slope(h):
    """The derivative, from what the activation gave."""
    return 1 - h**2
{{/if}}
{{#if params.activation == relu}}
def activate(z):
    return np.maximum(z, 0)


def activate_slope(h):
    """The derivative, from what the activation gave."""
    return (h > 0).astype(float)
{{/if}}


def unpack(weights):
    """The parts of the list of all weights: W, b of the hidden units, then v, c of the output."""
    w = np.asarray(weights)
    first = 2 * HIDDEN
    return w[:first].reshape(HIDDEN, 2), w[first : 3 * HIDDEN], w[3 * HIDDEN : -1], w[-1]


def forward(weights, X):
    """What the hidden units say, and the log odds of the second class."""
    W, b, v, c = unpack(weights)
    h = activate(X @ W.T + b) if HIDDEN else X
    return h, h @ v + c


def predict(weights, X):
    """The probability of the second class; expit is the sigmoid, safe for any z."""
    return expit(forward(weights, X)[1])


def measure_loss(weights, X, y):
    """The mean log loss, computed from the log odds so that it is never infinite."""
    z = forward(weights, X)[1]
    return np.mean(np.logaddexp(0, z) - y * z)


def backward(weights, X, y):
    """The mean gradient of the loss by each weight, in the order of the weights."""
    W, b, v, c = unpack(weights)
    h, z = forward(weights, X)
    dz = (expit(z) - y) / len(X)
    dv, dc = h.T @ dz, dz.sum()
    if not HIDDEN:
        return np.append(dv, dc)
    dh = np.outer(dz, v) * activate_slope(h)
    return np.concatenate([(dh.T @ X).ravel(), dh.sum(axis=0), dv, [dc]])

# %% [markdown]
# ### Trust, but check
#
# A wrong gradient still learns something, so it has to be checked: nudge each weight a little, and
# compare.

# %%
start = np.array(START)
x, target = X_train[POINT - 1 : POINT], y_train[POINT - 1 : POINT]
gradient = backward(start, x, target)
nudged = []
for i in range(len(start)):
    step = np.zeros(len(start))
    step[i] = 1e-6
    rise = measure_loss(start + step, x, target) - measure_loss(start - step, x, target)
    nudged.append(rise / 2e-6)
assert np.allclose(gradient, nudged, atol=1e-6)
pd.DataFrame({"weight": start, "gradient": gradient, "by nudging": nudged})

# %% [markdown]
# ## Training
#
# In every epoch the net goes through all points in a new order, a few at a time, and each weight
# steps against its mean gradient.

# %%
rng = np.random.default_rng(SEED)
size = BATCH or len(X_train)
weights = start.copy()
losses = [measure_loss(weights, X_train, y_train)]
for _ in range(EPOCHS):
    shuffled = rng.permutation(len(X_train))
    for begin in range(0, len(shuffled), size):
        batch = shuffled[begin : begin + size]
        weights = weights - RATE * backward(weights, X_train[batch], y_train[batch])
    losses.append(measure_loss(weights, X_train, y_train))

plt.plot(losses)
plt.axhline(np.log(2), color="grey", linestyle=":", label="tossing a coin, ln 2")
plt.title("The loss of the training points")
plt.xlabel("Epoch")
plt.ylabel("Log loss")
plt.legend()
plt.show()

# %% [markdown]
# ## The border
#
# Dark is one class, light the other; dotted are the lines at which each hidden unit changes its
# mind.

# %%
low, high = X.min(axis=0) - 0.5, X.max(axis=0) + 0.5
across, up = np.meshgrid(np.linspace(low[0], high[0], 150), np.linspace(low[1], high[1], 150))
field = predict(weights, np.column_stack([across.ravel(), up.ravel()])).reshape(across.shape)
plt.contourf(across, up, field, levels=np.linspace(0, 1, 11), cmap="RdBu", alpha=0.7)
plt.contour(across, up, field, levels=[0.5], colors="black")
W, b, _, _ = unpack(weights)
for (w1, w2), bias in zip(W, b):
    if w2:
        line = np.array([low[0], high[0]])
        plt.plot(line, -(w1 * line + bias) / w2, ":", color="black")
plt.scatter(*X_test.T, c=y_test, cmap="RdBu", edgecolor="black", s=20)
plt.xlim(low[0], high[0])
plt.ylim(low[1], high[1])
plt.title("Test points and the border")
plt.show()

# %% [markdown]
# ## The same result?
#
# - **From the same weights the same answers.** The next cell holds the weights that Epoch ended
#   with. Put into the net of this notebook, they must give Epoch's scores, to one millionth.
# - **From the same start the same loss**, before anything is learnt.
{{#if params.batch}}
# - The order of the points is drawn by two libraries, so this notebook ends with other weights than
#   Epoch did. How the two compare is printed, and left to your eyes: a net may well end in another
#   valley.
{{else}}
# - All points are in one step, so their order says nothing: the first steps must be the same, too.
{{/if}}

# %% [data]
END = {{net.end}}

# %%
def score(weights, X, y):
    p = np.clip(predict(weights, X), 0, 1)
    return {
        "accuracy": accuracy_score(y, p >= 0.5),
        "auc": roc_auc_score(y, np.round(p, 12)),
        "log_loss": log_loss(y, p),
    }


# What Epoch found.
expected = {{expected}} | {"loss at the start": {{net.loss}}}
result = score(END, X_test, y_test)
result |= {f"{name}_train": value for name, value in score(END, X_train, y_train).items()}
result["loss at the start"] = losses[0]
result = {name: value for name, value in result.items() if name in expected}
tolerance = dict.fromkeys(result, 1e-6)
{{#if params.batch}}
{{else}}
{{#if params.epochs == 1}}
{{else}}
# Told after each epoch, or of many epochs after each second, third … one.
told = {{trace.loss.train}}
every = EPOCHS // 1000 + 1
expected["loss after the first epochs"] = told[1]
result["loss after the first epochs"] = losses[every]
tolerance["loss after the first epochs"] = 1e-6 * max(1, abs(told[1]))
{{/if}}
{{/if}}
print("here, after training:", score(weights, X_test, y_test))

# {{> compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
