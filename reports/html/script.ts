/** What the page does beside being read: search, filter, copy. Everything is there without it. */
export const script = `
const all = (what) => [...document.querySelectorAll(what)];
const box = document.querySelector("#search");
const said = document.querySelector("#found");
let only = "";
function look() {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  for (const one of all("[data-find]")) {
    const text = one.textContent.toLowerCase();
    const fits = words.every((word) => text.includes(word)) && (only === "" || one.dataset.find === only);
    one.hidden = !fits;
    if (fits) count += 1;
  }
  const isLooking = words.length > 0 || only !== "";
  for (const one of all("details[data-fold]")) {
    if (one.dataset.was === undefined) one.dataset.was = String(one.open);
    one.open = isLooking ? [...one.querySelectorAll("[data-find]")].some((inner) => !inner.hidden) : one.dataset.was === "true";
    if (!isLooking) delete one.dataset.was;
  }
  said.textContent = isLooking ? count + " found" : "";
}
if (box) {
  all(".tools").forEach((one) => { one.hidden = false; });
  box.addEventListener("input", look);
  for (const button of all("[data-only]")) button.addEventListener("click", () => {
    only = only === button.dataset.only ? "" : button.dataset.only;
    for (const one of all("[data-only]")) one.setAttribute("aria-pressed", String(one.dataset.only === only));
    look();
  });
}
for (const button of all("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.parentElement.querySelector("pre").textContent;
    try { await navigator.clipboard.writeText(text); } catch {
      const area = document.createElement("textarea");
      area.value = text; document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
    }
    button.textContent = "copied";
    said.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 3000);
  });
}
function unfold() {
  const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let one = place; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
  if (place) place.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();
`;
