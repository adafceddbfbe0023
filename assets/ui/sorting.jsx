// The order of a list, as a part of its address.
import { useId } from "react";
import { Link } from "react-router";
import { Sign, useAddress, usePanel } from "./address";

// The way by which a list is in order; `first` is the direction that people want first.
function useSort(usual, known) {
  const { value, changed } = useAddress(known);
  return ({ name, first }) => {
    const isSorted = (value("sort") || usual) === name;
    const order = value("order") || first;
    const turned = order === "asc" ? "desc" : "asc";
    const wanted = isSorted ? turned : first;
    const set = { sort: name === usual ? "" : name, order: wanted === first ? "" : wanted };
    return { order: isSorted ? order : "", to: changed(set) };
  };
}

const WORDS = { asc: "ascending", desc: "descending" };
const ARROWS = { asc: "M8 12.5v-9M4.5 7 8 3.5 11.5 7", desc: "M8 3.5v9M4.5 9 8 12.5 11.5 9" };

// The head of a column by which people can be sorted.
export function SortHead({ label, name, first, usual, known, className }) {
  const { order, to } = useSort(usual, known)({ name, first });
  return (
    <th scope="col" className={className} aria-sort={order ? WORDS[order] : undefined}>
      <Link to={to} preventScrollReset className="sort">
        {label}
        <Sign path={ARROWS[order || first]} />
      </Link>
    </th>
  );
}

// The same where there is no room for columns.
export function SortMenu({ columns, usual, known }) {
  const sort = useSort(usual, known);
  const { open, setOpen, close, place, button } = usePanel();
  const panel = useId();
  const current = columns.find((column) => sort(column).order) ?? columns[0];
  return (
    <div className="pill pill-sort" ref={place}>
      <button
        ref={button}
        type="button"
        className="pill-button"
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        <Sign path={ARROWS[sort(current).order || current.first]} />
        Sort: {current.label}
      </button>
      <ul className="pill-panel" id={panel} hidden={!open}>
        {columns.map((column) => {
          const { order, to } = sort(column);
          return (
            <li key={column.name}>
              <Link to={to} className="pill-option" aria-current={order ? true : undefined} onClick={close}>
                {column.label}
                {order ? <Sign path={ARROWS[order]} /> : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
