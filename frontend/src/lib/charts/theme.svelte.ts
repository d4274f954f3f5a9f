/** Changes whenever the design tokens do (light or dark, or the colour pair), whoever changed them. */
class Theme {
  #revision = $state(0);

  constructor() {
    const observer = new MutationObserver(() => this.#revision++);
    observer.observe(document.documentElement, { attributeFilter: ['class', 'data-market'] });
  }

  get revision(): number {
    return this.#revision;
  }
}

export const theme = new Theme();
