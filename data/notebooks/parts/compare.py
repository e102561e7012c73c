# %%
comparison = pd.DataFrame(
    {
        "this notebook": pd.Series(result, dtype=float),
        "Epoch": pd.Series(expected, dtype=float),
    }
).loc[list(result)]
comparison["difference"] = (comparison["this notebook"] - comparison["Epoch"]).abs()
comparison["tolerance"] = pd.Series(tolerance)
display(comparison)

agrees = comparison["difference"] <= comparison["tolerance"]
assert agrees.all(), f"not as in Epoch: {', '.join(comparison.index[~agrees])}"
print(f"All {len(comparison)} numbers agree.")
