// A form over saved values: it sends by event the fields that were changed, and what they stood for.
import { useEffect, useRef } from "react";
import { sendByKeyboard, typedIn } from "./actions";
import { keyOf, useAttempt } from "./attempt";
import { ErrorText, FormState } from "./fields";
import { Conflict, useMerging } from "./merging";
import { drafts } from "./unsent";

const KEY = keyOf("edit");

export function EditForm({ saved, version, submit, onSave, children, ...answers }) {
  const form = useRef(null);
  const attempt = useAttempt(answers, KEY, form);
  const { accepted, forget, theirs, busy, connected } = attempt;
  const merging = useMerging(form, { saved, version, theirs, accepted }, drafts.get(KEY));
  const { base, asked, texts, changed, hasChanged, isAsking } = merging;

  useEffect(() => {
    if (accepted) forget();
  }, [accepted, forget]);

  useEffect(() => {
    if (hasChanged) drafts.set(KEY, { base, asked, texts: typedIn(form.current) });
    else drafts.delete(KEY);
  }, [base, asked, changed, hasChanged]);

  const typed = (name) => {
    merging.compare();
    attempt.typed(name);
  };

  const save = (event) => {
    event.preventDefault();
    const values = { ...changed, version: String(base.version) };
    const isSent = hasChanged && attempt.begin((id) => onSave({ ...values, command_id: id }));
    if (isSent) merging.sent.current = changed;
  };

  return (
    <FormState.Provider value={{ errors: attempt.errors, typed, texts, asked, asks: true }}>
      <Conflict isAsking={isAsking} />
      <form ref={form} className="form" onSubmit={save} onKeyDown={sendByKeyboard} noValidate>
        <div key={merging.filling} className="form-fields">
          {children}
        </div>
        <div className="form-actions">
          <button
            className="button button-primary"
            aria-disabled={!hasChanged || busy || !connected}
            aria-busy={busy}
          >
            {attempt.isSlow ? "Saving" : submit}
          </button>
          <span className="form-hint" aria-hidden="true">
            {hasChanged ? "Not saved yet" : isAsking ? "This is what is saved" : ""}
          </span>
          <div role="alert" className="form-trouble">
            {attempt.beside ? <ErrorText>{attempt.beside}</ErrorText> : null}
          </div>
        </div>
      </form>
    </FormState.Provider>
  );
}
