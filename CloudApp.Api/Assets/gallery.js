"use strict";

const imageTriesMax = 3;

// Older pictures join the page instead of replacing it.
document.addEventListener("click", async event => {
  const link = event.target.closest("#older");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (link.ariaBusy === "true") return;
  link.ariaBusy = "true";
  const page = await loadUntilItWorks(link.href);
  const fresh = [...page.querySelectorAll("#pictures > li")];
  byId("pictures").append(...fresh);
  byId("pager").replaceWith(page.getElementById("pager"));
  showLocalTimes();
  // The keyboard goes on where the new ones begin.
  fresh[0]?.querySelector("a").focus({ preventScroll: true });
});

// A picture that did not come because a machine died is asked for again; in the end the whole one instead of the
// small one, which not every picture has.
const loadAgain = image => {
  const tries = Number(image.dataset.tries ?? 1);
  if (tries >= imageTriesMax || !image.src.startsWith(`${location.origin}/api/`)) return;
  image.dataset.tries = String(tries + 1);
  const address = tries + 1 < imageTriesMax ? image.getAttribute("src") : image.dataset.whole ?? image.getAttribute("src");
  setTimeout(() => { image.src = address; }, repeatDelayMs(tries));
};

document.addEventListener("error", event => {
  if (event.target instanceof HTMLImageElement) loadAgain(event.target);
}, true);

for (const image of document.images) {
  if (image.complete && image.naturalWidth === 0 && image.loading !== "lazy") loadAgain(image);
}
