// What surrounds every page: the phone's drawer, the theme, notices, focus after a navigation.
import { useContext, useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import { ColorModeContext } from "$/utils/context-registry";
import { useScrollMemory } from "./scroll";

export function Drawer({ children }) {
  const sheet = useRef(null);
  const { pathname } = useLocation();
  useEffect(() => sheet.current?.close(), [pathname]);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label="Menu"
        aria-haspopup="dialog"
        onClick={() => sheet.current.showModal()}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2.5 4.5h11M2.5 8h11m-11 3.5h11" />
        </svg>
      </button>
      <dialog
        ref={sheet}
        className="drawer"
        aria-label="Menu"
        onClick={({ target }) => (target === sheet.current || target.closest("a")) && sheet.current.close()}
      >
        <button
          type="button"
          className="icon-button drawer-close"
          aria-label="Close"
          onClick={() => sheet.current.close()}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="m4 4 8 8m0-8-8 8" />
          </svg>
        </button>
        <div className="drawer-sheet">{children}</div>
      </dialog>
    </>
  );
}

const THEMES = [
  ["system", "Like the system", "M2.5 3.5h11v7h-11zM6 13h4"],
  ["light", "Light", "M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6M8 1.5v1.4m0 10.2v1.4M1.5 8h1.4m10.2 0h1.4M3.4 3.4l1 1m7.2 7.2 1 1m0-9.2-1 1m-7.2 7.2-1 1"],
  ["dark", "Dark", "M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6"],
];

export function ThemeChoice() {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  // The saved choice is known in the browser only; the prerendered page knows none.
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return (
    <div className="theme" role="group" aria-label="Theme">
      {THEMES.map(([mode, label, path]) => (
        <button
          key={mode}
          type="button"
          aria-pressed={ready && rawColorMode === mode}
          onClick={() => setColorMode(mode)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d={path} />
          </svg>
          <span className="tip">{label}</span>
        </button>
      ))}
    </div>
  );
}

const SHOWN = 6000;

// Every page brings its own region; what one of them said, the next does not repeat.
let told = "";

// `occasion` is the form that it answers: the same words after another one are said again.
export function Notice({ message, occasion }) {
  const [gone, setGone] = useState(true);
  useEffect(() => {
    const news = message && `${occasion} ${message}`;
    if (news === told) return undefined;
    told = news;
    setGone(!message);
    const timer = setTimeout(() => setGone(true), SHOWN);
    return () => clearTimeout(timer);
  }, [message, occasion]);
  return (
    <div className="notice" role="status" aria-live="polite" data-gone={gone || undefined}>
      {message ? <span key={occasion}>{message}</span> : null}
    </div>
  );
}

// The router would only change the address; this moves the focus, which is the point.
export function SkipLink() {
  const skip = (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  };
  return (
    <a className="skip" href="#main" onClick={skip}>
      Skip to content
    </a>
  );
}

// What the tab held before, at an earlier visit, comes before the answer, and is not shown.
export function Arrived({ answered, children }) {
  const [arrived, setArrived] = useState(false);
  useEffect(() => {
    if (!answered) return undefined;
    // Later, because a navigation is marked as unanswered just after the page is there.
    const timer = setTimeout(setArrived, 0, true);
    return () => clearTimeout(timer);
  }, [answered]);
  const [waiting, content] = children;
  return arrived ? content : waiting;
}

// A moment lies above the link that its row is, and is a part of it. A click that asks for another tab
// is not repeated on the link: browsers do not always open one for a click that scripts have made.
function followRow(event) {
  const link = event.target.closest("time")?.closest("li, tr")?.querySelector(".row-link");
  if (!link) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) window.open(link.href, "_blank", "noopener");
  else link.click();
}

let lastPath = null;

// A page that replaces another one takes the focus, as a page load would; a search keeps it.
export function Main({ children }) {
  const main = useRef(null);
  const { pathname } = useLocation();
  useScrollMemory();
  // The title that stood for this page until there were scripts (`app/console/frontend.py`).
  useEffect(() => document.querySelector("title[data-waiting]")?.remove(), []);
  useEffect(() => {
    if (lastPath !== null && lastPath !== pathname) main.current.focus({ preventScroll: true });
    lastPath = pathname;
  }, [pathname]);
  return (
    <main id="main" className="content" tabIndex={-1} ref={main} onClick={followRow}>
      {children}
    </main>
  );
}
