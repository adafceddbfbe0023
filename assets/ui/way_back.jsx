// The way back to a list as it was last shown, until the page is loaded anew. What somebody searched
// for is in no storage: it would outlive their session.
import { useEffect } from "react";
import { Link, useLocation } from "react-router";

const shown = new Map();
const nameOf = (pathname) => pathname.replace(/(.)\/$/, "$1");

export function ListShown() {
  const { pathname, search } = useLocation();
  useEffect(() => {
    shown.set(nameOf(pathname), search);
  }, [pathname, search]);
  return null;
}

export function BackLink({ to, className, children }) {
  return (
    <Link to={{ pathname: to, search: shown.get(to) }} className={className}>
      {children}
    </Link>
  );
}
