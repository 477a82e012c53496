// Follows a link between pages within the session: a plain link would start a new one, which takes five times as long.
// It does what the browser's Back button does: it changes the address and says so.

export default function () {
  const follow = (event) => {
    const link = event.target.closest ? event.target.closest("a[data-rr]") : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.origin !== window.location.origin) return;
    event.preventDefault();
    window.history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    const page = document.querySelector('[data-testid="stMain"]');
    if (page) page.scrollTo({ top: 0 });
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
