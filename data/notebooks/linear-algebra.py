# {{> intro}}

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

A = np.array([[{{params.a}}, {{params.b}}], [{{params.c}}, {{params.d}}]], dtype=float)
v = np.array([{{params.v1}}, {{params.v2}}], dtype=float)
POINT = {{params.x}}  # where the slope is measured and the walk begins
RATE = {{params.rate}}  # the learning rate
STEPS = {{params.steps}}

# %% [markdown]
# ## A matrix times a vector
#
# Each number of $A v$ is the **dot product** of a row of $A$ with $v$: products, added up. Here it
# is done by hand first, then by NumPy's `@`.

# %%
w = A @ v
by_hand = [sum(a * x for a, x in zip(row, v)) for row in A]
print("by hand:", by_hand, "  A @ v:", w)
assert np.allclose(by_hand, w)

# %% [markdown]
# The angle between two vectors comes from the same dot product:
# $\cos \varphi = \dfrac{v \cdot w}{\lVert v \rVert \, \lVert w \rVert}$.

# %%
lengths = np.linalg.norm(v) * np.linalg.norm(w)
if lengths > 0:
    cosine = np.clip(v @ w / lengths, -1, 1)
    print(f"cosine {cosine:.4f}, angle {np.degrees(np.arccos(cosine)):.1f}°")
else:
    print("One of the vectors has no length, and so no direction.")

# %% [markdown]
# ## What it does to the plane
#
# The **determinant** says by how much areas grow; below 0 the plane is turned over, at 0 it is
# pressed onto a line. The **eigenvectors** are the directions that are only stretched, by the
# **eigenvalues**: $A v = \lambda v$. Complex eigenvalues mean that no direction stays as it is.

# %%
determinant = A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0]
assert np.isclose(determinant, np.linalg.det(A))
eigenvalues, eigenvectors = np.linalg.eig(A)
print("determinant:", determinant)
print("eigenvalues:", eigenvalues)

# %%
angle = np.linspace(0, 2 * np.pi, 200)
circle = np.array([np.cos(angle), np.sin(angle)])
image = A @ circle

fig, ax = plt.subplots(figsize=(6, 6))
ax.plot(*circle, label="unit circle")
ax.plot(*image, label="its image under A")
for vector, name, colour in [(v, "v", "C0"), (w, "A v", "C1")]:
    ax.annotate("", vector, (0, 0), arrowprops={"arrowstyle": "->", "color": colour})
    ax.annotate(name, vector, color=colour)
if np.isrealobj(eigenvalues):
    for value, vector in zip(eigenvalues, eigenvectors.T):
        ax.plot(*np.outer(vector * value, [-1, 1]), ":", color="grey")
ax.axhline(0, color="lightgrey", zorder=0)
ax.axvline(0, color="lightgrey", zorder=0)
ax.set_aspect("equal", adjustable="datalim")
ax.set_title("The circle becomes an ellipse; dotted: eigenvectors")
ax.legend()
plt.show()

# %% [markdown]
# ### Again and again
#
# Apply the matrix over and over, set the length back to 1 each time, and the vector turns to the
# direction that is stretched most. This **power iteration** is how search engines once ranked the
# web.

# %%
turned = [v / (np.linalg.norm(v) or 1)]
for _ in range(20):
    longer = A @ turned[-1]
    turned.append(longer / (np.linalg.norm(longer) or 1))
turned = np.array(turned)

plt.plot(np.degrees(np.arctan2(turned[:, 1], turned[:, 0])), "o-")
plt.title("The direction of the vector")
plt.xlabel("Times A was applied")
plt.ylabel("Angle in degrees")
plt.show()

# %% [markdown]
# ## A slope
#
# The function is **{{params.function.label}}**. Its derivative is found by the rules, and written
# out beside it.

# %%
{{#if params.function == square}}
def f(x):
    return x**2


def slope(x):
    return 2 * x
{{/if}}
{{#if params.function == cubic}}
def f(x):
    return x**3 - 3 * x


def slope(x):
    return 3 * x**2 - 3
{{/if}}
{{#if params.function == valleys}}
def f(x):
    return x**4 - 3 * x**2 + x / 2


def slope(x):
    return 4 * x**3 - 6 * x + 0.5
{{/if}}
{{#if params.function == sine}}
def f(x):
    return np.sin(x)


def slope(x):
    return np.cos(x)
{{/if}}
{{#if params.function == exponential}}
def f(x):
    return np.exp(x)


def slope(x):
    return np.exp(x)
{{/if}}
{{#if params.function == sigmoid}}
def f(x):
    return 1 / (1 + np.exp(-x))


def slope(x):
    return f(x) * (1 - f(x))
{{/if}}
{{#if params.function == chain}}
def f(x):
    return np.sin(x**2)


def slope(x):
    # The chain rule: the outer derivative at the inner function, times the inner derivative.
    return np.cos(x**2) * 2 * x
{{/if}}


x = np.linspace(min(-2.5, POINT - 0.5), max(2.5, POINT + 0.5), 400)
plt.plot(x, f(x), label="f")
near = np.array([POINT - 0.8, POINT + 0.8])
plt.plot(near, f(POINT) + slope(POINT) * (near - POINT), label=f"slope {slope(POINT):.4g}")
plt.plot(POINT, f(POINT), "o", color="C1")
plt.title("The function and its tangent")
plt.legend()
plt.show()

# %% [markdown]
# ### By small differences
#
# A derivative is what $\dfrac{f(x + h) - f(x)}{h}$ comes to as $h$ shrinks. On a computer it does
# so only for a while: a number has about sixteen digits, and the difference of two that are
# nearly equal keeps few of them. Taking both sides, $\dfrac{f(x + h) - f(x - h)}{2h}$, makes the
# error of the formula shrink like $h^2$ instead of $h$.

# %%
h = 10.0 ** -np.arange(0, 16.5, 0.5)
errors = pd.DataFrame(
    {
        "one side": np.abs((f(POINT + h) - f(POINT)) / h - slope(POINT)),
        "both sides": np.abs((f(POINT + h) - f(POINT - h)) / (2 * h) - slope(POINT)),
    },
    index=h,
)
ax = errors.plot(loglog=True, marker=".")
ax.set(title="The error of the difference quotient", xlabel="h", ylabel="Error")
plt.show()
errors.idxmin()

# %% [markdown]
# ## Downhill
#
# Step against the slope, again and again: $x \leftarrow x - \text{rate} \cdot f'(x)$. This is
# **gradient descent**, and the whole of deep learning runs on it. Where it ends depends on where
# it begins; with too large a rate it does not end at all.

# %%
path = [POINT]
for _ in range(STEPS):
    following = path[-1] - RATE * slope(path[-1])
    if not abs(following) < 1e6:
        print(f"After {len(path)} steps it has run away: the rate is too large.")
        break
    path.append(float(following))
path = np.array(path)
print(f"from {path[0]} to {path[-1]:.6g}, where the slope is {slope(path[-1]):.3g}")

seen = path[np.abs(path) < 5]
plt.plot(x, f(x), color="lightgrey")
plt.plot(seen, f(seen), "o-", markersize=3)
plt.title("Walking downhill")
plt.show()

# %% [markdown]
# ## The same result?
#
# Nothing here is random, and both are a few multiplications: the numbers must agree to the
# rounding of the last digits.

# %%
# What Epoch found.
expected = {{expected}}
result = {"determinant": determinant, "slope": float(slope(POINT))}
tolerance = {name: 1e-12 * max(1, abs(expected[name])) for name in result}

# {{> compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
