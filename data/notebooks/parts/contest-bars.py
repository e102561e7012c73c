# %% [markdown]
# Look at the spread before you believe a small lead: the line on each bar is one standard
# deviation over the folds.

# %%
auc = pd.DataFrame({name: scores["auc"] for name, scores in folded.items()})
auc.mean().plot.barh(xerr=auc.std(), figsize=(7, 3))
plt.xlim(max(0, auc.min().min() - 0.05), 1)
plt.title("AUC over the folds")
plt.show()
