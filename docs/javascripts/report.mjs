// The link for reports holds the page's address; when it is followed, with the settings of its calculators.
export function reportThisState() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".report a");
    if (!link) return;
    const address = new URL(link.href);
    address.searchParams.set("page", location.href);
    link.href = address.href;
  });
}
