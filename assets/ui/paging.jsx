// The way to the next page of a list. In place, the list stays in view and the focus near.
// Each page has other pages `around` it; far from the start, the words of its place are the same.
import { useEffect, useRef } from "react";

const MARGIN = 64;

export function Paging({ around, inPlace, children }) {
  const nav = useRef(null);
  const clicked = useRef(false);

  useEffect(() => {
    if (!clicked.current || !inPlace) return;
    clicked.current = false;
    const list = nav.current.previousElementSibling;
    if (list.getBoundingClientRect().top < MARGIN) list.scrollIntoView({ behavior: "instant" });
    // The last page has no link to a next one.
    if (!nav.current.contains(document.activeElement)) nav.current.focus({ preventScroll: true });
  }, [around, inPlace]);

  const note = ({ target }) => {
    clicked.current = Boolean(target.closest("a"));
  };

  return (
    <nav ref={nav} className="paging" aria-label="Pages" tabIndex={-1} onClick={note}>
      {children}
    </nav>
  );
}
