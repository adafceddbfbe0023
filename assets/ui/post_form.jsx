// A real form that posts to the server; with JavaScript its errors come back without a page load.
import { createContext, useContext, useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import { useConnected } from "./connection";
import { ErrorText, Field, FormState, focusFirstError } from "./fields";
import { NO_ANSWER, newId, post } from "./posting";

// What stands around a form adds: `values` that are in no field, and what to do without a good link.
export const Surrounding = createContext({ values: {}, onLinkExpired: null });

// What an address such as /sign-in?reset=1 has to say; nothing in the prerendered page.
function useAddressNote(notes) {
  const { search } = useLocation();
  const [note, setNote] = useState("");
  useEffect(() => {
    const said = [...new URLSearchParams(search)].map((pair) => notes?.[pair.join("=")]);
    setNote(said.find(Boolean) ?? "");
  }, [search]);
  return [note, setNote];
}

export function AddressNote({ notes }) {
  const [note] = useAddressNote(notes);
  return (
    <div role="status" className="form-note">
      {note}
    </div>
  );
}

// The code of the second factor. Nobody is asked for it whose password was not right.
export function CodeField({ label, help }) {
  const { wantsCode } = useContext(FormState);
  const place = useRef(null);
  useEffect(() => {
    if (wantsCode) place.current.querySelector("input").focus();
  }, [wantsCode]);
  if (!wantsCode) return null;
  return (
    <div ref={place}>
      <Field name="code" label={label} help={help} autocomplete="one-time-code" required isCode />
    </div>
  );
}

export function PostForm({ action, submit, busyLabel, failed, names, notes, done, onDone, children }) {
  const form = useRef(null);
  const connected = useConnected();
  const { values, onLinkExpired } = useContext(Surrounding);
  const [sentence, setSentence] = useState("");
  const [errors, setErrors] = useState({});
  const [wantsCode, setWantsCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const [commandId, setCommandId] = useState("");
  const [next, setNext] = useState("");
  const [note, setNote] = useAddressNote(notes);
  const [filling, setFilling] = useState(0);

  useEffect(() => {
    const query = new URLSearchParams(location.search);
    setCommandId(newId());
    setNext(query.get("next") ?? "");
    if (query.has("failed")) setSentence(failed);
  }, [failed]);

  useEffect(() => focusFirstError(form.current), [errors]);

  const typed = (name) => {
    if (!errors[name]) return;
    const { [name]: _, ...others } = errors;
    setErrors(others);
  };

  const refuse = ({ code, error, fields = {} }) => {
    if (code === "link_expired" && onLinkExpired) return onLinkExpired(error);
    const isFirstAsking = code === "code_needed" && !wantsCode;
    const beside = Object.keys(fields).length > 0 && Object.keys(fields).every((name) => names.includes(name));
    if (code === "code_needed") setWantsCode(true);
    setErrors(isFirstAsking ? {} : fields);
    setSentence(beside ? "" : (error ?? NO_ANSWER));
  };

  const accept = () => {
    setErrors({});
    setNote(done);
    setCommandId(newId());
    setFilling(filling + 1);
    onDone();
  };

  const send = async (event) => {
    event.preventDefault();
    if (busy || !connected) return;
    setBusy(true);
    setSentence("");
    setNote("");
    try {
      const fields = Object.fromEntries(new FormData(form.current));
      const answer = await post(action, { ...fields, ...values });
      if (answer?.ok && answer.told.location) return location.assign(answer.told.location);
      if (answer) answer.ok ? accept() : refuse(answer.told);
    } catch {
      setSentence(NO_ANSWER);
    }
    setBusy(false);
  };

  return (
    <FormState.Provider value={{ errors, typed, wantsCode }}>
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
