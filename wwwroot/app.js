// Runs before the first paint. Otherwise the theme would flash. Ages keep growing while the server is unreachable.
(() => {
  'use strict';
  const root = document.documentElement;
  const stored = () => { try { return localStorage.getItem('theme'); } catch { return null; } };
  const system = () => matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  const applyTheme = () => { root.dataset.theme = stored() ?? system(); };
  applyTheme();
  matchMedia('(prefers-color-scheme: light)').addEventListener('change', applyTheme);

  // The browser's clock can be wrong, so ages use the clock of the server.
  let skew = 0;
  const now = () => Date.now() + skew;

  const ages = new Set();
  const shortAge = ms => {
    const s = Math.max(0, Math.floor(ms / 1000));
    if (s < 60) return `${s} s`;
    if (s < 3600) return `${Math.floor(s / 60)} min`;
    if (s < 172800) return `${Math.floor(s / 3600)} h`;
    return `${Math.floor(s / 86400)} d`;
  };
  // UTC, as in the texts of the server and in every log. Two time zones on one page cause mistakes. The tooltip has the local time.
  const clockText = (at, reference) => {
    const [day, time] = at.toISOString().split('T');
    return day === reference.toISOString().slice(0, 10) ? `${time.slice(0, 8)} UTC` : `${day} ${time.slice(0, 5)} UTC`;
  };
  const setText = (element, text) => { if (element.textContent !== text) element.textContent = text; };

  // Blazor renders no children into these elements and only sets their attribute. So both never write to the same text node, and a page
  // with many ages needs no work on the server.
  customElements.define('ha-age', class extends HTMLElement {
    static observedAttributes = ['since'];
    connectedCallback() { ages.add(this); this.update(); }
    disconnectedCallback() { ages.delete(this); }
    attributeChangedCallback() { this.update(); }
    update() {
      const at = new Date(this.getAttribute('since'));
      if (Number.isNaN(at.getTime())) { setText(this, ''); return; }
      setText(this, shortAge(now() - at));
      this.title = at.toLocaleString();
    }
  });
  customElements.define('ha-clock', class extends HTMLElement {
    static observedAttributes = ['at'];
    connectedCallback() { this.update(); }
    attributeChangedCallback() { this.update(); }
    update() {
      const at = new Date(this.getAttribute('at'));
      if (Number.isNaN(at.getTime())) { setText(this, ''); return; }
      setText(this, clockText(at, new Date(now())));
      this.title = `${at.toLocaleString()} here`;
    }
  });
  customElements.define('ha-server-time', class extends HTMLElement {
    static observedAttributes = ['now'];
    attributeChangedCallback() {
      const at = Date.parse(this.getAttribute('now'));
      if (Number.isNaN(at)) return;
      // Latency only increases the difference, so the smallest one is the most accurate. A changed clock shows as a jump.
      const seen = at - Date.now();
      skew = Math.abs(seen - skew) > 2000 ? seen : Math.max(skew, seen);
    }
  });
  setInterval(() => ages.forEach(age => age.update()), 1000);

  let lostAt = null;
  const setLink = state => {
    if (state === 'lost') lostAt ??= new Date(now());
    else lostAt = null;
    root.dataset.link = state;
    document.querySelectorAll('[data-testid="connection"]').forEach(e => { e.dataset.state = state; });
    document.querySelectorAll('.link-since').forEach(e => {
      if (lostAt) e.setAttribute('since', lostAt.toISOString()); else e.removeAttribute('since');
    });
  };

  // The theme is local to the browser and needs no round trip to the server.
  document.addEventListener('click', event => {
    if (!event.target.closest?.('[data-action="toggle-theme"]')) return;
    const next = root.dataset.theme === 'light' ? 'dark' : 'light';
    try { localStorage.setItem('theme', next); } catch { /* private browsing: kept until the page is closed */ }
    root.dataset.theme = next;
  });

  // The clipboard API needs a secure page. On plain http the text is copied through a selection instead.
  const copy = async element => {
    try { await navigator.clipboard.writeText(element.textContent); return true; } catch { /* no clipboard API */ }
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return document.execCommand('copy');
  };
  document.addEventListener('click', async event => {
    const button = event.target.closest?.('[data-action="copy"]');
    const text = button?.parentElement.parentElement.querySelector('[data-copy]');
    if (!text) return;
    button.dataset.copied = await copy(text) ? 'yes' : 'no';
    setTimeout(() => delete button.dataset.copied, 2000);
  });

  window.hadashboard = { setLink };
})();
