// The filters of a list: each is a part of its address.
import { useEffect, useId } from "react";
import { Link, useNavigate } from "react-router";
import { Sign, useAddress, useAwake, usePanel } from "./address";

const PLUS = "M8 4v8M4 8h8";
const CROSS = "m4.8 4.8 6.4 6.4m0-6.4-6.4 6.4";
const TICK = "m3.5 8.5 3 3 6-7";

const ownZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

// A day of the viewer's calendar, so many days ago.
function dayBefore(count) {
  const now = new Date();
  const day = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() - count));
  return day.toISOString().slice(0, 10);
}

function Options({ options, known, close }) {
  const { changed, holds } = useAddress(known);
  return (
    <ul>
      {options.map(({ label, set, tone }) => (
        <li key={label}>
          <Link
            to={changed(set)}
            preventScrollReset
            className="pill-option"
            aria-current={holds(set) || undefined}
            onClick={close}
          >
            <span className={tone ? "status" : undefined} data-tone={tone}>
              {label}
            </span>
            {holds(set) ? <Sign path={TICK} /> : null}
          </Link>
        </li>
      ))}
    </ul>
  );
}

// One filter: what it may be, and once it is set what it is, with a way to take it off.
export function Filter({ label, options, names, known, value, children }) {
  const { holds, changed } = useAddress(known);
  const { open, setOpen, close, place, button } = usePanel();
  const panel = useId();
  const nothing = Object.fromEntries(names.map((name) => [name, ""]));
  const held = value ?? options.find(({ set }) => holds(set))?.label ?? "";
  return (
    <div className="pill" data-set={held ? "" : undefined} ref={place}>
      {held ? (
        <Link
          to={changed(nothing)}
          preventScrollReset
          className="pill-remove"
          aria-label={`Remove the filter ${label}: ${held}`}
          onClick={close}
        >
          <Sign path={CROSS} />
        </Link>
      ) : null}
      <button
        ref={button}
        type="button"
        className="pill-button"
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        {held ? null : <Sign path={PLUS} />}
        {label}
        {held ? <b>{held}</b> : null}
      </button>
      <div className="pill-panel" id={panel} hidden={!open}>
        <Options options={options} known={known} close={close} />
        {open && children ? children(close) : null}
      </div>
    </div>
  );
}

// A filter that is on or off.
export function Toggle({ label, name, known }) {
  const { value, changed } = useAddress(known);
  const on = value(name) === "1";
  return (
    <div className="pill" data-set={on ? "" : undefined}>
      <Link
        to={changed({ [name]: on ? "" : "1" })}
        preventScrollReset
        className="pill-button"
        aria-label={on ? `Remove the filter ${label}` : undefined}
      >
        <Sign path={on ? CROSS : PLUS} />
        {on ? <b>{label}</b> : label}
      </Link>
    </div>
  );
}

// All of them at once; the focus stays among them.
export function ClearFilters({ names, known }) {
  const { value, changed } = useAddress(known);
  if (!names.some(value)) return null;
  const stay = ({ currentTarget }) => currentTarget.closest("[role=group]").querySelector("button").focus();
  return (
    <Link
      to={changed(Object.fromEntries(names.map((name) => [name, ""])))}
      preventScrollReset
      className="filters-clear"
      onClick={stay}
    >
      Clear all
    </Link>
  );
}

const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

// What the server has not looked at yet may be no day.
function written(day) {
  const moment = new Date(day);
  return Number.isNaN(moment.getTime()) ? "…" : format.format(moment);
}

// `elsewhere` is the zone whose days these are, where it is not the viewer's own.
function span(since, until, spans, elsewhere) {
  if (!since && !until) return "";
  const known = spans.find(({ set }) => set.since === since && !until && !elsewhere);
  if (known) return known.label;
  const zone = elsewhere ? ` (${elsewhere})` : "";
  if (!until) return `from ${written(since)}${zone}`;
  if (!since) return `until ${written(until)}${zone}`;
  const days = `${written(since)} to ${written(until)}${zone}`;
  return since > until ? `${days} (ends before it begins)` : days;
}

// An address with days and no time zone means the days of whoever opens it: those of the list.
function useOwnZone(known) {
  const navigate = useNavigate();
  const { asked } = useAddress(known);
  const zone = asked.get("zone");
  const isWanted = Boolean(asked.get("since") || asked.get("until")) && (!zone || known?.zone === "");
  useEffect(() => {
    if (!isWanted || zone === ownZone()) return;
    const next = new URLSearchParams(asked);
    next.set("zone", ownZone());
    navigate({ search: `?${next}` }, { replace: true, preventScrollReset: true });
  }, [isWanted, zone, asked, navigate]);
}

function Dates({ since, until, apply }) {
  const id = useId();
  const submit = (event) => {
    event.preventDefault();
    apply(Object.fromEntries(new FormData(event.target)));
  };
  return (
    <form className="pill-dates" onSubmit={submit}>
      {[
        ["since", "From", since],
        ["until", "To", until],
      ].map(([name, label, day]) => (
        <div key={name}>
          <label htmlFor={id + name}>{label}</label>
          <input type="date" id={id + name} name={name} defaultValue={day} />
        </div>
      ))}
      <button className="button">Apply</button>
    </form>
  );
}

// When somebody joined: the last days, or from one day to another, as the viewer's calendar has them.
export function DaysFilter({ label, days, known }) {
  const { value, changed } = useAddress(known);
  const navigate = useNavigate();
  const isAwake = useAwake();
  useOwnZone(known);
  const [since, until, zone] = ["since", "until", "zone"].map(value);
  const own = isAwake ? ownZone() : "";
  const spans = days.map((count) => ({
    label: `Last ${count} days`,
    set: { since: isAwake ? dayBefore(count) : "", until: "", zone: own },
  }));
  const elsewhere = isAwake && zone !== own ? zone : "";
  return (
    <Filter
      label={label}
      names={["since", "until", "zone"]}
      options={spans}
      known={known}
      value={span(since, until, spans, elsewhere)}
    >
      {(close) => (
        <Dates
          since={since}
          until={until}
          apply={(set) => {
            const isSet = Object.values(set).some(Boolean);
            navigate(changed({ ...set, zone: isSet ? own : "" }), { preventScrollReset: true });
            close();
          }}
        />
      )}
    </Filter>
  );
}
