// Stores the table settings of the user in the browser.
const prefix = 'hadashboard.';

export function load(key) {
  try { return localStorage.getItem(prefix + key); } catch { return null; }
}

export function save(key, value) {
  try { localStorage.setItem(prefix + key, value); } catch { /* private browsing: kept until the page is closed */ }
}
