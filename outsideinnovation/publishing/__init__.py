"""Building the site: checking what people wrote, reading it, rendering it, and putting the result in place."""
