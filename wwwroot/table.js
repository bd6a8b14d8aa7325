// What the browser alone can do for a table of rows: remember, move the row cursor without asking the server, explain the row that has the focus.
const prefix = 'hadashboard.';

export function load(key) {
  try { return localStorage.getItem(prefix + key); } catch { return null; }
}

export function save(key, value) {
  try { localStorage.setItem(prefix + key, value); } catch { /* private browsing: it lasts for the page */ }
}

// The rows come after the browser has looked for the fragment of the address.
export function reveal() {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && document.getElementById(id);
  if (!target) return;
  target.scrollIntoView({ block: 'center' });
  target.focus?.({ preventScroll: true });
}

const rowsOf = table => [...table.querySelectorAll('tr[data-testid="row"]')];

function moveTo(row) {
  row?.focus();
}

function onKey(event) {
  const table = event.target.closest?.('[data-stat-table]');
  if (!table || event.altKey || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const rows = rowsOf(table);
  const here = rows.indexOf(event.target.closest('tr[data-testid="row"]'));
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
  if (step !== undefined) moveTo(rows[Math.max(0, Math.min(rows.length - 1, here < 0 ? 0 : here + step))]);
  else if (event.key === 'Home') { table.scrollTop = 0; requestAnimationFrame(() => moveTo(rowsOf(table)[0])); }
  else if (event.key === 'End') { table.scrollTop = table.scrollHeight; setTimeout(() => moveTo(rowsOf(table).at(-1)), 120); }
  else return;
  event.preventDefault();
}

const tip = document.createElement('div');
tip.className = 'row-tip';
tip.hidden = true;
tip.setAttribute('aria-hidden', 'true'); // a screen reader has the row's own description

function explain(row) {
  const text = row?.matches(':focus-visible') ? row.getAttribute('aria-description') : null;
  tip.hidden = !text;
  if (!text) return;
  tip.textContent = text;
  if (!tip.isConnected) document.body.append(tip);
  const box = row.getBoundingClientRect();
  const below = box.bottom + tip.offsetHeight + 8 < innerHeight;
  tip.style.top = `${below ? box.bottom + 4 : box.top - tip.offsetHeight - 4}px`;
  tip.style.left = `${Math.max(8, Math.min(box.left + 24, innerWidth - tip.offsetWidth - 8))}px`;
}

document.addEventListener('keydown', onKey);
document.addEventListener('focusin', event => {
  const row = event.target.closest?.('tr[data-testid="row"]');
  explain(event.target === row ? row : null);
  // One stop for Tab: the row that was left last.
  if (event.target !== row) return;
  rowsOf(row.closest('[data-stat-table]')).forEach(other => { other.tabIndex = other === row ? 0 : -1; });
});
document.addEventListener('focusout', () => { tip.hidden = true; });
document.addEventListener('scroll', () => { tip.hidden = true; }, true);
document.addEventListener('keydown', event => { if (event.key === 'Escape') tip.hidden = true; });
