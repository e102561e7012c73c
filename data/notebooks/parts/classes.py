# %%
def measure(y, p):
    """The scores of probabilities p for the positive class, as Epoch names them."""
    yes = p >= 0.5
    # Rows with equal columns get equal probabilities but for the last bit, which depends on the
    # order of additions. Rounded, they are ties again, as scores of the order need them.
    rank = np.round(p, 12)
    return {
        "accuracy": accuracy_score(y, yes),
        "balanced_accuracy": balanced_accuracy_score(y, yes),
        "precision": precision_score(y, yes, zero_division=0),
        "recall": recall_score(y, yes, zero_division=0),
        "f1": f1_score(y, yes, zero_division=0),
        "matthews": matthews_corrcoef(y, yes),
        "auc": roc_auc_score(y, rank),
        "average_precision": average_precision_score(y, rank),
        "log_loss": log_loss(y, p),
        "brier": brier_score_loss(y, p),
    }
