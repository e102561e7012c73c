# {{> intro-torch}}

# %%
import base64
import gzip
import json
import struct

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from sklearn.metrics import ConfusionMatrixDisplay, accuracy_score, f1_score, log_loss
from torch import nn

NET = {{params.net}}  # "cnn" or "dense"
{{#if params.net == cnn}}
FILTERS = {{params.filters}}  # of the first convolution; the second has twice as many
WINDOW = {{params.window}}  # pixels
{{/if}}
UNITS = {{params.units}}  # of the dense layer
DROPOUT = {{params.dropout}}
EPOCHS = {{params.epochs}}
BATCH = {{params.batch}}
RATE = {{params.rate}}
SEED = {{seed}} % 2**63

# {{> tensors}}

# %%
data = read_tensors(DATA)
classes = {{net.classes}}


def as_pictures(bytes_):
    """Pixels from 0 to 1; PyTorch wants the channels before height and width."""
    return torch.tensor(bytes_).permute(0, 3, 1, 2).float() / 255


X, y = as_pictures(data["train.images"]), torch.tensor(data["train.labels"]).long()
X_test, y_test = as_pictures(data["test.images"]), torch.tensor(data["test.labels"]).long()
{{#if net.some}}
# Epoch's draw of the training pictures: as many of each class.
rows = torch.tensor({{net.rows}})
X, y = X[rows], y[rows]
{{/if}}
print(f"{len(X)} pictures to learn from, {len(X_test)} to test with")

# %%
figure, axes = plt.subplots(2, 8, figsize=(9, 2.6))
for axis, picture, label in zip(axes.flat, X, y):
    axis.imshow(picture[0], cmap="gray_r")
    axis.set_title(classes[label], fontsize=8)
    axis.axis("off")
plt.show()

# %% [markdown]
# ## The net
#
{{#if params.net == cnn}}
# Two convolutions, each with a ReLU and a pooling that keeps the largest of each 2 × 2 pixels, then
# dense layers. Epoch keeps the channels of a pixel side by side, PyTorch a plane for each channel;
# before the dense layers they are brought into Epoch's order, so that the weights of the one fit the
# other.
{{else}}
# Dense layers on the bare pixels: nothing in the net knows which pixels are neighbours.
{{/if}}

# %%
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        size = X.shape[1] * X.shape[2] * X.shape[3]
{{#if params.net == cnn}}
        self.conv1 = nn.Conv2d(X.shape[1], FILTERS, WINDOW, padding=WINDOW // 2)
        self.conv2 = nn.Conv2d(FILTERS, 2 * FILTERS, WINDOW, padding=WINDOW // 2)
        size = 2 * FILTERS * (X.shape[2] // 4) * (X.shape[3] // 4)
{{/if}}
        self.dense1 = nn.Linear(size, UNITS)
        self.dropout = nn.Dropout(DROPOUT)
        self.dense2 = nn.Linear(UNITS, len(classes))

    def forward(self, x):
{{#if params.net == cnn}}
        x = nn.functional.max_pool2d(self.conv1(x).relu(), 2)
        x = nn.functional.max_pool2d(self.conv2(x).relu(), 2)
{{/if}}
        x = x.permute(0, 2, 3, 1).flatten(1)
        return self.dense2(self.dropout(self.dense1(x).relu()))


torch.manual_seed(SEED)
net = Net()
print(f"{sum(p.numel() for p in net.parameters())} numbers to learn")

# %% [markdown]
# ## Learning

# %%
{{#if params.optimiser == adam}}
optimiser = torch.optim.Adam(net.parameters(), RATE)
{{/if}}
{{#if params.optimiser == adamw}}
optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=0)
{{/if}}
{{#if params.optimiser == sgd}}
optimiser = torch.optim.SGD(net.parameters(), RATE, momentum=0.9)
{{/if}}


def ask(net, X):
    """The probability of each class, without learning."""
    net.eval()
    with torch.no_grad():
        parts = [net(part).softmax(1) for part in X.split(500)]
    return torch.cat(parts).numpy().astype(float)


history = []
for epoch in range(EPOCHS):
    net.train()
    losses = []
    for rows in torch.randperm(len(X)).split(BATCH):
        optimiser.zero_grad()
        loss = nn.functional.cross_entropy(net(X[rows]), y[rows])
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    right = (ask(net, X_test).argmax(1) == y_test.numpy()).mean()
    history.append({"loss while learning": np.mean(losses), "told right": right})
pd.DataFrame(history, index=pd.RangeIndex(1, EPOCHS + 1, name="epoch"))

# %% [markdown]
# ## What does it mistake for what?

# %%
said = ask(net, X_test)
ConfusionMatrixDisplay.from_predictions(
    y_test, said.argmax(1), display_labels=classes, xticks_rotation="vertical", colorbar=False
)
plt.show()

# %% [markdown]
# ## The same result?
#
# **What differs.** The two libraries draw other random numbers: the weights at the start, the order
# of the pictures, and which units dropout silences. So the net above ends with other weights than
# Epoch's, and its accuracy may be a little higher or lower; the next cell prints both.
#
# **What must not differ.** From the same weights both must say the same. The next cell holds the
# weights that Epoch ended with; put into the net of this notebook, they must give Epoch's scores.

# %% [data]
# weights.safetensors of Epoch's run: gzip, then Base64.
WEIGHTS = {{net.weights}}

# %%
weights = {name: torch.tensor(value) for name, value in read_tensors(WEIGHTS).items()}
for name in weights:
    if weights[name].ndim == 4:  # of a convolution: [out][height][width][in] becomes PyTorch's
        weights[name] = weights[name].permute(0, 3, 1, 2)
print("told right here, after training:", accuracy_score(y_test, said.argmax(1)))
print("by Epoch:", {{expected.accuracy}})
net.load_state_dict(weights)


def score(X, y):
    p = ask(net, X)
    p /= p.sum(axis=1, keepdims=True)
    return {
        "accuracy": accuracy_score(y, p.argmax(1)),
        "f1_macro": f1_score(y, p.argmax(1), average="macro"),
        "log_loss": log_loss(y, p),
    }


expected = {{expected}}
result = score(X_test, y_test)
result |= {f"{name}_train": value for name, value in score(X, y).items()}
result = {name: value for name, value in result.items() if name in expected}
# Sums of single-precision numbers in another order: a picture on the border may fall to either
# side.
tolerance = {name: 1e-5 if name.startswith("log_loss") else 1.5e-3 for name in result}

# {{> compare}}

# %% [markdown]
# ## Now you
#
# {{try}}
