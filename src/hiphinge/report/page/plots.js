// Draws the plots of a page and paints them in its colours, again whenever those change. A part names its colours in its
// tags: "line=pelvic_tilt_deg" is a line in the colour of that name of the style sheet.
"use strict";
const plots = (() => {
  let drawn = [];

  const paint = () => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const tagged = (part, give) => part.tags.forEach((tag) => give(...tag.split("=")));
    drawn.forEach((model) => {
      [...model.left, ...model.below].forEach((axis) => axis.setv({
        major_label_text_color: colour("muted"), axis_line_color: colour("line"), major_tick_line_color: colour("line"),
        major_label_text_font: style.fontFamily, major_label_text_font_size: "11px", axis_label_text_color: colour("muted"),
        axis_label_text_font: style.fontFamily, axis_label_text_font_size: "12px", axis_label_text_font_style: "normal",
      }));
      model.center.forEach((part) => {
        if (part.type === "Grid") part.setv({ grid_line_color: colour("line"), grid_line_alpha: 0.6 });
        else tagged(part, (what, name) => part.setv({ [`${what}_color`]: colour(name) }));
      });
      model.renderers.forEach((renderer) => tagged(renderer, (what, name) => {
        renderer.glyph[`${what}_color`] = { value: colour(name) };
        if (what === "text") renderer.glyph.text_font = { value: style.fontFamily };
      }));
    });
  };

  // Draw all plots, each in its element `plot-NAME`, and return their models.
  const draw = async () => {
    const holder = document.getElementById("plots");
    if (!holder || typeof Bokeh === "undefined") return [];
    const { doc, roots } = JSON.parse(holder.textContent);
    const places = {};
    Object.entries(roots).forEach(([name, root]) => { places[root] = document.getElementById(`plot-${name}`); });
    const before = Bokeh.documents.length;
    await Bokeh.embed.embed_items({ doc }, [{ docid: "doc", roots: places, root_ids: Object.values(roots) }]);
    drawn = Bokeh.documents[before].roots();
    const fine = matchMedia("(pointer: fine) and (hover: hover)").matches;
    drawn.forEach((model) => model.toolbar.tools.forEach((tool) => { if (fine) tool.active = true; }));
    paint();
    return drawn;
  };

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  matchMedia("print").addEventListener("change", paint);
  addEventListener("beforeprint", paint);
  return { draw };
})();
