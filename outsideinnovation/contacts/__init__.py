"""Mail addresses that readers give: how often a stranger may make us write to one that nobody has confirmed."""
