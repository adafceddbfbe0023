// Forms that say themselves what became of what they sent: the page's banner does not say it again.
import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";

const tellers = new Set();
const listeners = new Set();
const changed = () => listeners.forEach((listener) => listener());
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function Untold({ form, children }) {
  const told = useSyncExternalStore(subscribe, () => tellers.has(form), () => false);
  return told ? null : children;
}

export const isTold = (problem) => tellers.has(problem.form);
export const words = ({ sentence, reference }) => [sentence, reference].filter(Boolean).join(" ");

// `promise` to tell what becomes of an id, `told` once that is done. A form that goes before, as a
// closed dialog or the row of a post that is gone, leaves it to the banner.
export function useTeller() {
  const due = useRef("");
  const promise = useCallback((id) => {
    due.current = id;
    tellers.add(id);
  }, []);
  const told = useCallback(() => {
    due.current = "";
  }, []);
  useEffect(
    () => () => {
      if (due.current && tellers.delete(due.current)) changed();
    },
    [],
  );
  return { promise, told };
}
