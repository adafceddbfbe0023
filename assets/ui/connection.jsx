// Whether the server can be reached, and the thin bar that says so when it cannot.
import { useContext, useEffect, useState } from "react";
import { EventLoopContext } from "$/utils/context-registry";

const PATIENCE = 600;

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

export function OfflineBar() {
  const connected = useConnected();
  const [shown, setShown] = useState(false);
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
      {shown ? "No connection. Trying again; what you typed is kept." : ""}
    </div>
  );
}
