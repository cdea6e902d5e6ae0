// A browser tells the last of a page's scripts that the document is ready in the same breath as it runs
// it. This one is last so that the browser can draw and listen after it has run the theme.
