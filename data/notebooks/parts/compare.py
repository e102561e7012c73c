# %%
comparison = pd.DataFrame(
    {
        "this notebook": pd.Series(result, dtype=float),
        "Epoch": pd.Series(expected, dtype=float),
    }
).loc[list(result)]
comparison["tolerance"] = pd.Series(tolerance)
difference = (comparison["this notebook"] - comparison["Epoch"]).abs()
# Of numbers larger than 1 the relative difference counts: no one can ask for the sixth decimal
# of a million.
comparison["difference"] = difference / comparison["Epoch"].abs().clip(lower=1)
display(comparison)

agrees = comparison["difference"] <= comparison["tolerance"]
assert agrees.all(), f"not as in Epoch: {', '.join(comparison.index[~agrees])}"
print(f"All {len(comparison)} numbers agree.")
