// One of several contents, by a parameter of the address; the first where none of them is named.
import { useSyncExternalStore } from "react";
import { useLocation } from "react-router";

const never = () => () => {};

export function ByAddress({ name, values, children }) {
  const { search } = useLocation();
  const isPrerendered = useSyncExternalStore(never, () => false, () => true);
  const asked = isPrerendered ? null : new URLSearchParams(search).get(name);
  return children[Math.max(values.indexOf(asked), 0)];
}
