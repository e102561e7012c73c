# From scikit-learn 1.8 on the kind of penalty is told by l1_ratio alone: 1 for sizes, 0 for squares.
# Before it has a name.
by_ratio = LogisticRegression().get_params().get("penalty", "deprecated") == "deprecated"
