// The order of a list, as a part of its address.
import { useId } from "react";
import { Link } from "react-router";
import { Sign, useAddress, usePanel } from "./address";

// The order of a search in which nothing was chosen: its best matches come first.
const BEST = { name: "best", label: "Best match", first: "desc" };

// The way by which a list is in order; `first` is the direction that people want first.
function useSort(ofEverybody, known) {
  const { value, changed } = useAddress(known);
  const usual = value("q") ? BEST.name : ofEverybody;
  return ({ name, first }) => {
    const isSorted = (value("sort") || usual) === name;
    const order = value("order") || first;
    const turned = order === "asc" ? "desc" : "asc";
    const wanted = isSorted ? turned : first;
    const isBest = name === BEST.name;
    const set = { sort: name === usual ? "" : name, order: isBest || wanted === first ? "" : wanted };
    return { order: isSorted ? order : "", to: changed(set) };
  };
}

const WORDS = { asc: "ascending", desc: "descending" };
const ARROWS = { asc: "M8 12.5v-9M4.5 7 8 3.5 11.5 7", desc: "M8 3.5v9M4.5 9 8 12.5 11.5 9" };

// The head of a column by which people can be sorted; by what else it shows, where it is `beside`.
export function SortHead({ label, name, first, beside = [], usual, known, className }) {
  const sort = useSort(usual, known);
  const columns = [{ label, name, first }, ...beside];
  const order = columns.map((column) => sort(column).order).find(Boolean);
  return (
    <th scope="col" className={className} aria-sort={order ? WORDS[order] : undefined}>
      {columns.map((column) => {
        const { order, to } = sort(column);
        return (
          <Link key={column.name} to={to} preventScrollReset className="sort" aria-current={order ? true : undefined}>
            {column.label}
            <Sign path={ARROWS[order || column.first]} />
          </Link>
        );
      })}
    </th>
  );
}

// The same where there is no room for columns.
export function SortMenu({ columns, usual, known, className = "" }) {
  const sort = useSort(usual, known);
  const orders = useAddress(known).value("q") ? [BEST, ...columns] : columns;
  const { open, setOpen, close, place, button } = usePanel();
  const panel = useId();
  const current = orders.find((column) => sort(column).order) ?? orders[0];
  return (
    <div className={`pill pill-sort ${className}`} ref={place}>
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
        {orders.map((column) => {
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
