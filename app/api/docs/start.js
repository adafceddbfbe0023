const dark = matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.classList.toggle("dark-mode", dark);
SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#api", deepLinking: true });
