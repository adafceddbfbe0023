// A button that opens a dialog with a form; the dialog closes when what it sent was done.
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { sendByKeyboard, typedIn } from "./actions";
import { keyOf, texts, useAttempt } from "./attempt";
import { ErrorText, FormState } from "./fields";
import { passFocus } from "./focus";
import { Conflict, useMerging } from "./merging";
import { drafts } from "./unsent";

// Opened again, it has what was typed and not sent, or sent and not known to be accepted. It opens by
// itself when it went with its page while somebody wrote in it.
export function DialogForm({ trigger, triggerKind, triggerLabel, ...dialog }) {
  const { fixed, accepted } = dialog;
  const draftKey = keyOf(trigger, fixed);
  const [open, setOpen] = useState(() => Boolean(drafts.get(draftKey)?.isOpen));
  const button = useRef(null);

  // Of any form: the answer that accepts one often takes it, and its button, off the page.
  useEffect(() => {
    if (!accepted) return;
    for (const [key, draft] of drafts) if (draft.id === accepted) drafts.delete(key);
  }, [accepted]);

  useLayoutEffect(() => {
    const here = button.current;
    return () => passFocus(here);
  }, []);

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
      {open ? <Dialog {...dialog} draftKey={draftKey} close={() => setOpen(false)} /> : null}
    </>
  );
}

// There only while it is open, so that the page holds no hidden forms.
export function Dialog({ title, text, submit, cancel, danger, fixed, onSend, children, draftKey, close, ...more }) {
  const { saved, ...answers } = more;
  const dialog = useRef(null);
  const form = useRef(null);
  const id = useId();
  const attempt = useAttempt(answers, id, form);
  const { forget, accepted } = attempt;
  const [draft] = useState(() => drafts.get(draftKey));
  const isTouched = useRef(Boolean(draft));
  const savedTexts = useMemo(() => (saved === undefined ? undefined : { text: saved }), [saved]);
  // What was accepted closes the dialog: nothing is merged then.
  const now = { saved: savedTexts, version: saved, theirs: attempt.theirs, accepted: false };
  const merging = useMerging(form, now, draft);
  const { base, asked, isAsking } = merging;

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
    const draft = drafts.get(draftKey);
    if (draft && attempt.id) drafts.set(draftKey, { ...draft, id: attempt.id });
  }, [attempt.id, draftKey]);

  useEffect(() => {
    if (accepted) dialog.current.close();
  }, [accepted]);

  const keep = (isOpen) => {
    const kept = { isOpen, id: attempt.id, base, asked, texts: typedIn(form.current) };
    if (isTouched.current) drafts.set(draftKey, kept);
  };

  const closed = () => {
    if (accepted) drafts.delete(draftKey);
    else keep(false);
    close();
  };

  const typed = (name) => {
    isTouched.current = true;
    merging.compare();
    attempt.typed(name);
    keep(true);
  };

  const send = (event) => {
    event.preventDefault();
    event.stopPropagation();
    const typed = Object.fromEntries(new FormData(form.current));
    const values = { ...texts({ ...fixed, seen: base.version }), ...typed };
    attempt.begin((sent) => onSend({ ...values, command_id: sent }));
  };

  return (
    <FormState.Provider
      value={{ errors: attempt.errors, typed, texts: merging.texts, asked, asks: true }}
    >
      <dialog
        ref={dialog}
        className="dialog"
        aria-labelledby={`${id}-title`}
        aria-describedby={text ? `${id}-text` : undefined}
        onClose={closed}
      >
        <h2 id={`${id}-title`}>{title}</h2>
        {text ? <p id={`${id}-text`}>{text}</p> : null}
        <Conflict isAsking={isAsking} />
        <form ref={form} className="form" onSubmit={send} onKeyDown={sendByKeyboard} noValidate>
          <div key={merging.filling} className="form-fields">
            {children}
          </div>
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
