// The search field: its text goes to the URL, and the URL decides what the page shows.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useConnected } from "./connection";

const PAUSE = 200;

const cut = (text, limit) => Array.from(text).slice(0, limit).join("");

export function SearchBox({ label, placeholder, limit, kept = [] }) {
  const [params] = useSearchParams();
  // What else of the address a search leaves as it is.
  const others = useRef([]);
  others.current = kept.map((name) => [name, params.get(name)]).filter(([, value]) => value);
  const navigate = useNavigate();
  const connected = useConnected();
  const inUrl = params.get("q") ?? "";
  const [text, setText] = useState("");
  const field = useRef(null);
  const timer = useRef();
  // Texts on their way to the URL: when one arrives it must not replace newer typing.
  const underway = useRef([]);
  const reached = useRef("");

  useEffect(() => {
    if (inUrl === reached.current) return;
    const at = underway.current.lastIndexOf(inUrl);
    reached.current = inUrl;
    if (at >= 0) {
      underway.current.splice(0, at + 1);
      return;
    }
    underway.current = [];
    clearTimeout(timer.current);
    setText(inUrl);
  }, [inUrl]);

  // What was typed before the scripts ran is a search like any other.
  useLayoutEffect(() => {
    const early = field.current.value;
    if (early && early !== inUrl) {
      setText(early);
      later(early);
      underway.current.push(inUrl);
    }
    return () => clearTimeout(timer.current);
  }, []);

  const address = useCallback((wanted) => {
    const query = new URLSearchParams([...(wanted ? [["q", wanted]] : []), ...others.current]);
    return { search: query.size ? `?${query}` : "" };
  }, []);

  // A pasted address may hold more than anybody searches for.
  useEffect(() => {
    const short = cut(inUrl, limit);
    if (short !== inUrl) navigate(address(short), { replace: true });
  }, [inUrl, limit, navigate, address]);

  useEffect(() => {
    const jump = (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
      event.preventDefault();
      field.current.focus();
      field.current.select();
    };
    addEventListener("keydown", jump);
    return () => removeEventListener("keydown", jump);
  }, []);

  const search = useCallback(
    (typed) => {
      const wanted = cut(typed, limit);
      const last = underway.current.at(-1) ?? reached.current;
      if (wanted === last) return;
      underway.current.push(wanted);
      // The list without a search stays one step back; typing on replaces.
      navigate(address(wanted), { replace: last !== "", preventScrollReset: true });
    },
    [navigate, limit, address],
  );

  const later = (wanted) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(search, PAUSE, wanted);
  };

  const change = (event) => {
    setText(event.target.value);
    if (!event.nativeEvent.isComposing) later(event.target.value);
  };

  const key = (event) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") {
      clearTimeout(timer.current);
      search(text);
    } else if (event.key === "Escape" && text) {
      event.preventDefault();
      clear();
    }
  };

  const clear = () => {
    clearTimeout(timer.current);
    setText("");
    search("");
    field.current.focus();
  };

  return (
    <div className="search" role="search">
      <svg className="search-icon" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="7" cy="7" r="4.25" />
        <path d="m10.2 10.2 3.3 3.3" />
      </svg>
      <input
        ref={field}
        type="search"
        name="q"
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        enterKeyHint="search"
        value={text}
        readOnly={!connected}
        aria-disabled={!connected}
        onChange={change}
        onCompositionEnd={(event) => later(event.target.value)}
        onKeyDown={key}
      />
      {text ? (
        <button type="button" className="search-clear" aria-label="Clear the search" onClick={clear}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="m4.5 4.5 7 7m0-7-7 7" />
          </svg>
        </button>
      ) : (
        <kbd className="search-key" aria-hidden="true">
          /
        </kbd>
      )}
    </div>
  );
}
