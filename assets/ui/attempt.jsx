// The life of what a form or a button sends by event: one id, busy until answered, safe to repeat.
import { useCallback, useEffect, useRef, useState } from "react";
import { useConnected } from "./connection";
import { focusFirstError } from "./fields";
import { confirmOneself, newId } from "./posting";
import { isTold, useTeller, words } from "./tellers";

const ANSWER_DUE = 15000;
// The banner that is there already looks no different when it is the answer once more.
const ANSWER_DUE_AFTER_PROBLEM = 4000;
const LONG = 200;
const NO_ANSWER = "The server did not answer. Send it again; it is not done twice.";
const NOTHING = { id: "", underway: false, confirmed: false, trouble: "", remedy: "" };
const NONE = {};
const said = (problem) => ({ trouble: words(problem), remedy: problem.remedy });

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

export function useAttempt({ errors, theirs, problem, answered, accepted, passwordNeeded }, key, form) {
  const connected = useConnected();
  const [sent, setSent] = useState(() => ({ ...NOTHING, id: unanswered.get(key) ?? "" }));
  const [touched, setTouched] = useState({ after: "", names: {} });
  const [isSlow, setSlow] = useState(false);
  const { promise, told } = useTeller();
  const delivery = useRef(null);
  const isAnswered = sent.id !== "" && answered === sent.id;
  const busy = sent.underway && !isAnswered;
  const isAsked = busy && !sent.confirmed && passwordNeeded === sent.id;

  // A server that cannot tell who is asking, or what became of it, answers with its banner alone.
  useEffect(() => {
    if (!problem.sentence) return;
    told();
    setSent((now) => (now.underway ? { ...now, underway: false, ...said(problem) } : now));
  }, [problem, told]);

  useEffect(() => {
    if (!isAnswered) return;
    told();
    unanswered.delete(key);
    setSent((now) => ({ ...now, underway: false, ...said(problem) }));
    focusFirstError(form?.current);
  }, [isAnswered, key, form]);

  // Sent once more with the same id after the password. Without it nothing was done, nor is said.
  useEffect(() => {
    if (!isAsked) return;
    confirmOneself().then((isOneself) => {
      if (!isOneself) {
        unanswered.delete(key);
        setSent(NOTHING);
        return;
      }
      setSent((now) => ({ ...now, confirmed: true }));
      delivery.current();
    });
  }, [isAsked, key]);

  useEffect(() => {
    if (!busy || isAsked) return undefined;
    const due = problem.sentence ? ANSWER_DUE_AFTER_PROBLEM : ANSWER_DUE;
    const lost = () => setSent((now) => ({ ...now, underway: false, trouble: NO_ANSWER }));
    const timers = [setTimeout(lost, due), setTimeout(setSlow, LONG, true)];
    return () => {
      timers.forEach(clearTimeout);
      setSlow(false);
    };
  }, [busy, isAsked, problem]);

  // Gives `deliver` the id to send with, unless sending would be wrong; whether it did. Only a form
  // has a place for words.
  const begin = (deliver) => {
    if (busy || !connected) return false;
    const id = unanswered.get(key) ?? newId();
    if (form) promise(id);
    unanswered.set(key, id);
    setSent({ ...NOTHING, id, underway: true });
    delivery.current = () => deliver(id);
    delivery.current();
    return true;
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
    remedy: sent.remedy,
    accepted: isAnswered && accepted === sent.id,
    errors: shown.length ? Object.fromEntries(shown) : NONE,
    theirs: isAnswered && theirs ? theirs : NONE,
    typed: (name) => setTouched({ after: answered, names: { ...names, [name]: true } }),
    begin,
    forget,
  };
}
