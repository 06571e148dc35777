// Elements are made here and nowhere else. Text goes in as text, never as markup.
report.dom = (() => {
  /** An element. `attributes.on` holds listeners; null, undefined and false leave an attribute out. */
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "on") {
        for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
      } else if (value !== null && value !== undefined && value !== false) {
        made.setAttribute(name, value === true ? "" : String(value));
      }
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  /** A drop-down with its label: options are [value, text]. */
  function choice(label, options, value, changed) {
    const select = element("select", { on: { change: () => changed(select.value) } });
    select.append(...options.map(([option, text]) => element("option", { value: option }, text)));
    select.value = value;
    return element("label", { class: "field" }, element("span", {}, label), select);
  }

  /** The address where a browser may go, or null: only http and https. */
  function webAddress(text) {
    try {
      const url = new URL(text);
      return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
    } catch {
      return null;
    }
  }

  function announce(text) {
    document.getElementById("announcer").textContent = text;
  }

  /** Calls `late` once `milliseconds` have passed without another call. */
  function settled(late, milliseconds) {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(late, milliseconds);
    };
  }

  return { element, choice, webAddress, announce, settled };
})();
