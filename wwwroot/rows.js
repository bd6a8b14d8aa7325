// The cursor of a table of rows is the browser focus, which moves without a request to the server. The script is loaded with the page, not
// with the table, because on a slow machine the first key is pressed before the table has loaded a script.
(() => {
  'use strict';
  const rowSelector = 'tr[data-testid="row"]';
  const patience = 15000; // ms until a pending move of the cursor is dropped
  const rowsOf = table => [...table.querySelectorAll(rowSelector)];
  const tableOf = element => element?.closest?.('[data-stat-table]') ?? null;
  const nameOf = row => ['node', 'proxy', 'type', 'server'].map(part => row.dataset[part]).join('\n');

  // The row with the cursor, by name: its element may be removed and added again, and then the browser drops the focus.
  let cursor = null;
  // The target of the cursor. In a long table only the visible rows are rendered; the cursor moves when the server has sent the row.
  let wish = null;
  // The pending target that the current key replaces: a key that is held down continues from that target.
  let left = null;

  const watched = new MutationObserver(() => settle());
  const watch = table => {
    watched.disconnect();
    if (table) watched.observe(table, { childList: true, subtree: true, attributes: true, attributeFilter: ['style', 'aria-rowcount', 'aria-rowindex'] });
  };
  const forget = () => { cursor = wish = left = null; watch(null); };
  const want = next => { wish = { ...next, since: performance.now() }; watch(next.table); settle(); };

  function settle() {
    const { table } = wish ?? cursor ?? {};
    if (!table?.isConnected) { forget(); return; }
    if (wish && performance.now() - wish.since > patience) wish = null;
    if (wish) {
      const { find, scroll, go } = wish;
      const target = find();
      if (!target) { scroll(); return; }
      wish = null;
      go(target);
    } else if (cursor && document.activeElement === document.body && !document.querySelector('dialog[open], .mud-dialog')) {
      rowsOf(table).find(row => nameOf(row) === cursor.name)?.focus({ preventScroll: true });
    }
  }

  // aria-rowindex counts all rows of the table, including those that are not rendered. The header is row 1.
  const rowAt = (table, index) => table.querySelector(`tr[aria-rowindex="${index}"]`);
  const lastIndex = table => Number(table.querySelector('[aria-rowcount]').getAttribute('aria-rowcount'));
  const towards = (table, index) => { table.scrollTop = Math.max(0, (index - 1.5) / lastIndex(table) * table.scrollHeight - table.clientHeight / 2); };

  // The row at that place, or the next one in that direction: the header of a group has no cursor. null while it is not rendered.
  function rowFrom(table, index, way) {
    for (let at = index; at >= 2 && at <= lastIndex(table); at += way) {
      const row = rowAt(table, at);
      if (!row) return null;
      if (row.matches(rowSelector)) return row;
    }
    return null;
  }

  // Moves by places of the whole table, independent of the rows that are rendered.
  function step(table, from, by) {
    const goal = Math.max(2, Math.min(lastIndex(table), from + by));
    const way = by < 0 ? -1 : 1;
    want({
      table,
      goal,
      find: () => rowFrom(table, goal, way) ?? (rowAt(table, goal) && rowFrom(table, goal, -way)),
      scroll: () => towards(table, goal),
      go: row => row.focus(),
    });
  }

  const toFirst = table => want({
    table,
    goal: 2,
    find: () => rowAt(table, 2) && rowsOf(table)[0],
    scroll: () => { table.scrollTop = 0; },
    go: row => { table.scrollTop = 0; row.focus(); },
  });
  const toLast = table => want({
    table,
    goal: lastIndex(table),
    find: () => rowAt(table, lastIndex(table)) && rowsOf(table).at(-1),
    scroll: () => { table.scrollTop = table.scrollHeight; },
    go: row => row.focus(),
  });

  // The browser drops the focus when its row is scrolled away. The next key still continues in the table.
  const lost = () => document.activeElement === document.body && (left?.table ?? cursor?.table);

  /** Moves the cursor by a number of places. Returns false where no row has the cursor. */
  function move(by, element) {
    const table = tableOf(element) ?? (lost() || null);
    if (!table?.isConnected) return false;
    const here = element.closest?.(rowSelector)?.getAttribute('aria-rowindex');
    const from = left?.goal ?? (here ? Number(here) : tableOf(element) ? 0 : cursor?.index);
    if (from) step(table, from, by);
    else rowsOf(table)[0]?.focus();
    return true;
  }

  function onKey(event) {
    const table = tableOf(event.target) ?? (lost() || null);
    if (!table || event.altKey || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (by !== undefined) move(by, event.target);
    else if (event.key === 'Home') toFirst(table);
    else if (event.key === 'End') toLast(table);
    else return;
    event.preventDefault();
  }

  const tip = document.createElement('div');
  tip.className = 'row-tip';
  tip.hidden = true;
  tip.setAttribute('aria-hidden', 'true'); // screen readers use the description of the row

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

  // A key, a click, scrolling or navigation cancels a pending move, so that the cursor never moves unexpectedly.
  for (const moved of ['keydown', 'wheel', 'touchmove']) document.addEventListener(moved, () => { left = wish; wish = null; }, { capture: true, passive: true });
  document.addEventListener('pointerdown', forget, true);
  document.addEventListener('keydown', onKey);
  document.addEventListener('focusin', event => {
    const table = tableOf(event.target);
    const row = table && event.target.matches(rowSelector) ? event.target : null;
    explain(row);
    if (!row) { forget(); return; }
    wish = left = null;
    cursor = { table, name: nameOf(row), index: Number(row.getAttribute('aria-rowindex')) };
    watch(table);
    // One stop for Tab: the last focused row.
    rowsOf(table).forEach(other => { other.tabIndex = other === row ? 0 : -1; });
  });
  document.addEventListener('focusout', () => { tip.hidden = true; });
  document.addEventListener('scroll', () => { tip.hidden = true; }, true);
  document.addEventListener('keydown', event => { if (event.key === 'Escape') tip.hidden = true; });

  window.hadashboard.rows = {
    move,
    /** Shows the row of the URL's fragment. The rows arrive after the browser has looked for it. `index` is its place among `count`. */
    reveal(id, index, count) {
      const table = document.querySelector('[data-stat-table]');
      if (!table || !/^(BODY|H1)$/.test(document.activeElement?.tagName)) return; // the user has focused something else
      want({
        table,
        find: () => document.getElementById(id),
        scroll: () => { table.scrollTop = Math.max(0, (index + .5) / count * table.scrollHeight - table.clientHeight / 2); },
        go: target => {
          target.scrollIntoView({ block: 'center' });
          target.focus({ preventScroll: true });
        },
      });
    },
  };
})();
