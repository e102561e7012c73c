# From scikit-learn 1.8 on l1_ratio alone tells the kind of penalty: 1 for sizes, 0 for squares.
# Before, the penalty had a name.
by_ratio = LogisticRegression().get_params().get("penalty", "deprecated") == "deprecated"
