// Saved values that several people edit at once. What only one side changed is taken over; where
// both changed the same field to different texts, the form asks.
import { useEffect, useLayoutEffect, useRef, useState } from "react";

const NOTHING = {};
const isEmpty = (things) => Object.keys(things).length === 0;
const textsOf = (form) => Object.fromEntries(new FormData(form));

// `before` is what both started from. A field of `refused` is asked about in any case.
function merged(before, yours, theirs, refused) {
  const texts = {};
  const asked = {};
  for (const [name, their] of Object.entries(theirs)) {
    const your = yours[name] ?? before[name];
    const isYours = your !== before[name];
    texts[name] = isYours ? your : their;
    const isTheirs = their !== before[name] || name in refused;
    if (isYours && isTheirs && your !== their) asked[name] = { yours: your, theirs: their, original: before[name] };
  }
  return { texts, asked };
}

// What was sent and accepted is what the fields stand for, unless somebody typed on.
const settled = (before, sent, yours, saved) =>
  Object.fromEntries(
    Object.keys(saved).map((name) => {
      if (!(name in sent)) return [name, before[name]];
      return [name, yours[name] === sent[name] ? sent[name] : saved[name]];
    }),
  );

// `saved` are the values of `version`, or of whatever tells them from others; a form without them has
// nothing to merge. `base` is what the
// fields stand for: newer values wait while they are in conflict with what was typed, until it is
// sent and `theirs`, by field, is the answer.
export function useMerging(form, { saved = NOTHING, version, theirs, accepted }, draft) {
  const [state, setState] = useState(() => ({
    base: draft?.base ?? { saved, version },
    asked: draft?.asked ?? NOTHING,
    texts: draft?.texts,
    filling: 0,
  }));
  const { base, asked, filling } = state;
  const [changed, setChanged] = useState({});
  const sent = useRef({});
  const caret = useRef(null);

  // Whatever differs from what was there when typing began.
  const compare = () => {
    const now = textsOf(form.current);
    const differing = Object.entries(base.saved).filter(([name, text]) => (now[name] ?? text) !== text);
    setChanged(Object.fromEntries(differing.map(([name]) => [name, now[name]])));
    return !isEmpty(differing);
  };

  const hasChanged = !isEmpty(changed);
  useEffect(() => {
    if (version === base.version && !accepted) return;
    const yours = textsOf(form.current);
    const before = accepted ? settled(base.saved, sent.current, yours, saved) : base.saved;
    const found = merged(before, yours, saved, theirs);
    const isAnswer = accepted || !isEmpty(theirs);
    if (!isAnswer && !isEmpty(found.asked)) return;
    const isFilled = Object.entries(found.texts).some(([name, text]) => text !== (yours[name] ?? text));
    if (isFilled) caret.current = caretIn(form.current);
    setState((now) => ({
      base: { saved, version },
      asked: isAnswer ? found.asked : hasChanged ? now.asked : NOTHING,
      texts: isFilled ? { ...yours, ...found.texts } : now.texts,
      filling: now.filling + (isFilled ? 1 : 0),
    }));
  }, [saved, version, theirs, accepted, hasChanged, base, form]);

  useEffect(() => {
    compare();
  }, [base, filling]);

  useLayoutEffect(() => {
    caret.current?.();
    caret.current = null;
  }, [filling]);

  return { ...state, changed, hasChanged, sent, compare, isAsking: !isEmpty(asked) };
}

// Puts the focus back when the fields are there anew.
function caretIn(form) {
  const { activeElement: field } = document;
  if (!form.contains(field) || !field.name) return null;
  const { name, selectionStart, selectionEnd } = field;
  return () => {
    const anew = form.elements.namedItem(name);
    anew?.focus();
    if (selectionStart !== null) anew?.setSelectionRange?.(selectionStart, selectionEnd);
  };
}

// Above the fields that are asked about.
export function Conflict({ isAsking }) {
  const heading = useRef(null);
  useEffect(() => {
    if (isAsking) heading.current.focus();
  }, [isAsking]);
  if (!isAsking) return null;
  return (
    <section className="conflict">
      <h2 ref={heading} tabIndex={-1}>
        This was changed while you were editing
      </h2>
      <p>Nothing is lost. Choose a text for each marked field, change it if you like, then save.</p>
    </section>
  );
}
