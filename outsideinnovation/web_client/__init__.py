"""Asking other people's web servers: in bounded time and size, and only those that stand in the public net.

What is asked for comes from a file that somebody wrote, or from a redirect; neither may make this machine look into its own
network for them (server-side request forgery, OWASP API7:2023).
"""
