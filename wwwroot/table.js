// What the browser alone can do for a table: remember how its reader likes it.
const prefix = 'hadashboard.';

export function load(key) {
  try { return localStorage.getItem(prefix + key); } catch { return null; }
}

export function save(key, value) {
  try { localStorage.setItem(prefix + key, value); } catch { /* private browsing: it lasts for the page */ }
}
