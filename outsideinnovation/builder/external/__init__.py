"""Links to the web outside: whether they still lead somewhere, asked politely and seldom."""
