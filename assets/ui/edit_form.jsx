// A form over saved values: it knows what changed, asks before losing it, and saves by event.
import { useCallback, useEffect, useRef, useState } from "react";
import { useBlocker } from "react-router";
import { sendByKeyboard } from "./actions";
import { keyOf, useAttempt } from "./attempt";
import { ErrorText, FormState } from "./fields";

const SIGN_IN = "/sign-in";
const KEY = keyOf("edit");

// Unsaved text outlives the form itself: a page that reconnects to a restarted
// server shows its skeleton for a moment, and the form with it is gone.
let kept = null;

function LeaveDialog({ blocker }) {
  const dialog = useRef(null);
  const blocked = blocker.state === "blocked";
  useEffect(() => {
    if (blocked) dialog.current.showModal();
    else dialog.current.close();
  }, [blocked]);
  const leave = () => {
    kept = null;
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
      <p id="leave-text">What you changed on this page will be lost.</p>
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

export function EditForm({ saved, version, conflict, submit, onSave, children, ...answers }) {
  const form = useRef(null);
  const attempt = useAttempt(answers, KEY, form);
  const { accepted, forget, busy, connected } = attempt;
  const sentTexts = useRef({});
  const [changed, setChanged] = useState(false);
  // The version that the fields stand for; a newer one waits while there is unsaved text.
  const [shown, setShown] = useState(() => ({ version, saved, conflict, ...kept?.shown, filling: 0 }));
  const [texts, setTexts] = useState(kept?.texts);

  const differsFrom = useCallback((values) => {
    const typed = form.current ? new FormData(form.current) : new Map();
    return Object.entries(values).some(([name, text]) => (typed.get(name) ?? text) !== text);
  }, []);

  const compare = useCallback(() => {
    const differs = differsFrom(saved);
    setChanged(differs);
    const { version, saved: before } = shown;
    kept = differs
      ? { texts: Object.fromEntries(new FormData(form.current)), shown: { version, saved: before } }
      : null;
  }, [differsFrom, saved, shown]);

  useEffect(() => {
    setShown((now) => {
      const next = { ...now, version, conflict, saved };
      if (!conflict && !differsFrom(saved)) return next;
      const refill = conflict || !differsFrom(now.saved);
      if (!refill) return now;
      setTexts(undefined);
      return { ...next, filling: now.filling + 1 };
    });
  }, [version, conflict, saved, differsFrom]);

  // Saving tidies texts (spaces at the ends); show them as they are saved, unless typing went on.
  useEffect(() => {
    if (!accepted) return;
    const tidied = differsFrom(saved) && !differsFrom(sentTexts.current);
    if (tidied) setTexts(undefined);
    setShown((now) => ({ ...now, version, saved, filling: now.filling + (tidied ? 1 : 0) }));
    forget();
  }, [accepted, forget, version, saved, differsFrom]);

  useEffect(() => {
    compare();
    if (shown.conflict) document.getElementById("conflict")?.focus();
  }, [shown, compare]);

  // Who is sent to sign in cannot save any more; nothing is left to ask.
  const blocker = useBlocker(
    ({ currentLocation, nextLocation: { pathname } }) =>
      changed && currentLocation.pathname !== pathname && !pathname.startsWith(SIGN_IN),
  );

  useEffect(() => {
    if (!changed) return undefined;
    const warn = (event) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [changed]);

  const typed = (name) => {
    compare();
    attempt.typed(name);
  };

  const save = (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form.current));
    const isSent = changed && attempt.begin((id) => onSave({ ...values, command_id: id }));
    if (isSent) sentTexts.current = values;
  };

  return (
    <FormState.Provider value={{ errors: attempt.errors, typed, texts }}>
      <form ref={form} className="form" onSubmit={save} onKeyDown={sendByKeyboard} noValidate>
        <input type="hidden" name="version" value={shown.version} readOnly />
        <div key={shown.filling} className="form-fields">
          {children}
        </div>
        <div className="form-actions">
          <button
            className="button button-primary"
            aria-disabled={!changed || busy || !connected}
            aria-busy={busy}
          >
            {attempt.isSlow ? "Saving" : submit}
          </button>
          <span className="form-hint" aria-hidden="true">
            {changed ? "Not saved yet" : shown.conflict ? "This is what is saved" : ""}
          </span>
          <div role="alert" className="form-trouble">
            {attempt.beside ? <ErrorText>{attempt.beside}</ErrorText> : null}
          </div>
        </div>
      </form>
      <LeaveDialog blocker={blocker} />
    </FormState.Provider>
  );
}
