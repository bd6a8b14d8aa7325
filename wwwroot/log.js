// A log stays at its end while new lines arrive, unless the user has scrolled up. The selected match is scrolled into view.
(() => {
  'use strict';
  customElements.define('ha-log', class extends HTMLElement {
    connectedCallback() {
      this.atEnd = true;
      this.addEventListener('scroll', () => { this.atEnd = this.scrollHeight - this.scrollTop - this.clientHeight < 24; }, { passive: true });
      this.observer = new MutationObserver(() => this.changed());
      this.observer.observe(this, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-here'] });
      this.changed();
    }
    disconnectedCallback() { this.observer.disconnect(); }
    changed() {
      const here = this.dataset.here;
      if (here && here !== this.seen) {
        const mark = this.querySelector('mark.here');
        if (mark) { this.seen = here; this.atEnd = false; mark.scrollIntoView({ block: 'center' }); }
        return;
      }
      if (!here) this.seen = here;
      if (this.atEnd) this.scrollTop = this.scrollHeight;
    }
  });
  // The download contains the displayed lines and does not read the log again.
  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-action="download-log"]');
    const log = document.querySelector('ha-log');
    if (!button || !log) return;
    const text = [...log.querySelectorAll('.line')].map(line => line.textContent).join('\n') + '\n';
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob([text], { type: 'text/plain' })), download: button.dataset.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
})();
