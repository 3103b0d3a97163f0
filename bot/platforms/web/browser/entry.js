// One message: HTML made and cleaned by the server, changed in place when a new version comes,
// so that an opened spoiler stays open, the focus where it was and a selection selected.
function morph(old, fresh) {
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  after.forEach((node, at) => {
    const there = before[at];
    if (!there) old.append(node);
    else if (there.nodeType !== node.nodeType || there.nodeName !== node.nodeName) there.replaceWith(node);
    else if (node.nodeType !== Node.ELEMENT_NODE) {
      if (there.nodeValue !== node.nodeValue) there.nodeValue = node.nodeValue;
    } else {
      dress(there, node);
      morph(there, node);
    }
  });
  before.slice(after.length).forEach((node) => node.remove());
}

function dress(there, node) {
  const mine = there.nodeName === "DETAILS" ? ["open"] : [];
  for (const { name } of [...there.attributes])
    if (!node.hasAttribute(name) && !mine.includes(name)) there.removeAttribute(name);
  for (const { name, value } of [...node.attributes])
    if (there.getAttribute(name) !== value && !mine.includes(name)) there.setAttribute(name, value);
}

function clocked(fresh) {
  const today = new Date().toDateString();
  for (const time of fresh.querySelectorAll("time")) {
    const at = new Date(time.dateTime);
    const clock = { hour: "2-digit", minute: "2-digit" };
    const day = at.toDateString() === today ? {} : { month: "short", day: "numeric" };
    time.textContent = at.toLocaleString(document.documentElement.lang, { ...day, ...clock });
    time.title = at.toLocaleString(document.documentElement.lang);
  }
}

export default {
  template: "<article></article>",
  props: { html: String },
  mounted() {
    this.draw();
  },
  watch: {
    html() {
      this.draw();
    },
  },
  methods: {
    draw() {
      const fresh = document.createElement("template");
      fresh.innerHTML = this.html;
      clocked(fresh.content);
      morph(this.$el, fresh.content);
    },
  },
};
