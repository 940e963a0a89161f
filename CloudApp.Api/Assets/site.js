// Without this file the form works as a plain form. With it, an upload shows its progress,
// and is repeated with the same key while a failover lasts, so that nothing is lost or stored twice.
(() => {
  const retryDelayMs = 1000;
  const triesMax = 30;
  const form = document.getElementById("upload");
  const notice = document.getElementById("notice");
  const progress = document.getElementById("progress");
  const button = form.querySelector("button");

  const say = text => {
    notice.textContent = text;
    notice.hidden = text === "";
  };

  const isWorthRepeating = status => status === 0 || status === 502 || status === 503 || status === 504;

  const readProblem = text => {
    try {
      const problem = JSON.parse(text);
      return [problem.title, problem.detail].filter(Boolean).join(" ");
    } catch {
      return "The upload failed.";
    }
  };

  const send = (data, attempt) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/upload");
    request.upload.onprogress = event => {
      if (event.lengthComputable) progress.value = 100 * event.loaded / event.total;
    };
    request.onloadend = () => {
      if (request.status === 201) {
        location.assign("/");
      } else if (isWorthRepeating(request.status) && attempt < triesMax) {
        say("The service is switching over. Your upload is repeated by itself.");
        setTimeout(() => send(data, attempt + 1), retryDelayMs);
      } else {
        say(readProblem(request.responseText));
        button.disabled = false;
        progress.hidden = true;
      }
    };
    request.send(data);
  };

  form.addEventListener("submit", event => {
    event.preventDefault();
    button.disabled = true;
    progress.hidden = false;
    progress.value = 0;
    say("");
    send(new FormData(form), 1);
  });

  // Another content is another upload and needs a key of its own.
  form.addEventListener("change", () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    form.elements.idempotency_key.value = Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
  });
})();
