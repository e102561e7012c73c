# %% [markdown]
# # {{title}}
#
# **{{question}}**
#
# {{teaches}}
#
# ---
# *Week {{week}} of Epoch, as a notebook. It needs Python 3.11 or newer with PyTorch, NumPy, pandas,
# matplotlib and scikit-learn, and no network: run it from top to bottom, then change what you like
# and run it again. Its last cell lays its numbers beside those of Epoch.*
