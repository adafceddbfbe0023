// How hard a password is to guess, in words, while it is typed. Where nobody answers it says nothing.
import { useEffect, useState } from "react";

const PAUSE = 300;
const HIGHEST = 4;
const ASKED_BY = ["email", "name"];

export function Strength({ password, form }) {
  const [told, setTold] = useState(null);

  useEffect(() => {
    setTold((before) => (password ? before : null));
    if (!password) return undefined;
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const body = new URLSearchParams({ password });
      for (const name of ASKED_BY) {
        const field = form()?.elements.namedItem(name);
        if (field?.value) body.set(name, field.value);
      }
      try {
        const options = { method: "POST", headers: { Accept: "application/json" }, body, signal: asking.signal };
        const answer = await fetch("/auth/strength", options);
        setTold(answer.ok ? await answer.json() : null);
      } catch {
        if (!asking.signal.aborted) setTold(null);
      }
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [password, form]);

  return (
    <div className="strength" data-score={told?.score} aria-live="polite">
      {told ? (
        <>
          <span className="strength-bar" aria-hidden="true">
            {Array.from({ length: HIGHEST }, (_, at) => (
              <i key={at} data-on={at < Math.max(told.score, 1) || undefined} />
            ))}
          </span>
          <span>{told.sentence}</span>
        </>
      ) : null}
    </div>
  );
}
