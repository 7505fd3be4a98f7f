"""Reading what people wrote: checked, taken apart, and known by light rows."""
