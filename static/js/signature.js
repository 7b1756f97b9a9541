/* A signature drawn by hand: [data-signature] holds a canvas, the strokes go as whole numbers into the form's hidden field. */
(() => {
  "use strict";
  const box = document.querySelector("[data-signature]");
  if (!box) return;
  const canvas = box.querySelector("canvas");
  const field = box.closest("form").elements.namedItem("strokes");
  const pen = canvas.getContext("2d");
  let strokes = [];
  let current = null;
  try { strokes = JSON.parse(field.value || "[]"); } catch { strokes = []; }

  const draw = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    for (const stroke of strokes) {
      pen.beginPath();
      pen.moveTo(...stroke[0]);
      for (const point of stroke) pen.lineTo(...point);
      pen.stroke();
    }
  };
  const at = (event) => {
    const area = canvas.getBoundingClientRect();
    const within = (value, most) => Math.round(Math.min(most, Math.max(0, value)));
    return [
      within(((event.clientX - area.left) / area.width) * canvas.width, canvas.width),
      within(((event.clientY - area.top) / area.height) * canvas.height, canvas.height),
    ];
  };
  const keep = () => { field.value = strokes.length ? JSON.stringify(strokes) : ""; };

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = [at(event)];
    strokes.push(current);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current) return;
    const point = at(event);
    const last = current[current.length - 1];
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) < 4) return;
    current.push(point);
    draw();
  });
  const end = () => { current = null; keep(); };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  box.querySelector("[data-signature-clear]").addEventListener("click", () => { strokes = []; keep(); draw(); });
  box.hidden = false;
  draw();
})();
