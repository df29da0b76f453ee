// The camera's pictures: running while somebody looks, held while paused, saved as a file.
import { ask } from "./server.js";
import { save } from "./save.js";

const PAUSE = 1000; // ms before a stream that broke off is asked for again

export function setUpStream(stage) {
  const image = stage.querySelector(".stream");
  const still = stage.querySelector(".still");
  let wanted = false;
  let paused = false;
  let timer;

  image.addEventListener("load", () => { image.hidden = paused; });
  image.addEventListener("error", () => {
    image.hidden = true;
    if (wanted && !paused) timer = setTimeout(start, PAUSE);
  });

  // A page counts as loaded only when the pictures are that it had then; this one has no end, and perhaps no beginning.
  addEventListener("load", () => want(wanted));

  function start() {
    stop();
    if (document.readyState !== "complete") return;
    image.src = `/stream.mjpg?${Date.now()}`; // another address each time: a browser may hand out the broken one
  }

  function stop() {
    clearTimeout(timer);
    image.removeAttribute("src"); // which ends the connection
    image.hidden = true;
  }

  // `now`: whether somebody looks. Told again when the server has come back, it asks anew.
  function want(now) {
    wanted = now;
    if (wanted && !paused) start();
    else stop();
  }

  function pause(now) {
    paused = now;
    if (paused && image.naturalWidth) {
      still.width = image.naturalWidth;
      still.height = image.naturalHeight;
      still.getContext("2d").drawImage(image, 0, 0);
    }
    still.hidden = !paused;
    want(wanted);
  }

  // What is seen is what is saved: the held picture, or the newest.
  async function snapshot() {
    const name = `cifra-${new Date().toISOString().slice(0, 19).replace(/\D/g, "-")}.jpg`;
    const picture = paused
      ? await new Promise((done) => still.toBlob(done, "image/jpeg", 0.95))
      : await (await ask("/snapshot.jpg")).blob();
    save(picture, name);
  }

  return { want, pause, snapshot };
}
