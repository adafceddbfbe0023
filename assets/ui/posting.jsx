// Posts that are answered in place, and the one dialog that asks for the password once more.
import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { ErrorText, Field, FormState, focusFirstError } from "./fields";

export const NO_ANSWER = "The server did not answer. Try again.";
const CONFIRM = "/auth/confirm";

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// What the server answered; `told` says why when it is not ok. It fails where there is no answer.
async function postOnce(action, values) {
  const body = new URLSearchParams(values);
  const answer = await fetch(action, { method: "POST", headers: { Accept: "application/json" }, body });
  return { ok: answer.ok, told: await answer.json() };
}

// The same once more after the password, where it takes one; null when that was not given.
export async function post(action, values) {
  const answer = await postOnce(action, values);
  if (answer.told.code !== "password_needed") return answer;
  return (await confirmOneself()) ? postOnce(action, values) : null;
}

let asked = null;
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const set = (next) => {
  asked = next;
  listeners.forEach((listener) => listener());
};

// Whether the password was given. Who asks while the dialog is open shares it.
export function confirmOneself() {
  if (!asked) {
    let settle;
    const promise = new Promise((resolve) => {
      settle = resolve;
    });
    set({ promise, settle });
  }
  return asked.promise;
}

function answer(isOneself) {
  const { settle } = asked ?? {};
  set(null);
  settle?.(isOneself);
}

export function ConfirmOneself({ email }) {
  const isAsked = useSyncExternalStore(subscribe, () => asked !== null, () => false);
  return isAsked ? <ConfirmDialog email={email} /> : null;
}

// By the hidden field a password manager knows whose password it is.
function ConfirmDialog({ email }) {
  const dialog = useRef(null);
  const form = useRef(null);
  const isConfirmed = useRef(false);
  const id = useId();
  const [errors, setErrors] = useState({});
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const opened = dialog.current;
    opened.showModal();
    return () => {
      if (!opened.isConnected) answer(false); // its page was left
    };
  }, []);

  useEffect(() => focusFirstError(form.current), [errors]);

  const send = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setTrouble("");
    try {
      const { password } = form.current.elements;
      const { ok, told } = await postOnce(CONFIRM, { command_id: newId(), password: password.value });
      isConfirmed.current = ok && !told.location;
      if (told.location) location.assign(told.location);
      else if (ok) dialog.current.close();
      const [wrong] = Object.values(told.fields ?? {});
      setErrors(wrong ? { password: wrong } : {});
      setTrouble(ok || wrong ? "" : told.error);
    } catch {
      setTrouble(NO_ANSWER);
    }
    setBusy(false);
  };

  return (
    <FormState.Provider value={{ errors, typed: () => setErrors({}) }}>
      <dialog
        ref={dialog}
        className="dialog"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
        onClose={() => answer(isConfirmed.current)}
      >
        <h2 id={`${id}-title`}>Confirm that it is you</h2>
        <p id={`${id}-text`}>This takes your password. You are not asked again for 15 minutes.</p>
        <form ref={form} className="form" method="post" action={CONFIRM} onSubmit={send} noValidate>
          <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
          <Field name="password" label="Your password" type="password" autocomplete="current-password" required />
          <div role="alert" className="form-trouble">
            {trouble ? <ErrorText>{trouble}</ErrorText> : null}
          </div>
          <div className="dialog-actions">
            <button type="button" className="button" onClick={() => dialog.current.close()}>
              Cancel
            </button>
            <button className="button button-primary" aria-disabled={busy} aria-busy={busy}>
              Confirm
            </button>
          </div>
        </form>
      </dialog>
    </FormState.Provider>
  );
}
