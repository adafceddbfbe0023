// Drawn by hand in SVG: lines with a crosshair, their table twin, and a split bar.
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";

const HEIGHT = 232;
const EDGE = { top: 14, right: 8, bottom: 26, left: 44 };
const SERIES = [
  { name: "sign_ups", label: "Sign-ups", one: "sign-up", many: "sign-ups" },
  { name: "posts", label: "Posts", one: "post", many: "posts" },
  { name: "sign_ins", label: "Sign-ins", one: "sign-in", many: "sign-ins" },
];
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

const dated = (start, span) => label(start, span, { ...(span === "30d" ? DAY : {}), ...MONTH });

const count = (number, { one, many }) => `${grouped.format(number)} ${number === 1 ? one : many}`;

const spoken = (point, span) =>
  `${long(point.start, span)}: ${SERIES.map((series) => count(point[series.name], series)).join(", ")}`;

function scale(highest) {
  const rough = Math.max(highest, 4) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].find((n) => n * power >= rough) * power);
  const whole = Math.ceil(step);
  const lines = Math.ceil(Math.max(highest, 1) / whole);
  return Array.from({ length: lines + 1 }, (_, n) => n * whole);
}

// Each series has a line of its own kind, so that nobody needs the colours.
function Sample({ series }) {
  return (
    <svg className="chart-sample" viewBox="0 0 24 8" aria-hidden="true">
      <path className="chart-line" data-series={series} d="M1 4h22" />
    </svg>
  );
}

function Legend() {
  return (
    <ul className="chart-legend" aria-label="Lines of the chart">
      {SERIES.map(({ name, label }) => (
        <li key={name}>
          <Sample series={name} />
          {label}
        </li>
      ))}
    </ul>
  );
}

function Tip({ point, span, left, beyond }) {
  return (
    <div className="chart-tip" style={{ left }} data-side={beyond ? "left" : "right"} aria-hidden="true">
      <p>{long(point.start, span)}</p>
      {SERIES.map(({ name, label }) => (
        <p key={name} className="chart-tip-row">
          <Sample series={name} />
          {label}
          <b className="number">{grouped.format(point[name])}</b>
        </p>
      ))}
    </div>
  );
}

function Table({ points, span }) {
  return (
    <details className="chart-table">
      <summary>Show as a table</summary>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Activity over time, as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">{span === "30d" ? "Day (UTC)" : "Month (UTC)"}</th>
              {SERIES.map(({ name, label }) => (
                <th key={name} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.toReversed().map((point) => (
              <tr key={point.start}>
                <th scope="row">{dated(point.start, span)}</th>
                {SERIES.map(({ name }) => (
                  <td key={name} className="number">
                    {grouped.format(point[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

// Where a plot of this width draws the points.
function geometry(points, span, width) {
  const ticks = scale(Math.max(0, ...points.flatMap((point) => SERIES.map(({ name }) => point[name]))));
  const inner = Math.max(1, width - EDGE.left - EDGE.right);
  const floor = HEIGHT - EDGE.bottom;
  const last = points.length - 1;
  const x = (n) => EDGE.left + (last ? (n / last) * inner : inner / 2);
  const y = (number) => floor - (number / ticks.at(-1)) * (floor - EDGE.top);
  const line = (name) => points.map((point, n) => `${n ? "L" : "M"}${x(n).toFixed(1)} ${y(point[name]).toFixed(1)}`).join("");
  const every = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor(inner / (span === "30d" ? 68 : 92)))));
  const dates = points.map((_, n) => n).filter((n) => (last - n) % every === 0 && x(n) > EDGE.left + 12);
  const nearest = (left) => Math.min(last, Math.max(0, Math.round(((left - EDGE.left) / inner) * last)));
  return { ticks, floor, last, x, y, line, dates, nearest };
}

function Plot({ points, span, width, plot, at }) {
  const { ticks, floor, last, x, y, line, dates } = plot;
  return (
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
      <path className="chart-area" d={`${line("sign_ups")}L${x(last)} ${floor}L${x(0)} ${floor}Z`} />
      {SERIES.toReversed().map(({ name }) => (
        <path key={name} className="chart-line" data-series={name} d={line(name)} />
      ))}
      {at === null ? null : (
        <g>
          <line className="chart-cross" x1={x(at)} x2={x(at)} y1={EDGE.top} y2={floor} />
          {SERIES.toReversed().map(({ name }) => (
            <circle key={name} className="chart-dot" data-series={name} cx={x(at)} cy={y(points[at][name])} r="4" />
          ))}
        </g>
      )}
    </svg>
  );
}

export function ActivityChart({ points, span }) {
  const box = useRef(null);
  const [width, setWidth] = useState(0);
  const [chosen, setChosen] = useState(null);

  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);

  useEffect(() => setChosen(null), [points]);

  const plot = geometry(points, span, width);
  const { last } = plot;
  const at = chosen !== null && chosen <= last ? chosen : null;

  const follow = (event) => setChosen(plot.nearest(event.clientX - event.currentTarget.getBoundingClientRect().left));

  const key = (event) => {
    const now = at ?? last;
    const to = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, Home: 0, End: last }[event.key];
    if (event.key === "Escape") setChosen(null);
    if (to === undefined) return;
    event.preventDefault();
    setChosen(Math.min(last, Math.max(0, to)));
  };

  return (
    <div className="chart" ref={box}>
      <Legend />
      <div
        className="chart-plot"
        role="slider"
        tabIndex={0}
        aria-label="Activity over time, step by step"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at ?? last}
        aria-valuetext={points.length ? spoken(points[at ?? last], span) : ""}
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={() => setChosen(null)}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && setChosen(last)}
        onBlur={() => setChosen(null)}
        onKeyDown={key}
      >
        {width && points.length ? <Plot {...{ points, span, width, plot, at }} /> : null}
        {at === null ? null : <Tip point={points[at]} span={span} left={plot.x(at)} beyond={plot.x(at) > width / 2} />}
      </div>
      <Table points={points} span={span} />
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
              <Link to={part.to}>{part.label}</Link>
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
