"""From content/ to output/: reading, planning, rendering what differs, and putting it in place (static site generation)."""
