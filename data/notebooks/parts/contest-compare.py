# %%
# What Epoch found: for each model the mean of the AUC over the folds, and the scores of its best
# model on the test rows.
epoch_auc = {name: np.mean(values) for name, values in epoch_folds.items() if values}
epoch_best = max(epoch_auc, key=epoch_auc.get)
epoch_test = {{expected}}
print(f"Best in Epoch: {epoch_best}; here: {best}")

expected, result, tolerance = {}, {}, {}
for name, value in epoch_auc.items():
    key = f"{name}: auc_cv"
    expected[key] = value
    result[key] = auc[name].mean()
    tolerance[key] = 1e-5 if name in exact else max(3 * auc[name].std(), 0.01)

here = measure(y_test, probabilities[epoch_best])
for name in ["auc", "accuracy", "precision", "recall", "log_loss"]:
    key = f"{epoch_best}: {name}"
    expected[key] = epoch_test[name]
    result[key] = here[name]
    tolerance[key] = 1e-5 if epoch_best in exact else max(3 * folded[epoch_best][name].std(), 0.03)

# {{> compare}}
