"""Python-Markdown extensions and fences; each module is one construct that authors write."""
