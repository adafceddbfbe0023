// Where the focus goes when what has it leaves the page.

function toPage() {
  const page = document.getElementById("main");
  page?.setAttribute("data-heir", "");
  page?.addEventListener("blur", () => page.removeAttribute("data-heir"), { once: true });
  page?.focus({ preventScroll: true });
}

// What an element stands in, from the nearest on, as far as that is less than the page.
function around(element) {
  const parent = element.parentElement;
  return parent?.closest("main > *") ? [parent, ...around(parent)] : [];
}

// The same button of the next row has it then, or what came in the place of a button outside of
// lists, or else the page; never nobody. To be called while `leaving` is still in its place.
export function passFocus(leaving) {
  if (!leaving.contains(document.activeElement)) return;
  const row = leaving.closest("li");
  const places = row ? [row.nextElementSibling, row.previousElementSibling] : around(leaving);
  queueMicrotask(() => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const heir = places.find((place) => place?.isConnected)?.querySelector("button, a");
    if (heir) heir.focus();
    else toPage();
  });
}
