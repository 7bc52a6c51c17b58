// The editor of a cell with a dropdown: the choices of its data validation, what stands there now, or nothing.

export class ChoiceEditor {
  constructor(data, save, close) {
    Object.assign(this, { data, save, close });
    this.select = null;
  }

  componentDidRender() {
    setTimeout(() => {
      this.select?.focus();
      try {
        this.select?.showPicker();
      } catch {
        // opened by a key that the browser does not count as a gesture: the list opens with Alt+Down
      }
    });
  }

  opened(element, held) {
    if (element && element !== this.select) element.value = held;
    this.select = element;
  }

  getValue() {
    return this.select?.value;
  }

  beforeDisconnect() {
    this.select?.blur();
  }

  render(h) {
    const held = this.data.model?.[this.data.prop] ?? "";
    const { choices } = this.data.column;
    const options = choices.includes(held) || !held ? ["", ...choices] : ["", held, ...choices];
    return h(
      "select",
      {
        "aria-label": this.data.column.name,
        ref: (element) => this.opened(element, held),
        onChange: () => this.save(this.select.value),
        onKeyDown: (event) => {
          if (event.key === "Escape") this.close(false);
          if (event.key === "Enter" || event.key === "Tab") this.save(this.select.value, event.key === "Tab");
        },
      },
      options.map((word) => h("option", { value: word }, word)),
    );
  }
}
