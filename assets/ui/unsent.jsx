// Text that was typed and not sent: whoever leaves its page is asked first.
import { useContext, useEffect, useId, useRef } from "react";
import { useBlocker } from "react-router";
import { EventLoopContext } from "$/utils/context-registry";

// Who is sent away has nothing to lose: the page is not theirs any more.
const SENT_AWAY = ["/sign-in", "/not-found"];

// By the key of its form. A draft outlives the form itself, which is gone for a moment when the page
// reconnects to a restarted server. Leaving drops it.
export const drafts = new Map();

const fields = new Set();

const warn = (event) => event.preventDefault();

// Counts a field among those that hold unsent text, while it does.
export function useUnsent(isUnsent) {
  const id = useId();
  useEffect(() => {
    if (!isUnsent) return undefined;
    if (fields.size === 0) addEventListener("beforeunload", warn);
    fields.add(id);
    return () => {
      fields.delete(id);
      if (fields.size === 0) removeEventListener("beforeunload", warn);
    };
  }, [id, isUnsent]);
}

const leads = ({ currentLocation, nextLocation: { pathname } }) =>
  currentLocation.pathname !== pathname && !SENT_AWAY.some((path) => pathname.startsWith(path));

export function LeaveGuard() {
  const dialog = useRef(null);
  const addEvents = useContext(EventLoopContext)?.[0];
  const blocker = useBlocker((move) => fields.size > 0 && leads(move));
  const isBlocked = blocker.state === "blocked";

  useEffect(() => {
    if (isBlocked) dialog.current.showModal();
    else dialog.current.close();
  }, [isBlocked]);

  // Reflex hangs up as soon as the browser asks. Who stays is here again: an event connects.
  useEffect(() => {
    const stayed = () => setTimeout(() => addEvents?.([]), 0);
    addEventListener("beforeunload", stayed);
    return () => removeEventListener("beforeunload", stayed);
  }, [addEvents]);

  const leave = () => {
    drafts.clear();
    blocker.proceed();
  };

  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby="leave-title"
      aria-describedby="leave-text"
      onClose={() => blocker.state === "blocked" && blocker.reset()}
    >
      <h2 id="leave-title">Leave without saving?</h2>
      <p id="leave-text">What you typed on this page will be lost.</p>
      <div className="dialog-actions">
        <button type="button" className="button" autoFocus onClick={() => dialog.current.close()}>
          Keep editing
        </button>
        <button type="button" className="button button-danger" onClick={leave}>
          Leave
        </button>
      </div>
    </dialog>
  );
}
