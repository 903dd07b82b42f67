"use strict";
// Prepares the page for the terminal: the token leaves the address, the fonts are there before the
// first letter is measured, and the WebSocket is the one of this very page.
(async () => {
  const size = new URLSearchParams(location.search).get("size");
  const kept = size ? "?size=" + encodeURIComponent(size) : "";
  history.replaceState(null, "", location.pathname + kept);
  document.getElementById("again").addEventListener("click", () => location.reload());
  const socket = (location.protocol === "https:" ? "wss://" : "ws://") + location.host + "/ws";
  document.getElementById("terminal").dataset.sessionWebsocketUrl = socket;

  const sample = "agentdesk \u2500\u2588\u28ff";
  const fonts = ["400 16px 'Roboto Mono'", "700 16px 'Roboto Mono'"];
  const loaded = new Promise((done) => {
    if (document.readyState === "complete") done();
    else window.addEventListener("load", done, { once: true });
  });
  await Promise.allSettled([loaded, ...fonts.map((font) => document.fonts.load(font, sample))]);

  const program = document.createElement("script");
  program.src = "/static/textual.js";
  // It starts when the page has loaded, which it has by now.
  program.addEventListener("load", () => window.onload(new Event("load")));
  document.body.append(program);
})();
