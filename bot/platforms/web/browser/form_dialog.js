// A form to fill in. What was typed into a form that was closed is there again when it is opened anew.
export default {
  template: `
    <dialog ref="dialog" class="form-dialog" data-testid="dialog" aria-labelledby="form-title">
      <form v-if="form" :lang="form.language" @submit.prevent="submit">
        <h2 id="form-title">{{ form.title }}</h2>
        <label v-for="one in form.inputs" :key="one.name">
          <span class="name">{{ one.label }}</span>
          <select v-if="one.choices.length" v-model="values[one.name]" :required="one.required"
                  :data-testid="'input-' + one.name">
            <option v-for="choice in one.choices" :key="choice.value" :value="choice.value">{{ choice.label }}</option>
          </select>
          <textarea v-else-if="one.long" v-model="values[one.name]" rows="8" :maxlength="one.limit"
                    :required="one.required" :data-testid="'input-' + one.name"></textarea>
          <input v-else v-model="values[one.name]" :maxlength="one.limit" :required="one.required"
                 :data-testid="'input-' + one.name">
          <span v-if="one.long" class="count" aria-hidden="true">{{ values[one.name].length }} / {{ one.limit }}</span>
        </label>
        <div class="actions">
          <button type="button" class="plain" data-testid="dialog-cancel" @click="$refs.dialog.close()">{{ cancel }}</button>
          <button type="submit" class="primary" data-testid="dialog-submit">{{ form.submit }}</button>
        </div>
      </form>
    </dialog>`,
  props: { cancel: String },
  emits: ["fill"],
  data: () => ({ form: null, place: "", values: {} }),
  created() {
    this.kept = {};
  },
  methods: {
    async open(form, place) {
      const start = ({ value, choices }) =>
        choices.length && !choices.some((one) => one.value === value) ? choices[0].value : value;
      const empty = Object.fromEntries(form.inputs.map((one) => [one.name, start(one)]));
      this.name = JSON.stringify(form);
      this.values = this.kept[this.name] ??= empty;
      this.form = form;
      this.place = place;
      await this.$nextTick();
      this.$refs.dialog.showModal();
      this.$refs.dialog.querySelector("textarea, input, select")?.focus();
    },
    submit() {
      this.$emit("fill", { action: this.form.action, place: this.place, values: this.values });
      delete this.kept[this.name];
      this.$refs.dialog.close();
    },
  },
};
