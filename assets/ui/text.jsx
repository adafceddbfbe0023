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

const [MINUTE, HOUR, DAY] = [60000, 3600000, 86400000];

// How many months of the calendar have passed: a month ends on its day, or on the last one there is.
function monthsBetween(start, end) {
  const months = (end.getFullYear() - start.getFullYear()) * 12 + end.getMonth() - start.getMonth();
  const days = new Date(start.getFullYear(), start.getMonth() + months + 1, 0).getDate();
  const passed = new Date(start);
  passed.setDate(1);
  passed.setMonth(start.getMonth() + months, Math.min(start.getDate(), days));
  return passed > end ? months - 1 : months;
}

// Whole units, the greatest of which there is one: never twelve months, nor sixty minutes.
function wholeUnits(start, end, inWeeks) {
  const months = monthsBetween(start, end);
  if (months >= 12) return [Math.floor(months / 12), "year"];
  if (months) return [months, "month"];
  const [days, hours] = [Math.floor((end - start) / DAY), Math.floor((end - start) / HOUR)];
  if (inWeeks && days >= 7) return [Math.floor(days / 7), "week"];
  if (days) return [days, "day"];
  return hours ? [hours, "hour"] : [Math.max(1, Math.floor((end - start) / MINUTE)), "minute"];
}

const words = new Intl.RelativeTimeFormat("en", { numeric: "always" });

export function ago(moment, now = Date.now()) {
  if (moment - now > 45000) return ahead(moment, now);
  if (now - moment < 45000) return "just now";
  const [count, unit] = wholeUnits(new Date(moment), new Date(now), true);
  return words.format(-count, unit);
}

// Who waits counts days, not weeks. Whoever chose "in 3 days" a moment ago reads that.
export function ahead(moment, now = Date.now()) {
  if (moment - now < MINUTE) return "in a moment";
  const [count, unit] = wholeUnits(new Date(now), new Date(moment + MINUTE), false);
  return words.format(count, unit);
}

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
const short = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

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

// In a list, where moments are compared, it is `dated` once it is a week old.
export function When({ at, dated }) {
  const moment = useMoment(at);
  if (!moment) return null;
  const isDated = dated && Date.now() - moment >= 7 * DAY;
  return (
    <time dateTime={moment.toISOString()} title={exact.format(moment)}>
      {isDated ? short.format(moment) : ago(moment.getTime())}
      <span className="unseen"> ({exact.format(moment)})</span>
    </time>
  );
}

const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const inDays = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const atHour = (midnight, hour) => {
  const day = new Date(midnight);
  return new Date(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), hour).getTime();
};

// How long ago the day was, given by its midnight UTC: days have no hour that could be told. The
// hour between the two is that of a day of 23 hours.
export function daysAgo(midnight, now = Date.now()) {
  const today = Math.floor(now / DAY) * DAY;
  const days = Math.max(0, Math.round((today - midnight) / DAY));
  return days < 7 ? inDays.format(-days, "day") : ago(atHour(midnight, 11), atHour(today, 12));
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

export function Until({ at }) {
  const moment = useMoment(at);
  if (!moment) return null;
  return (
    <time dateTime={moment.toISOString()}>
      {ahead(moment.getTime())}, on <b>{exact.format(moment)}</b>
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
