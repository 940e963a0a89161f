"use strict";

// A page of older pictures has no form.
if (byId("upload")) (() => {
  const form = byId("upload");
  const { name, image, idempotency_key: key } = form.elements;
  const [preview, chosen, sending, bar, percent, submit, cancel] =
    ["preview", "chosen", "sending", "progress", "percent", "submit", "cancel"].map(byId);
  const bytesMax = Number(image.dataset.bytesMax);
  let running = null;

  // Another content is another upload and needs a key of its own; the same content keeps it.
  const renewKey = () => {
    key.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
  };

  const sizeOf = file => file.size < 1e6 ? `${Math.ceil(file.size / 1e3)} kB` : `${(file.size / 1e6).toFixed(1)} MB`;

  const showChoice = () => {
    const file = image.files[0];
    if (preview.src) URL.revokeObjectURL(preview.src);
    preview.hidden = true;
    preview.removeAttribute("src");
    chosen.textContent = file ? `${file.name}, ${sizeOf(file)}` : "";
    image.setCustomValidity(file && file.size > bytesMax ? `This picture is larger than ${bytesMax / 1e6} MB.` : "");
    if (file?.type.startsWith("image/")) preview.src = URL.createObjectURL(file);
    if (file && !image.checkValidity()) image.reportValidity();
  };
  preview.addEventListener("load", () => { preview.hidden = false; });

  const showProgress = share => {
    const isSent = share === 1;
    if (isSent) bar.removeAttribute("value");
    else bar.value = share;
    percent.textContent = isSent ? "Storing…" : `${Math.floor(share * 100)} %`;
  };

  const setRunning = controller => {
    running = controller;
    const isRunning = controller !== null;
    name.readOnly = isRunning;
    image.disabled = isRunning;
    submit.ariaDisabled = String(isRunning);
    sending.hidden = !isRunning;
    form.ariaBusy = String(isRunning);
  };

  // The picture is kept in memory: it can be sent again even when its file is gone.
  const collect = async () => {
    const data = new FormData(form);
    const file = data.get("image");
    data.set("image", new File([await file.arrayBuffer()], file.name, { type: file.type }));
    return data;
  };

  const refuse = answer => {
    let problem = {};
    try { problem = JSON.parse(answer.text); } catch { /* not one of our answers */ }
    const words = isWorthRepeating(answer.status)
      ? "The service could not be reached. Your picture is still here: press Upload to go on trying. It is stored only once."
      : [problem.title ?? "The upload was refused.", problem.detail].filter(Boolean).join(" ");
    say(words, "error");
    const field = /^name-/.test(problem.code ?? "") ? name : /^(image|file)-/.test(problem.code ?? "") ? image : null;
    field?.setAttribute("aria-invalid", "true");
    field?.focus();
  };

  const succeed = async answer => {
    form.reset();
    renewKey();
    showChoice();
    const by = answer.node ? ` by ${answer.node} at ${answer.site}` : "";
    say(`Stored${by}${answer.tries > 1 ? `, at try ${answer.tries}` : ""}.`, "done");
    showServer(answer.site, answer.node);
    const done = byId("notice").textContent;
    showPictures(await loadUntilItWorks("/"));
    say(done, "done");
  };

  const upload = async () => {
    let data;
    try {
      data = await collect();
    } catch {
      say("The file cannot be read. Choose it again.", "error");
      return;
    }
    const controller = new AbortController();
    setRunning(controller);
    for (const field of [name, image]) field.removeAttribute("aria-invalid");
    say("");
    showProgress(0);
    const answer = await send(data, {
      progress: showProgress,
      late: () => say("This takes a little longer: a machine may be switching over. Your picture is kept here until it is stored.", "wait"),
      again: () => {
        percent.textContent = "Waiting to send again…";
        say("The service is switching over. Your upload is sent again by itself, and stored only once.", "wait");
      },
    }, controller.signal);
    setRunning(null);
    if (answer === null) say("Stopped. Should the picture have arrived already, it appears below.");
    else if (answer.status === 201) await succeed(answer);
    else refuse(answer);
  };

  form.addEventListener("submit", event => {
    event.preventDefault();
    if (!running) upload();
  });
  form.addEventListener("input", renewKey);
  image.addEventListener("change", showChoice);
  cancel.addEventListener("click", () => {
    running?.abort();
    submit.focus();
  });
  addEventListener("beforeunload", event => {
    if (running) event.preventDefault();
  });
  addEventListener("pageshow", event => {
    if (event.persisted) renewKey();
  });
  // A browser that came back may have kept the choice.
  showChoice();
})();
