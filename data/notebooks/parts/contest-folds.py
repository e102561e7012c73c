# {{> classes}}


def cross_validate(model):
    """The scores of a model fold by fold, each time learnt anew without that fold."""
    scores = []
    for inside, outside in folds.split():
        fitted = clone(model).fit(X_train.iloc[inside], y_train.iloc[inside])
        p = fitted.predict_proba(X_train.iloc[outside])[:, 1]
        scores.append(measure(y_train.iloc[outside], p))
    return pd.DataFrame(scores)


folded = {name: cross_validate(model) for name, model in models.items()}
pd.DataFrame({name: scores["auc"].agg(["mean", "std"]) for name, scores in folded.items()}).T
