// Where one had scrolled to, at each entry of the browser's history, for the way back; and the way
// to the part of a page that a link names.
import { useLayoutEffect } from "react";
import { useLocation, useNavigationType } from "react-router";

const WAIT = 5000;
const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"];
const places = new Map();

// The rows come after the page, and only then is it long enough: until that, or until the reader
// moves, the place is waited for.
export function useScrollMemory() {
  const { key, hash } = useLocation();
  const isBack = useNavigationType() === "POP";

  useLayoutEffect(() => {
    const wanted = isBack ? (places.get(key) ?? 0) : 0;
    const named = isBack ? "" : hash.slice(1);
    let isWaiting = wanted > 0 || named !== "";
    const note = () => {
      if (!isWaiting) places.set(key, scrollY);
    };
    const growing = new ResizeObserver(() => {
      const part = document.getElementById(named);
      if (named ? !part : document.documentElement.scrollHeight - innerHeight < wanted) return;
      stop();
      if (part) part.scrollIntoView();
      else scrollTo({ top: wanted, behavior: "instant" });
    });
    const stop = () => {
      isWaiting = false;
      growing.disconnect();
    };
    if (isWaiting) growing.observe(document.body);
    const timer = setTimeout(stop, WAIT);
    addEventListener("scroll", note, { passive: true });
    HANDS.forEach((hand) => addEventListener(hand, stop, { passive: true }));
    return () => {
      stop();
      clearTimeout(timer);
      removeEventListener("scroll", note);
      HANDS.forEach((hand) => removeEventListener(hand, stop));
    };
  }, [key, hash, isBack]);
}
