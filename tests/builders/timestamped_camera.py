"""A camera whose picture has the time at which it was taken.

The time stands in twenty black or white fields along the upper edge; the small print of the picture
can be drawn again to compare with it.
"""

BITS = 20
# The unit is a tenth of a second, so that twenty bits last for a day. The picture follows from the
# time alone.
DRAW = f"""(context, tenths) => {{
  const shake = 5 * Math.sin(tenths / 1.3);
  context.fillStyle = "#b8c0c4";
  context.fillRect(0, 0, 1280, 720);
  context.fillStyle = "#20262a";
  context.font = "15px monospace";
  for (let line = 0; line < 30; line += 2)
    context.fillText(
      `SN ${{line}}7F3-AC91 port ${{line * 4}} 10GBASE-LR 1310 nm core-sw-${{line}} `.repeat(3),
      20 + shake, 90 + line * 21);
  for (let at = 0; at < 40; at++) {{
    context.fillStyle = `hsl(${{at * 37}}, 50%, 45%)`;
    context.fillRect((at * 173) % 1200 + shake, 100 + (at * 97) % 560, 26, 18);
  }}
  for (let bit = 0; bit < {BITS}; bit++) {{
    context.fillStyle = (tenths >> bit) & 1 ? "#fff" : "#000";
    context.fillRect(bit * 64, 0, 64, 64);
  }}
}}"""
CAMERA = f"""(() => {{
  const draw = {DRAW};
  const canvas = Object.assign(document.createElement("canvas"), {{ width: 1280, height: 720 }});
  const context = canvas.getContext("2d");
  const given = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {{
    if (!wanted.video) return given(wanted);
    const film = canvas.captureStream(15);
    const sound = wanted.audio ? (await given({{ audio: wanted.audio }})).getTracks() : [];
    return new MediaStream([...film.getTracks(), ...sound]);
  }};
  let last = 0;
  setInterval(() => {{
    const tenths = Math.floor(Date.now() / 100) % 2 ** {BITS};
    if (tenths !== last) draw(context, last = tenths);
  }}, 20);
}})()"""
# `window.ages` gets an entry five times a second: the time of the look, the age of the shown
# picture in milliseconds, the pixels of its longer side, and the likeness of its print to what was
# filmed, as a correlation.
WATCHED = f"""() => {{
  const draw = {DRAW};
  const made = (width, height) =>
    Object.assign(document.createElement("canvas"), {{ width, height }})
      .getContext("2d", {{ willReadFrequently: true }});
  const [edge, seen, meant] = [made(1280, 64), made(1280, 720), made(1280, 720)];
  // Looked at once: between two looks the video may have gone on.
  const grey = (context) => {{
    const {{ data }} = context.getImageData(20, 76, 620, 560);
    return Float64Array.from({{ length: data.length / 4 }}, (_, at) => data[4 * at + 1]);
  }};
  const alike = (one, two) => {{
    const mean = (of) => of.reduce((sum, each) => sum + each, 0) / of.length;
    const [a, b] = [mean(one), mean(two)];
    let [both, first, second] = [0, 0, 0];
    for (let at = 0; at < one.length; at++) {{
      both += (one[at] - a) * (two[at] - b);
      first += (one[at] - a) ** 2;
      second += (two[at] - b) ** 2;
    }}
    return both / Math.sqrt(first * second);
  }};
  let [last, likeness] = [null, 0];
  const look = () => {{
    const video = document.querySelector("video.stage-video");
    if (!video?.videoWidth) return;
    seen.drawImage(video, 0, 0, 1280, 720);
    edge.drawImage(seen.canvas, 0, 0, 1280, 64, 0, 0, 1280, 64);
    let tenths = 0;
    for (let bit = 0; bit < {BITS}; bit++)
      if (edge.getImageData(bit * 64 + 32, 32, 1, 1).data[1] > 128) tenths += 2 ** bit;
    const all = 2 ** {BITS}, now = Math.floor(Date.now() / 100) % all;
    if (last === null || (tenths - last + all) % all > 10) {{
      draw(meant, tenths);
      likeness = alike(grey(seen), grey(meant));
      last = tenths;
    }}
    window.ages.push({{
      at: performance.now(), age: ((now - tenths + all) % all) * 100, likeness,
      width: Math.max(video.videoWidth, video.videoHeight),
    }});
  }};
  window.ages = [];
  setInterval(look, 200);
}}"""
# The time at which the picture on an image was taken, in tenths of seconds as the camera counts
# them.
TAKEN = f"""(image) => {{
  const canvas = Object.assign(document.createElement("canvas"), {{ width: 1280, height: 720 }});
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, 1280, 720);
  let tenths = 0;
  for (let bit = 0; bit < {BITS}; bit++)
    if (context.getImageData(bit * 64 + 32, 32, 1, 1).data[1] > 128) tenths += 2 ** bit;
  return tenths;
}}"""
