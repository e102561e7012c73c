# %% [markdown]
# ## Once on the test
#
# The models were compared over the folds. The best one is measured on the test rows, once: had
# it been chosen by them, they would be no test of it any more.

# %%
for model in models.values():
    model.fit(X_train, y_train)
probabilities = {name: model.predict_proba(X_test)[:, 1] for name, model in models.items()}
best = auc.mean().idxmax()
print(f"Best over the folds: {best}")
pd.Series(measure(y_test, probabilities[best]), name=f"{best}, on the test")

# %%
fig, axes = plt.subplots(1, 3, figsize=(16, 4.5))
for name, p in probabilities.items():
    RocCurveDisplay.from_predictions(y_test, p, name=name, ax=axes[0])
    PrecisionRecallDisplay.from_predictions(y_test, p, name=name, ax=axes[1])
axes[0].axline((0, 0), slope=1, color="grey", linestyle=":")
ConfusionMatrixDisplay.from_predictions(
    y_test,
    probabilities[best] >= 0.5,
    display_labels=[negative, positive],
    ax=axes[2],
    colorbar=False,
)
axes[0].set_title("ROC")
axes[1].set_title("Precision and recall")
axes[2].set_title(best)
plt.tight_layout()
plt.show()

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
for name, p in probabilities.items():
    share, said = calibration_curve(y_test, p, n_bins=8, strategy="quantile")
    left.plot(said, share, ".-", label=name)
left.axline((0, 0), slope=1, color="grey", linestyle=":")
left.set(title="Are the probabilities honest?", xlabel="Said", ylabel="Came true")
left.legend()
p = probabilities[best]
right.hist([p[y_test == 0], p[y_test == 1]], bins=20, label=[negative, positive])
right.set(title=f"Who gets which probability from the {best}", xlabel="Probability")
right.legend()
plt.show()
