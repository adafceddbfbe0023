// The address of a list holds what it shows: links here change a part of it.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Link, useSearchParams } from "react-router";

const CURSORS = ["after", "before"];
const NOTHING = new URLSearchParams();
const never = () => () => {};

// False while the prerendered page wakes up: it knows no query and no today.
export const useAwake = () => useSyncExternalStore(never, () => true, () => false);

// The address with some parameters changed, from its first page on. `known` is what the server
// understood of it; until it has answered, the parameters are taken as they are.
export function useAddress(known) {
  const [asked] = useSearchParams();
  const params = useAwake() ? asked : NOTHING;
  const changed = (set) => {
    const next = new URLSearchParams(params);
    for (const name of CURSORS) next.delete(name);
    for (const [name, value] of Object.entries(set)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    return { search: next.size ? `?${next}` : "" };
  };
  const isKnown = Object.keys(known ?? {}).length > 0;
  const value = (name) => (isKnown ? known[name] : params.get(name)) ?? "";
  const holds = (set) => Object.entries(set).every(([name, wanted]) => value(name) === wanted);
  return { asked: params, value, changed, holds };
}

export function Sign({ path }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

export function QueryLink({ changes, className, children }) {
  const { changed } = useAddress();
  return (
    <Link to={changed(changes)} preventScrollReset className={className}>
      {children}
    </Link>
  );
}

// A disclosure: Escape, a click elsewhere and leaving by Tab close it.
export function usePanel() {
  const [open, setOpen] = useState(false);
  const place = useRef(null);
  const button = useRef(null);
  const close = useCallback(() => {
    setOpen(false);
    button.current?.focus();
  }, []);
  useEffect(() => {
    if (!open) return undefined;
    const away = ({ target }) => place.current?.contains(target) || setOpen(false);
    const key = (event) => event.key === "Escape" && close();
    addEventListener("pointerdown", away);
    addEventListener("focusin", away);
    addEventListener("keydown", key);
    return () => {
      removeEventListener("pointerdown", away);
      removeEventListener("focusin", away);
      removeEventListener("keydown", key);
    };
  }, [open, close]);
  return { open, setOpen, close, place, button };
}
