// Pictures of a form: one that was taken is made small before it is sent, and a signature is drawn on a canvas and put
// into the file input beside it. Without the script the whole picture is sent, and a signature is a photo of paper.

const MOST_PIXELS = 1600;
const THUMB_HEIGHT = 144;
const PAD_HEIGHT = 160;
const INK = "#1b1f24";

function put(input, blob, name) {
  const files = new DataTransfer();
  files.items.add(new File([blob], name, { type: blob.type }));
  input.files = files.files;
}

const take = (input) => input.closest(".question").querySelector(".take");

/** Let people see what they took. */
function show(input, picture) {
  const seen = take(input).querySelector("canvas");
  seen.height = THUMB_HEIGHT;
  seen.width = Math.round((THUMB_HEIGHT * picture.width) / picture.height);
  seen.getContext("2d").drawImage(picture, 0, 0, seen.width, seen.height);
  seen.hidden = false;
}

async function makeSmall(input) {
  const [file] = input.files;
  const status = take(input).querySelector("[role=status]");
  status.textContent = file ? status.dataset.done : "";
  take(input).querySelector("canvas").hidden = true;
  if (!file) return;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, MOST_PIXELS / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    show(input, canvas);
    const small = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
    if (small.size < file.size && input.files[0] === file) put(input, small, `small-${file.name}`);
  } catch {
    // A kind that this browser cannot read, or an old browser: the server takes it, or says what is wrong.
  }
}

function blank(canvas) {
  const scale = window.devicePixelRatio || 1;
  canvas.width = canvas.clientWidth * scale;
  canvas.height = PAD_HEIGHT * scale;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // also where the page is dark: the picture is seen on paper
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(scale, scale);
  Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: INK });
  return pen;
}

function begin(pad) {
  const canvas = pad.querySelector("canvas");
  if (!canvas.clientWidth) return; // not shown yet
  canvas.dataset.ready = "yes";
  const input = pad.closest(".question").querySelector("[type=file]");
  const status = pad.querySelector("[role=status]");
  const invitation = status.textContent;
  let pen = blank(canvas);
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(event.offsetX, event.offsetY);
    pen.lineTo(event.offsetX, event.offsetY);
    pen.stroke();
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(event.offsetX, event.offsetY);
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () =>
    canvas.toBlob((blob) => {
      put(input, blob, "signature.png");
      status.textContent = status.dataset.done;
    }),
  );
  pad.querySelector("[data-clear]").addEventListener("click", () => {
    pen = blank(canvas);
    input.value = "";
    status.textContent = invitation;
  });
  const instead = pad.parentElement.querySelector("[data-instead]");
  instead.addEventListener("click", () => {
    pad.hidden = instead.hidden = true;
    take(input).hidden = false;
    input.value = "";
  });
}

const beginAll = () => document.querySelectorAll(".pad:has(canvas:not([data-ready]))").forEach(begin);

document.addEventListener("change", (event) => {
  if (event.target.type === "file") makeSmall(event.target);
  beginAll(); // a row was added, or a question is asked now
});
new MutationObserver(beginAll).observe(document.querySelector("form.sheet"), { subtree: true, childList: true, attributeFilter: ["hidden"] });
beginAll();
