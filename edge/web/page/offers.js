// Pictures that are dropped or pasted, anywhere on the page: one let go beside the field would otherwise replace it.

// `field` is marked while a file is over the page; `take(file)` gets what is let go or pasted.
export function setUpOffers(field, take) {
  let ours = false; // something of the page itself is dragged, such as one of its pictures
  let over = 0; // elements entered and not left

  function mark(change) {
    over = change ? over + change : 0;
    field.classList.toggle("is-over", over > 0);
  }

  const offers = (event) => !ours && event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragstart", () => { ours = true; });
  document.addEventListener("dragend", () => { ours = false; });
  document.addEventListener("dragenter", (event) => { if (offers(event)) mark(1); });
  document.addEventListener("dragleave", (event) => { if (offers(event)) mark(-1); });
  document.addEventListener("dragover", (event) => { if (offers(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!offers(event)) return;
    event.preventDefault();
    mark(0);
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  });
  document.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) take(event.clipboardData.files[0]);
  });
}
