// What happened to a person, newest first: a sentence, when, and what was there before and after.
import { useState } from "react";
import { Link } from "react-router";
import { When, shortened } from "./text";

const CONSOLE = "the console";
const LONG = 240;
// What is shown beside the sentence; the other details stand in it, or say what it says.
const SHOWN = ["name", "email", "bio", "role", "text"];
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const minute = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

function words({ own, staff, by, alone }, entry, person, isOwn) {
  if (entry.actor_name === null && alone) return alone;
  const themselves = isOwn ? own : staff;
  const isOther = entry.actor_name !== null && entry.actor_id !== person;
  return (isOther ? by : themselves) ?? themselves ?? by;
}

function Name({ children: name }) {
  const short = shortened(name);
  return (
    <b dir="auto" title={short === name ? undefined : name}>
      {short}
    </b>
  );
}

// Whoever is known is a link: to their public page for oneself, to that for staff for these.
function Somebody({ id, name, own }) {
  const who = <Name>{name}</Name>;
  return id ? <Link to={`${own ? "/people" : "/admin/people"}/${id}`}>{who}</Link> : who;
}

function Sentence({ entry, person, own, words: all }) {
  const { before, after } = entry;
  const fields = SHOWN.filter((name) => name in after || name in before).join(" and ");
  const parts = {
    "{actor}": <Somebody id={entry.actor_id} name={entry.actor_name ?? CONSOLE} own={own} />,
    "{other}": <Name>{(after.followed ?? after.follower ?? before.followed ?? before.follower) || "somebody"}</Name>,
    "{fields}": fields || "profile",
  };
  const pieces = words(all[entry.event] ?? { own: entry.event, staff: entry.event }, entry, person, own);
  const until = after.until ? new Date(after.until) : null;
  return (
    <p className="history-sentence">
      {pieces.split(/(\{\w+\})/).map((piece, at) => (
        <span key={at}>{parts[piece] ?? piece}</span>
      ))}
      {after.reason ? <span dir="auto">: {after.reason}</span> : null}
      {until ? (
        <>
          , until{" "}
          <time dateTime={until.toISOString()} title={minute.format(until)}>
            {(until.getFullYear() === new Date().getFullYear() ? day : dayOfYear).format(until)}
          </time>
        </>
      ) : null}
    </p>
  );
}

function Text({ tag: Tag, label, text, whole }) {
  const cut = whole || text.length <= LONG ? text : `${text.slice(0, LONG).trimEnd()}…`;
  return (
    <Tag dir="auto">
      <span className="unseen">{label}: </span>
      {text ? cut : <i>Empty</i>}
    </Tag>
  );
}

function Change({ name, before, after }) {
  const [whole, setWhole] = useState(false);
  const texts = [before, after].filter((text) => text !== undefined);
  const isLong = texts.some((text) => text.length > LONG);
  return (
    <div className="history-change" data-long={texts.some((text) => text.length > 60) || undefined}>
      {before === undefined ? null : <Text tag="del" label={`Before, ${name}`} text={before} whole={whole} />}
      {after === undefined ? null : <Text tag="ins" label={`After, ${name}`} text={after} whole={whole} />}
      {isLong ? (
        <button type="button" className="history-more" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? "Show less" : "Show all"}
        </button>
      ) : null}
    </div>
  );
}

function Changes({ event, before, after }) {
  if (event === "UserRegistered") return null;
  const shown = SHOWN.filter((name) => name in before || name in after);
  return shown.map((name) => (
    <Change key={name} name={name} before={before[name] ?? undefined} after={after[name] ?? undefined} />
  ));
}

export function History({ entries, person, own, words }) {
  return (
    <ol className="history">
      {entries.map((entry) => (
        <li key={entry.id} className="history-entry" data-event={entry.event}>
          <Sentence entry={entry} person={person} own={own} words={words} />
          <span className="history-time">
            <When at={entry.happened_at} />
          </span>
          <Changes {...entry} />
        </li>
      ))}
    </ol>
  );
}
