// A labelled field; its error comes from the form around it.
import { createContext, useCallback, useContext, useEffect, useId, useRef, useState } from "react";
import { Link } from "react-router";
import { Strength } from "./strength";
import { useUnsent } from "./unsent";

// What a form tells its fields: `errors`, `texts` that stand in them at first, and what is `asked`
// about, by field; whether it `asks` before its text is lost; and it is told what was `typed`.
export const FormState = createContext({ errors: {}, typed: () => {} });

const NEAR = 0.9;
const MOMENT = "datetime-local";
const points = (text) => Array.from(text ?? "").length;

// `remedy` is the address of the page where it is put right.
export function ErrorText({ id, remedy, children }) {
  return (
    <p className="field-error" id={id}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.25" />
        <path d="M8 4.8v3.7m0 2.6v.1" />
      </svg>
      <span>
        {children}
        {remedy ? (
          <>
            {" "}
            <Link to={remedy}>Go to your account</Link>
          </>
        ) : null}
      </span>
    </p>
  );
}

// A browser types moments without their time zone, which is its own. One without its time of day is
// no moment, and must not pass for an empty field.
const asInstant = (local, isPart) => (local ? new Date(local).toISOString() : isPart ? "incomplete" : "");
const asLocal = (instant) => {
  const moment = new Date(instant || NaN);
  if (Number.isNaN(moment.getTime())) return "";
  return new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
};

// Whoever changed a text and changed it back left the original.
function Choices({ label, yours, theirs, original, value, choose }) {
  const group = useId();
  const sides = [
    ["Yours", yours],
    ["Theirs", theirs],
    ["Original", original],
  ].filter(([title, text]) => title !== "Original" || text !== theirs);
  return (
    <fieldset className="choices">
      <legend className="unseen">Which {label.toLowerCase()} to keep</legend>
      {sides.map(([title, text]) => (
        <label key={title} className="choice">
          <input type="radio" name={group} form="" checked={value === text} onChange={() => choose(text)} />
          <span className="choice-title">{title}</span>
          <span className="choice-text" dir="auto">
            {text || <i>Empty</i>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function Field({
  name,
  label,
  help,
  type = "text",
  rows,
  autocomplete,
  required,
  initial = "",
  limit,
  meter,
  isCode,
}) {
  const { errors, typed, texts, asked, asks } = useContext(FormState);
  const isMoment = type === MOMENT;
  const [start] = useState(() => (isMoment ? asLocal(texts?.[name] ?? initial) : (texts?.[name] ?? initial)));
  const [value, setValue] = useState(start);
  const [shown, setShown] = useState(false);
  const [isPart, setPart] = useState(false);
  const control = useRef(null);
  const id = useId();
  const error = errors[name];
  const length = points(value);
  const near = limit && length > limit * NEAR;
  const isOpen = type !== "password" && !isCode && !isMoment;
  useUnsent(Boolean(asks) && isOpen && value.trim() !== initial.trim());
  const described = [error ? `${id}-error` : help && `${id}-help`, near && `${id}-count`];

  // What the browser restored or a password manager filled before React came counts as typed.
  useEffect(() => {
    setValue(control.current.value);
  }, []);

  const set = (text) => {
    control.current.value = text;
    setValue(text);
    typed(name);
  };

  const shared = {
    ref: control,
    id,
    name: isMoment ? undefined : name,
    defaultValue: start,
    autoComplete: autocomplete,
    "aria-required": required || undefined,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": described.filter(Boolean).join(" ") || undefined,
    onChange: (event) => set(event.target.value),
  };
  const look = () => setPart(control.current.validity.badInput);
  const watched = isMoment ? { onBlur: look, onKeyUp: look } : {};
  const isProse = type === "text" && !isCode;
  const form = useCallback(() => control.current?.form, []);

  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {asked?.[name] ? <Choices label={label} {...asked[name]} value={value} choose={set} /> : null}
      <div className="field-control">
        {rows ? (
          <textarea {...shared} rows={rows} dir="auto" />
        ) : (
          <input
            {...shared}
            {...watched}
            type={shown ? "text" : type}
            dir={isProse ? "auto" : undefined}
            spellCheck={isProse ? undefined : false}
            autoCapitalize={isProse ? undefined : "off"}
          />
        )}
        {isMoment ? <input type="hidden" name={name} value={asInstant(value, isPart)} readOnly /> : null}
        {type === "password" ? (
          <button
            type="button"
            className="reveal"
            aria-pressed={shown}
            aria-label={`Show ${label.toLowerCase()}`}
            onClick={() => setShown(!shown)}
          >
            {shown ? "Hide" : "Show"}
          </button>
        ) : null}
      </div>
      {meter ? <Strength password={value} form={form} /> : null}
      <div className="field-notes">
        <div>
          {error ? <ErrorText id={`${id}-error`}>{error}</ErrorText> : null}
          {help && !error ? (
            <p className="field-help" id={`${id}-help`}>
              {help}
            </p>
          ) : null}
        </div>
        {near ? (
          <p className="field-count" id={`${id}-count`} data-over={length > limit || undefined}>
            {length.toLocaleString("en")} of {limit.toLocaleString("en")}
            <span className="unseen"> characters</span>
          </p>
        ) : null}
      </div>
    </div>
  );
}

export function focusFirstError(form) {
  form?.querySelector("[aria-invalid=true]")?.focus();
}
