// A QR code, drawn from its rows of 0 and 1. Dark on light in both themes, as cameras want it.
const QUIET = 4; // modules around it, by the standard

export function QrCode({ rows, label }) {
  const size = rows.length + 2 * QUIET;
  const bars = rows.flatMap((row, y) =>
    [...row.matchAll(/1+/g)].map(({ 0: { length }, index: x }) => `M${x + QUIET} ${y + QUIET}h${length}v1h-${length}z`),
  );
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} className="qr-ground" />
      <path d={bars.join("")} className="qr-ink" />
    </svg>
  );
}
