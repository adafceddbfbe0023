// Swagger UI in the look of the pages. Each operation is a button, in which a link has no place.
const InsideButton = (_, { React }) => ({ text }) => React.createElement("span", null, text);
const nothing = () => () => null;

SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  plugins: [{ wrapComponents: { DeepLink: InsideButton, authorizeBtn: nothing, authorizeOperationBtn: nothing } }],
});

// What it leaves without a name for screen readers, or out of reach of the keyboard.
function complete(place) {
  for (const button of place.querySelectorAll(".copy-to-clipboard button")) button.ariaLabel = "Copy";
  for (const text of place.querySelectorAll("pre, .curl")) text.tabIndex = 0;
  for (const field of place.querySelectorAll("tr[data-param-name] :is(input, select, textarea)")) {
    field.ariaLabel = field.closest("tr").dataset.paramName;
  }
  for (const list of place.querySelectorAll(".body-param-content-type select, .content-type")) {
    list.ariaLabel ??= "Media type";
  }
  for (const text of place.querySelectorAll(".body-param__text")) text.ariaLabel = "Request body";
  for (const table of place.querySelectorAll(".responses-table")) {
    table.ariaLabel = table.matches(".live-responses-table") ? "Answer" : "Possible answers";
    table.role = "table";
  }
}

const api = document.getElementById("api");
new MutationObserver(() => complete(api)).observe(api, { childList: true, subtree: true });
