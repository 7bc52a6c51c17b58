// A button that fills in where one is, as longitude and latitude to six decimals, and says how exact that is.

const PATIENCE_MS = 20000;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-locate]");
  if (!button) return;
  const input = document.getElementById(button.dataset.locate);
  const status = button.parentElement.querySelector("[role=status]");
  const fail = () => (status.textContent = status.dataset.failed);
  status.textContent = status.dataset.asking;
  if (!navigator.geolocation) return fail();
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      input.value = `${coords.longitude.toFixed(6)}, ${coords.latitude.toFixed(6)}`;
      status.textContent = status.dataset.found.replace("#", Math.ceil(coords.accuracy));
    },
    fail,
    { enableHighAccuracy: true, timeout: PATIENCE_MS },
  );
});
