# %% [markdown]
# ## The data
#
# **{{dataset.title}}**, {{dataset.rows}} rows. {{dataset.description}}
#
# *Source.* {{dataset.source}} *Licence:* {{dataset.licence}}
# {{#if dataset.harms}}
#
# *Before you use it.* {{dataset.harms}}
# {{/if}}
#
# The next cell holds the whole table, so that this file is all you need: a CSV file, compressed
# with gzip and written as text with Base64. Leave it folded; there is nothing to read in it.

# %% [data]
# The table {{dataset.id}}.csv: CSV, then gzip, then Base64.
DATA = {{data}}

# %%
csv = gzip.decompress(base64.b64decode(DATA))
# Only these texts mean "missing"; pandas would otherwise take "None" and others for gaps as well.
missing = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?", "."]
words = {{dataset.categories}}
table = pd.read_csv(
    io.BytesIO(csv), dtype=dict.fromkeys(words, str), keep_default_na=False, na_values=missing
)
table.head()
