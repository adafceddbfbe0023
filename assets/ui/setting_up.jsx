// Setting up the second factor: scan, keep the recovery codes, show that the app works.
import { useEffect, useRef, useState } from "react";
import { useConnected } from "./connection";
import { ErrorText, Field, FormState, focusFirstError } from "./fields";
import { NO_ANSWER, newId, post } from "./posting";
import { QrCode } from "./qr_code";
import { RecoveryCodes } from "./recovery_codes";

const AT = "/auth/second-factor";
const NOT_KEPT = "Keep the codes first, and say so here.";
const groups = (secret) => secret.match(/.{1,4}/g).join(" ");

// One post at a time, with one id until it is answered; `trouble` is what it was refused for.
export function usePost(path) {
  const connected = useConnected();
  const [now, setNow] = useState({ busy: false, trouble: "", fields: {} });
  const id = useRef("");
  const send = async (values = {}) => {
    if (now.busy || !connected) return null;
    setNow({ busy: true, trouble: "", fields: {} });
    id.current ||= newId();
    try {
      const answer = await post(`${AT}/${path}`, { ...values, command_id: id.current });
      id.current = "";
      if (answer?.ok && answer.told.location) location.assign(answer.told.location);
      const { error = "", fields = {} } = answer && !answer.ok ? answer.told : {};
      setNow({ busy: false, trouble: Object.keys(fields).length ? "" : error, fields });
      return answer?.ok ? answer.told : null;
    } catch {
      setNow({ busy: false, trouble: NO_ANSWER, fields: {} });
      return null;
    }
  };
  const typed = () => setNow({ ...now, fields: {} });
  return { ...now, send, typed, off: now.busy || !connected };
}

export const Trouble = ({ children }) => (
  <div role="alert" className="form-trouble">
    {children ? <ErrorText>{children}</ErrorText> : null}
  </div>
);

function Step({ title, children }) {
  return (
    <li className="step">
      <h3>{title}</h3>
      {children}
    </li>
  );
}

export function SettingUp({ secret, uri, qr, recovery_codes: codes, onDone, onCancel }) {
  const confirming = usePost("confirm");
  const form = useRef(null);
  const [kept, setKept] = useState(false);
  const [unkept, setUnkept] = useState(false);

  useEffect(() => form.current.querySelector("h3").focus(), []);
  useEffect(() => focusFirstError(form.current), [confirming.fields, unkept]);

  const send = async (event) => {
    event.preventDefault();
    setUnkept(!kept);
    const { code } = form.current.elements;
    if (kept && (await confirming.send({ code: code.value }))) onDone();
  };
  const keep = (isKept) => {
    setKept(isKept);
    setUnkept(false);
  };

  return (
    <FormState.Provider value={{ errors: confirming.fields, typed: confirming.typed }}>
      <form ref={form} className="card steps" aria-label="Set up the second factor" onSubmit={send} noValidate>
        <ol>
          <li className="step">
            <h3 tabIndex={-1}>Scan this with your authenticator app</h3>
            <QrCode rows={qr} label="QR code with the key for your authenticator app" />
            <p className="step-text">
              If you can't scan it, <a href={uri}>open the app on this device</a>, or enter this key:{" "}
              <code className="secret">{groups(secret)}</code>
            </p>
          </li>
          <Step title="Keep these recovery codes">
            <p className="step-text">Each helps once, when the app is not at hand. They are not shown again.</p>
            <RecoveryCodes codes={codes} kept={kept} setKept={keep} error={unkept ? NOT_KEPT : ""} />
          </Step>
          <Step title="Show that the app works">
            <Field
              name="code"
              label="Code of the app"
              help="6 digits; a new one comes every 30 seconds."
              autocomplete="one-time-code"
              required
              isCode
            />
          </Step>
        </ol>
        <Trouble>{confirming.trouble}</Trouble>
        <div className="form-actions">
          <button className="button button-primary" aria-disabled={confirming.off} aria-busy={confirming.busy}>
            Turn on
          </button>
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
        </div>
      </form>
    </FormState.Provider>
  );
}
