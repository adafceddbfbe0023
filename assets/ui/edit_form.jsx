// A form over saved values: it knows what changed, asks before losing it, and saves by event.
import { useCallback, useEffect, useRef, useState } from "react";
import { useBlocker } from "react-router";
import { useConnected } from "./connection";
import { FormState, focusFirstError } from "./fields";
import { newId } from "./post_form";

const ANSWER_DUE = 15000;
// The banner that is there already looks no different when it is the answer once more.
const ANSWER_DUE_AFTER_PROBLEM = 4000;

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

export function EditForm({ saved, version, conflict, errors, problem, answered, accepted, submit, onSave, children }) {
  const form = useRef(null);
  const connected = useConnected();
  const [commandId, setCommandId] = useState("");
  const [sent, setSent] = useState("");
  const sentTexts = useRef({});
  const [changed, setChanged] = useState(false);
  const [touched, setTouched] = useState({});
  // The version that the fields stand for; a newer one waits while there is unsaved text.
  const [shown, setShown] = useState(() => ({ version, saved, conflict, ...kept?.shown, filling: 0 }));
  const [texts, setTexts] = useState(kept?.texts);
  const showErrors = useRef(false);
  const busy = sent !== "" && sent !== answered;

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

  useEffect(() => setCommandId(newId()), [answered]);

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
    if (!accepted || accepted !== sent) return;
    const tidied = differsFrom(saved) && !differsFrom(sentTexts.current);
    if (tidied) setTexts(undefined);
    setShown((now) => ({ ...now, version, saved, filling: now.filling + (tidied ? 1 : 0) }));
    setSent("");
  }, [accepted, sent, version, saved, differsFrom]);

  useEffect(() => {
    compare();
    if (shown.conflict) document.getElementById("conflict")?.focus();
  }, [shown, compare]);

  useEffect(() => {
    showErrors.current = Object.keys(errors).length > 0;
    setTouched({});
  }, [errors, answered]);

  useEffect(() => {
    if (!showErrors.current) return;
    showErrors.current = false;
    focusFirstError(form.current);
  }, [touched]);

  useEffect(() => {
    if (!busy) return undefined;
    const due = problem.sentence ? ANSWER_DUE_AFTER_PROBLEM : ANSWER_DUE;
    const timer = setTimeout(setSent, due, "");
    return () => clearTimeout(timer);
  }, [busy, problem]);

  // A server that could not tell who is asking answers with its banner alone.
  useEffect(() => {
    if (problem.sentence) setSent("");
  }, [problem]);

  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => changed && currentLocation.pathname !== nextLocation.pathname,
  );

  useEffect(() => {
    if (!changed) return undefined;
    const warn = (event) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [changed]);

  const typed = (name) => {
    compare();
    setTouched((fields) => ({ ...fields, [name]: true }));
  };

  const save = (event) => {
    event.preventDefault();
    if (busy || !changed || !connected) return;
    const values = Object.fromEntries(new FormData(form.current));
    sentTexts.current = values;
    setSent(commandId);
    onSave(values);
  };

  const key = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.current.requestSubmit();
    }
  };

  const open = Object.fromEntries(Object.entries(errors).filter(([name]) => !touched[name]));

  return (
    <FormState.Provider value={{ errors: open, typed, texts }}>
      <form ref={form} className="form" onSubmit={save} onKeyDown={key} noValidate>
        <input type="hidden" name="command_id" value={commandId} readOnly />
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
            {busy ? "Saving" : submit}
          </button>
          <span className="form-hint" aria-hidden="true">
            {changed ? "Not saved yet" : shown.conflict ? "This is what is saved" : ""}
          </span>
        </div>
      </form>
      <LeaveDialog blocker={blocker} />
    </FormState.Provider>
  );
}
