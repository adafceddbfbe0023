// Which people of a list are selected: kept in the browser, and given up when the filters change.
import { createContext, useContext, useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { keyOf, useAttempt } from "./attempt";
import { Dialog } from "./dialog_form";
import { ErrorText } from "./fields";
import { drafts } from "./unsent";

const Selected = createContext(null);
// What may change without changing who is in the list.
const ORDER = ["after", "before", "sort", "order", "exact"];
const NOBODY = { people: new Map(), all: false };

function filtersOf(params) {
  const filters = new URLSearchParams(params);
  for (const name of ORDER) filters.delete(name);
  filters.sort();
  return String(filters);
}

// `rows` are those of this page that may be selected, `matching` counts all that match; unless
// it `isExact`, there are more.
export function Selection({ rows, matching, isExact, done, children }) {
  const [params] = useSearchParams();
  const scope = `${done} ${filtersOf(params)}`;
  const [kept, keep] = useState({ ...NOBODY, scope });
  const { people, all } = kept.scope === scope ? kept : NOBODY;
  const set = (next) => keep({ ...NOBODY, ...next, scope });

  const here = new Map(rows.map(({ id, status }) => [id, status]));
  const chosen = all ? here : people;
  const toggle = (ids, on) => {
    const next = new Map(chosen);
    for (const id of ids) on ? next.set(id, here.get(id)) : next.delete(id);
    set({ people: next });
  };

  // With shift, everybody from the one who was ticked before.
  const last = useRef("");
  const tick = (id, on, isRange) => {
    const ids = [...here.keys()];
    const ends = [ids.indexOf(isRange ? last.current : id), ids.indexOf(id)].sort((one, other) => one - other);
    toggle(ends[0] < 0 ? [id] : ids.slice(ends[0], ends[1] + 1), on);
    last.current = id;
  };

  return (
    <Selected.Provider value={{ chosen, all, here, matching, isExact, toggle, tick, set }}>{children}</Selected.Provider>
  );
}

export function RowCheck({ personId, name }) {
  const { chosen, here, tick } = useContext(Selected);
  if (!here.has(personId)) return null;
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={chosen.has(personId)}
        onChange={({ target, nativeEvent }) => tick(personId, target.checked, nativeEvent.shiftKey)}
      />
      <span className="unseen">Select {name}</span>
    </label>
  );
}

export function PageCheck() {
  const { chosen, here, toggle } = useContext(Selected);
  const box = useRef(null);
  const ids = [...here.keys()];
  const count = ids.filter((id) => chosen.has(id)).length;
  const some = count > 0 && count < ids.length;
  useEffect(() => {
    box.current.indeterminate = some;
  }, [some]);
  return (
    <label className="check">
      <input
        ref={box}
        id="select-page"
        type="checkbox"
        disabled={ids.length === 0}
        checked={ids.length > 0 && count === ids.length}
        onChange={({ target }) => toggle(ids, target.checked)}
      />
      <span className="check-label">Select everybody on this page</span>
    </label>
  );
}

// More would not fit into a message; all that match are named by the filters instead.
const MOST_ONE_BY_ONE = 1000;

const people = (count, more = "") => `${count.toLocaleString("en")}${more} ${count === 1 ? "person" : "people"}`;

// Each action is for people of one status: one by one all must have it; of all that match the
// server takes those who have it, and says who is left out.
function useFitting(offers, known) {
  const { chosen, all } = useContext(Selected);
  const filtered = known.status ? [known.status] : [];
  const statuses = all ? filtered : [...chosen.values()];
  const isTooLong = statuses.length > MOST_ONE_BY_ONE;
  const fitting = offers.filter((offer) => !isTooLong && statuses.every((status) => status === offer.status));
  const isMixed = statuses.some((status) => status !== statuses[0]);
  const reason = isTooLong
    ? "Set filters, and select all that match."
    : isMixed
      ? "Select people of one status to act on all of them."
      : "You may not change this status.";
  return { fitting, note: fitting.length ? "" : reason };
}

// It asks the server for an action; the server answers with a choice, and that opens the dialog.
export function SelectionBar({ offers, choice, known, onChoose, onSend, children, ...answers }) {
  const { chosen, all, matching, isExact, set } = useContext(Selected);
  const attempt = useAttempt(answers, "choose");
  const [open, setOpen] = useState(null);
  const { fitting, note } = useFitting(offers, known);
  const count = all ? matching : chosen.size;
  const more = isExact ? "" : "+";

  const choose = (action) => {
    const ids = all ? "" : [...chosen.keys()].join(" ");
    attempt.begin((id) => onChoose({ command_id: id, action, ids, all: all ? "1" : "" }));
  };

  // What was said about one selection is not said about the next.
  const { forget } = attempt;
  useEffect(() => {
    if (!count) forget();
  }, [count, forget]);

  // What was typed stays, whatever becomes of the choice meanwhile.
  useEffect(() => {
    if (attempt.accepted && choice?.key === attempt.id) setOpen(choice);
  }, [attempt.accepted, attempt.id, choice]);

  const draftKey = keyOf("selection", { action: open?.action });
  const close = () => {
    drafts.delete(draftKey);
    setOpen(null);
    if (count === 0) document.getElementById("select-page")?.focus();
  };

  return (
    <section className="selection" data-open={count ? "" : undefined} aria-label="Selection">
      <p role="status">{count ? `${people(count, all ? more : "")} selected` : ""}</p>
      {count ? (
        <>
          {all || (isExact && matching <= count) ? null : (
            <button type="button" className="text-button" onClick={() => set({ all: true })}>
              Select all {matching.toLocaleString("en")}{more} that match
            </button>
          )}
          <div role="alert" className="selection-trouble">
            {attempt.trouble ? <ErrorText>{attempt.trouble}</ErrorText> : null}
          </div>
          <div className="selection-actions">
            {note ? <span className="selection-note">{note}</span> : null}
            {fitting.map(({ name, label }) => (
              <button
                key={name}
                type="button"
                className="button"
                aria-haspopup="dialog"
                aria-disabled={attempt.busy || !attempt.connected}
                onClick={() => choose(name)}
              >
                {label}
              </button>
            ))}
            <button type="button" className="button button-quiet" onClick={() => set({})}>
              Clear
            </button>
          </div>
        </>
      ) : null}
      {open ? (
        <Dialog
          title={open.title}
          text={open.text}
          submit={open.submit}
          danger={open.is_danger}
          cancel="Cancel"
          fixed={{ key: open.key }}
          onSend={onSend}
          draftKey={draftKey}
          close={close}
          {...answers}
        >
          {children}
        </Dialog>
      ) : null}
    </section>
  );
}
