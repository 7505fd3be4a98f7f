"""Medium: the zip of HTML files that its settings send by mail."""
