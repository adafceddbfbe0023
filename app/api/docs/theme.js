// The colours that were chosen on the pages; the system decides where nobody chose.
const chosen = localStorage.getItem("theme");
if (chosen === "light" || chosen === "dark") document.documentElement.classList.add(chosen);
