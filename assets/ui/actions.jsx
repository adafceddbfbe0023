// What one does on a page: a form in place, and a button of one click.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { keyOf, texts, useAttempt } from "./attempt";
import { ErrorText, FormState } from "./fields";
import { passFocus } from "./focus";
import { drafts } from "./unsent";

export const sendByKeyboard = (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
};

// What was typed; a secret is never kept.
export function typedIn(form) {
  const secret = [...form.querySelectorAll("input[type=password], .field:has(.reveal) input")];
  const open = [...new FormData(form)].filter(([name]) => !secret.some((field) => field.name === name));
  return Object.fromEntries(open);
}

export function ActionForm({ label, submit, busyLabel, fixed, onSend, children, ...answers }) {
  const form = useRef(null);
  const key = keyOf(label || submit, fixed);
  const attempt = useAttempt(answers, key, form);
  const [filling, setFilling] = useState({ count: 0, texts: drafts.get(key), focus: "" });
  const sent = useRef("");

  // Text that was typed after the sending stays.
  useEffect(() => {
    if (!attempt.accepted) return;
    drafts.delete(key);
    const now = form.current;
    if (JSON.stringify(typedIn(now)) !== sent.current) return;
    const focus = now.contains(document.activeElement) ? document.activeElement.name : "";
    setFilling(({ count }) => ({ count: count + 1, focus }));
  }, [attempt.accepted, attempt.id, key]);

  useEffect(() => {
    if (filling.focus) form.current.elements.namedItem(filling.focus)?.focus();
  }, [filling]);

  const typed = (name) => {
    attempt.typed(name);
    drafts.set(key, typedIn(form.current));
  };

  const send = (event) => {
    event.preventDefault();
    const values = { ...texts(fixed), ...Object.fromEntries(new FormData(form.current)) };
    const isSent = attempt.begin((id) => onSend({ ...values, command_id: id }));
    if (isSent) sent.current = JSON.stringify(typedIn(form.current));
  };

  return (
    <FormState.Provider value={{ errors: attempt.errors, typed, texts: filling.texts, asks: true }}>
      <form ref={form} className="form" aria-label={label} onSubmit={send} onKeyDown={sendByKeyboard} noValidate>
        <div key={filling.count} className="form-fields">
          {children}
        </div>
        <div className="form-actions">
          <button
            className="button button-primary"
            aria-disabled={attempt.busy || !attempt.connected}
            aria-busy={attempt.busy}
          >
            {attempt.isSlow && busyLabel ? busyLabel : submit}
          </button>
          <div role="alert" className="form-trouble">
            {attempt.beside ? <ErrorText remedy={attempt.remedy}>{attempt.beside}</ErrorText> : null}
          </div>
        </div>
      </form>
    </FormState.Provider>
  );
}

// The focus of a button that goes is for the one that comes in its place, as Follow for Unfollow.
let heir = null;

export function ActionButton({ label, spoken, busyLabel, fixed, kind, onSend, ...answers }) {
  const button = useRef(null);
  const name = JSON.stringify(fixed);
  const attempt = useAttempt(answers, keyOf(label, fixed));
  const { forget } = attempt;

  useLayoutEffect(() => {
    const here = button.current;
    if (heir === name) here.focus();
    heir = null;
    return () => {
      if (document.activeElement === here) heir = name;
      passFocus(here);
    };
  }, [name]);

  // Under another label it is another action.
  useEffect(() => forget, [forget]);

  // The second click of a double click is not meant for what the first one put in its place.
  const send = ({ detail: click }) => {
    const values = texts(fixed);
    if (click < 2) attempt.begin((id) => onSend({ ...values, command_id: id }));
  };

  return (
    <button
      ref={button}
      type="button"
      className={kind}
      aria-label={spoken}
      aria-disabled={attempt.busy || !attempt.connected}
      aria-busy={attempt.busy}
      onClick={send}
    >
      {attempt.isSlow && busyLabel ? busyLabel : label}
    </button>
  );
}
