// The life of what a form or a button sends by event: one id, busy until answered, safe to repeat.
import { useCallback, useEffect, useState } from "react";
import { useConnected } from "./connection";
import { focusFirstError } from "./fields";
import { isTold, useTeller, words } from "./tellers";

const ANSWER_DUE = 15000;
// The banner that is there already looks no different when it is the answer once more.
const ANSWER_DUE_AFTER_PROBLEM = 4000;
const LONG = 200;
const NO_ANSWER = "The server did not answer. Send it again; it is not done twice.";
const NOTHING = { id: "", underway: false, trouble: "" };
const NO_ERRORS = {};

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// Ids that were sent and are not known to be answered. Sent again they change nothing twice; they
// outlive their form, which is gone for a moment when a page reconnects to a restarted server.
const unanswered = new Map();

// What tells one form or button from the others, and the texts that go along with each sending.
export const keyOf = (name, fixed) => JSON.stringify([name, fixed ?? {}]);
export const texts = (fixed) =>
  Object.fromEntries(
    Object.entries(fixed ?? {})
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );

export function useAttempt({ errors, problem, answered, accepted }, key, form) {
  const connected = useConnected();
  const [sent, setSent] = useState(() => ({ ...NOTHING, id: unanswered.get(key) ?? "" }));
  const [touched, setTouched] = useState({ after: "", names: {} });
  const [isSlow, setSlow] = useState(false);
  const { promise, told } = useTeller();
  const isAnswered = sent.id !== "" && answered === sent.id;
  const busy = sent.underway && !isAnswered;

  // A server that cannot tell who is asking, or what became of it, answers with its banner alone.
  useEffect(() => {
    if (!problem.sentence) return;
    told();
    setSent((now) => (now.underway ? { ...now, underway: false, trouble: words(problem) } : now));
  }, [problem, told]);

  useEffect(() => {
    if (!isAnswered) return;
    told();
    unanswered.delete(key);
    setSent((now) => ({ ...now, underway: false, trouble: words(problem) }));
    focusFirstError(form?.current);
  }, [isAnswered, key, form]);

  useEffect(() => {
    if (!busy) return undefined;
    const due = problem.sentence ? ANSWER_DUE_AFTER_PROBLEM : ANSWER_DUE;
    const lost = () => setSent((now) => ({ ...now, underway: false, trouble: NO_ANSWER }));
    const timers = [setTimeout(lost, due), setTimeout(setSlow, LONG, true)];
    return () => {
      timers.forEach(clearTimeout);
      setSlow(false);
    };
  }, [busy, problem]);

  // The id to send with, or nothing while sending would be wrong. Only a form has a place for words.
  const begin = () => {
    if (busy || !connected) return "";
    const id = unanswered.get(key) ?? newId();
    if (form) promise(id);
    unanswered.set(key, id);
    setSent({ ...NOTHING, id, underway: true });
    return id;
  };

  const forget = useCallback(() => {
    unanswered.delete(key);
    setSent(NOTHING);
  }, [key]);

  // What is the answer to no form stands in the page's banner, and in a dialog that is in front of it.
  const isAbove = sent.trouble === words(problem) && !isTold(problem);
  const names = touched.after === answered ? touched.names : {};
  const shown = isAnswered ? Object.entries(errors).filter(([name]) => !names[name]) : [];

  return {
    busy,
    isSlow,
    connected,
    id: sent.id,
    trouble: sent.trouble,
    beside: isAbove ? "" : sent.trouble,
    accepted: isAnswered && accepted === sent.id,
    errors: shown.length ? Object.fromEntries(shown) : NO_ERRORS,
    typed: (name) => setTouched({ after: answered, names: { ...names, [name]: true } }),
    begin,
    forget,
  };
}
