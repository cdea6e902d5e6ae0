// A browser tells the last of a page's scripts that the document is ready in the same breath as it runs
// it; with this one last, it can draw and listen after it has run the theme.
//
// The theme takes a page to begin at its top (see theme_repairs.LIGHTER); where the reader is instead, it
// hears with the next picture, for which the browser lays out the page anyway.
requestAnimationFrame(() => {
  if (scrollY > 0) dispatchEvent(new Event("scroll"));
});
