// The second click of a double click is not meant for what the first one put in its place.
const refuse = (event) => event.detail > 1 && event.stopPropagation();

export function SingleClicks({ children }) {
  return (
    <div className="person-actions" onClickCapture={refuse}>
      {children}
    </div>
  );
}
