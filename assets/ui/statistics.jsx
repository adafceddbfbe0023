// Drawn by hand in SVG: an area with a crosshair, its table twin, and a split bar.
import { useEffect, useRef, useState } from "react";

const HEIGHT = 232;
const EDGE = { top: 14, right: 8, bottom: 26, left: 44 };
const grouped = new Intl.NumberFormat("en");
const share = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const DAY = { day: "numeric", month: "short" };
const MONTH = { month: "short", year: "numeric" };

const label = (start, span, options) =>
  new Intl.DateTimeFormat("en-GB", { ...(options ?? (span === "30d" ? DAY : MONTH)), timeZone: "UTC" }).format(
    new Date(`${String(start).slice(0, 10)}T00:00:00Z`),
  );

const long = (start, span) =>
  label(start, span, span === "30d" ? { day: "numeric", month: "long", year: "numeric" } : { month: "long", year: "numeric" });

const people = (count) => `${grouped.format(count)} ${count === 1 ? "sign-up" : "sign-ups"}`;

function scale(highest) {
  const rough = Math.max(highest, 4) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].find((n) => n * power >= rough) * power);
  const whole = Math.ceil(step);
  const lines = Math.ceil(Math.max(highest, 1) / whole);
  return Array.from({ length: lines + 1 }, (_, n) => n * whole);
}

export function SignUpsChart({ points, span }) {
  const box = useRef(null);
  const [width, setWidth] = useState(0);
  const [at, setAt] = useState(null);

  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);

  useEffect(() => setAt(null), [points]);

  const ticks = scale(Math.max(0, ...points.map((point) => point.count)));
  const top = ticks.at(-1);
  const inner = Math.max(0, width - EDGE.left - EDGE.right);
  const floor = HEIGHT - EDGE.bottom;
  const x = (n) => EDGE.left + (points.length > 1 ? (n / (points.length - 1)) * inner : inner / 2);
  const y = (count) => floor - (count / top) * (floor - EDGE.top);
  const line = points.map((point, n) => `${n ? "L" : "M"}${x(n).toFixed(1)} ${y(point.count).toFixed(1)}`).join("");
  const last = points.length - 1;
  const every = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor(inner / (span === "30d" ? 68 : 92)))));
  const dates = points.map((_, n) => n).filter((n) => (last - n) % every === 0 && x(n) > EDGE.left + 12);
  const chosen = at === null ? null : points[at];

  const follow = (event) => {
    const from = event.currentTarget.getBoundingClientRect().left + EDGE.left;
    const n = Math.round(((event.clientX - from) / Math.max(1, inner)) * last);
    setAt(Math.min(last, Math.max(0, n)));
  };

  const key = (event) => {
    const now = at ?? last;
    const to = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, Home: 0, End: last }[event.key];
    if (event.key === "Escape") setAt(null);
    if (to === undefined) return;
    event.preventDefault();
    setAt(Math.min(last, Math.max(0, to)));
  };

  return (
    <div className="chart" ref={box}>
      <div
        className="chart-plot"
        role="slider"
        tabIndex={0}
        aria-label="Sign-ups over time, step by step"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at ?? last}
        aria-valuetext={points.length ? `${long(points[at ?? last].start, span)}: ${people(points[at ?? last].count)}` : ""}
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={() => setAt(null)}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && setAt(last)}
        onBlur={() => setAt(null)}
        onKeyDown={key}
      >
        {width > 0 && points.length ? (
          <svg width={width} height={HEIGHT} aria-hidden="true">
            {ticks.map((tick) => (
              <g key={tick}>
                <line className="chart-grid" x1={EDGE.left} x2={width - EDGE.right} y1={y(tick)} y2={y(tick)} data-floor={tick === 0 || undefined} />
                <text className="chart-tick" x={EDGE.left - 10} y={y(tick) + 4} textAnchor="end">
                  {grouped.format(tick)}
                </text>
              </g>
            ))}
            {dates.map((n) => (
              <text key={n} className="chart-tick" x={x(n)} y={HEIGHT - 6} textAnchor={n === last ? "end" : "middle"}>
                {label(points[n].start, span)}
              </text>
            ))}
            <path className="chart-area" d={`${line}L${x(last)} ${floor}L${x(0)} ${floor}Z`} />
            <path className="chart-line" d={line} />
            {chosen ? (
              <g>
                <line className="chart-cross" x1={x(at)} x2={x(at)} y1={EDGE.top} y2={floor} />
                <circle className="chart-dot" cx={x(at)} cy={y(chosen.count)} r="4" />
              </g>
            ) : null}
          </svg>
        ) : null}
        {chosen ? (
          <p className="chart-tip" style={{ left: Math.min(Math.max(x(at), EDGE.left + 72), width - 72) }} aria-hidden="true">
            <b>{people(chosen.count)}</b>
            {long(chosen.start, span)}
          </p>
        ) : null}
      </div>
      <details className="chart-table">
        <summary>Show as a table</summary>
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Sign-ups over time, as a table">
          <table>
            <thead>
              <tr>
                <th scope="col">{span === "30d" ? "Day" : "Month"}</th>
                <th scope="col">Sign-ups</th>
              </tr>
            </thead>
            <tbody>
              {points.toReversed().map((point) => (
                <tr key={point.start}>
                  <th scope="row">{long(point.start, span)}</th>
                  <td className="number">{grouped.format(point.count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  );
}

export function Split({ parts }) {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  return (
    <div className="split">
      <div className="split-bar" aria-hidden="true">
        {parts.filter((part) => part.count).map((part) => (
          <span key={part.tone} data-tone={part.tone} style={{ flexGrow: part.count }} />
        ))}
      </div>
      <dl className="split-legend">
        {parts.map((part) => (
          <div key={part.tone}>
            <dt className="status" data-tone={part.tone}>
              {part.label}
            </dt>
            <dd>
              <span className="number">{grouped.format(part.count)}</span>
              <span className="split-share">{total ? ` ${share.format(part.count / total)}` : ""}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
