// The box to write in. What must not wait for the server happens here: keys, the popup of
// completions, drafts, and words that were sent but not yet taken.
const DRAFT = "coach draft ";
const SENT = "coach sent ";

const sentFrom = (place) => JSON.parse(sessionStorage.getItem(SENT + place) ?? "{}");
const keepSent = (place, sent) => sessionStorage.setItem(SENT + place, JSON.stringify(sent));
const LONGEST = 40000;
const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, "\ufffd"); // half a character

export default {
  template: `
    <form class="message-box" @submit.prevent="send" @focusout="leave">
      <ul v-if="open" :id="list" class="suggestions" role="listbox" :aria-label="labels.suggestions"
          data-testid="suggestions">
        <li v-for="(one, at) in found" :key="one.line" :id="list + at" role="option"
            :aria-selected="at === chosen" @mousedown.prevent @click="take(at)" @mousemove="chosen = at">
          <span class="name">{{ one.label }}</span><span class="detail">{{ one.detail }}</span>
        </li>
      </ul>
      <div class="frame">
        <textarea ref="words" v-model="text" rows="1" maxlength="40000" enterkeyhint="send"
                  :id="name" :data-testid="name" :aria-label="label" :placeholder="label"
                  aria-autocomplete="list" aria-haspopup="listbox" :aria-controls="open ? list : null"
                  :aria-activedescendant="open && chosen >= 0 ? list + chosen : null"
                  @input="typed" @keydown="key" @focus="complete" @click="complete"></textarea>
        <button type="submit" class="send" :aria-label="labels.send" :title="labels.send"
                :disabled="!text.trim()" :data-testid="name + '-send'"><span class="icon i-send"></span></button>
      </div>
      <p class="hint" aria-hidden="true">{{ labels.hint }}</p>
    </form>`,
  props: { name: String, place: String, label: String, labels: Object },
  emits: ["complete", "send"],
  data: () => ({ text: "", found: [], chosen: -1, open: false }),
  computed: {
    list() {
      return `${this.name}-suggestions-`;
    },
  },
  watch: {
    place() {
      this.recall();
    },
  },
  mounted() {
    this.asked = 0;
    this.again = {};
    this.recall();
  },
  methods: {
    async recall() {
      this.close();
      await this.$nextTick();
      this.text = sessionStorage.getItem(DRAFT + this.place) ?? "";
      this.again = {};
      this.fit();
      this.sendAgain();
    },
    async sendAgain() {
      const place = this.place; // what was sent and not taken: under its key it stays one request
      const waiting = Object.keys(sentFrom(place));
      while (waiting.length && !window.did_handshake) await new Promise((on) => setTimeout(on, 100));
      for (const key of waiting) {
        const text = sentFrom(place)[key];
        if (text) this.$emit("send", { key, text, place });
      }
    },
    async fit() {
      await this.$nextTick();
      const words = this.$refs.words;
      if (!words) return;
      words.style.height = "auto";
      words.style.height = `${words.scrollHeight}px`;
    },
    typed() {
      sessionStorage.setItem(DRAFT + this.place, this.text);
      this.fit();
      this.complete();
    },
    head() {
      return this.text.slice(0, this.$refs.words.selectionStart).replace(/^／/, "/");
    },
    complete() {
      const head = this.head();
      this.asked += 1;
      this.hasty = false;
      if (!head.startsWith("/") || head.includes("\n")) return this.close();
      this.$emit("complete", { line: head, turn: this.asked, place: this.place });
    },
    suggest(turn, found) {
      if (turn !== this.asked || document.activeElement !== this.$refs.words) return;
      this.found = found;
      this.open = found.length > 0;
      this.answered = turn;
      this.moved = false;
      this.chosen = this.head().endsWith(" ") ? -1 : 0;
      if (this.hasty && this.open) this.take(0);
      this.hasty = false;
    },
    close() {
      this.asked += 1; // an answer that is still on its way opens nothing
      this.open = false;
      this.found = [];
    },
    leave(event) {
      if (!event.currentTarget.contains(event.relatedTarget)) this.close();
    },
    async take(at) {
      const one = this.found[at];
      const words = this.$refs.words;
      this.text = one.line + this.text.slice(words.selectionStart).trimStart();
      this.close();
      await this.$nextTick();
      words.setSelectionRange(one.line.length, one.line.length);
      words.focus();
      this.typed();
    },
    behind() {
      return this.answered !== this.asked; // more was typed than the popup knows of
    },
    whole() {
      const one = this.found[this.chosen];
      const head = this.head().toLowerCase();
      const ready = head === one.line.trim().toLowerCase() || head.endsWith(one.label.toLowerCase());
      return !this.moved && !one.label.endsWith(":") && ready;
    },
    async move(by) {
      this.moved = true;
      const many = this.found.length;
      this.chosen = this.chosen < 0 && by < 0 ? many - 1 : (this.chosen + by + many) % many;
      await this.$nextTick();
      document.getElementById(this.list + this.chosen)?.scrollIntoView({ block: "nearest" });
    },
    key(event) {
      if (event.isComposing || event.keyCode === 229) return; // an input method is at work
      const { key, shiftKey } = event;
      if (this.open && !shiftKey && ["ArrowDown", "ArrowUp", "Tab", "Escape"].includes(key)) {
        event.preventDefault();
        event.stopPropagation();
        if (key === "Escape") this.close();
        else if (key === "Tab" && this.behind()) this.hasty = true;
        else if (key === "Tab") this.take(Math.max(this.chosen, 0));
        else this.move(key === "ArrowDown" ? 1 : -1);
      } else if (key === "Enter" && !shiftKey) {
        event.preventDefault();
        if (this.open && this.chosen >= 0 && !this.behind() && !this.whole()) this.take(this.chosen);
        else this.send();
      }
    },
    send() {
      const text = wellFormed(this.text).trim().slice(0, LONGEST);
      if (!text) return;
      const key = this.again.text === text ? this.again.key : crypto.randomUUID();
      keepSent(this.place, { ...sentFrom(this.place), [key]: text });
      this.$emit("send", { key, text, place: this.place });
      this.write("");
    },
    settled(place, key, taken) {
      const { [key]: text, ...left } = sentFrom(place);
      if (!taken && (place !== this.place || this.text)) return; // it is sent again another time
      keepSent(place, left);
      if (taken || !text) return;
      this.write(text);
      this.again = { key, text };
    },
    write(text) {
      this.text = text;
      this.again = {};
      sessionStorage.setItem(DRAFT + this.place, text);
      this.close();
      this.fit();
    },
    invite(line) {
      this.write(line);
      this.$refs.words.focus();
    },
    welcome() {
      if (matchMedia("(pointer: coarse)").matches) return; // a keyboard on the screen would hide the messages
      const others = [...document.querySelectorAll("textarea, input")];
      if (others.every((one) => one !== document.activeElement || !one.value)) this.$refs.words.focus();
    },
  },
};
