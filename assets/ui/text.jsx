// Small facts in a row: a person's initials, a moment, a number, a match.
import { useEffect, useState } from "react";
import { graphemes, split } from "./folding";

const PALETTE_TURN = 137.508;

const LONGEST = 40;

// A name in a sentence, as `domain/graphemes.py` cuts those that the server writes.
export function shortened(name) {
  const signs = graphemes(name ?? "");
  return signs.length > LONGEST ? `${signs.slice(0, LONGEST).join("").trimEnd()}…` : (name ?? "");
}

export function initials(name) {
  const words = (name ?? "").trim().split(/\s+/u).filter(Boolean);
  const starts = [words[0], words.length > 1 ? words.at(-1) : ""].map(
    (word) => graphemes((word ?? "").replace(/^[\p{P}\p{S}]+(?=[\p{L}\p{N}])/u, ""))[0] ?? "",
  );
  // Two capitals read as initials; in scripts without capitals, or with emoji, one sign does.
  const cased = starts.every((sign) => sign === "" || sign.toLowerCase() !== sign.toUpperCase());
  return (cased ? starts.join("") : starts[0]).toLocaleUpperCase();
}

export function hue(id) {
  const digits = (id ?? "").replace(/[^0-9a-f]/gi, "");
  return Math.round((parseInt(digits.slice(-6) || "0", 16) * PALETTE_TURN) % 360);
}

export function Avatar({ personId, name, size = "small" }) {
  return (
    <span className="avatar" data-size={size} style={{ "--hue": hue(personId) }} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

const STEPS = [
  ["year", 31557600],
  ["month", 2629800],
  ["week", 604800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

export function ago(moment, now = Date.now(), steps = STEPS) {
  const seconds = Math.round((now - moment) / 1000);
  if (Math.abs(seconds) < 45) return "just now";
  const words = new Intl.RelativeTimeFormat("en", { numeric: "always" });
  const [unit, length] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? steps.at(-1);
  return words.format(-Math.round(seconds / length), unit);
}

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

// The moment, or nothing while there is none; what shows it is drawn anew each minute.
function useMoment(at) {
  const moment = at ? new Date(String(at).replace(" ", "T")) : null;
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 60000);
    return () => clearInterval(timer);
  }, []);
  return !moment || Number.isNaN(moment.getTime()) ? null : moment;
}

export function When({ at }) {
  const moment = useMoment(at);
  if (!moment) return null;
  return (
    <time dateTime={moment.toISOString()} title={exact.format(moment)}>
      {ago(moment.getTime())}
      <span className="unseen"> ({exact.format(moment)})</span>
    </time>
  );
}

const DAY = 86400000;
const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const inDays = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

// How long ago the day was, given by its midnight UTC: days have no hour that could be told.
export function daysAgo(midnight, now = Date.now()) {
  const today = Math.floor(now / DAY) * DAY;
  const days = Math.max(0, Math.round((today - midnight) / DAY));
  return days < 7 ? inDays.format(-days, "day") : ago(midnight, today);
}

export function Day({ at }) {
  const midnight = useMoment(at);
  if (!midnight) return null;
  return (
    <time dateTime={midnight.toISOString().slice(0, 10)} title={date.format(midnight)}>
      {daysAgo(midnight.getTime())}
      <span className="unseen"> ({date.format(midnight)})</span>
    </time>
  );
}

// Written after the moment of publishing; the same words are not said twice.
export function Edited({ at, since }) {
  const [moment, before] = [useMoment(at), useMoment(since)];
  if (!moment) return null;
  if (before && ago(moment.getTime()) === ago(before.getTime())) return " (edited)";
  return (
    <>
      , edited <When at={at} />
    </>
  );
}

// Who waits counts days, not weeks.
const IN_DAYS = STEPS.filter(([unit]) => unit !== "week");

export function Until({ at }) {
  const moment = useMoment(at);
  if (!moment) return null;
  const now = Date.now();
  return (
    <time dateTime={moment.toISOString()}>
      {moment - now < 60000 ? "in a moment" : ago(moment.getTime(), now, IN_DAYS)}, on <b>{exact.format(moment)}</b>
    </time>
  );
}

export function Moment({ at }) {
  const moment = useMoment(at);
  return moment ? <time dateTime={moment.toISOString()}>{exact.format(moment)}</time> : null;
}

const grouped = new Intl.NumberFormat("en");

export function Amount({ value, one, many, digits, words = "spoken" }) {
  const number = Number(value ?? 0);
  const text = digits
    ? number.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : grouped.format(number);
  const unit = number === 1 ? one : many;
  return (
    <>
      <span className="number">{text}</span>
      {unit ? <span className={`unit unit-${words}`}> {unit}</span> : null}
    </>
  );
}

export function Marked({ text, wanted }) {
  if (!wanted?.trim()) return text ?? "";
  return split(text, wanted).map((part, at) =>
    part.marked ? <mark key={at}>{part.text}</mark> : <span key={at}>{part.text}</span>,
  );
}
