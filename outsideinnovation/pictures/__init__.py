"""Pictures as readers get them: smaller and modern versions, sizes that are known beforehand, and no metadata."""
