# %% [markdown]
# ## The data
#
# **{{dataset.title}}**. {{dataset.description}}
#
# *Source.* {{dataset.source}} *Licence:* {{dataset.licence}}
# {{#if dataset.harms}}
#
# *Before you use it.* {{dataset.harms}}
# {{/if}}
#
# The next cell holds all of it, so that this file is all you need: tensors in the safetensors
# format, compressed with gzip and written as text with Base64. Leave it folded; there is nothing to
# read in it.

# %% [data]
# {{dataset.id}}.safetensors: gzip, then Base64.
DATA = {{data}}

# %%
def read_tensors(text):
    """The tensors of a safetensors file: a length, a header in JSON, and their bytes."""
    types = {"F32": np.float32, "U8": np.uint8, "I32": np.int32, "U64": np.uint64}
    file = gzip.decompress(base64.b64decode(text))
    (length,) = struct.unpack("<Q", file[:8])
    tensors = {}
    for name, tensor in json.loads(file[8 : 8 + length]).items():
        if name != "__metadata__":
            begin, end = (8 + length + place for place in tensor["data_offsets"])
            values = np.frombuffer(file[begin:end], types[tensor["dtype"]])
            tensors[name] = values.reshape(tensor["shape"]).copy()
    return tensors
