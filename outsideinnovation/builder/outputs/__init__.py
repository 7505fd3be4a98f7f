"""What a site is made of: each kind of output, its inputs, its fingerprint and how it is rendered."""
