"""What is wrong with the set-up of a site, and how to mend it. Each module checks one thing; ``examination`` knows them all."""
