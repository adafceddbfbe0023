// Whether the server can be reached, and the thin bar that says so when it cannot.
import { useContext, useEffect, useState } from "react";
import { EventLoopContext, app } from "$/utils/context-registry";

const PATIENCE = 600;
const HELD = "This page stays open until it is back.";

export function useConnected() {
  const errors = useContext(EventLoopContext)?.[1] ?? [];
  const [online, setOnline] = useState(true);
  useEffect(() => {
    const note = () => setOnline(navigator.onLine);
    note();
    addEventListener("online", note);
    addEventListener("offline", note);
    return () => {
      removeEventListener("online", note);
      removeEventListener("offline", note);
    };
  }, []);
  return online && errors.length === 0;
}

const isOurs = (link) =>
  link && link.origin === location.origin && !link.getAttribute("href").startsWith("#") && link.target !== "_blank";
const isPosted = (form) => form.getAttribute("action")?.startsWith("/auth/");

// Without a connection a click would end at the browser's own page, and take along what was typed.
function useHeldBack(connected, onHeld) {
  useEffect(() => {
    if (connected) return undefined;
    const hold = (event) => {
      event.preventDefault();
      event.stopPropagation();
      onHeld(true);
    };
    const click = (event) => {
      const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
      if (!isElsewhere && isOurs(event.target.closest?.("a[href]"))) hold(event);
    };
    const submit = (event) => isPosted(event.target) && hold(event);
    document.addEventListener("click", click, true);
    document.addEventListener("submit", submit, true);
    return () => {
      document.removeEventListener("click", click, true);
      document.removeEventListener("submit", submit, true);
      onHeld(false);
    };
  }, [connected, onHeld]);
}

// A socket that connects anew has the page loaded again. One that did not notice how the network went
// and came back has not, and what is on the page may be old.
function useLoadOnReturn() {
  const [addEvents, errors] = useContext(EventLoopContext) ?? [];
  const isCut = errors?.length > 0;
  useEffect(() => {
    if (isCut) return undefined;
    const load = () => addEvents?.(app.initialEvents());
    addEventListener("online", load);
    return () => removeEventListener("online", load);
  }, [addEvents, isCut]);
}

export function OfflineBar() {
  const connected = useConnected();
  useLoadOnReturn();
  const [late, setShown] = useState(false);
  const [held, setHeld] = useState(false);
  const shown = late || held;
  useHeldBack(connected, setHeld);
  useEffect(() => {
    if (connected) setShown(false);
    const timer = connected ? 0 : setTimeout(setShown, PATIENCE, true);
    return () => clearTimeout(timer);
  }, [connected]);
  useEffect(() => {
    document.documentElement.toggleAttribute("data-offline", shown);
  }, [shown]);
  // A page that Back takes from the browser's memory is as old as that: who was signed in then?
  useEffect(() => {
    const renew = (event) => event.persisted && location.reload();
    addEventListener("pageshow", renew);
    return () => removeEventListener("pageshow", renew);
  }, []);
  return (
    <div className="offline" role="alert" hidden={!shown}>
      {shown ? `No connection. ${held ? HELD : "Trying again; what you typed is kept."}` : ""}
    </div>
  );
}
