// A button that opens a dialog with a form; the dialog closes when what it sent was done.
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { sendByKeyboard, typedIn } from "./actions";
import { texts, useAttempt } from "./attempt";
import { ErrorText, FormState } from "./fields";
import { passFocus } from "./focus";

export function DialogForm({ trigger, triggerKind, triggerLabel, ...dialog }) {
  const [open, setOpen] = useState(false);
  const button = useRef(null);
  // What was typed and not sent, or sent and not known to be accepted.
  const [draft, setDraft] = useState(null);
  const { accepted } = dialog;

  useEffect(() => {
    setDraft((kept) => (kept?.id && kept.id === accepted ? null : kept));
  }, [accepted]);

  useLayoutEffect(() => {
    const here = button.current;
    return () => passFocus(here);
  }, []);

  const close = (unsent) => {
    setDraft(unsent);
    setOpen(false);
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={triggerKind}
        aria-label={triggerLabel}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {trigger}
      </button>
      {open ? <Dialog {...dialog} draft={draft} close={close} /> : null}
    </>
  );
}

// There only while it is open, so that the page holds no hidden forms; `close` is told what stays
// of it, which is the `draft` of the next time.
export function Dialog({ title, text, submit, cancel, danger, fixed, onSend, children, draft, close, ...answers }) {
  const dialog = useRef(null);
  const form = useRef(null);
  const id = useId();
  const attempt = useAttempt(answers, id, form);
  const { forget, accepted } = attempt;
  const isTouched = useRef(Boolean(draft));

  useEffect(() => {
    const opened = dialog.current;
    forget();
    opened.showModal();
  }, [forget]);

  // With the row that it was about the dialog may go, and its button as well.
  useLayoutEffect(() => {
    const opened = dialog.current;
    return () => passFocus(opened);
  }, []);

  useEffect(() => {
    if (accepted) dialog.current.close();
  }, [accepted]);

  const closed = () => {
    const isKept = isTouched.current && !accepted;
    close(isKept ? { id: attempt.id, texts: typedIn(form.current) } : null);
  };

  const typed = (name) => {
    isTouched.current = true;
    attempt.typed(name);
  };

  const send = (event) => {
    event.preventDefault();
    event.stopPropagation();
    const values = { ...texts(fixed), ...Object.fromEntries(new FormData(form.current)) };
    attempt.begin((sent) => onSend({ ...values, command_id: sent }));
  };

  return (
    <FormState.Provider value={{ errors: attempt.errors, typed, texts: draft?.texts }}>
      <dialog
        ref={dialog}
        className="dialog"
        aria-labelledby={`${id}-title`}
        aria-describedby={text ? `${id}-text` : undefined}
        onClose={closed}
      >
        <h2 id={`${id}-title`}>{title}</h2>
        {text ? <p id={`${id}-text`}>{text}</p> : null}
        <form ref={form} className="form" onSubmit={send} onKeyDown={sendByKeyboard} noValidate>
          {children}
          <div role="alert" className="form-trouble">
            {attempt.trouble ? <ErrorText remedy={attempt.remedy}>{attempt.trouble}</ErrorText> : null}
          </div>
          <div className="dialog-actions">
            <button type="button" className="button" onClick={() => dialog.current.close()}>
              {cancel}
            </button>
            <button
              className={danger ? "button button-alarm" : "button button-primary"}
              aria-disabled={attempt.busy || !attempt.connected}
              aria-busy={attempt.busy}
            >
              {submit}
            </button>
          </div>
        </form>
      </dialog>
    </FormState.Provider>
  );
}
