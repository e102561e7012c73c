# %% [markdown]
# ## Training and test
#
# The test is put aside before anything is learnt or chosen, each class with its share. All models
# get the same rest, cut into the same folds, so that none is luckier than another. One would
# usually write
#
# ```python
# train, test = train_test_split(table, test_size=TEST_SHARE, stratify=y, random_state=SEED)
# folds = StratifiedKFold({{params.folds}}, shuffle=True, random_state=SEED)
# ```
#
# Epoch draws with other random numbers than scikit-learn, so here are the test rows that it drew
# for this seed, and the fold of each training row.

# %% [data]
TEST_ROWS = {{test_rows}}
FOLDS = {{folds}}

# %%
# Of two classes the second by the alphabet is the one that is looked for.
negative, positive = sorted(table[TARGET].unique())
y = (table[TARGET] == positive).astype(int)
X = table[COLUMNS]
X_train, y_train = X.drop(index=TEST_ROWS), y.drop(index=TEST_ROWS)
X_test, y_test = X.iloc[TEST_ROWS], y.iloc[TEST_ROWS]
folds = PredefinedSplit(FOLDS)
print(f"{len(X_train)} rows to learn from, {y_train.mean():.1%} of them {positive}")
print(f"{len(X_test)} rows to test on, {y_test.mean():.1%} of them {positive}")
