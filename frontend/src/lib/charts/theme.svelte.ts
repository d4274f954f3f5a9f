/** Changes whenever the design tokens do (light or dark, or the colour pair), whoever changed them. */
class Theme {
  #revision = $state(0);
  #observer: MutationObserver | undefined;

  get revision(): number {
    this.#observer ??= this.#observe();
    return this.#revision;
  }

  #observe(): MutationObserver {
    const observer = new MutationObserver(() => this.#revision++);
    observer.observe(document.documentElement, { attributeFilter: ['class', 'data-market'] });
    return observer;
  }
}

export const theme = new Theme();
