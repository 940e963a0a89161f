// Without script the form is a plain form and the gallery's pages are plain links. What follows makes both
// go on by themselves while a machine of the service is replaced, so that nothing is lost or stored twice.
"use strict";

const repeatFirstMs = 1000;
const repeatMostMs = 5000;
const loadPatienceMs = 5000;
const switchingText = "One moment: the service is switching over to its other machine. The page goes on by itself.";

const byId = id => document.getElementById(id);

// The quiet word above everything; kind is wait, done, error or nothing.
const say = (text, kind = "") => {
  const notice = byId("notice");
  // The same text again would only be read aloud again.
  if (notice.textContent !== text) notice.textContent = text;
  notice.dataset.kind = kind;
};

const showServer = (site, node) => {
  if (site) byId("site").textContent = site;
  if (node) byId("node").textContent = node;
};

const showLocalTimes = () => {
  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    const full = at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    const isToday = at.toDateString() === new Date().toDateString();
    // A tile has little room: the hour of today's, the day of all others.
    time.textContent = !time.closest(".grid") ? full
      : at.toLocaleString(undefined, isToday ? { timeStyle: "short" } : { dateStyle: "medium" });
    time.title = full;
  }
};

// Ends early when the network is back or the person no longer wants it.
const pause = (ms, signal) => new Promise(resolve => {
  const timer = setTimeout(end, ms);
  function end() {
    clearTimeout(timer);
    removeEventListener("online", end);
    signal?.removeEventListener("abort", end);
    resolve();
  }
  addEventListener("online", end);
  signal?.addEventListener("abort", end);
});

const repeatDelayMs = tries => Math.min(repeatFirstMs * 1.5 ** (tries - 1), repeatMostMs);

const load = async address => {
  const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(loadPatienceMs) });
  if (!answer.ok) throw new Error(`${address} was answered ${answer.status}`);
  showServer(answer.headers.get("CloudApp-Site"), answer.headers.get("CloudApp-Node"));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

// A page of this site as a document. The server writes all HTML; here it is only moved into place.
const loadUntilItWorks = async address => {
  for (let tries = 1; ; tries++) {
    try {
      const page = await load(address);
      if (tries > 1) say("");
      return page;
    } catch {
      say(switchingText, "wait");
      await pause(repeatDelayMs(tries));
    }
  }
};

const showPictures = page => {
  for (const id of ["latest", "gallery"]) {
    const fresh = page.getElementById(id);
    if (fresh) byId(id)?.replaceWith(fresh);
  }
  showLocalTimes();
};

document.documentElement.classList.add("script");
showLocalTimes();

// The page came without its pictures.
if ("away" in document.body.dataset) {
  loadUntilItWorks(location.href).then(page => {
    showPictures(page);
    say("");
  });
}
