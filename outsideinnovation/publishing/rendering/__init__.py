"""Which outputs there are, what templates see of the content, and the templates themselves."""
