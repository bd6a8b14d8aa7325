// hatop's keys in the browser. A key moves the focus, activates a link or button of the page, or requests the dialog that the button of the
// row opens. So every function is available with the keyboard and with the mouse.
(() => {
  'use strict';
  const store = {
    get: key => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private browsing: kept until the page is closed */ } },
  };
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const press = element => { if (!element) return false; element.click(); return true; };
  const isTyping = element => element?.closest?.('input:not([type="checkbox"]):not([type="radio"]):not([type="button"]), textarea, select, [contenteditable="true"]') != null;
  const isControl = element => element?.closest?.('a[href], button, summary, [role="button"], [role="menuitem"], [role="tab"]') != null;

  // WCAG 2.1.4: single-character keys can be turned off. Named keys (F5, arrows, Escape) stay active.
  const characterKeys = () => store.get('keys') !== 'off';

  // ---- rows: one row has the cursor, which is the browser focus ----
  const visibleRows = () => all('main tr[data-testid="row"]').filter(row => row.getClientRects().length > 0);
  const rowOf = element => element?.closest?.('[data-testid="row"]') ?? null;
  let lastRow = null;
  document.addEventListener('focusin', event => { lastRow = rowOf(event.target) ?? lastRow; });
  const focusRow = row => {
    if (!row) return false;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
    return true;
  };
  const move = (steps, element) => {
    const rows = visibleRows();
    if (rows.length === 0) return false;
    const at = rows.indexOf(rowOf(element));
    if (window.hadashboard.rows.move(steps, element)) return true; // only a part of the rows of a table may be rendered
    if (at < 0) return focusRow(lastRow?.isConnected && rows.includes(lastRow) ? lastRow : rows[steps < 0 ? rows.length - 1 : 0]);
    return focusRow(rows[Math.max(0, Math.min(rows.length - 1, at + steps))]);
  };

  // ---- requesting the dialog ----
  const ask = (action, row) => {
    const host = find('[data-action-host]');
    if (!host || !row) return false;
    watchDialog();
    host.dispatchEvent(new CustomEvent('haaction', {
      bubbles: true,
      detail: { action, node: row.dataset.node ?? '', proxy: row.dataset.proxy ?? '', server: row.dataset.server ?? '' },
    }));
    return true;
  };

  // Actions exist only for servers, and only on a page that was rendered for a user with the role.
  const actsOn = row => row?.dataset.server && (row.dataset.type ?? 'server') === 'server' && find('[data-action-host]');

  const functionKeys = {
    F1: 'ready-everywhere', F2: 'maint-everywhere', F4: 'weight-reset', F5: 'weight-10', F6: 'weight-1',
    F7: 'weight+1', F8: 'weight+10', F9: 'ready', F10: 'maint',
  };
  const letters = {
    E: 'ready', D: 'drain', M: 'maint', R: 'weight-reset', A: 'everywhere',
    '+': 'weight+1', '=': 'weight+1', '-': 'weight-1', '>': 'weight+10', '<': 'weight-10',
  };

  // ---- views: the links of the page in their order ----
  const modes = () => all('[data-testid="mode"]');
  const currentMode = () => modes().findIndex(mode => mode.getAttribute('aria-selected') === 'true' || mode.getAttribute('aria-current') === 'page' || mode.classList.contains('active'));
  let previousMode = null;
  const goMode = index => {
    const tabs = modes();
    const at = currentMode();
    if (!tabs[index]) return false;
    if (at >= 0 && at !== index) previousMode = tabs[at].dataset.mode;
    return press(tabs[index]);
  };
  const cycleMode = step => {
    const tabs = modes();
    return tabs.length > 0 && goMode((Math.max(0, currentMode()) + step + tabs.length) % tabs.length);
  };

  // ---- pasting into the console ----
  const insert = (input, text) => {
    const from = input.selectionStart ?? input.value.length;
    const blank = from > 0 && input.value[from - 1] !== ' ' ? ' ' : '';
    input.setRangeText(`${blank}${text} `, from, input.selectionEnd ?? from, 'end');
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.focus();
  };
  const whenThere = (selector, then, tries = 60) => {
    const element = find(selector);
    if (element) then(element);
    else if (tries > 0) setTimeout(() => whenThere(selector, then, tries - 1), 50);
  };
  const paste = row => {
    if (!actsOn(row)) return false;
    const text = `${row.dataset.proxy}/${row.dataset.server}`;
    if (!find('[data-testid="cli-input"]')) {
      const cli = modes().findIndex(mode => mode.dataset.mode === 'cli');
      if (cli >= 0) goMode(cli);
      else window.Blazor?.navigateTo(`/nodes/${encodeURIComponent(row.dataset.node)}?mode=cli`);
    }
    whenThere('[data-testid="cli-input"]', input => insert(input, text));
    return true;
  };

  // After a dialog the focus returns to its previous element. The button in the dialog no longer exists, so the browser drops the focus.
  let outside = null;
  let watch = 0;
  const watchDialog = () => {
    let left = 30; // the dialog opens after a round trip to the server
    watch ||= setInterval(() => {
      if (find('.mud-dialog')) { left = 0; return; }
      if (left-- > 0) return;
      clearInterval(watch);
      watch = 0;
      if (document.activeElement !== document.body) return;
      const { node, proxy, server } = rowOf(outside)?.dataset ?? {}; // the row may have been rendered as another element
      const again = outside?.isConnected ? outside : visibleRows().find(row => row.dataset.node === node && row.dataset.proxy === proxy && row.dataset.server === server);
      again?.focus({ preventScroll: true });
    }, 100);
  };
  document.addEventListener('focusin', event => {
    if (!event.target.closest?.('.mud-dialog, dialog')) { outside = event.target; return; }
    if (event.target.closest('.mud-dialog')) watchDialog();
  });

  // ---- help and palette: modal dialogs of the browser, which also open while disconnected ----
  const openDialog = id => {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return dialog != null;
    if (find('#keys-on', dialog)) find('#keys-on', dialog).checked = characterKeys();
    dialog.showModal();
    return true;
  };
  const anyDialog = () => find('dialog[open], .mud-dialog');

  const fuzzy = (text, word) => {
    const at = text.indexOf(word);
    if (at === 0) return 100;
    if (at > 0) return /[^a-z0-9]/.test(text[at - 1]) ? 80 : 60;
    let from = 0;
    for (const letter of word) {
      from = text.indexOf(letter, from) + 1;
      if (from === 0) return 0;
    }
    return word.length > 1 ? 20 : 0;
  };
  const score = (text, words) => {
    let sum = 0;
    for (const word of words) {
      const one = fuzzy(text, word);
      if (one === 0) return 0;
      sum += one;
    }
    return sum * 100 - text.length;
  };

  const palette = (() => {
    let json = null;
    let items = [];
    let chosen = 0;
    const element = name => document.getElementById(`palette-${name}`);
    const load = () => {
      const text = element('data')?.dataset.items ?? '{}';
      if (text === json) return;
      json = text;
      const data = JSON.parse(text);
      const list = [];
      for (const page of data.pages ?? []) list.push({ kind: 'page', text: page.text, href: page.href });
      for (const node of data.nodes ?? []) {
        list.push({ kind: 'node', text: node.name, href: node.href });
        for (const mode of data.modes ?? []) list.push({ kind: 'mode', text: `${node.name} ${mode}`, href: `${node.href}?mode=${mode}` });
      }
      for (const backend of data.backends ?? []) list.push({ kind: 'backend', text: backend.text, href: backend.href });
      const everywhere = new Set();
      for (const server of data.servers ?? []) {
        for (const verb of data.verbs ?? []) {
          list.push({ kind: 'action', text: `${verb.text} ${server.proxy}/${server.server} on ${server.node}`, action: verb.id, row: server });
          if (!verb.everywhere || everywhere.has(`${verb.id} ${server.proxy}/${server.server}`)) continue;
          everywhere.add(`${verb.id} ${server.proxy}/${server.server}`);
          list.push({ kind: 'action', text: `${verb.text} ${server.proxy}/${server.server} on all nodes`, action: `${verb.id}-everywhere`, row: server });
        }
      }
      for (const item of list) item.lower = item.text.toLowerCase();
      items = list;
    };
    const choose = index => {
      const options = all('[role="option"]', element('list'));
      chosen = options.length === 0 ? 0 : (index + options.length) % options.length;
      options.forEach((option, i) => option.setAttribute('aria-selected', i === chosen ? 'true' : 'false'));
      if (options[chosen]) {
        element('input').setAttribute('aria-activedescendant', options[chosen].id);
        options[chosen].scrollIntoView({ block: 'nearest' });
      } else {
        element('input').removeAttribute('aria-activedescendant');
      }
    };
    const option = (item, index) => {
      const row = document.createElement(item.href ? 'a' : 'button');
      if (item.href?.startsWith('/')) row.href = item.href;
      else row.type = 'button';
      row.id = `palette-option-${index}`;
      row.role = 'option';
      row.tabIndex = -1;
      row.dataset.testid = 'palette-option';
      const kind = document.createElement('small');
      kind.textContent = item.kind;
      row.append(document.createTextNode(item.text), kind);
      row.addEventListener('click', () => {
        document.getElementById('palette').close();
        if (item.action) ask(item.action, { dataset: item.row });
      });
      return row;
    };
    const show = () => {
      const words = element('input').value.toLowerCase().split(/\s+/).filter(word => word.length > 0);
      const found = words.length === 0
        ? items.filter(item => item.kind === 'page' || item.kind === 'node')
        : items.map(item => [score(item.lower, words), item]).filter(([points]) => points > 0).sort((a, b) => b[0] - a[0]).map(([, item]) => item);
      const list = element('list');
      list.replaceChildren(...found.slice(0, 40).map(option));
      element('count').textContent = found.length === 0 ? 'Nothing matches.' : `${found.length} found`;
      choose(0);
    };
    const open = () => {
      if (!openDialog('palette')) return false;
      load();
      element('input').value = '';
      show();
      element('input').focus();
      return true;
    };
    const onKey = event => {
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
      if (steps) choose(chosen + steps);
      else if (event.key === 'Enter') press(all('[role="option"]', element('list'))[chosen]);
      else return;
      event.preventDefault();
    };
    document.addEventListener('input', event => { if (event.target.id === 'palette-input') show(); });
    return { open, onKey };
  })();

  // ---- the console line: hatop's characters, limit of 200 characters and history of 100 lines, stored in this browser ----
  const historyKept = 100;
  const cliHistory = () => { try { return JSON.parse(store.get('cli-history') ?? '[]').filter(line => typeof line === 'string'); } catch { return []; } };
  let historyAt = 0;
  let draft = '';
  const remember = line => {
    const lines = cliHistory().filter(kept => kept !== line);
    if (line.trim()) lines.push(line);
    store.set('cli-history', JSON.stringify(lines.slice(-historyKept)));
    historyAt = 0;
  };
  const recall = (input, step) => {
    const lines = cliHistory();
    if (historyAt === 0) draft = input.value;
    historyAt = Math.max(0, Math.min(lines.length, historyAt + step));
    input.value = historyAt === 0 ? draft : lines[lines.length - historyAt];
    input.setSelectionRange(input.value.length, input.value.length);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  };
  document.addEventListener('beforeinput', event => {
    if (!event.target.matches?.('[data-testid="cli-input"]') || event.data == null) return;
    if (/[^a-zA-Z0-9_:.\-+; /#%]/.test(event.data)) event.preventDefault();
  });
  document.addEventListener('submit', event => {
    const input = find('[data-testid="cli-input"]', event.target);
    if (input) remember(input.value);
  }, true);
  const scrollOutput = lines => {
    const output = find('[data-testid="cli-output"]');
    if (output) output.scrollTop += lines * 18;
  };
  const onConsoleKey = event => {
    const input = event.target;
    if (event.key === 'ArrowUp') recall(input, 1);
    else if (event.key === 'ArrowDown') recall(input, -1);
    else if (event.key === 'PageUp') scrollOutput(-1);
    else if (event.key === 'PageDown') scrollOutput(1);
    else if (event.key === 'Escape') input.blur();
    else return;
    event.preventDefault();
  };
  // The newest line stays visible unless the user has scrolled up.
  customElements.define('ha-tail', class extends HTMLElement {
    connectedCallback() {
      this.atEnd = true;
      this.parentElement.addEventListener('scroll', () => {
        const box = this.parentElement;
        if (box) this.atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
      }, { passive: true });
      this.observer = new MutationObserver(() => { if (this.atEnd && this.parentElement) this.parentElement.scrollTop = this.parentElement.scrollHeight; });
      this.observer.observe(this.parentElement, { childList: true, subtree: true });
    }
    disconnectedCallback() { this.observer?.disconnect(); }
  });

  // ---- the keys ----
  const back = () => {
    const tabs = modes();
    const index = tabs.findIndex(mode => mode.dataset.mode === previousMode);
    previousMode = null;
    return index >= 0 && index !== currentMode() ? press(tabs[index]) : press(all('.crumbs a').at(-1));
  };
  const focusFilter = () => {
    const filter = find('main [data-testid="filter-text"]');
    if (!filter) return false;
    filter.focus();
    filter.select?.();
    return true;
  };

  /** While a weight dialog is open, the same key changes the weight again. hatop would send the same value twice. */
  const addToOpenWeight = (event, byCharacter) => {
    const dialog = find('[data-action-dialog="weight"]');
    const action = functionKeys[event.key] ?? (byCharacter ? letters[event.key] : null);
    return dialog != null && action != null && /^weight[+-]/.test(action) && ask(action, dialog);
  };

  const onNamedKey = (event, typing) => {
    const row = rowOf(document.activeElement);
    if (functionKeys[event.key] && !event.shiftKey) return actsOn(row) ? ask(functionKeys[event.key], row) : false;
    if (typing) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e6, End: 1e6 }[event.key];
    if (steps) {
      // In a table its own script moves the cursor. From outside, the arrow keys enter the table, and the other keys scroll.
      const outside = document.activeElement === document.body || document.activeElement?.tagName === 'H1';
      return outside && Math.abs(steps) === 1 && move(steps, document.activeElement);
    }
    if (event.key === 'Enter' && row && document.activeElement === row) return press(find('[data-testid="row-actions"]', row));
    if (event.key === 'Escape') return back();
    return false;
  };

  const onCharacter = event => {
    const active = document.activeElement;
    const row = rowOf(active);
    switch (event.key) {
      case '?': case 'h': case 'H': return openDialog('keys-help');
      case ':': return palette.open();
      case '/': return focusFilter();
      case '[': return cycleMode(-1);
      case ']': return cycleMode(1);
      case 'q': case 'Q': return press(find('.top a[href="/"]'));
      case 'j': return move(1, active);
      case 'k': return move(-1, active);
      case ' ': return active === row && paste(row);
      default: break;
    }
    if (/^[1-5]$/.test(event.key)) return goMode(Number(event.key) - 1);
    if (letters[event.key] && actsOn(row)) return ask(letters[event.key], row);
    return false;
  };

  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing) return;
    const typing = isTyping(event.target);
    if (event.target.id === 'palette-input') { palette.onKey(event); return; }
    if (event.target.matches?.('[data-testid="cli-input"]') && !event.ctrlKey && !event.metaKey && !event.altKey) { onConsoleKey(event); return; }

    const altGraph = event.getModifierState?.('AltGraph') === true; // on many keyboards [ and ] are AltGr
    if (event.altKey && !altGraph && !event.ctrlKey && !event.metaKey) {
      const digit = /^Digit([1-5])$/.exec(event.code);
      if (digit && !anyDialog() && goMode(Number(digit[1]) - 1)) event.preventDefault();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && !altGraph) return;

    const character = event.key.length === 1;
    if (anyDialog()) {
      if (addToOpenWeight(event, characterKeys() && !typing)) event.preventDefault();
      // The dialog of the library receives Escape only while it has the focus.
      else if (event.key === 'Escape' && !document.activeElement?.closest('.mud-dialog, dialog')) press(find('.mud-dialog [data-testid="close"], .mud-dialog [data-testid="cancel"]'));
      return;
    }
    if (typing && event.key === 'Escape') { event.target.blur(); return; }
    if (character && (typing || !characterKeys())) return;
    if (character && event.key === ' ' && isControl(event.target)) return;
    if (character ? onCharacter(event) : onNamedKey(event, typing)) event.preventDefault();
  });

  // ---- buttons for the functions of the keys ----
  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-action]');
    if (!button) return;
    if (button.dataset.action === 'open-help') openDialog('keys-help');
    else if (button.dataset.action === 'open-palette') palette.open();
    else if (button.dataset.action === 'close-dialog') button.closest('dialog')?.close();
    else if (button.dataset.action === 'paste-server') paste(rowOf(button) ?? button);
  });
  const keysSwitch = () => document.getElementById('keys-on');
  document.addEventListener('change', event => {
    if (event.target === keysSwitch()) store.set('keys', event.target.checked ? 'on' : 'off');
  });
})();
