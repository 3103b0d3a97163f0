// The messages of a place: stays at the newest unless its reader scrolled up, and tells what was pressed.
const NEAR = 48;

export default {
  template: `
    <div class="conversation">
      <div class="log" ref="log" role="log" aria-live="polite" tabindex="0" :aria-label="label"
           @scroll.passive="look" @click="press">
        <div class="entries" ref="entries">
          <button v-if="more" type="button" class="earlier" data-testid="earlier" data-earlier="yes">{{ earlier }}</button>
          <slot></slot>
        </div>
      </div>
      <button v-if="behind" type="button" class="newest" data-testid="newest" @click="catchUp">{{ newest }}</button>
    </div>`,
  props: { label: String, newest: String, earlier: String, more: Boolean },
  emits: ["press", "thread", "line", "earlier"],
  data: () => ({ behind: false }),
  mounted() {
    this.stuck = true;
    this.watcher = new ResizeObserver(() => this.settle());
    this.watcher.observe(this.$refs.entries);
    this.watcher.observe(this.$refs.log);
    this.settle();
  },
  unmounted() {
    this.watcher.disconnect();
  },
  methods: {
    look() {
      const { scrollTop, scrollHeight, clientHeight } = this.$refs.log;
      if (this.holding || this.size !== scrollHeight + clientHeight) return; // not its reader moved it
      this.stuck = scrollHeight - scrollTop - clientHeight < NEAR;
      this.behind = !this.stuck;
    },
    settle() {
      const log = this.$refs.log;
      if (this.stuck) log.scrollTop = log.scrollHeight;
      else if (this.holding) log.scrollTop = log.scrollHeight - this.fromEnd;
      this.holding = false;
      this.size = log.scrollHeight + log.clientHeight;
    },
    toEnd() {
      this.stuck = true;
      this.settle();
    },
    catchUp() {
      this.toEnd();
      this.$refs.log.focus();
    },
    press(event) {
      const summary = event.target.closest("summary");
      if (summary) {
        this.stuck = false; // what was opened is read from its beginning
        setTimeout(() => summary.parentElement.scrollIntoView({ block: "nearest" }));
      }
      const button = event.target.closest("button");
      const { action, thread, line, earlier } = button?.dataset ?? {};
      if (thread) this.$emit("thread", thread);
      if (line) this.$emit("line", line);
      if (earlier) {
        const { scrollTop, scrollHeight } = this.$refs.log;
        this.fromEnd = scrollHeight - scrollTop;
        this.holding = true;
        this.$emit("earlier");
      }
      if (!action || button.hasAttribute("aria-busy")) return;
      button.setAttribute("aria-busy", "true"); // pressed twice in haste, it was meant once
      setTimeout(() => button.removeAttribute("aria-busy"), 400);
      this.$emit("press", action);
    },
  },
};
