// The second factor of one's own account: set up, given new recovery codes, and removed.
import { useEffect, useId, useRef, useState } from "react";
import { RecoveryCodes } from "./recovery_codes";
import { SettingUp, Trouble, usePost } from "./setting_up";
import { When } from "./text";

function Ask({ path, title, text, submit, danger, onDone, onClose }) {
  const dialog = useRef(null);
  const id = useId();
  const asking = usePost(path);
  useEffect(() => dialog.current.showModal(), []);
  const send = async (event) => {
    event.preventDefault();
    const told = await asking.send();
    if (!told) return;
    dialog.current?.close();
    onDone(told);
  };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`} onClose={onClose}>
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-text`}>{text}</p>
      <form className="form" onSubmit={send}>
        <Trouble>{asking.trouble}</Trouble>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={() => dialog.current.close()}>
            Cancel
          </button>
          <button
            className={danger ? "button button-alarm" : "button button-primary"}
            aria-disabled={asking.off}
            aria-busy={asking.busy}
          >
            {submit}
          </button>
        </div>
      </form>
    </dialog>
  );
}

const ASKED = {
  codes: {
    title: "Make new recovery codes?",
    text: "Those that you have stop working.",
    submit: "Make new codes",
  },
  remove: {
    title: "Remove the second factor?",
    text: "Your password alone lets you in then, and whoever else has it. Your recovery codes stop working.",
    submit: "Remove",
    danger: true,
  },
};

function NewCodes({ codes, onKept }) {
  const place = useRef(null);
  const [kept, setKept] = useState(false);
  useEffect(() => place.current.focus(), []);
  return (
    <div className="card steps steps-one">
      <h3 ref={place} tabIndex={-1}>
        Your new recovery codes
      </h3>
      <p className="step-text">Each helps once. They are not shown again.</p>
      <RecoveryCodes codes={codes} kept={kept} setKept={setKept} />
      <div className="form-actions">
        <button type="button" className="button button-primary" aria-disabled={!kept} onClick={() => kept && onKept()}>
          Done
        </button>
      </div>
    </div>
  );
}

function On({ since, left, onDone, onKept }) {
  const [asked, setAsked] = useState("");
  const [codes, setCodes] = useState(null);
  const done = (told) => {
    setCodes(told.recovery_codes ?? null);
    onDone(told);
  };
  const keep = () => {
    setCodes(null);
    onKept();
  };
  return (
    <>
      <div className="card facts-line">
        <p className="status" data-tone="active">
          <span>
            On since <When at={since} />
          </span>
        </p>
        <p data-few={left < 3 || undefined}>
          {left} recovery {left === 1 ? "code" : "codes"} left
        </p>
      </div>
      {codes ? (
        <NewCodes codes={codes} onKept={keep} />
      ) : (
        <div className="button-row">
          <button type="button" className="button" aria-haspopup="dialog" onClick={() => setAsked("codes")}>
            New recovery codes
          </button>
          <button type="button" className="button button-danger" aria-haspopup="dialog" onClick={() => setAsked("remove")}>
            Remove
          </button>
        </div>
      )}
      {asked ? <Ask key={asked} path={asked} {...ASKED[asked]} onDone={done} onClose={() => setAsked("")} /> : null}
    </>
  );
}

function Off({ onDone, onCancel }) {
  const starting = usePost("start");
  const [started, setStarted] = useState(null);
  const start = async () => setStarted(await starting.send());
  const cancel = () => {
    setStarted(null);
    onCancel();
  };
  if (started?.secret) return <SettingUp {...started} onDone={onDone} onCancel={cancel} />;
  return (
    <>
      <button type="button" className="button" aria-disabled={starting.off} aria-busy={starting.busy} onClick={start}>
        Set up the second factor
      </button>
      <Trouble>{starting.trouble}</Trouble>
    </>
  );
}

// The focus stays here when what had it goes.
export function SecondFactor({ since, left, onDone }) {
  const place = useRef(null);
  const [said, setSaid] = useState("");
  const settle = () => place.current.focus();
  const done = (told) => {
    const isRenewed = told?.recovery_codes;
    setSaid(isRenewed ? "" : since ? "The second factor is removed." : "The second factor is on.");
    settle();
    onDone();
  };
  return (
    <div ref={place} className="second-factor" tabIndex={-1}>
      <div role="status" className="unseen">
        {said}
      </div>
      {since ? <On since={since} left={left} onDone={done} onKept={settle} /> : <Off onDone={done} onCancel={settle} />}
    </div>
  );
}
