// Where the focus goes when what has it leaves the page.

// The same button of the next row has it then, or else the page; never nobody. To be called while
// `leaving` is still in its place.
export function passFocus(leaving) {
  if (document.activeElement !== leaving) return;
  const row = leaving.closest("li");
  const rows = [row?.nextElementSibling, row?.previousElementSibling];
  queueMicrotask(() => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const next = rows.find((each) => each?.isConnected)?.querySelector("button");
    (next ?? document.getElementById("main"))?.focus({ preventScroll: !next });
  });
}
