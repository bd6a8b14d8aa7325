// Arrow keys move between the cells of a matrix, which are links. For Tab the matrix is one stop: the last focused cell.
(() => {
  'use strict';
  const cellSelector = '[data-matrix] tbody td > a.cell[href]';
  const matrixOf = element => element?.closest?.('[data-matrix]') ?? null;
  const rowsOf = matrix => [...matrix.querySelectorAll('tbody tr')].map(row => [...row.children].map(td => td.querySelector(':scope > a.cell[href]'))).filter(row => row.some(cell => cell));
  const isShown = cell => cell != null && cell.getClientRects().length > 0;

  // Finds the next existing cell in the given direction. A folded row has no cells, and a narrow screen hides a column.
  function next(rows, y, x, dy, dx) {
    for (let row = y + dy, column = x + dx; rows[row] && column >= 0 && column < rows[row].length; row += dy, column += dx) {
      if (isShown(rows[row][column])) return rows[row][column];
    }
    return null;
  }

  document.addEventListener('keydown', event => {
    const cell = event.target.closest?.(cellSelector);
    if (!cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const rows = rowsOf(matrixOf(cell));
    const y = rows.findIndex(row => row.includes(cell));
    const x = rows[y].indexOf(cell);
    const shown = rows[y].filter(isShown);
    const goals = {
      ArrowRight: () => next(rows, y, x, 0, 1), ArrowLeft: () => next(rows, y, x, 0, -1),
      ArrowDown: () => next(rows, y, x, 1, 0), ArrowUp: () => next(rows, y, x, -1, 0),
      Home: () => shown[0], End: () => shown.at(-1),
    };
    if (!goals[event.key]) return;
    goals[event.key]()?.focus();
    event.preventDefault();
  });

  document.addEventListener('focusin', event => {
    const here = event.target.closest?.(cellSelector);
    for (const matrix of document.querySelectorAll('[data-matrix]')) {
      const cells = rowsOf(matrix).flat().filter(cell => cell);
      if (here && matrixOf(here) === matrix) cells.forEach(cell => { cell.tabIndex = cell === here ? 0 : -1; });
      // Its row may no longer exist. Then another cell becomes the stop, so that there is always one.
      else if (!cells.some(cell => cell.tabIndex === 0)) cells.forEach(cell => cell.removeAttribute('tabindex'));
    }
  });
})();
