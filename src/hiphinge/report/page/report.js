// Connects the video, the curves and the buttons: all of them show one moment of the recording, "now".
(() => {
  const find = (id) => document.getElementById(id);
  const data = JSON.parse(find("data").textContent);
  const video = find("video");
  const slider = find("time");

  // Times of the frames, seconds.
  let sum = 0;
  const frames = data.steps.map((step) => (sum += step) / 1000);
  const state = { now: slider ? Number(slider.min) : 0, plots: [], rhythm: null, zoomed: false, repetition: null, sources: {} };

  // Index of the last entry of an ascending list that is not after `time`.
  const lastBefore = (list, time) => {
    let low = 0;
    let high = list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (list[middle] <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  const clock = (time) => {
    if (time < 60) return `${time.toFixed(2)} s`;
    const minutes = Math.floor(time / 60);
    return `${minutes}:${(time - 60 * minutes).toFixed(2).padStart(5, "0")}`;
  };

  const element = (tag, name, text) => {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    return made;
  };

  // A rounded value, without the minus that rounding leaves of small negative ones.
  const rounded = (value, digits) => value.toFixed(digits).replace(/^-(0(\.0*)?)$/, "$1");

  // Index of the entry of an ascending list of times that is nearest to now.
  const nearestTo = (times) => {
    const index = lastBefore(times, state.now + 1e-4);
    const next = index + 1;
    return next < times.length && times[next] - state.now < state.now - times[index] ? next : index;
  };

  const read = (key) => {
    const place = document.querySelector(`[data-reading="${key}"]`);
    const columns = state.sources[key];
    if (!place || !columns) return;
    const index = nearestTo(columns.time_s);
    const [value, low, high] = [columns.value[index], columns.low[index], columns.high[index]];
    if (!Number.isFinite(value)) place.replaceChildren(element("span", "absent", "not judged"));
    else {
      const [sign, digits] = data.units[key];
      const [at, from, to] = [value, low, high].map((part) => rounded(part, digits));
      place.replaceChildren(`${at}${sign} `, element("span", "interval", `(${from} to ${to})`));
    }
  };

  // ---- the plot of pelvis against low back -------------------------------------------------------------------------
  const rhythmAxes = ["pelvis", "lumbar"];

  // The dot of the plot: pelvis and low back now, or none where they are not judged. It is on a line where the line has a
  // point now; otherwise it comes from the two curves, which keep different moments of a long recording.
  const follow = () => {
    if (!state.rhythm) return;
    const { lines } = state.rhythm;
    const away = Array.from(lines.get("time_s"), (time) => Math.abs(time - state.now));
    const point = away.reduce((best, gap, i) => (gap < (best < 0 ? 0.1 : away[best]) ? i : best), -1);
    const at = point >= 0 ? rhythmAxes.map((axis) => lines.get(axis)[point]) : ["pelvic_tilt_deg", "lumbar_flexion_deg"].map((angle) => {
      const columns = state.sources[angle];
      return columns ? columns.value[nearestTo(columns.time_s)] : NaN;
    });
    state.rhythm.now.data = Object.fromEntries(rhythmAxes.map((axis, i) => [axis, at.every(Number.isFinite) ? [at[i]] : []]));
  };

  const emphasise = () => {
    if (!state.rhythm) return;
    const { lines, current } = state.rhythm;
    const numbers = lines.get("repetition");
    const chosen = (values) => Array.from(values).filter((_, i) => state.repetition && numbers[i] === state.repetition.index);
    current.data = Object.fromEntries(rhythmAxes.map((axis) => [axis, chosen(lines.get(axis))]));
  };

  // The time of the point nearest to a click on the plot, by distance on the screen.
  const moment = (event) => {
    const { model, lines } = state.rhythm;
    const place = find(`plot-${model.name}`);
    const perDegree = [place.clientWidth / (model.x_range.end - model.x_range.start), place.clientHeight / (model.y_range.end - model.y_range.start)];
    const away = (i) => Math.hypot((lines.get("pelvis")[i] - event.x) * perDegree[0], (lines.get("lumbar")[i] - event.y) * perDegree[1]);
    const times = lines.get("time_s");
    let best = -1;
    for (let i = 0; i < times.length; i += 1) if (Number.isFinite(times[i]) && (best < 0 || away(i) < away(best))) best = i;
    return times[best];
  };

  const within = (part) => state.now >= part[1] && state.now < part[2];

  const updateStatus = () => {
    const repetition = data.repetitions.filter((repetition) => state.now >= repetition.start && state.now < repetition.end).pop() || null;
    const words = [clock(state.now)];
    const happening = [];
    if (repetition) {
      words.push(`repetition ${repetition.index}`);
      repetition.phases.filter(within).forEach((phase) => words.push(phase[0]));
      repetition.faults.filter(within).forEach((fault) => happening.push(fault[0]));
    }
    const line = find("now");
    if (line) {
      line.replaceChildren(words.join(" · "));
      if (happening.length) line.append(" · ", element("span", "happening", happening.join(", ")));
    }
    if (repetition !== state.repetition) {
      state.repetition = repetition;
      document.querySelectorAll("[data-repetition]").forEach((button) => {
        const current = repetition !== null && Number(button.dataset.repetition) === repetition.index;
        button.setAttribute("aria-current", current ? "true" : "false");
      });
      emphasise();
      if (state.zoomed && repetition) zoom(repetition.start - 0.3, repetition.end + 0.3);
    }
  };

  const show = (time) => {
    state.now = time;
    if (slider) {
      slider.value = time;
      slider.setAttribute("aria-valuetext", clock(time));
    }
    state.plots.forEach((plot) => { plot.cursor.location = time; });
    Object.keys(state.sources).forEach(read);
    updateStatus();
    follow();
  };

  // The video shows a frame from its time until the next one's; seek between the two, so that rounding cannot miss it.
  const aim = (time) => {
    if (!frames.length) return time;
    const index = lastBefore(frames, time + 1e-3);
    const next = index + 1 < frames.length ? frames[index + 1] : frames[index] + 0.02;
    return time - frames[index] > 2e-3 ? time : frames[index] + (next - frames[index]) / 3;
  };

  const usable = () => video && !video.error && video.readyState > 0;

  const go = (time) => {
    const first = slider ? Number(slider.min) : 0;
    const last = slider ? Number(slider.max) : time;
    const to = Math.min(Math.max(time, first), last);
    if (usable()) video.currentTime = aim(to);
    show(to);
  };

  // Scroll the video, or else the curves, into view, by as little as possible.
  const reveal = () => {
    const place = video || document.querySelector(".curves");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (place) place.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "nearest" });
  };

  const step = (by) => {
    if (video) video.pause();
    if (!frames.length) return;
    const index = lastBefore(frames, state.now + 1e-3) + by;
    go(frames[Math.min(Math.max(index, 0), frames.length - 1)]);
  };

  const toggle = () => {
    if (!usable()) return;
    if (video.paused) video.play();
    else video.pause();
  };

  // ---- zoom -------------------------------------------------------------------------------------------------------
  const press = (id, on) => { if (find(id)) find(id).setAttribute("aria-pressed", on ? "true" : "false"); };
  const zoom = (from, to) => {
    if (!state.plots.length) return;
    const first = Number(slider.min);
    const last = Number(slider.max);
    state.plots[0].model.x_range.setv({ start: Math.max(from, first), end: Math.min(to, last) });
  };
  const whole = () => {
    state.zoomed = false;
    press("one", false);
    zoom(Number(slider.min), Number(slider.max));
  };
  const nearest = () => {
    const away = (repetition) => Math.max(repetition.start - state.now, state.now - repetition.end, 0);
    return data.repetitions.reduce((best, repetition) => (away(repetition) < away(best) ? repetition : best));
  };
  const zoomToRepetition = () => {
    const repetition = state.repetition || nearest();
    state.zoomed = true;
    press("one", true);
    zoom(repetition.start - 0.3, repetition.end + 0.3);
    if (!state.repetition) go(repetition.start);
  };

  // ---- the plots ----------------------------------------------------------------------------------------------------
  const start = async () => {
    const all = await plots.draw();
    if (!all.length) return;
    const rhythm = all.find((model) => model.name === "lumbopelvic");
    if (rhythm) {
      const source = (name) => rhythm.renderers.find((r) => r.name === name).data_source;
      state.rhythm = { model: rhythm, lines: source("line"), current: source("current"), now: source("now") };
      rhythm.on_event("tap", (event) => go(moment(event)));
    }
    state.plots = all.filter((model) => model !== rhythm).map((model) => ({ model, cursor: model.center.find((part) => part.name === "cursor") }));
    state.plots.forEach(({ model }) => {
      model.renderers.filter((r) => r.name === "line").forEach(({ data_source: source }) => {
        state.sources[source.name.replace("data-", "")] = Object.fromEntries(["time_s", "value", "low", "high"].map((key) => [key, source.get(key)]));
      });
      model.on_event("tap", (event) => go(event.x));
      model.on_event("doubletap", whole);
    });
    const { x_range: seen } = state.plots[0].model;
    seen.properties.start.change.connect(() => {
      press("whole", seen.start <= Number(slider.min) && seen.end >= Number(slider.max));
    });
    show(state.now);
    emphasise();
  };

  // ---- wiring -----------------------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-go]");
    if (!target) return;
    go(Number(target.dataset.go));
    if (!target.closest(".player") && !target.closest(".curves")) reveal();
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !(video || slider)) return;
    const on = event.target.closest("input, select, textarea, summary, button, .scroll, video");
    const arrow = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (arrow && !(on && on.matches(".scroll, select, textarea"))) {
      event.preventDefault();
      step(arrow);
    } else if (event.key === " " && !on) {
      event.preventDefault();
      toggle();
    }
  }, true);
  const on = (id, name, act) => { if (find(id)) find(id).addEventListener(name, act); };
  on("back", "click", () => step(-1));
  on("forth", "click", () => step(1));
  on("play", "click", toggle);
  on("whole", "click", whole);
  on("one", "click", zoomToRepetition);
  on("time", "input", () => go(Number(slider.value)));
  document.querySelectorAll("[data-rate]").forEach((button) => button.addEventListener("click", () => {
    video.playbackRate = Number(button.dataset.rate);
    document.querySelectorAll("[data-rate]").forEach((other) => other.setAttribute("aria-pressed", other === button ? "true" : "false"));
  }));

  if (video) {
    video.controls = false; // the page's own controls do not cover the picture
    video.addEventListener("click", () => { if (!document.fullscreenElement) toggle(); });
    on("full", "click", () => {
      if (video.requestFullscreen) video.requestFullscreen();
      else if (video.webkitEnterFullscreen) video.webkitEnterFullscreen();
    });
    document.addEventListener("fullscreenchange", () => { video.controls = document.fullscreenElement === video; });
    const follow = (time) => show(frames.length ? frames[lastBefore(frames, time + 1e-3)] : time);
    const each = (_, frame) => {
      if (!video.paused) follow(frame.mediaTime);
      video.requestVideoFrameCallback(each);
    };
    video.addEventListener("timeupdate", () => { if (video.controls && video.paused) follow(video.currentTime); });
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(each);
    else video.addEventListener("timeupdate", () => { if (!video.paused) follow(video.currentTime); });
    // Follow the player's own bar when it is dragged. Jumps of the page are already shown exactly.
    video.addEventListener("seeking", () => { if (Math.abs(video.currentTime - aim(state.now)) > 0.004) follow(video.currentTime); });
    video.addEventListener("pause", () => { find("play").textContent = "Play"; });
    video.addEventListener("play", () => { find("play").textContent = "Pause"; });
    video.addEventListener("ended", () => follow(video.duration));
    video.addEventListener("error", () => {
      video.hidden = true;
      find("lost").hidden = false;
      document.querySelector(".controls").hidden = true;
    });
    video.addEventListener("loadedmetadata", () => { if (state.now > 0) video.currentTime = aim(state.now); });
  }
  updateStatus();
  start();
})();
