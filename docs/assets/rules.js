// On the page of the rules: a field above the table that leaves the rows with all its words. #q=WORDS fills it.
function filterRules() {
  const table = document.querySelector(".md-content table, article table");
  const first = table && table.querySelector("th");
  if (!first || first.textContent.trim() !== "code" || document.getElementById("rules-filter")) return;
  const field = document.createElement("input");
  field.id = "rules-filter";
  field.type = "search";
  field.placeholder = "memory, karpenter, will-not-start, NC31 …";
  field.setAttribute("aria-label", "Show rules with these words");
  field.style.cssText = "width: 100%; padding: .5em; margin: 1em 0; font: inherit; color: inherit; " +
    "background: var(--md-default-bg-color); border: 1px solid var(--md-default-fg-color--lighter)";
  const rows = [...table.querySelectorAll("tbody tr")];
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  };
  field.addEventListener("input", show);
  // The theme puts a table into a box that scrolls.
  const box = table.closest(".md-typeset__scrollwrap") || table;
  box.before(field);
  const asked = new URLSearchParams(location.hash.slice(1)).get("q");
  if (asked) {
    field.value = asked;
    show();
  }
}
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", filterRules);
else filterRules();
