// What a mailed link leads to. Its token stands behind the #, which is sent to no server. It is taken
// out of the address as soon as this is loaded, before anything reports it, and kept in memory alone.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Surrounding } from "./post_form";

const IS_TOKEN = /^#[\w-]{20,}$/;
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
let token = "";

function take() {
  if (!IS_TOKEN.test(location.hash)) return;
  token = location.hash.slice(1);
  history.replaceState(history.state, "", location.pathname + location.search);
  listeners.forEach((listener) => listener());
}

if (typeof window !== "undefined") {
  take();
  addEventListener("hashchange", take); // another link, pasted into the same tab
}

const useToken = () => useSyncExternalStore(subscribe, () => token, () => null);

// The form while there is a token that may be good, else the other child under the reason.
export function MailedLink({ incomplete, children }) {
  const [form, otherwise] = children;
  const held = useToken();
  const [expired, setExpired] = useState({ token: "", sentence: "" });
  const isExpired = expired.token !== "" && expired.token === held;
  if (held === "" || isExpired) {
    return <Lost sentence={isExpired ? expired.sentence : incomplete}>{otherwise}</Lost>;
  }
  const onLinkExpired = (sentence) => setExpired({ token: held, sentence });
  const surrounding = { values: held ? { token: held } : {}, onLinkExpired };
  return <Surrounding.Provider value={surrounding}>{form}</Surrounding.Provider>;
}

function Lost({ sentence, children }) {
  const place = useRef(null);
  useEffect(() => place.current.focus(), []);
  return (
    <div className="lost-link">
      <p ref={place} role="alert" tabIndex={-1}>
        {sentence}
      </p>
      {children}
    </div>
  );
}
