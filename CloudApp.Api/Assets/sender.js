"use strict";

// No sign of life for so long: the machine that had the request may be dead, and does not say so. More each time,
// so that a service that is only slow gets its time.
const silenceFirstMs = 8000;
const silenceMostMs = 30000;
const silenceGrowth = 1.5;

// Everything was sent and the answer is not there yet: time for a word.
const lateMs = 1500;

const giveUpMs = 15 * 60 * 1000;

const isWorthRepeating = status => [0, 408, 429, 502, 503, 504].includes(status);

// One try. Status 0 means that no answer came; whether the upload arrived is then unknown.
const tryOnce = (data, silenceMs, onProgress, signal) => new Promise(resolve => {
  const request = new XMLHttpRequest();
  let timer;
  const live = () => {
    clearTimeout(timer);
    timer = setTimeout(() => request.abort(), silenceMs);
  };
  const stop = () => request.abort();
  request.open("POST", "/api/upload");
  request.upload.onprogress = event => {
    live();
    if (event.lengthComputable) onProgress(event.loaded / event.total);
  };
  request.upload.onload = () => {
    live();
    onProgress(1);
  };
  request.onloadend = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    resolve({
      status: request.status,
      text: request.responseText,
      site: request.getResponseHeader("CloudApp-Site"),
      node: request.getResponseHeader("CloudApp-Node"),
    });
  };
  signal.addEventListener("abort", stop);
  live();
  request.send(data);
});

// Sends until there is an answer that counts. The form carries an idempotency key: however often it arrives, it is
// stored once. Null when the person stopped it.
const send = async (data, on, signal) => {
  const end = Date.now() + giveUpMs;
  for (let tries = 1, silenceMs = silenceFirstMs; ; tries++) {
    let late;
    const answer = await tryOnce(data, silenceMs, share => {
      on.progress(share);
      if (share === 1) late ??= setTimeout(on.late, lateMs);
    }, signal);
    clearTimeout(late);
    if (signal.aborted) return null;
    if (!isWorthRepeating(answer.status) || Date.now() > end) return { ...answer, tries };
    on.again();
    silenceMs = Math.min(silenceMs * silenceGrowth, silenceMostMs);
    await pause(repeatDelayMs(tries), signal);
    if (signal.aborted) return null;
  }
};
