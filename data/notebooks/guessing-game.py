# {{> intro}}

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

LARGEST = {{params.largest}}  # the secret is a number from 1 to this one
GAMES = {{params.games}}  # that each strategy plays
SEED = {{seed}}

# %% [markdown]
# ## Three strategies
#
# A strategy is a function that plays one game and returns how many guesses it took. After each
# guess it hears *higher* or *lower*, and keeps track of what is still possible: everything from
# `low` to `high`.
#
# The line that is easiest to get wrong is `low = guess + 1`. Without the `+ 1` the guess itself
# stays possible, and when only two numbers are left the loop never ends.

# %%
rng = np.random.default_rng(SEED)


def play_linear(secret, largest):
    """Goes through the numbers one by one: 1, 2, 3, and so on."""
    # Guess number k is the number k, so the secret itself says how many it takes. A loop would
    # count up to the same.
    return secret


def play_random(secret, largest):
    """Guesses any number that is still possible, each as likely as another."""
    low, high = 1, largest
    guesses = 0
    while True:
        guess = low + int(rng.random() * (high - low + 1))
        guesses += 1
        if guess == secret:
            return guesses
        if guess < secret:
            low = guess + 1
        else:
            high = guess - 1


def play_binary(secret, largest):
    """Guesses in the middle of what is still possible, so that each answer halves it."""
    low, high = 1, largest
    guesses = 0
    while True:
        guess = (low + high) // 2
        guesses += 1
        if guess == secret:
            return guesses
        if guess < secret:
            low = guess + 1
        else:
            high = guess - 1


strategies = {"linear": play_linear, "random": play_random, "binary": play_binary}

# %% [markdown]
# ## Many games
#
# One game says little: luck decides it. All strategies get the same secrets, so that none is
# luckier than the others.

# %%
secrets = rng.integers(1, LARGEST + 1, size=GAMES).tolist()
guesses = pd.DataFrame(
    {
        name: [play(secret, LARGEST) for secret in secrets]
        for name, play in strategies.items()
    }
)
guesses.describe()

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
left.boxplot([guesses[name] for name in guesses], showfliers=False)
left.set_xticks(range(1, len(strategies) + 1), list(strategies))
left.set(title="Guesses in a game", ylabel="Guesses")

bins = np.arange(0.5, guesses[["random", "binary"]].to_numpy().max() + 1.5)
right.hist(guesses["random"], bins, alpha=0.6, label="random")
right.hist(guesses["binary"], bins, alpha=0.6, label="binary")
right.set(title="Halving against luck", xlabel="Guesses", ylabel="Games")
right.legend()
plt.show()

# %% [markdown]
# ## What can be proved
#
# - **One by one** every number of guesses from 1 to $n$ is equally likely: on average
#   $\frac{n + 1}{2}$.
# - **At random** the game is a walk down a randomly built search tree: on average
#   $2\,(1 + \frac{1}{n})\,H_n - 3$ with $H_n = 1 + \frac12 + \dots + \frac1n$, which grows like
#   $2 \ln n$.
# - **In the middle** each answer halves what is left: never more than
#   $\lfloor \log_2 n \rfloor + 1$ guesses.

# %%
harmonic = np.sum(1 / np.arange(1, LARGEST + 1))
proved = {
    "linear": (LARGEST + 1) / 2,
    "random": 2 * (1 + 1 / LARGEST) * harmonic - 3,
    # No formula is needed where all secrets can be tried.
    "binary": np.mean([play_binary(secret, LARGEST) for secret in range(1, LARGEST + 1)]),
}
worst = int(np.log2(LARGEST)) + 1
print(f"In the middle, {worst} guesses are always enough.")
assert guesses["binary"].max() <= worst
pd.DataFrame({"counted": guesses.mean(), "proved": proved})

# %% [markdown]
# ## Twice as large
#
# Each step to the right doubles the game. Halving needs one guess more each time; going one by
# one would need twice as many, and leave the picture at once.

# %%
sizes = [2**k for k in range(1, max(10, int(np.log2(LARGEST))) + 1)]
growth = pd.DataFrame(
    {
        name: [
            np.mean([strategies[name](int(s), size) for s in rng.integers(1, size + 1, 200)])
            for size in sizes
        ]
        for name in ["random", "binary"]
    },
    index=sizes,
)
ax = growth.plot(logx=True, marker="o")
ax.set(title="What a game twice as large costs", xlabel="Numbers", ylabel="Guesses on average")
plt.show()

# %% [markdown]
# ## The same result?
#
# Epoch drew other secrets than NumPy: two libraries share no random numbers, even with the same
# seed. So the means can not be equal, but they must be as near as luck allows. The mean of $N$
# games has a standard error of $\sigma / \sqrt{N}$, the difference of two such means one of
# $\sigma \sqrt{2 / N}$; five of these are left for chance, which is passed once in two million
# times.

# %%
# What Epoch found.
expected = {{expected}}
# The spread of single games, from enough of them even where only a few were played.
sample = rng.integers(1, LARGEST + 1, size=2000).tolist()
spread = {
    name: np.std([play(secret, LARGEST) for secret in sample])
    for name, play in strategies.items()
}
result = {f"guesses_{name}": guesses[name].mean() for name in strategies}
tolerance = {
    f"guesses_{name}": 5 * spread[name] * np.sqrt(2 / GAMES) for name in strategies
}

# {{> compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
