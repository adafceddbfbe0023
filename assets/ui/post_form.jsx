// A real form that posts to the server; with JavaScript its errors come back without a page load.
import { useEffect, useRef, useState } from "react";
import { newId } from "./attempt";
import { useConnected } from "./connection";
import { ErrorText, FormState, focusFirstError } from "./fields";

const NO_ANSWER = "The server did not answer. Try again.";

export function PostForm({ action, submit, busyLabel, failed, names, notes, done, onDone, children }) {
  const form = useRef(null);
  const connected = useConnected();
  const [sentence, setSentence] = useState("");
  const [errors, setErrors] = useState({});
  const [busy, setBusy] = useState(false);
  const [commandId, setCommandId] = useState("");
  const [next, setNext] = useState("");
  const [note, setNote] = useState("");
  const [filling, setFilling] = useState(0);

  useEffect(() => {
    const query = new URLSearchParams(location.search);
    setCommandId(newId());
    setNext(query.get("next") ?? "");
    if (query.has("failed")) setSentence(failed);
  }, [failed]);

  useEffect(() => {
    const [name] = new URLSearchParams(location.search).keys();
    setNote(notes?.[name] ?? "");
  }, [notes]);

  useEffect(() => focusFirstError(form.current), [errors]);

  const typed = (name) => {
    if (!errors[name]) return;
    const { [name]: _, ...others } = errors;
    setErrors(others);
  };

  const send = async (event) => {
    event.preventDefault();
    if (busy || !connected) return;
    setBusy(true);
    setSentence("");
    setNote("");
    try {
      const answer = await fetch(action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form.current)),
      });
      const told = await answer.json();
      if (answer.ok && told.location) {
        location.assign(told.location);
        return;
      }
      if (answer.ok) {
        setErrors({});
        setNote(done);
        setCommandId(newId());
        setFilling(filling + 1);
        setBusy(false);
        onDone();
        return;
      }
      const fields = told.fields ?? {};
      const beside = Object.keys(fields).length > 0 && Object.keys(fields).every((n) => names.includes(n));
      setErrors(fields);
      setSentence(beside ? "" : (told.error ?? NO_ANSWER));
    } catch {
      setSentence(NO_ANSWER);
    }
    setBusy(false);
  };

  return (
    <FormState.Provider value={{ errors, typed }}>
      <form ref={form} className="form" method="post" action={action} onSubmit={send} noValidate>
        {commandId ? <input type="hidden" name="command_id" value={commandId} readOnly /> : null}
        {next ? <input type="hidden" name="next" value={next} readOnly /> : null}
        <div role="status" className="form-note">
          {note}
        </div>
        <div key={filling} className="form-fields">
          {children}
        </div>
        <div role="alert" className="form-error">
          {sentence ? <ErrorText>{sentence}</ErrorText> : null}
        </div>
        <button
          className="button button-primary button-wide"
          aria-disabled={busy || !connected}
          aria-busy={busy}
        >
          {busy ? busyLabel : submit}
        </button>
      </form>
    </FormState.Provider>
  );
}
