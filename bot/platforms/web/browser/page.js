// Before the first paint: the theme and the language of the page; later, the browser's back button.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    root.dataset.theme = localStorage.getItem("coach theme") ?? (system.matches ? "dark" : "light");
  };
  follow();
  system.addEventListener("change", follow);
  addEventListener("storage", follow);
  addEventListener("popstate", () => emitEvent("travel", new URLSearchParams(location.search).get("at") ?? ""));
  globalThis.turnTheme = () => {
    const other = root.dataset.theme === "dark" ? "light" : "dark";
    if (other === (system.matches ? "dark" : "light")) localStorage.removeItem("coach theme");
    else localStorage.setItem("coach theme", other);
    follow();
  };
})();
