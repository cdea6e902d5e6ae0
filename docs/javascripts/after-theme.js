// Empty on purpose. A browser tells the last of a page's scripts that the document is ready in the
// same breath as it runs it; with this one last, it can draw and listen after it has run the theme.
