// One of a few options, each with what it means.
import { useContext, useId } from "react";
import { ErrorText, FormState } from "./fields";

export function RadioField({ name, label, options, initial }) {
  const { errors, typed, texts } = useContext(FormState);
  const id = useId();
  const error = errors[name];
  return (
    <fieldset className="field" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="unseen">{label}</legend>
      <div className="choices choices-column">
        {options.map(({ value, title, text }) => (
          <label key={value} className="choice">
            <input
              type="radio"
              name={name}
              value={value}
              defaultChecked={value === (texts?.[name] ?? initial)}
              aria-labelledby={`${id}-${value}-title`}
              aria-describedby={`${id}-${value}`}
              onChange={() => typed(name)}
            />
            <span className="choice-title" id={`${id}-${value}-title`}>
              {title}
            </span>
            <span className="choice-text" id={`${id}-${value}`}>
              {text}
            </span>
          </label>
        ))}
      </div>
      {error ? <ErrorText id={`${id}-error`}>{error}</ErrorText> : null}
    </fieldset>
  );
}
