"""Folders of Markdown as other generators have them: Hugo, Jekyll, Eleventy."""
