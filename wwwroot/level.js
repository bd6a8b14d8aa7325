// The level in the title and icon of the tab, and a notification when it changes. While disconnected the level is unknown.
(() => {
  'use strict';
  const root = document.documentElement;
  let level = null;
  const mark = document.createTextNode('');

  const icon = () => document.querySelector('link[rel="icon"]');
  const plain = icon()?.getAttribute('href');
  const prefix = () => !level ? '' : root.dataset.link === 'lost' ? '? Link lost · ' : `${level.getAttribute('text')} · `;

  // Each page sets its own title. The level is a separate text node before it. Setting document.title would remove the nodes of Blazor.
  const title = () => {
    const text = prefix();
    if (mark.data !== text) mark.data = text;
    const element = document.head.querySelector('title');
    if (element && element.firstChild !== mark) element.prepend(mark);
  };
  const show = () => {
    title();
    const href = !level ? plain : level.getAttribute(root.dataset.link === 'lost' ? 'unknown' : 'icon');
    if (href && icon()?.getAttribute('href') !== href) icon().setAttribute('href', href);
  };
  new MutationObserver(title).observe(document.head, { childList: true, subtree: true });
  new MutationObserver(show).observe(root, { attributes: true, attributeFilter: ['data-link'] });

  const wanted = () => { try { return localStorage.getItem('notify') === 'on'; } catch { return false; } };
  const able = () => 'Notification' in window && window.isSecureContext;
  const on = () => able() && wanted() && Notification.permission === 'granted';
  const notify = () => {
    if (on()) new Notification(`${level.getAttribute('text')} · ${level.getAttribute('cluster')}`, { body: level.getAttribute('summary'), tag: 'hadashboard-level', icon: level.getAttribute('icon') });
  };

  customElements.define('ha-level', class extends HTMLElement {
    static observedAttributes = ['level', 'text', 'icon', 'summary'];
    connectedCallback() { level = this; this.last = this.getAttribute('level'); show(); buttons(); }
    disconnectedCallback() { if (level === this) { level = null; show(); } }
    attributeChangedCallback() {
      if (level !== this || this.pending) return;
      // A change of the level sets several attributes. The notification is sent once, after all of them.
      this.pending = true;
      queueMicrotask(() => {
        this.pending = false;
        if (level !== this) return;
        show();
        const now = this.getAttribute('level');
        if (now !== this.last) { this.last = now; notify(); }
      });
    }
  });

  function buttons() {
    document.querySelectorAll('[data-action="notify"]').forEach(button => {
      button.hidden = !able();
      button.setAttribute('aria-pressed', String(on()));
    });
  }
  document.addEventListener('click', async event => {
    if (!event.target.closest?.('[data-action="notify"]')) return;
    const next = !on();
    if (next && Notification.permission !== 'granted') await Notification.requestPermission();
    try { localStorage.setItem('notify', next && Notification.permission === 'granted' ? 'on' : 'off'); } catch { /* private browsing: not stored, so off */ }
    buttons();
  });
})();
