// A list remembers in this tab how it is shown, so that one comes back to the same place of it.
import { useEffect } from "react";
import { Link, useLocation } from "react-router";
import { useAwake } from "./address";

const keyOf = (pathname) => `list:${pathname.replace(/(.)\/$/, "$1")}`;

// A browser may refuse to store anything; then one comes back to the list as it begins.
function stored(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

export function ListShown() {
  const { pathname, search } = useLocation();
  useEffect(() => {
    try {
      sessionStorage.setItem(keyOf(pathname), search);
    } catch {
      // See above.
    }
  }, [pathname, search]);
  return null;
}

export function BackLink({ to, className, children }) {
  const search = useAwake() ? stored(keyOf(to)) : "";
  return (
    <Link to={{ pathname: to, search }} className={className}>
      {children}
    </Link>
  );
}
