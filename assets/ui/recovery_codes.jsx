// Recovery codes, shown once: to copy, to download, and to say that they are kept.
import { useEffect, useId, useState } from "react";
import { ErrorText } from "./fields";

const FILE = "rollcall-recovery-codes.txt";
const COPIED_FOR = 3000;

const asText = (codes) => `Recovery codes for Rollcall. Each helps once.\n\n${codes.join("\n")}\n`;

function Copy({ text }) {
  const [told, setTold] = useState("");
  useEffect(() => {
    if (!told) return undefined;
    const timer = setTimeout(setTold, COPIED_FOR, "");
    return () => clearTimeout(timer);
  }, [told]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setTold("Copied");
    } catch {
      setTold("This browser does not copy: select them, or download them.");
    }
  };
  return (
    <>
      <button type="button" className="button" onClick={copy}>
        Copy
      </button>
      <span role="status" className="quiet">
        {told}
      </span>
    </>
  );
}

function Download({ text }) {
  const [address, setAddress] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [text]);
  return (
    <a className="button" href={address} download={FILE}>
      Download
    </a>
  );
}

export function RecoveryCodes({ codes, kept, setKept, error }) {
  const id = useId();
  const text = asText(codes);
  return (
    <>
      <ul className="codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="codes-actions">
        <Download text={text} />
        <Copy text={text} />
      </div>
      <label className="tick">
        <input
          type="checkbox"
          checked={kept}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? id : undefined}
          onChange={({ target }) => setKept(target.checked)}
        />
        I have kept them
      </label>
      {error ? <ErrorText id={id}>{error}</ErrorText> : null}
    </>
  );
}
