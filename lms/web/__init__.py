"""The shell around every page: base form, static files, security headers, error pages, limits, templates that all share.

It knows no domain. What a page says and who may see it is decided above.
"""
